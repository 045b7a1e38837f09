"""Counts of attempts: shared by all processes, exact under concurrency, over when their time is."""

import threading
from datetime import UTC, datetime, timedelta

import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.models import AttemptCount
from matchmaker.services.accounts.attempts import Limit, count_attempt
from tests.conftest import SECRET_KEY

START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
MINUTE = Limit(3, timedelta(minutes=1))
HOUR = Limit(5, timedelta(hours=1))


def attempt(session: Session, who: str = "192.0.2.7", *limits: Limit) -> timedelta | None:
    return count_attempt(session, SECRET_KEY, "client", who, limits or (MINUTE,))


def test_beyond_the_limit_one_waits_until_its_time_is_over(session: Session) -> None:
    with time_machine.travel(START, tick=False) as traveller:
        assert [attempt(session) for _ in range(3)] == [None] * 3
        traveller.shift(timedelta(seconds=20))
        assert attempt(session) == timedelta(seconds=40)
        traveller.shift(timedelta(seconds=40))
        assert attempt(session) is None


def test_the_longest_wait_of_several_limits_counts(session: Session) -> None:
    with time_machine.travel(START, tick=False) as traveller:
        for _ in range(2):
            for _ in range(3):
                attempt(session, "192.0.2.7", MINUTE, HOUR)
            traveller.shift(timedelta(minutes=1))

        assert attempt(session, "192.0.2.7", MINUTE, HOUR) == timedelta(minutes=58)


def test_others_are_counted_by_themselves(session: Session) -> None:
    for _ in range(4):
        attempt(session)

    assert attempt(session, "192.0.2.8") is None
    assert count_attempt(session, SECRET_KEY, "another", "192.0.2.7", (MINUTE,)) is None


def test_nobody_is_named_in_the_table(session: Session) -> None:
    attempt(session)

    assert "192" not in str(session.scalars(sa.select(AttemptCount.who)).all())


def test_old_counts_are_removed(session: Session) -> None:
    with time_machine.travel(START, tick=False) as traveller:
        attempt(session)
        traveller.shift(timedelta(hours=2))
        attempt(session, "192.0.2.8")

    assert session.scalar(sa.select(sa.func.count()).select_from(AttemptCount)) == 1


def test_of_many_at_once_each_is_counted(app: Flask) -> None:
    together = threading.Barrier(8)
    refused: list[bool] = []

    def hurry() -> None:
        together.wait()
        for _ in range(5):
            with app.app_context():
                wait = attempt(db.session(), "192.0.2.7", Limit(25, timedelta(hours=1)))
                db.session.commit()
            refused.append(wait is not None)

    threads = [threading.Thread(target=hurry) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert (refused.count(False), refused.count(True)) == (25, 15)
