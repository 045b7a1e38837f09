"""Counts of many clients at once, all of them old: nobody waits for somebody who waits for them."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from threading import Barrier

from flask import Flask
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import AttemptCount
from matchmaker.services.accounts.attempts import Limit, count_attempt

LIMITS = (Limit(20, timedelta(minutes=1)), Limit(100, timedelta(hours=1)))
CLIENTS = 8
TIMES = 12


def test_old_counts_are_removed_by_all_who_come_at_once(app: Flask, session: Session) -> None:
    together = Barrier(CLIENTS, timeout=30)

    def come(number: int) -> list[object]:
        waits = []
        with app.app_context():
            for _ in range(TIMES):
                together.wait()
                waits.append(count_attempt(db.session(), "key", "client", str(number), LIMITS))
                db.session.commit()
                if together.wait() == 0:
                    make_all_old()
                together.wait()
        return waits

    with ThreadPoolExecutor(CLIENTS) as threads:
        waits = [future.result() for future in [threads.submit(come, n) for n in range(CLIENTS)]]

    assert waits == [[None] * TIMES] * CLIENTS


def make_all_old() -> None:
    """Let two hours pass for every count."""
    db.session.query(AttemptCount).update({"until": clock.now() - timedelta(hours=2)})
    db.session.commit()
