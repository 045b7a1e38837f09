"""Planning a session: offer times, pick one, move it, cancel it."""

from collections.abc import Iterator
from datetime import UTC, datetime
from typing import Any
from zoneinfo import ZoneInfo

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Match, Member, MentoringSession
from matchmaker.services.mentorships.beginning import GOES_ON, mentorship_of, partner_of
from matchmaker.services.mentorships.first_contact import FIRST_MINUTES, first_half_hours
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.session_list import times_to_offer
from matchmaker.services.mentorships.sessions import (
    InvalidSession,
    NewerInvitation,
    cancel_session,
    move_session,
    offer_times,
    pick_time,
    session_ahead,
)
from matchmaker.web.fields import (
    CheckboxesField,
    DayField,
    LineField,
    TimeField,
    VersionField,
    check_day,
    check_line,
    check_time,
)
from matchmaker.web.filters import appointment, readers_time_zone
from matchmaker.web.typed import typed_text
from matchmaker.web.views.mentorships.pairs import own_match

blueprint = Blueprint("sessions", __name__)

LONGEST_PLACE = 300
LONGEST_MOMENT = 40


def _day() -> DayField:
    return DayField(lazy_gettext("Day"), validators=[check_day])


def _time() -> TimeField:
    return TimeField(lazy_gettext("Time"), validators=[check_time])


def _place() -> LineField:
    return LineField(
        lazy_gettext("Where? (optional)"), validators=[check_line], longest=LONGEST_PLACE
    )


class OfferForm(FlaskForm):  # type: ignore[misc]
    """Up to three times for a session, proposed ones and own ones."""

    times = CheckboxesField(lazy_gettext("Times that suit you both"), validate_choice=False)
    day_1, time_1 = _day(), _time()
    day_2, time_2 = _day(), _time()
    day_3, time_3 = _day(), _time()
    place = _place()

    @property
    def own_times(self) -> list[tuple[Any, Any]]:
        """The fields for own times, two by two."""
        return [
            (self.day_1, self.time_1),
            (self.day_2, self.time_2),
            (self.day_3, self.time_3),
        ]

    def typed_times(self) -> Iterator[datetime]:
        """Yield what was chosen and typed; what lacks a part gets its sentence."""
        for text in self.times.data or ():
            if chosen := _read_moment(text):
                yield chosen
        for day, time in self.own_times:
            if day.day and time.at:
                yield _in_readers_zone(day, time)
            elif day.day or time.at:
                lacking = time if day.day else day
                lacking.errors = [_("Enter both a day and a time.")]


class MoveForm(FlaskForm):  # type: ignore[misc]
    """Another time or place for a session, and the version that its writer has read."""

    day = _day()
    time = _time()
    place = _place()
    version = VersionField()

    def is_whole(self) -> bool:
        """Whether the form can be taken; what lacks a part gets its sentence."""
        if not self.validate():
            return False
        if not (self.day.day and self.time.at):
            lacking = self.time if self.day.day else self.day
            lacking.errors = [_("Enter both a day and a time.")]
            return False
        return True


@blueprint.get("/matches/<int:match_id>/sessions/plan")
def plan(match_id: int) -> ResponseReturnValue:
    """Show times that suit both, to choose from, and fields for others."""
    match, member = own_match(match_id)
    if match.status not in GOES_ON or session_ahead(db.session(), match):
        return redirect(url_for("mentorships.show", match_id=match_id))
    return _offer_page(match, member, _offer_form(match))


@blueprint.post("/matches/<int:match_id>/sessions/plan")
def offer(match_id: int) -> ResponseReturnValue:
    """Offer the times to the partner."""
    match, member = own_match(match_id)
    form = _offer_form(match)
    is_valid = form.validate()
    times = list(form.typed_times())
    if not is_valid or form.errors:
        return _offer_page(match, member, form), 422
    try:
        offer_times(db.session(), match, member, times, form.place.data)
    except InvalidSession as error:
        form.times.errors = [str(error)]
        return _offer_page(match, member, form), 422
    except NotPossibleNow:
        return changed_meanwhile(match_id)
    db.session.commit()
    name = partner_of(match, member).greeting_name
    flash(_("Sent to %(name)s, who picks one of the times.", name=name))
    return redirect(url_for("mentorships.show", match_id=match_id))


@blueprint.post("/matches/<int:match_id>/sessions/first")
def offer_first(match_id: int) -> ResponseReturnValue:
    """Offer the partner those of the first half hours that were left ticked."""
    match, member = own_match(match_id)
    proposed = set(first_half_hours(db.session(), match))
    ticked = {_read_moment(text[:LONGEST_MOMENT]) for text in request.form.getlist("times")}
    times = proposed & ticked
    if not proposed or (ticked and not times):
        return changed_meanwhile(match_id)
    try:
        offer_times(db.session(), match, member, times, minutes=FIRST_MINUTES)
    except InvalidSession as error:
        db.session.rollback()
        flash(str(error), "warning")
        return redirect(url_for("mentorships.show", match_id=match_id))
    except NotPossibleNow:
        return changed_meanwhile(match_id)
    db.session.commit()
    name = partner_of(match, member).greeting_name
    flash(_("Sent to %(name)s, who picks one of the times.", name=name))
    return redirect(url_for("mentorships.show", match_id=match_id))


