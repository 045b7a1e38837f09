"""How a mentorship finishes: by both, by one and time, or without a word."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    GoalsReached,
    MailKind,
    Match,
    MatchStatus,
    OutboxMail,
)
from matchmaker.services.mentorships.beginning import mentorship_of
from matchmaker.services.mentorships.closing import (
    LastWords,
    close_mentorship,
    closings_of,
    end_if_overdue,
    mentorships_overdue,
)
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.page import match_view
from tests.factories import make_mentoring_session, part_of, the_programme

WORDS = LastWords(GoalsReached.ALL, "Say no in time.", "Thank you.", "Ask for more next time.")


def hold_sessions(session: Session, match: Match, number: int) -> None:
    for _ in range(number):
        make_mentoring_session(session, match)


def told(session: Session, kind: MailKind) -> list[str]:
    mails = session.scalars(sa.select(OutboxMail).filter_by(kind=kind).order_by(OutboxMail.id))
    return [mail.member.name for mail in mails if mail.member]


def test_it_is_complete_once_both_have_finished(session: Session, match: Match) -> None:
    confirm_meeting(session, match, match.mentee)

    assert not close_mentorship(session, match, match.mentee, WORDS, wants_another=False)
    assert told(session, MailKind.PARTNER_CLOSED) == ["Mo"]
    assert match.status == MatchStatus.ACTIVE
    assert close_mentorship(session, match, match.mentor, LastWords(GoalsReached.SOME))

    assert match.status == MatchStatus.COMPLETED
    assert match.ended_at == clock.now()
    assert told(session, MailKind.MENTORSHIP_COMPLETED) == ["Ada", "Mo"]


@pytest.mark.parametrize("wants_another", [True, False])
def test_a_mentee_says_whether_they_look_on(
    session: Session, match: Match, wants_another: bool
) -> None:
    confirm_meeting(session, match, match.mentee)

    close_mentorship(session, match, match.mentee, WORDS, wants_another=wants_another)

    assert part_of(session, match.mentee).is_mentee is wants_another


def test_finishing_early_moves_the_end_to_today(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    confirm_meeting(session, match, match.mentee)
    time.move_to("2026-12-10T12:00+00:00")

    close_mentorship(session, match, match.mentor, WORDS)

    assert mentorship_of(session, match).ends_on == date(2026, 12, 10)


def test_what_was_said_can_be_said_again_until_both_have_finished(
    session: Session, match: Match
) -> None:
    confirm_meeting(session, match, match.mentee)
    close_mentorship(session, match, match.mentee, WORDS)
    close_mentorship(session, match, match.mentee, LastWords(GoalsReached.NONE))

    [closing] = closings_of(session, match).values()
    assert (closing.goals_reached, closing.takeaway) == (GoalsReached.NONE, "")


def test_who_never_met_cannot_finish(session: Session, match: Match) -> None:
    with pytest.raises(NotPossibleNow):
        close_mentorship(session, match, match.mentee, WORDS)


def test_the_partner_reads_the_words_once_both_have_finished(
    session: Session, match: Match
) -> None:
    confirm_meeting(session, match, match.mentee)
    close_mentorship(session, match, match.mentee, WORDS)

    before = match_view(session, match, "mentor").course
    close_mentorship(session, match, match.mentor, LastWords(GoalsReached.SOME))
    after = match_view(session, match, "mentor").course

    assert before is not None
    assert after is not None
    assert before.partner_words is None
    assert after.partner_words is not None
    assert after.partner_words.takeaway == "Say no in time."
    assert after.private_line == ""


def test_a_coordinator_reads_no_last_words(session: Session, match: Match) -> None:
    confirm_meeting(session, match, match.mentee)
    for member in (match.mentee, match.mentor):
        close_mentorship(session, match, member, WORDS)

    course = match_view(session, match, "other").course

    assert course is not None
    assert (course.own_words, course.partner_words, course.private_line) == (None, None, "")


@pytest.mark.parametrize(
    ("sessions", "finished_by", "outcome"),
    [
        (3, "", "completed"),
        (2, "", "ended"),
        (0, "", "ended"),
        (0, "mentee", "completed"),
        (1, "mentor", "completed"),
    ],
)
def test_two_weeks_after_the_end_it_is_over_by_itself(
    session: Session,
    match: Match,
    time: time_machine.Traveller,
    sessions: int,
    finished_by: str,
    outcome: str,
) -> None:
    confirm_meeting(session, match, match.mentee)
    hold_sessions(session, match, sessions)
    time.move_to("2027-05-02T12:00+00:00")
    if finished_by:
        close_mentorship(session, match, getattr(match, finished_by), WORDS)

    time.move_to("2027-05-16T12:00+00:00")
    assert mentorships_overdue(session, the_programme(session)) == []
    assert end_if_overdue(session, match.id) == ""
    time.move_to("2027-05-17T12:00+00:00")
    assert mentorships_overdue(session, the_programme(session)) == [match.id]
    assert end_if_overdue(session, match.id) == outcome
    assert end_if_overdue(session, match.id) == ""

    assert match.status == outcome
    assert match.ended_at == clock.now()
    kind = MailKind.MENTORSHIP_COMPLETED if outcome == "completed" else MailKind.MATCH_ENDED
    assert told(session, kind) == ["Ada", "Mo"]


def test_who_never_met_is_over_without_a_fault(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    hold_sessions(session, match, 3)
    time.shift(timedelta(days=300))

    assert end_if_overdue(session, match.id) == "ended"


def test_what_ended_is_not_ended_again(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    end_match(session, match, match.mentee)
    time.shift(timedelta(days=300))

    assert mentorships_overdue(session, the_programme(session)) == []
    assert end_if_overdue(session, match.id) == ""
