"""The next round by the programme's own calendar."""

from datetime import date

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker.models import RoundStatus
from matchmaker.services.operations.job_runs import MONTHLY_MATCH
from matchmaker.services.operations.schedule import due_for
from matchmaker.services.programme.calendar import NextRound, first_round_from, next_round
from matchmaker.services.programme.programmes import change_programme
from tests.factories import make_member, make_round, the_programme


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_this_months_round_is_next_until_it_is_made(session: Session) -> None:
    with time_machine.travel("2026-10-10T12:00:00Z"):
        make_member(session)

    assert next_round(session, the_programme(session)) == NextRound(
        date(2026, 11, 1), is_due=True, is_reviewed=False
    )


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
@pytest.mark.parametrize(
    ("status", "is_reviewed"),
    [
        (RoundStatus.FROZEN, True),
        (RoundStatus.SOLVED, True),
        (RoundStatus.PUBLISHED, False),
        (RoundStatus.CLOSED, False),
    ],
)
def test_then_it_is_on_the_first_of_next_month(
    session: Session, status: RoundStatus, is_reviewed: bool
) -> None:
    make_round(session, "2026-11", status)

    assert next_round(session, the_programme(session)) == NextRound(
        date(2026, 12, 1), False, is_reviewed, reviewed_month="2026-11" if is_reviewed else ""
    )


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
@pytest.mark.parametrize(
    ("november", "december", "starts_on", "reviewed"),
    [
        (RoundStatus.DRAFT, None, date(2026, 11, 1), ""),
        (RoundStatus.PUBLISHED, RoundStatus.DRAFT, date(2026, 12, 1), ""),
        (RoundStatus.PUBLISHED, RoundStatus.FROZEN, date(2027, 1, 1), "2026-12"),
        (RoundStatus.SOLVED, RoundStatus.SOLVED, date(2027, 1, 1), "2026-12"),
        (RoundStatus.SOLVED, RoundStatus.PUBLISHED, date(2027, 1, 1), "2026-11"),
        (RoundStatus.PUBLISHED, RoundStatus.DISCARDED, date(2027, 1, 1), ""),
    ],
)
def test_a_round_made_ahead_of_its_month_is_past(
    session: Session,
    november: RoundStatus,
    december: RoundStatus | None,
    starts_on: date,
    reviewed: str,
) -> None:
    make_round(session, "2026-11", november)
    if december:
        make_round(session, "2026-12", december)

    found = next_round(session, the_programme(session))

    assert (found.starts_on, found.reviewed_month) == (starts_on, reviewed)
    assert found.is_reviewed is bool(reviewed)


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
@pytest.mark.parametrize("came", ["2026-10-31T12:00:00Z", "2026-11-10T12:00:00Z"])
def test_a_round_that_is_not_made_by_itself_is_not_promised(session: Session, came: str) -> None:
    with time_machine.travel(came):
        make_member(session)
    if came < "2026-11":
        make_round(session, "2026-11", RoundStatus.DISCARDED)

    assert not due_for(session, MONTHLY_MATCH)
    assert next_round(session, the_programme(session)) == NextRound(
        date(2026, 12, 1), False, False, is_left_out=True
    )


@pytest.mark.parametrize(
    ("moment", "time_zone", "starts_on", "is_due"),
    [
        ("2026-11-30T23:30:00Z", "UTC", date(2026, 12, 1), False),
        ("2026-11-30T23:30:00Z", "Europe/Berlin", date(2026, 12, 1), True),
        ("2026-12-01T04:30:00Z", "America/New_York", date(2026, 12, 1), False),
        ("2026-12-01T05:30:00Z", "America/New_York", date(2026, 12, 1), True),
        ("2026-12-31T23:59:59Z", "UTC", date(2026, 12, 1), True),
    ],
)
def test_the_month_is_that_of_the_programmes_zone(
    session: Session, moment: str, time_zone: str, starts_on: date, is_due: bool
) -> None:
    change_programme(session, the_programme(session), time_zone=time_zone)
    with time_machine.travel("2026-10-10T12:00:00Z"):
        make_member(session)
    make_round(session, "2026-11")

    with time_machine.travel(moment, tick=False):
        found = next_round(session, the_programme(session))

    assert (found.starts_on, found.is_due) == (starts_on, is_due)


@time_machine.travel("2026-12-05T12:00:00Z", tick=False)
def test_after_december_comes_january(session: Session) -> None:
    make_round(session, "2026-12")

    assert next_round(session, the_programme(session)).starts_on == date(2027, 1, 1)


def test_a_break_ends_before_the_round_of_its_last_day() -> None:
    assert first_round_from(date(2026, 12, 1)) == date(2026, 12, 1)
    assert first_round_from(date(2026, 12, 2)) == date(2027, 1, 1)
