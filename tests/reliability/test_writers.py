"""Many writers at once, each reading before it writes: nobody fails and no write is lost."""

import threading
import time
from concurrent.futures import ThreadPoolExecutor

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.models import Member, Participation
from tests.factories import make_mentee
from tests.reliability.sizes import size

pytestmark = [pytest.mark.slow, pytest.mark.parametrize("app", ["sqlite"], indirect=True)]

WRITERS = 8
TIMES = size(60, 300)


def test_writers_that_read_first_lose_no_update(app: Flask, session: Session) -> None:
    member = make_mentee(session)
    standing_id = member.participations[0].id
    session.commit()
    start = threading.Barrier(WRITERS)

    def wait_one_round_more() -> float:
        longest = 0.0
        with app.app_context():
            start.wait()
            for _ in range(TIMES):
                began = time.perf_counter()
                row = db.session.get_one(Participation, standing_id)
                row.rounds_waited = row.rounds_waited + 1
                db.session.commit()
                longest = max(longest, time.perf_counter() - began)
            db.session.remove()
        return longest

    began = time.perf_counter()
    with ThreadPoolExecutor(WRITERS) as threads:
        pending = [threads.submit(wait_one_round_more) for _ in range(WRITERS)]
        longest = max(future.result() for future in pending)
    seconds = time.perf_counter() - began

    session.expire_all()
    found = session.get_one(Member, member.id).participations[0].rounds_waited
    print(
        f"{WRITERS} writers x {TIMES}: {found} of {WRITERS * TIMES} written, "
        f"{found / seconds:.0f} a second, longest wait {longest:.1f} s"
    )
    assert found == WRITERS * TIMES
