"""The first page: what this is and how it works, for a visitor; a member goes on to their own."""

from flask import Blueprint, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.extensions import db
from matchmaker.services.programme.policies import current_policy
from matchmaker.web.current_member import is_signed_in
from matchmaker.web.current_programme import current_programme

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show a visitor what this is; send a member to their page."""
    if is_signed_in():
        return redirect(url_for("members.me"))
    return render_template("home/welcome.html", programme=current_programme())


@blueprint.get("/how-it-works")
def how_it_works() -> ResponseReturnValue:
    """Tell the whole story, with the programme's own times."""
    programme = current_programme()
    policy = current_policy(db.session(), programme)
    return render_template("home/how_it_works.html", programme=programme, timers=policy.timers)
