"""A year of months in zones with daylight saving, by two workers whose clocks are apart.

What is due at a month's edge after days without power is in
`tests/services/operations/test_schedule.py`.
"""

import subprocess
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path
from zoneinfo import ZoneInfo

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from config import ROOT
from jobs.coffee_round import make_coffee_round
from jobs.follow_up import follow_up_all
from jobs.monthly_match import make_round
from matchmaker import clock
from matchmaker.clock import follow
from matchmaker.extensions import db
from matchmaker.models import (
    CoffeeRound,
    MailKind,
    Match,
    MatchStatus,
    OutboxMail,
    Round,
    RoundStatus,
)
from matchmaker.services.operations.job_runs import COFFEE_ROUND, MONTHLY_MATCH
from matchmaker.services.operations.schedule import due_for
from matchmaker.services.programme.policies import ProgrammePolicy, Timers, adopt_policy
from matchmaker.services.programme.programmes import change_programme
from tests.factories import (
    let_mails_arrive,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    part_of,
    the_programme,
)
from tests.factories import make_round as make_round_row
from tests.jobs.processes import environment
from tests.reliability.sizes import size

pytestmark = pytest.mark.slow

APART = timedelta(minutes=10)
TEN_DAYS = ProgrammePolicy(
    timers=Timers(first_reminder_days=3, last_reminder_days=7, expiry_days=10)
)
MONTHS = size(5, 14)
"""From September 2026 on; five hold a change of the clock in either zone."""
FOLLOW_UP_AHEAD = """
import sys, time_machine
from datetime import datetime, timedelta, UTC
time_machine.travel(datetime.now(UTC) + timedelta(minutes=int(sys.argv[1])), tick=True).start()
from jobs.follow_up import follow_up_all
from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.services.programme.programmes import all_programmes
with create_app().app_context():
    session = db.session()
    for programme in all_programmes(session):
        print(dict(follow_up_all(session, programme)))
"""