@blueprint.post("/matches/<int:match_id>/sessions/<int:session_id>/pick")
def pick(match_id: int, session_id: int) -> ResponseReturnValue:
    """Pick one of the times that the partner offers."""
    match, member = own_match(match_id)
    chosen = _read_moment(typed_text("starts_at", LONGEST_MOMENT))
    if chosen is None:
        return changed_meanwhile(match_id)
    try:
        pick_time(db.session(), match, member, session_id, chosen)
    except NotPossibleNow:
        return changed_meanwhile(match_id)
    db.session.commit()
    flash(_("It is a date. You both get an invitation for your calendar."))
    return redirect(url_for("mentorships.show", match_id=match_id))


@blueprint.get("/matches/<int:match_id>/sessions/<int:session_id>/move")
def change(match_id: int, session_id: int) -> ResponseReturnValue:
    """Ask for another time or place."""
    match, member = own_match(match_id)
    form = _move_form(match, session_id)
    if form is None:
        return redirect(url_for("mentorships.show", match_id=match_id))
    return _move_page(match, member, session_id, form)


@blueprint.post("/matches/<int:match_id>/sessions/<int:session_id>/move")
def move(match_id: int, session_id: int) -> ResponseReturnValue:
    """Move a session; both get the new invitation."""
    match, member = own_match(match_id)
    form = _move_form(match, session_id)
    if form is None:
        return changed_meanwhile(match_id)
    if not form.is_whole():
        return _move_page(match, member, session_id, form), 422
    starts_at = _in_readers_zone(form.day, form.time)
    try:
        move_session(
            db.session(),
            match,
            member,
            session_id,
            starts_at,
            form.place.data,
            form.version.read,
        )
    except NewerInvitation:
        return _newer_invitation(match, member, session_id, form)
    except InvalidSession as error:
        form[error.field].errors = [str(error)]
        return _move_page(match, member, session_id, form), 422
    except NotPossibleNow:
        return changed_meanwhile(match_id)
    db.session.commit()
    flash(_("Changed. You both get the new invitation."))
    return redirect(url_for("mentorships.show", match_id=match_id))


@blueprint.post("/matches/<int:match_id>/sessions/<int:session_id>/cancel")
def cancel(match_id: int, session_id: int) -> ResponseReturnValue:
    """Cancel a planned session, or take back the times that one offered."""
    match, member = own_match(match_id)
    try:
        cancel_session(db.session(), match, member, session_id)
    except NotPossibleNow:
        return changed_meanwhile(match_id)
    db.session.commit()
    flash(_("Cancelled."))
    return redirect(url_for("mentorships.show", match_id=match_id))


def changed_meanwhile(match_id: int) -> ResponseReturnValue:
    """Lead back to how the pair's sessions stand now."""
    db.session.rollback()
    flash(_("This has changed meanwhile. This is how it stands now."), "warning")
    return redirect(url_for("mentorships.show", match_id=match_id))


def _offer_form(match: Match) -> OfferForm:
    form = OfferForm()
    form.times.choices = [
        (each.isoformat(), appointment(each)) for each in times_to_offer(db.session(), match)
    ]
    return form


def _offer_page(match: Match, member: Member, form: OfferForm) -> str:
    return render_template(
        "mentorships/plan.html",
        match=match,
        partner=partner_of(match, member),
        minutes=mentorship_of(db.session(), match).minutes,
        zone=readers_time_zone(),
        form=form,
    )


def _move_form(match: Match, session_id: int) -> MoveForm | None:
    planned = session_ahead(db.session(), match)
    if match.status not in GOES_ON or planned is None or planned.starts_at is None:
        return None
    if planned.id != session_id:
        return None
    local = planned.starts_at.astimezone(ZoneInfo(readers_time_zone()))
    return MoveForm(
        data={
            "day": f"{local:%Y-%m-%d}",
            "time": f"{local:%H:%M}",
            "place": planned.place,
            "version": str(planned.invitations),
        }
    )


def _newer_invitation(
    match: Match, member: Member, session_id: int, form: MoveForm
) -> ResponseReturnValue:
    """Show where it was moved to above what was typed, which the next save puts in its place."""
    db.session.rollback()
    planned = session_ahead(db.session(), match)
    if planned is None or planned.id != session_id:
        return changed_meanwhile(match.id)
    form.version.data = str(planned.invitations)
    return _move_page(match, member, session_id, form, newer=planned), 409


def _move_page(
    match: Match,
    member: Member,
    session_id: int,
    form: MoveForm,
    newer: MentoringSession | None = None,
) -> str:
    return render_template(
        "mentorships/move.html",
        match=match,
        session_id=session_id,
        partner=partner_of(match, member),
        zone=readers_time_zone(),
        form=form,
        newer=newer,
    )


def _in_readers_zone(day: Any, time: Any) -> datetime:
    zone = ZoneInfo(readers_time_zone())
    return datetime.combine(day.day, time.at, tzinfo=zone).astimezone(UTC)


def _read_moment(text: str) -> datetime | None:
    """Read a moment as our own forms write it."""
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found.astimezone(UTC) if found.tzinfo else None
