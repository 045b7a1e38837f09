"""Asks a member who registered once more whether they want what they chose there.

Anybody can type a member's address into the registration; nothing comes of it without their yes.
"""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.services.accounts.members import missing_roles, take_up
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.redirects import local_path
from matchmaker.web.registered import forget_registered, kept_registered

blueprint = Blueprint("registered", __name__)


@blueprint.get("/register/again")
def ask() -> ResponseReturnValue:
    """Show what was registered, and ask."""
    kept = kept_registered()
    if kept is None:
        return redirect(url_for("profiles.edit"))
    member, programme = current_member(), current_programme()
    return render_template(
        "accounts/registered_again.html",
        name="" if member.name else kept.name,
        roles=missing_roles(db.session(), programme, member, kept.roles),
    )


@blueprint.post("/register/again")
def answer() -> ResponseReturnValue:
    """Add what was registered, or leave everything as it is."""
    kept = kept_registered()
    forget_registered()
    if kept is None:
        return redirect(url_for("profiles.edit"), 303)
    if request.form.get("answer") != "yes":
        flash(_("Nothing was changed."))
        return redirect(local_path(kept.wanted) or url_for("members.me"), 303)
    take_up(db.session(), current_programme(), current_member(), kept.name, kept.roles)
    db.session.commit()
    flash(_("Added. Fill in the rest, and you take part."))
    return redirect(url_for("profiles.edit"), 303)
