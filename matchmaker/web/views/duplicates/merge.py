"""A coordinator makes one person of two members, after seeing what becomes of each thing."""

from flask import Blueprint, abort, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.addresses import LONGEST_ADDRESS, InvalidAddress
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.models import Member
from matchmaker.services.addresses.known import find_member
from matchmaker.services.duplicates.finding import perhaps_one_person, tell_apart
from matchmaker.services.duplicates.merging import MergeRefused, merge_members, why_not
from matchmaker.services.duplicates.preview import preview_merge
from matchmaker.services.people.directory import find_person
from matchmaker.web.confirmation import confirmed
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.typed import asked_row, asked_text, typed_row
from matchmaker.web.withheld import withheld_members

blueprint = Blueprint("duplicates", __name__)


@blueprint.get("/people/<int:member_id>/merge")
def show(member_id: int) -> ResponseReturnValue:
    """Ask for the other entry, or show what making them one would do."""
    kept = _person(member_id)
    typed = asked_text("email", LONGEST_ADDRESS)
    if other_id := asked_row("other"):
        return _preview(kept, _person(other_id))
    if not typed:
        return _choice(kept)
    try:
        found = find_member(db.session(), typed)
    except InvalidAddress as error:
        return _choice(kept, typed, str(error)), 422
    other = found and find_person(db.session(), current_programme(), found.id, withheld_members())
    if other is None:
        sentence = _("Nobody whom you see here has this address.")
        return _choice(kept, typed, sentence), 422
    if other is kept:
        return _choice(kept, typed, _("That is the same entry. Choose another one.")), 422
    return redirect(url_for("duplicates.show", member_id=kept.id, other=other.id))


@blueprint.post("/people/<int:member_id>/merge")
@confirmed
def merge(member_id: int) -> ResponseReturnValue:
    """Make one person of the two."""
    kept, other = _person(member_id), _person(typed_row("other"))
    other_address = other.email
    try:
        merge_members(
            db.session(),
            kept,
            other,
            current_member(),
            current_app.config["SECRET_KEY"],
            "other" if request.form.get("profile") == "other" else "kept",
        )
    except MergeRefused:
        db.session.rollback()
        return _preview(_person(member_id), _person(typed_row("other")), 409)
    db.session.commit()
    flash(
        _(
            "The two are one now. %(address)s is an earlier address of %(name)s.",
            address=other_address,
            name=kept.greeting_name,
        )
    )
    return redirect(url_for("people.show", member_id=member_id), 303)


@blueprint.post("/people/<int:member_id>/apart")
def keep_apart(member_id: int) -> ResponseReturnValue:
    """Note that the two are two people, so that nobody is asked again."""
    one, other = _person(member_id), _person(typed_row("other"))
    if one is other:
        abort(404)
    tell_apart(db.session(), one, other, current_member())
    db.session.commit()
    flash(
        _(
            "%(one)s and %(other)s stay two people.",
            one=one.greeting_name,
            other=other.greeting_name,
        )
    )
    return redirect(url_for("people.show", member_id=member_id), 303)


def _person(member_id: int) -> Member:
    member = find_person(db.session(), current_programme(), member_id, withheld_members())
    if member is None:
        abort(404)
    return member


def _choice(kept: Member, typed: str = "", sentence: str = "") -> str:
    alike = [
        each.other_id if each.member_id == kept.id else each.member_id
        for each in perhaps_one_person(db.session(), current_programme(), withheld_members())
        if kept.id in {each.member_id, each.other_id}
    ]
    return render_template(
        "duplicates/choose.html",
        kept=kept,
        alike=[_person(member_id) for member_id in alike],
        typed=typed,
        sentence=sentence,
    )


def _preview(kept: Member, other: Member, status: int = 200) -> tuple[str, int]:
    session, programme = db.session(), current_programme()
    reason = why_not(session, kept, other)
    page = render_template(
        "duplicates/merge.html",
        kept=kept,
        other=other,
        reason=reason,
        becomes=[] if reason else preview_merge(session, programme, kept, other),
    )
    return page, status
