"""The demo's way into the past, and back."""

from datetime import UTC, datetime, timedelta

import pytest

from demo.travel import in_the_past
from matchmaker import clock

LONG_AGO = datetime(2020, 6, 2, 9, tzinfo=UTC)
A_MINUTE = timedelta(minutes=1)


def test_the_clock_shows_each_moment_and_the_present_afterwards() -> None:
    before = clock.now()

    with in_the_past() as go_to:
        go_to(LONG_AGO)
        assert LONG_AGO <= clock.now() < LONG_AGO + A_MINUTE
        go_to(LONG_AGO + timedelta(days=3))
        assert clock.today("UTC") == LONG_AGO.date() + timedelta(days=3)

    assert before <= clock.now() < before + A_MINUTE


def test_the_clock_shows_the_present_after_a_failure() -> None:
    before = clock.now()

    with pytest.raises(LookupError):
        _fail_long_ago()

    assert before <= clock.now() < before + A_MINUTE


def _fail_long_ago() -> None:
    with in_the_past() as go_to:
        go_to(LONG_AGO)
        raise LookupError
