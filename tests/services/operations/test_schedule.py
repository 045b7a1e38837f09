"""What is due: by the programme's calendar and what the database holds, whatever was missed."""

from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from jobs.coffee_round import make_coffee_round
from jobs.monthly_match import make_round as run_monthly_match
from matchmaker import clock
from matchmaker.models import EpochReason, JobOutcome, RoundStatus
from matchmaker.services.operations.epochs import hold_mails, release_mails
from matchmaker.services.operations.job_runs import (
    COFFEE_ROUND,
    FOLLOW_UP,
    MONTHLY_MATCH,
    OF_THE_INSTALLATION,
    PURGE,
    note_end,
    note_start,
)
from matchmaker.services.operations.schedule import due_for
from matchmaker.services.programme.programmes import change_programme
from tests.factories import (
    make_member,
    make_mentee,
    make_mentor,
    make_round,
    part_of,
    the_programme,
)

MONTHLY = (MONTHLY_MATCH, COFFEE_ROUND)


@pytest.fixture
def programme(session: Session) -> None:
    """A programme whose first members came in September 2026."""
    with time_machine.travel("2026-09-10T12:00:00Z"):
        make_mentee(session, "Ada")
        make_mentor(session, "Bob")
        for name in ("Cem", "Dia"):
            part_of(session, make_member(session, name)).is_networker = True
    session.commit()


def due(session: Session, moment: str) -> set[str]:
    with time_machine.travel(moment, tick=False):
        return {
            job for job in (MONTHLY_MATCH, COFFEE_ROUND, FOLLOW_UP, PURGE) if due_for(session, job)
        }


def run(session: Session, job: str, moment: str, outcome: JobOutcome = JobOutcome.DONE) -> None:
    with time_machine.travel(moment, tick=False):
        whose = None if job in OF_THE_INSTALLATION else the_programme(session)
        note_end(session, note_start(session, job, "here", whose).id, outcome, "")
        session.commit()


@pytest.mark.parametrize("moment", ["2026-11-01T00:00:30Z", "2026-11-04T09:00:00Z"])
def test_a_round_is_made_once_a_month_also_by_a_machine_that_was_off_for_three_days(
    session: Session, programme: None, moment: str
) -> None:
    assert due(session, moment) >= set(MONTHLY)

    with time_machine.travel(moment, tick=False):
        run_monthly_match(session, the_programme(session))
        make_coffee_round(session, the_programme(session))

    assert not due(session, moment) & set(MONTHLY)
    assert not due(session, "2026-11-30T23:59:59Z") & set(MONTHLY)
    assert due(session, "2026-12-01T00:00:00Z") >= set(MONTHLY)


@pytest.mark.parametrize(
    ("time_zone", "before", "after"),
    [
        ("Pacific/Auckland", "2026-10-31T10:59:59Z", "2026-10-31T11:00:00Z"),
        ("Europe/Paris", "2026-10-31T22:59:59Z", "2026-10-31T23:00:00Z"),
        ("America/Los_Angeles", "2026-11-01T06:59:59Z", "2026-11-01T07:00:00Z"),
        ("Pacific/Auckland", "2026-12-31T10:59:59Z", "2026-12-31T11:00:00Z"),
    ],
)
def test_the_month_begins_in_the_programmes_own_time_zone(
    session: Session, programme: None, time_zone: str, before: str, after: str
) -> None:
    change_programme(session, the_programme(session), time_zone=time_zone)
    with time_machine.travel(before, tick=False):
        make_round(session, clock.current_month(time_zone))

    assert MONTHLY_MATCH not in due(session, before)
    assert MONTHLY_MATCH in due(session, after)


def test_a_round_that_a_killed_run_left_behind_is_due(session: Session, programme: None) -> None:
    make_round(session, "2026-11", RoundStatus.FROZEN)

    assert MONTHLY_MATCH in due(session, "2026-11-20T12:00:00Z")


def test_a_discarded_round_is_not_made_again_by_itself(session: Session, programme: None) -> None:
    make_round(session, "2026-11", RoundStatus.DISCARDED)

    assert MONTHLY_MATCH not in due(session, "2026-11-20T12:00:00Z")


def test_the_month_in_which_the_first_member_came_has_no_round_by_itself(
    session: Session, programme: None
) -> None:
    assert not due(session, "2026-09-30T23:59:59Z") & set(MONTHLY)
    assert due(session, "2026-10-01T00:00:00Z") >= set(MONTHLY)


def test_without_a_member_there_is_nothing_to_match(session: Session) -> None:
    assert not due(session, "2026-11-01T00:00:00Z") & set(MONTHLY)


def test_follow_up_is_due_an_hour_after_it_last_began(session: Session) -> None:
    assert FOLLOW_UP in due(session, "2026-11-20T12:00:00Z")
    run(session, FOLLOW_UP, "2026-11-20T12:00:00Z")

    assert FOLLOW_UP not in due(session, "2026-11-20T12:59:59Z")
    assert FOLLOW_UP in due(session, "2026-11-20T13:00:00Z")
    assert FOLLOW_UP in due(session, "2026-11-23T13:00:00Z")


def test_purge_is_due_once_a_day_of_the_programme(session: Session) -> None:
    change_programme(session, the_programme(session), time_zone="Europe/Paris")
    run(session, PURGE, "2026-11-20T12:00:00Z")

    assert PURGE not in due(session, "2026-11-20T22:59:59Z")
    assert PURGE in due(session, "2026-11-20T23:00:00Z")


def test_a_restored_database_is_purged_at_once_since_it_may_hold_who_was_erased(
    session: Session,
) -> None:
    run(session, PURGE, "2026-11-20T08:00:00Z")
    with time_machine.travel("2026-11-20T12:00:00Z", tick=False):
        hold_mails(session, EpochReason.RESTORED)

    assert PURGE in due(session, "2026-11-20T12:01:00Z")

    run(session, PURGE, "2026-11-20T12:01:00Z")
    assert PURGE not in due(session, "2026-11-20T12:02:00Z")


def test_a_job_that_failed_is_left_alone_for_ten_minutes(session: Session, programme: None) -> None:
    run(session, MONTHLY_MATCH, "2026-11-01T00:00:00Z", JobOutcome.FAILED)

    assert MONTHLY_MATCH not in due(session, "2026-11-01T00:09:59Z")
    assert MONTHLY_MATCH in due(session, "2026-11-01T00:10:00Z")


def test_while_mails_are_held_nothing_that_writes_to_people_is_due(
    session: Session, programme: None
) -> None:
    hold_mails(session, EpochReason.ORDERED)

    assert due(session, "2026-11-20T12:00:00Z") == {PURGE}

    release_mails(session, send=True)
    assert due(session, "2026-11-20T12:00:00Z") == {PURGE, FOLLOW_UP, *MONTHLY}


def test_clocks_ten_minutes_apart_make_no_second_round(session: Session, programme: None) -> None:
    ahead = datetime(2026, 11, 1, 0, 5, tzinfo=UTC)
    with time_machine.travel(ahead, tick=False):
        run_monthly_match(session, the_programme(session))

    assert MONTHLY_MATCH not in due(session, "2026-11-01T00:05:00Z")
    behind = (ahead - timedelta(minutes=10)).isoformat()
    assert MONTHLY_MATCH in due(session, behind)  # October's, which nobody made: a month of its own
