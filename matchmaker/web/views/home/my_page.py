"""My page: where the member stands, what is next, and the buttons that belong to it."""

from typing import Any, cast

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask_wtf import FlaskForm
from werkzeug.wrappers import Response
from wtforms import ValidationError

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.messages import format_day, language, lazy_gettext
from matchmaker.messages import gettext as _
from matchmaker.models import Match, MatchStatus, Member, Programme
from matchmaker.services.coffee.chat_page import chat_standing
from matchmaker.services.library.by_gap import next_card
from matchmaker.services.library.values import Card
from matchmaker.services.matches.offers import AlreadyAnswered, return_from_silence, withdraw_offer
from matchmaker.services.matches.profile_changes import take_break
from matchmaker.services.matches.standing import Standing, standing_of
from matchmaker.services.matches.this_round import part_in_round
from matchmaker.services.mentorships.bonds import bonds_of
from matchmaker.services.mentorships.goals import skills_of_goals
from matchmaker.services.profiles.gaps import gaps_of
from matchmaker.services.profiles.storing import end_pause, profile_of
from matchmaker.services.programme.briefings import Briefing, briefings_to_read
from matchmaker.services.programme.calendar import months_later
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.road.steps import steps_view
from matchmaker.services.wording.log import WITHDRAWN_BY_MENTEE
from matchmaker.web.current_library import current_library
from matchmaker.web.current_member import current_member, runs_programme
from matchmaker.web.current_programme import current_programme
from matchmaker.web.fields import DayField, check_day
from matchmaker.web.settled import tell_settled
from matchmaker.web.unreadable import unreadable_of_reader
from matchmaker.web.views.home.invitation import invitation_to_mentor

blueprint = Blueprint("members", __name__)
session = cast(Any, db.session)


LONGEST_BREAK_IN_MONTHS = 24


def check_first_day_back(_form: Any, field: DayField) -> None:
    """Read the day on which a break ends: one to come, and not beyond what anybody plans."""
    check_day(_form, field)
    today = clock.today(current_programme().time_zone)
    if field.day is None or field.day <= today:
        raise ValidationError(_("Enter the day on which you are back, after today."))
    last = months_later(today, LONGEST_BREAK_IN_MONTHS)
    if field.day > last:
        raise ValidationError(
            _(
                "Choose %(day)s or an earlier day. To stop for good, leave on “My data”.",
                day=format_day(last),
            )
        )


class BreakForm(FlaskForm):  # type: ignore[misc]
    """Until when somebody takes a break."""

    until = DayField(lazy_gettext("Your first day back"), validators=[check_first_day_back])


@blueprint.get("/me")
def me() -> str:
    """Show where the member stands."""
    return _page(BreakForm())


@blueprint.post("/me/break")
def pause() -> Response | tuple[str, int]:
    """Sit out until a day; open requests to and about the member end."""
    form = BreakForm()
    if not form.validate_on_submit() or form.until.day is None:
        return _page(form), 422
    settled = take_break(session, current_programme(), current_member(), form.until.day)
    session.commit()
    flash(_("Enjoy your break. You can come back earlier, with one click on this page."))
    tell_settled(settled)
    return redirect(url_for("members.me"), 303)


def _page(break_form: BreakForm) -> str:
    programme, member = current_programme(), current_member()
    standing = standing_of(session, programme, member)
    seen = (standing.as_mentee, *standing.mentees)
    known = [each.match_id for each in seen if each and each.is_open]
    return render_template(
        "home/my_page.html",
        standing=standing,
        part=part_in_round(standing),
        bonds=bonds_of(session, programme, member, known),
        invitation=(
            invitation_to_mentor(programme, member, gaps_of(profile_of(session, programme, member)))
            if standing.last_round
            else None
        ),
        break_form=break_form,
        step=_next_step(known),
        planned=steps_view(session, member).open[:1],
        chats=chat_standing(session, programme, member),
        briefings=_briefings(programme, member, standing),
        is_coordinator=runs_programme(),
        unreadable=unreadable_of_reader(),
    )


def _briefings(programme: Programme, member: Member, standing: Standing) -> list[Briefing]:
    """Return what to read before one begins; who has had a mentor is asked about none."""
    has_had_mentor = any(
        each.introduced_at is not None and not each.is_mentor for each in standing.past
    )
    to_read = briefings_to_read(participation_of(session, programme, member))
    return [each for each in to_read if each != "mentees" or not has_had_mentor]


def _next_step(match_ids: list[int]) -> Card | None:
    """Return the library's card that helps the member most: of a goal, or of the widest gap."""
    programme, member = current_programme(), current_member()
    return next_card(
        session,
        member,
        profile_of(session, programme, member),
        current_library(),
        language(),
        first_skills=skills_of_goals(session, member, match_ids),
    )


@blueprint.post("/me/back")
def back() -> Response:
    """Take part again, after a break or after silence."""
    member = current_member()
    was_silent = return_from_silence(session, current_programme(), member)
    was_away = end_pause(session, current_programme(), member)
    session.commit()
    if was_silent or was_away:
        flash(_("Welcome back. You are in the next matching."), "success")
    return redirect(url_for("members.me"), 303)


@blueprint.post("/me/offers/<int:match_id>/withdraw")
def withdraw(match_id: int) -> Response:
    """Take back the question to a mentor; only the mentee whom it is about can."""
    member = current_member()
    match = session.get(Match, match_id)
    if match is None or match.mentee_id != member.id or match.status == MatchStatus.PROPOSED:
        abort(404)
    try:
        withdraw_offer(session, match, member, WITHDRAWN_BY_MENTEE)
    except AlreadyAnswered:
        session.rollback()
        flash(_("The mentor answered a moment earlier, so nothing was withdrawn."), "warning")
    else:
        session.commit()
        flash(_("Withdrawn. We tell the mentor we asked, without a reason."), "success")
    return redirect(url_for("members.me"), 303)
