"""Saying whether a session took place, and noting what it was about."""

from collections.abc import Callable

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext, ngettext
from matchmaker.models import Match, Member
from matchmaker.services.mentorships.beginning import GOES_ON, mentorship_of, partner_of
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.noting import (
    NewerNote,
    note_held,
    note_missed,
    note_unplanned,
)
from matchmaker.services.mentorships.session_list import SessionLine, session_list
from matchmaker.services.mentorships.sessions import InvalidSession
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.web.fields import (
    DayField,
    ParagraphsField,
    VersionField,
    check_day,
    check_paragraphs,
)
from matchmaker.web.filters import readers_time_zone
from matchmaker.web.views.mentorships.pairs import own_match
from matchmaker.web.views.mentorships.sessions import changed_meanwhile

blueprint = Blueprint("noting", __name__)

LONGEST_TOPICS = 2_000
MINUTES = (15, 30, 45, 60, 90, 120)


class SessionForm(FlaskForm):  # type: ignore[misc]
    """How long a session was, and what it was about."""

    minutes = RadioField(lazy_gettext("How long was it?"), coerce=int)
    topics = ParagraphsField(
        lazy_gettext("What was it about? (optional)"), [check_paragraphs], longest=LONGEST_TOPICS
    )

    def offer_choices(self, usual: int) -> None:
        """Fill in the choices, with the usual length among them."""
        self.minutes.choices = [
            (each, ngettext("%(num)s minute", "%(num)s minutes", each))
            for each in sorted({*MINUTES, usual})
        ]


class PlannedForm(SessionForm):
    """A session that was planned or noted, and the version of it that its writer has read."""

    version = VersionField()


class UnplannedForm(SessionForm):
    """A session that nobody had planned here."""

    day = DayField(lazy_gettext("On which day did you meet?"), validators=[check_day])


@blueprint.post("/matches/<int:match_id>/sessions/<int:session_id>/held")
def held(match_id: int, session_id: int) -> ResponseReturnValue:
    """Note with one press that the two met."""
    return _note(match_id, session_id, note_held, _("Thank you for telling us that you have met."))


@blueprint.post("/matches/<int:match_id>/sessions/<int:session_id>/missed")
def missed(match_id: int, session_id: int) -> ResponseReturnValue:
    """Note with one press that the two did not meet."""
    return _note(match_id, session_id, note_missed, _("Saved: you did not meet."))


@blueprint.get("/matches/<int:match_id>/sessions/<int:session_id>/note")
def show(match_id: int, session_id: int) -> ResponseReturnValue:
    """Ask how long a session was, and what it was about."""
    match, member = own_match(match_id)
    line = _line(match, member, session_id)
    if line is None:
        return redirect(url_for("mentorships.show", match_id=match_id))
    return _page(match, member, _form(line), line)


@blueprint.post("/matches/<int:match_id>/sessions/<int:session_id>/note")
def note(match_id: int, session_id: int) -> ResponseReturnValue:
    """Note that the two met, how long, and what it was about."""
    match, member = own_match(match_id)
    line = _line(match, member, session_id)
    if line is None:
        return changed_meanwhile(match_id)
    form = _form(line)
    if not form.validate():
        return _page(match, member, form, line), 422
    try:
        note_held(
            db.session(),
            match,
            member,
            session_id,
            form.minutes.data,
            form.topics.data,
            form.version.read,
        )
    except NewerNote:
        return _newer(match, member, form, session_id)
    except (NotPossibleNow, OutOfDate):
        return changed_meanwhile(match_id)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("mentorships.show", match_id=match_id))


@blueprint.get("/matches/<int:match_id>/sessions/add")
def ask(match_id: int) -> ResponseReturnValue:
    """Ask about a session that was not planned here."""
    match, member = own_match(match_id)
    if match.status not in GOES_ON:
        return redirect(url_for("mentorships.show", match_id=match_id))
    return _page(match, member, _unplanned_form(match))


@blueprint.post("/matches/<int:match_id>/sessions/add")
def add(match_id: int) -> ResponseReturnValue:
    """Note a session that was not planned here."""
    match, member = own_match(match_id)
    form = _unplanned_form(match)
    if not form.validate():
        return _page(match, member, form), 422
    if form.day.day is None:
        form.day.errors = [_("Enter the day.")]
        return _page(match, member, form), 422
    try:
        note_unplanned(
            db.session(), match, member, form.day.day, form.minutes.data, form.topics.data
        )
    except InvalidSession as error:
        form[error.field].errors = [str(error)]
        return _page(match, member, form), 422
    except (NotPossibleNow, OutOfDate):
        return changed_meanwhile(match_id)
    db.session.commit()
    flash(_("Thank you for telling us that you have met."))
    return redirect(url_for("mentorships.show", match_id=match_id))


def _note(
    match_id: int, session_id: int, take: Callable[..., None], sentence: str
) -> ResponseReturnValue:
    match, member = own_match(match_id)
    try:
        take(db.session(), match, member, session_id)
    except (NotPossibleNow, OutOfDate):
        return changed_meanwhile(match_id)
    db.session.commit()
    flash(sentence)
    return redirect(url_for("mentorships.show", match_id=match_id))


def _newer(match: Match, member: Member, form: PlannedForm, session_id: int) -> ResponseReturnValue:
    """Show what was saved meanwhile above what was typed, which the next save puts in its place."""
    db.session.rollback()
    line = _line(match, member, session_id)
    if line is None:
        return changed_meanwhile(match.id)
    form.version.data = str(line.version)
    return _page(match, member, form, line, is_newer=True), 409


def _line(match: Match, member: Member, session_id: int) -> SessionLine | None:
    """Return a session of the pair about which something can be noted."""
    sessions = session_list(db.session(), match, member.id)
    lines = (*sessions.unanswered, *sessions.noted)
    return next((each for each in lines if each.session_id == session_id and each.can_note), None)


def _form(line: SessionLine) -> PlannedForm:
    form = PlannedForm(
        data={"minutes": line.minutes, "topics": line.topics, "version": str(line.version)}
    )
    form.offer_choices(line.minutes)
    return form


def _unplanned_form(match: Match) -> UnplannedForm:
    usual = mentorship_of(db.session(), match).minutes
    today = clock.today(readers_time_zone()).isoformat()
    form = UnplannedForm(data={"minutes": usual, "day": today})
    form.offer_choices(usual)
    return form


def _page(
    match: Match,
    member: Member,
    form: SessionForm,
    line: SessionLine | None = None,
    *,
    is_newer: bool = False,
) -> str:
    return render_template(
        "mentorships/note.html",
        match=match,
        partner=partner_of(match, member),
        line=line,
        form=form,
        is_newer=is_newer,
    )
