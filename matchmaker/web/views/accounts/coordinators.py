"""Who runs the programme: coordinators add and remove each other, and see who did so."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from config import Settings
from matchmaker.addresses import LONGEST_ADDRESS, InvalidAddress, normalise_address
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.services.accounts.coordinators import (
    NotPossible,
    add_coordinator,
    confirm_grant,
    find_grant,
    list_changes,
    list_coordinators,
    list_grants,
    remove_coordinator,
    withdraw_grant,
)
from matchmaker.services.accounts.members import DomainNotAllowed
from matchmaker.services.privacy.erased_names import codes_of_erased
from matchmaker.services.programme.names import label_of
from matchmaker.web.confirmation import confirmed
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.typed import typed_text

blueprint = Blueprint("coordinators", __name__)

RUNS_NOW = lazy_gettext("%(name)s runs the programme now. Tell them; they sign in as usual.")


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
    is_waiting = find_grant(db.session(), current_programme(), member.id) is not None
    db.session.commit()
    if is_waiting:
        flash(
            _("%(name)s is proposed. Another coordinator has to confirm it.", name=label_of(member))
        )
    else:
        flash(RUNS_NOW % {"name": label_of(member)})
    return redirect(url_for("coordinators.index"), 303)


@blueprint.post("/coordinators/<int:member_id>/confirm")
@confirmed
def confirm(member_id: int) -> ResponseReturnValue:
    """Confirm whom another coordinator proposed."""
    try:
        member = confirm_grant(db.session(), current_programme(), member_id, current_member())
    except NotPossible as error:
        db.session.rollback()
        flash(str(error), "warning")
        return redirect(url_for("coordinators.index"), 303)
    db.session.commit()
    flash(RUNS_NOW % {"name": label_of(member)})
    return redirect(url_for("coordinators.index"), 303)


@blueprint.post("/coordinators/<int:member_id>/withdraw")
def withdraw(member_id: int) -> ResponseReturnValue:
    """Take a proposal back."""
    try:
        member = withdraw_grant(db.session(), current_programme(), member_id)
    except NotPossible as error:
        db.session.rollback()
        flash(str(error), "warning")
    else:
        db.session.commit()
        flash(_("%(name)s is not proposed any more.", name=label_of(member)))
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
        grants=list_grants(db.session(), current_programme(), current_member()),
        changes=list_changes(db.session(), current_programme()),
        own_id=current_member().id,
        typed=typed,
        sentence=sentence,
    )
