"""A pair that was introduced on a Monday morning, and a clock that stands still."""

from collections.abc import Iterator

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, MatchStatus
from tests.factories import make_match, make_mentee, make_mentor, make_round


@pytest.fixture
def time() -> Iterator[time_machine.Traveller]:
    """A clock that stands until a test moves it."""
    with time_machine.travel("2026-11-02T09:00+00:00", tick=False) as traveller:
        yield traveller


@pytest.fixture
def match(session: Session, time: time_machine.Traveller) -> Match:
    """Ada, the mentee, and Mo were introduced on 2 November 2026, at nine."""
    ada, mo = make_mentee(session, "Ada"), make_mentor(session, "Mo")
    round_ = make_round(session, "2026-11")
    return make_match(session, round_, ada, mo, MatchStatus.INTRODUCED, introduced_at=clock.now())