def looks_around_edges(zone: str) -> Iterator[datetime]:
    """Yield moments in order: every 25 minutes around each month's edge, and now and then."""
    for number in range(MONTHS):
        first = date(2026 + (8 + number) // 12, (8 + number) % 12 + 1, 1)
        edge = datetime(first.year, first.month, 1, tzinfo=ZoneInfo(zone)).astimezone(UTC)
        for minutes in range(-75, 76, 25):
            yield edge + timedelta(minutes=minutes)
        for days in (5, 13, 26):
            yield edge + timedelta(days=days)


def work(session: Session) -> None:
    """Do what a worker does when it looks around."""
    if due_for(session, MONTHLY_MATCH):
        make_round(session, the_programme(session))
    if due_for(session, COFFEE_ROUND):
        make_coffee_round(session, the_programme(session))
    session.commit()


@pytest.mark.parametrize("zone", ["Pacific/Auckland", "Europe/Paris"])
def test_two_workers_whose_clocks_are_apart_make_one_round_a_month(
    session: Session, zone: str
) -> None:
    with time_machine.travel("2026-08-01T12:00:00Z", tick=False):
        make_mentee(session, "Ada")
        make_mentor(session, "Mia")
        for name in ("Cem", "Dia"):
            part_of(session, make_member(session, name)).is_networker = True
        change_programme(session, the_programme(session), time_zone=zone)
        session.commit()

    made_at: dict[str, datetime] = {}
    for moment in looks_around_edges(zone):
        for ahead in (timedelta(0), APART):
            with time_machine.travel(moment + ahead, tick=False):
                work(session)
        for month in session.scalars(sa.select(Round.month)):
            made_at.setdefault(month, moment)

    rounds = session.execute(sa.select(Round.month, Round.status)).all()
    chats = Counter(session.scalars(sa.select(CoffeeRound.month)))
    months = [f"{2026 + (8 + n) // 12}-{(8 + n) % 12 + 1:02}" for n in range(MONTHS)]
    assert sorted(month for month, _ in rounds) == months
    assert {status for _, status in rounds} == {RoundStatus.SOLVED}
    assert chats == dict.fromkeys(months, 1)
    for month, moment in made_at.items():
        local = (moment + APART).astimezone(ZoneInfo(zone))
        assert f"{local:%Y-%m}" == month
        assert local.day == 1
        assert local.hour == 0


@pytest.mark.parametrize(
    ("zone", "offered"),
    [
        ("Europe/Paris", "2027-03-24T08:30:00Z"),  # the gap: 28 March has 23 hours
        ("Europe/Paris", "2026-10-20T08:30:00Z"),  # the overlap: 25 October has 25 hours
        ("Pacific/Auckland", "2026-09-22T20:30:00Z"),
        ("Pacific/Auckland", "2027-03-30T20:30:00Z"),
    ],
)
def test_ten_days_are_ten_days_across_a_change_of_the_clock(
    session: Session, zone: str, offered: str
) -> None:
    start = datetime.fromisoformat(offered)
    with time_machine.travel(start, tick=False):
        change_programme(session, the_programme(session), time_zone=zone)
        adopt_policy(session, the_programme(session), TEN_DAYS)
        make_mentee(session, time_zone=zone)
        make_mentor(session, time_zone=zone)
        make_round(session, the_programme(session), publish=True)
        let_mails_arrive(session)
        session.commit()
    match = session.scalars(sa.select(Match)).one()

    for hours in range(0, 240, 4):
        with time_machine.travel(start + timedelta(hours=hours), tick=False):
            follow_up_all(session, the_programme(session))
            let_mails_arrive(session)
        assert match.status == MatchStatus.OFFERED
    with time_machine.travel(start + timedelta(days=10), tick=False):
        follow_up_all(session, the_programme(session))

    assert match.status == MatchStatus.EXPIRED
    reminders = (MailKind.OFFER_REMINDER, MailKind.OFFER_LAST_REMINDER)
    kinds = session.scalars(sa.select(OutboxMail.kind).where(OutboxMail.kind.in_(reminders)))
    assert sorted(kinds) == sorted(reminders)


def test_a_machine_that_was_off_for_three_days_reminds_once_and_ends_nothing_unheard(
    session: Session,
) -> None:
    start = datetime(2026, 11, 2, 9, tzinfo=UTC)
    with time_machine.travel(start, tick=False):
        adopt_policy(session, the_programme(session), TEN_DAYS)
        make_mentee(session)
        make_mentor(session)
        make_round(session, the_programme(session), publish=True)
        let_mails_arrive(session)
        session.commit()
    match = session.scalars(sa.select(Match)).one()

    done = []
    for day in (0, 1, 2, 5.5, 6, 9.5):  # off from day 2 to 5.5, and from 6 to 9.5
        with time_machine.travel(start + timedelta(days=day), tick=False):
            done += follow_up_all(session, the_programme(session)).keys()
            let_mails_arrive(session)

    assert done == ["reminder", "last_reminder"]
    assert match.status == MatchStatus.OFFERED


@pytest.fixture
def followed() -> Iterator[None]:
    """Let this process follow the database's clock, as outside of tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(clock, "follow", follow)
        yield
    follow(datetime.now(UTC))


@pytest.mark.parametrize("minutes", [-10, 10])
def test_a_process_goes_by_the_clock_of_its_database(
    app: Flask, is_postgresql: bool, followed: None, minutes: int
) -> None:
    if not is_postgresql:
        pytest.skip("SQLite is on the machine itself: there is one clock")
    real = datetime.now(UTC)

    with time_machine.travel(real + timedelta(minutes=minutes), tick=True), app.app_context():
        db.engine.dispose()
        db.session.execute(sa.text("SELECT 1"))
        seen = clock.now()
        db.session.remove()

    assert abs(seen - real) < timedelta(seconds=5)


def test_a_worker_whose_clock_is_ahead_ends_no_offer_before_its_time(
    app: Flask, session: Session, is_postgresql: bool, database_url: str, tmp_path: Path
) -> None:
    if not is_postgresql:
        pytest.skip("SQLite is on the machine itself: there is one clock")
    now = datetime.now(UTC)
    round_ = make_round_row(session)
    mentee, mentor = make_mentee(session), make_mentor(session)
    times = {"offered_at": now - timedelta(days=9), "answer_by": now + timedelta(minutes=5)}
    match = make_match(session, round_, mentee, mentor, reminders_sent=2, **times)
    session.commit()

    ended = subprocess.run(
        [sys.executable, "-c", FOLLOW_UP_AHEAD, "10"],
        env=environment(database_url) | {"PYTHONPATH": str(ROOT)},
        cwd=tmp_path,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert (ended.returncode, ended.stdout) == (0, "{}\n"), ended.stderr
    session.expire_all()
    assert match.status == MatchStatus.OFFERED
