"""Pairs that do not meet are shown to a coordinator, for as long as nothing is planned."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, MatchStatus, SessionStatus
from matchmaker.services.cases.case import Case, Place
from matchmaker.services.cases.open_cases import open_cases
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.meeting import confirm_meeting
from tests.factories import (
    make_match,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
    the_programme,
)

START = "2026-11-02T09:00+00:00"


@pytest.fixture
def match(session: Session) -> Match:
    with time_machine.travel(START, tick=False):
        ada, mo = make_mentee(session, "Ada"), make_mentor(session, "Mo")
        return make_match(
            session,
            make_round(session, "2026-11"),
            ada,
            mo,
            MatchStatus.INTRODUCED,
            introduced_at=clock.now(),
        )


def after(session: Session, days: int, withheld: frozenset[int] = frozenset()) -> list[Case]:
    with time_machine.travel(START, tick=False) as traveller:
        traveller.shift(timedelta(days=days))
        return [
            case
            for case in open_cases(session, the_programme(session), withheld)
            if case.place == Place.MENTORSHIP
        ]


def hold(session: Session, match: Match, days: int, status: SessionStatus) -> None:
    with time_machine.travel(START, tick=False):
        moment = clock.now() + timedelta(days=days)
    make_mentoring_session(session, match, status=status, starts_at=moment)


def test_three_weeks_without_a_meeting_are_a_case(session: Session, match: Match) -> None:
    assert after(session, 21) == []

    [case] = after(session, 22)

    assert (case.title, case.name, case.match_id) == (
        "Pairs that have not met",
        "Ada and Mo",
        match.id,
    )
    assert "Introduced on 2 November 2026" in case.sentence


def test_a_planned_session_closes_the_case(session: Session, match: Match) -> None:
    hold(session, match, 30, SessionStatus.PLANNED)

    assert after(session, 22) == []
    assert len(after(session, 31)) == 1


def test_sixty_quiet_days_are_a_case(session: Session, match: Match) -> None:
    with time_machine.travel(START, tick=False):
        confirm_meeting(session, match, match.mentee)
    hold(session, match, 20, SessionStatus.HELD)

    assert after(session, 80) == []
    [case] = after(session, 81)

    assert case.title == "Pairs that have not met for a while"
    assert "They last met on 22 November 2026" in case.sentence


def test_what_is_over_or_withheld_is_no_case(session: Session, match: Match) -> None:
    assert after(session, 22, frozenset({match.mentor_id})) == []
    assert after(session, 22, frozenset({match.mentee_id})) == []

    end_match(session, match, match.mentee)

    assert after(session, 22) == []
