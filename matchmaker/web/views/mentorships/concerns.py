"""What one of a pair asks the coordinators for, and a coordinator's note that it is done."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import ConcernKind, Match, Member
from matchmaker.services.mentorships.beginning import GOES_ON, partner_of
from matchmaker.services.mentorships.concerns import (
    open_concerns,
    raise_concern,
    settle_concerns,
    take_back_concerns,
)
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.parting import asked_lately, part
from matchmaker.services.mentorships.pulse_words import concern_choices
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.web.current_member import current_member
from matchmaker.web.views.mentorships.pairs import find_match, own_match, require_reader

blueprint = Blueprint("concerns", __name__)


class ConcernForm(FlaskForm):  # type: ignore[misc]
    """What somebody asks for."""

    kind = RadioField(
        lazy_gettext("What would help?"),
        validators=[InputRequired(lazy_gettext("Choose one of the answers."))],
    )


@blueprint.get("/matches/<int:match_id>/help")
def ask(match_id: int) -> ResponseReturnValue:
    """Ask what would help."""
    match, member = own_match(match_id)
    if match.status not in GOES_ON:
        return _back(match_id)
    return _page(match, member, _form(match, member))


@blueprint.post("/matches/<int:match_id>/help")
def send(match_id: int) -> ResponseReturnValue:
    """Tell the coordinators, and nobody else."""
    match, member = own_match(match_id)
    form = _form(match, member)
    if match.status in GOES_ON and not form.validate():
        return _page(match, member, form), 422
    if form.kind.data == ConcernKind.ANOTHER.value:
        return redirect(url_for("concerns.ask_another", match_id=match_id))
    try:
        raise_concern(db.session(), match, member, ConcernKind(form.kind.data or ConcernKind.TALK))
    except (NotPossibleNow, OutOfDate):
        return _over(match_id)
    db.session.commit()
    flash(_("Thank you. A coordinator will get in touch with you."))
    return _back(match_id)


@blueprint.get("/matches/<int:match_id>/another")
def ask_another(match_id: int) -> ResponseReturnValue:
    """Say what it means to part, before anything is done."""
    match, member = own_match(match_id)
    if match.status not in GOES_ON:
        return _back(match_id)
    return render_template(
        "mentorships/another.html",
        match=match,
        partner=partner_of(match, member),
        is_mentee=member.id == match.mentee_id,
        asked_lately=asked_lately(db.session(), match, member),
    )


@blueprint.post("/matches/<int:match_id>/another")
def another(match_id: int) -> ResponseReturnValue:
    """End the pair; the other one is told in neutral words."""
    match, member = own_match(match_id)
    try:
        part(db.session(), match, member)
    except (NotPossibleNow, OutOfDate):
        return _over(match_id)
    db.session.commit()
    flash(_("Your mentorship has ended. You are both told, in neutral words."))
    return redirect(url_for("members.me"))


@blueprint.post("/matches/<int:match_id>/help/take-back")
def take_back(match_id: int) -> ResponseReturnValue:
    """Ask for nothing any more."""
    match, member = own_match(match_id)
    take_back_concerns(db.session(), match, member)
    db.session.commit()
    flash(_("Taken back. The coordinators do not see it any more."))
    return _back(match_id)


@blueprint.post("/matches/<int:match_id>/help/settle")
def settle(match_id: int) -> ResponseReturnValue:
    """Note that a coordinator has seen to what was asked for."""
    match = find_match(match_id)
    if require_reader(match) != "other":
        abort(404)
    settle_concerns(db.session(), match, current_member())
    db.session.commit()
    flash(_("Done. It is no longer among the cases."))
    return _back(match_id)


def _form(match: Match, member: Member) -> ConcernForm:
    form = ConcernForm()
    form.kind.choices = concern_choices(match, member)
    return form


def _page(match: Match, member: Member, form: ConcernForm) -> str:
    return render_template(
        "mentorships/help.html",
        match=match,
        partner=partner_of(match, member),
        form=form,
        is_asked=bool(open_concerns(db.session(), match, member)),
    )


def _over(match_id: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("This mentorship is over already. This is how it stands now."), "warning")
    return _back(match_id)


def _back(match_id: int) -> ResponseReturnValue:
    return redirect(url_for("mentorships.show", match_id=match_id))
