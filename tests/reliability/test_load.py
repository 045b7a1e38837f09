"""A short load: people register while the month's jobs run, and nothing acknowledged is lost."""

import pytest

from benchmarks.load.loading import Load, put_under_load
from tests.reliability.sizes import IS_FULL

pytestmark = pytest.mark.slow


@pytest.mark.parametrize("kind", ["sqlite", "postgresql"][: 1 + IS_FULL])
def test_under_load_no_request_fails_and_no_write_is_lost(kind: str) -> None:
    outcome = put_under_load(Load(kind, seconds=6, rate=1, teams=1))

    assert outcome.notes.faults == []
    assert outcome.lost == []
    assert outcome.notes.arrived == 6
    assert len(outcome.notes.members) == len(outcome.notes.texts) == 6
    assert outcome.repeated == 0
    assert "offers made" in outcome.jobs["monthly_match"][1]
