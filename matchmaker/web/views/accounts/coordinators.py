"""Who runs the programme: coordinators add and remove each other, and see who did so."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from config import Settings
from matchmaker.addresses import LONGEST_ADDRESS, InvalidAddress, normalise_address
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.services.accounts.coordinators import (
    NotPossible,
    add_coordinator,
    list_changes,
    list_coordinators,
    remove_coordinator,
)
from matchmaker.services.accounts.members import DomainNotAllowed
from matchmaker.services.privacy.erased_names import codes_of_erased
from matchmaker.services.programme.names import label_of
from matchmaker.web.confirmation import confirmed
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.typed import typed_text

blueprint = Blueprint("coordinators", __name__)


@blueprint.get("/coordinators")
def index() -> str:
    """List those who run the programme, and what changed."""
    return _page()


@blueprint.post("/coordinators")
@confirmed
def add() -> ResponseReturnValue:
    """Let somebody run the programme, by their address."""
    settings: Settings = current_app.config["SETTINGS"]
    email = typed_text("email", LONGEST_ADDRESS)
    try:
        _refuse_erased(email, settings)
        member = add_coordinator(
            db.session(),
            current_programme(),
            email,
            current_member(),
            settings.allowed_email_domains,
        )
    except (InvalidAddress, DomainNotAllowed, NotPossible) as error:
        db.session.rollback()
        return _page(typed=email, sentence=str(error)), 422
    db.session.commit()
    flash(
        _(
            "%(name)s runs the programme now. Tell them; they sign in as usual.",
            name=label_of(member),
        )
    )
    return redirect(url_for("coordinators.index"), 303)


@blueprint.post("/coordinators/<int:member_id>/remove")
@confirmed
def remove(member_id: int) -> ResponseReturnValue:
    """Take the permission back, also one's own."""
    actor = current_member()
    try:
        member = remove_coordinator(db.session(), current_programme(), member_id, actor)
    except NotPossible as error:
        db.session.rollback()
        flash(str(error), "warning")
        return redirect(url_for("coordinators.index"), 303)
    db.session.commit()
    if member is actor:
        flash(_("You do not run the programme any more. You are a member as before."))
        return redirect(url_for("members.me"), 303)
    flash(_("%(name)s does not run the programme any more.", name=label_of(member)))
    return redirect(url_for("coordinators.index"), 303)


def _refuse_erased(email: str, settings: Settings) -> None:
    """Raise `NotPossible` where others may not bring somebody back; `InvalidAddress`."""
    if codes_of_erased(db.session(), [normalise_address(email)], settings.secret_key):
        raise NotPossible(
            _("Ask this person to register first. After that they can run the programme.")
        )


def _page(typed: str = "", sentence: str = "") -> str:
    return render_template(
        "accounts/coordinators.html",
        coordinators=list_coordinators(db.session(), current_programme()),
        changes=list_changes(db.session(), current_programme()),
        own_id=current_member().id,
        typed=typed,
        sentence=sentence,
    )
