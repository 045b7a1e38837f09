"""Coordinators make one of two entries at once, either way round: one of them does, every time."""

from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.models import Address, Member
from matchmaker.services.duplicates.merging import MergeRefused, merge_members
from tests.conftest import SECRET_KEY
from tests.factories import make_coordinator, make_mentee, make_mentor
from tests.reliability.sizes import size

pytestmark = pytest.mark.slow

THREADS = 6
TIMES = size(15, 100)


def test_of_two_merges_at_once_one_is_made(app: Flask, session: Session) -> None:
    cora = make_coordinator(session).id
    pairs = [
        (
            make_mentee(session, f"Ada {number}").id,
            make_mentor(session, f"Ada {number}", email=f"again.{number}@example.org").id,
        )
        for number in range(TIMES)
    ]
    session.commit()

    def merge(start: Barrier, kept_id: int, other_id: int) -> bool:
        with app.app_context():
            own = db.session()
            kept, other, actor = (own.get_one(Member, each) for each in (kept_id, other_id, cora))
            own.commit()
            start.wait()
            try:
                merge_members(own, kept, other, actor, SECRET_KEY)
                own.commit()
            except MergeRefused:
                own.rollback()
                return False
            return True

    with ThreadPoolExecutor(THREADS) as threads:
        for pair in pairs:
            start = Barrier(THREADS)
            ways = [pair, pair[::-1]] * (THREADS // 2)
            done = [each.result() for each in [threads.submit(merge, start, *way) for way in ways]]
            assert done.count(True) == 1

    for one, other in pairs:
        members = [session.get_one(Member, each) for each in (one, other)]
        [kept] = [each for each in members if each.merged_into_id is None]
        owners = sa.select(Address.member_id).where(Address.member_id.in_((one, other)))
        assert list(session.scalars(owners)) == [kept.id, kept.id]
