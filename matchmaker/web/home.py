"""The first page: what this is and how it works, for a visitor; a member goes on to their own."""

from flask import Blueprint, redirect, render_template
from flask.typing import ResponseReturnValue

from matchmaker.web.current_member import is_signed_in
from matchmaker.web.redirects import own_page

blueprint = Blueprint("home", __name__)


@blueprint.get("/")
def index() -> ResponseReturnValue:
    """Show a visitor what this is; send a member to their page."""
    if is_signed_in():
        return redirect(own_page())
    return render_template("home/index.html")


@blueprint.get("/how-it-works")
def how_it_works() -> ResponseReturnValue:
    """Tell the whole story, month by month."""
    return render_template("home/how_it_works.html")
