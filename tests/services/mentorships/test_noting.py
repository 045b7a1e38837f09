"""Whether a session took place, as the two say it."""

from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, MatchStatus, MentoringSession, SessionStatus
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.noting import (
    NewerNote,
    meet_today,
    note_held,
    note_missed,
    note_unplanned,
    version_of,
)
from matchmaker.services.mentorships.session_list import session_list
from matchmaker.services.mentorships.sessions import (
    InvalidSession,
    offer_times,
    pick_time,
    sessions_of,
)

STARTS_AT = datetime(2026, 11, 10, 10, tzinfo=UTC)


@pytest.fixture
def planned(session: Session, match: Match, time: time_machine.Traveller) -> MentoringSession:
    """A session that has just begun."""
    offered = offer_times(session, match, match.mentee, [STARTS_AT])
    pick_time(session, match, match.mentor, offered.id, STARTS_AT)
    time.move_to(STARTS_AT)
    return offered


def test_one_answer_is_enough_and_makes_an_introduced_pair_active(
    session: Session, match: Match, planned: MentoringSession
) -> None:
    note_held(session, match, match.mentor, planned.id)

    assert planned.status == SessionStatus.HELD
    assert (planned.noted_by_id, planned.noted_at) == (match.mentor_id, STARTS_AT)
    assert match.status == MatchStatus.ACTIVE
    assert session_list(session, match, match.mentee_id).unanswered == ()


def test_a_missed_session_leaves_the_pair_as_it_is(
    session: Session, match: Match, planned: MentoringSession
) -> None:
    note_missed(session, match, match.mentee, planned.id)

    assert planned.status == SessionStatus.MISSED
    assert match.status == MatchStatus.INTRODUCED


def test_nothing_is_noted_before_its_time(
    session: Session, match: Match, planned: MentoringSession, time: time_machine.Traveller
) -> None:
    time.move_to(STARTS_AT - timedelta(minutes=1))

    with pytest.raises(NotPossibleNow):
        note_held(session, match, match.mentee, planned.id)


def test_the_other_corrects_it_for_two_weeks_from_the_first_answer(
    session: Session, match: Match, planned: MentoringSession, time: time_machine.Traveller
) -> None:
    note_held(session, match, match.mentor, planned.id, 45, "Risk")
    time.move_to(STARTS_AT + timedelta(days=13))
    note_missed(session, match, match.mentee, planned.id)
    assert (planned.status, planned.noted_by_id) == (SessionStatus.MISSED, match.mentee_id)
    assert (planned.minutes, planned.topics) == (45, "Risk")

    time.move_to(STARTS_AT + timedelta(days=14))
    assert not session_list(session, match, match.mentor_id).noted[0].can_note
    with pytest.raises(NotPossibleNow):
        note_held(session, match, match.mentor, planned.id)


def test_a_session_that_nobody_planned_is_noted_afterwards(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    time.move_to("2026-11-20T09:00+00:00")

    note_unplanned(session, match, match.mentee, date(2026, 11, 18), 30, "Budgets")

    [held] = sessions_of(session, match)
    assert (held.status, held.minutes, held.topics) == (SessionStatus.HELD, 30, "Budgets")
    assert held.starts_at == datetime(2026, 11, 18, 12, tzinfo=UTC)
    assert match.status == MatchStatus.ACTIVE


def test_a_session_that_both_note_is_one(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    time.move_to("2026-11-20T09:00+00:00")
    day = date(2026, 11, 18)
    note_unplanned(session, match, match.mentee, day, 30, "Budgets")
    note_unplanned(session, match, match.mentee, day, 30, "Budgets")

    with pytest.raises(InvalidSession, match="already"):
        note_unplanned(session, match, match.mentor, day, 60)

    [held] = sessions_of(session, match)
    assert (held.minutes, held.topics) == (30, "Budgets")


def test_what_it_was_about_is_added_to_the_session_that_somebody_only_said_was_held(
    session: Session, match: Match
) -> None:
    meet_today(session, match, match.mentee)

    note_unplanned(session, match, match.mentor, clock.now().date(), 45, "Budgets")

    [held] = sessions_of(session, match)
    assert (held.minutes, held.topics) == (45, "Budgets")


def test_noted_by_its_day_a_planned_session_is_no_other_one(
    session: Session, match: Match, planned: MentoringSession
) -> None:
    note_unplanned(session, match, match.mentee, STARTS_AT.date(), 45, "Budgets")

    [held] = sessions_of(session, match)
    assert (held.status, held.minutes, held.topics) == (SessionStatus.HELD, 45, "Budgets")
    assert held.starts_at == STARTS_AT


@pytest.mark.parametrize("day", [date(2026, 11, 1), date(2026, 11, 3)])
def test_it_is_neither_before_the_introduction_nor_to_come(
    session: Session, match: Match, day: date
) -> None:
    with pytest.raises(InvalidSession):
        note_unplanned(session, match, match.mentee, day, 30)


@pytest.mark.parametrize("minutes", [4, 481])
def test_a_length_that_cannot_be_is_refused(session: Session, match: Match, minutes: int) -> None:
    with pytest.raises(InvalidSession):
        note_unplanned(session, match, match.mentee, date(2026, 11, 2), minutes)


def test_we_met_without_a_plan_is_a_session_of_today(session: Session, match: Match) -> None:
    assert meet_today(session, match, match.mentee)
    assert not meet_today(session, match, match.mentor)

    [held] = sessions_of(session, match)
    assert (held.status, held.starts_at) == (SessionStatus.HELD, clock.now())
    assert match.status == MatchStatus.ACTIVE


def test_we_met_after_a_planned_session_is_that_session(
    session: Session, match: Match, planned: MentoringSession
) -> None:
    assert meet_today(session, match, match.mentee)

    assert [each.status for each in sessions_of(session, match)] == [SessionStatus.HELD]
    assert match.met_at == STARTS_AT


def test_what_the_other_saved_meanwhile_is_not_lost(
    session: Session, match: Match, planned: MentoringSession
) -> None:
    read = version_of(planned)
    note_held(session, match, match.mentor, planned.id, 45, "Risk", read)

    with pytest.raises(NewerNote):
        note_held(session, match, match.mentee, planned.id, 60, "", read)

    assert (planned.minutes, planned.topics) == (45, "Risk")
    note_held(session, match, match.mentee, planned.id, 45, "Risk", read)
    note_held(session, match, match.mentee, planned.id, 60, "Risk, plans", version_of(planned))
    assert (planned.minutes, planned.topics) == (60, "Risk, plans")
