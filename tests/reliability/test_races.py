"""Twenty threads answer one offer, or want one place: one wins, every time."""

import time
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from jobs.monthly_match import make_round
from matchmaker.extensions import db
from matchmaker.models import (
    LIVE_MATCH,
    MailKind,
    Match,
    MatchStatus,
    OutboxMail,
    Participation,
    StatusChange,
)
from matchmaker.services.matches.offers import (
    AlreadyAnswered,
    NoPlaceLeft,
    accept_offer,
    decline_offer,
    expire_offer,
    withdraw_offer,
)
from tests.factories import make_match, make_mentee, make_mentor, the_programme
from tests.factories import make_round as make_round_row
from tests.reliability.sizes import size

pytestmark = pytest.mark.slow

THREADS = 20
TIMES = size(15, 200)
PLACES = 5
"""The most that a mentor can have."""

Act = Callable[[Session, Match], None]


def accept(session: Session, match: Match) -> None:
    accept_offer(session, match, match.mentor)


def decline(session: Session, match: Match) -> None:
    decline_offer(session, match, match.mentor, "no_time")


def withdraw(session: Session, match: Match) -> None:
    withdraw_offer(session, match, match.mentee)


@pytest.fixture
def threads() -> Iterator[ThreadPoolExecutor]:
    with ThreadPoolExecutor(THREADS) as pool:
        yield pool


def race(app: Flask, threads: ThreadPoolExecutor, acts: list[tuple[Act, int]]) -> list[str]:
    """Let each thread act on its match at the same moment; return "done" or the error's name."""
    start = Barrier(len(acts))

    def run(act: Act, match_id: int) -> str:
        with app.app_context():
            session = db.session()
            start.wait()
            try:
                act(session, session.get_one(Match, match_id))
                session.commit()
            except (AlreadyAnswered, NoPlaceLeft) as error:
                session.rollback()
                return type(error).__name__
            return "done"

    return [future.result() for future in [threads.submit(run, *act) for act in acts]]


def test_an_offer_has_one_answer(app: Flask, session: Session, threads: ThreadPoolExecutor) -> None:
    for number in range(TIMES):
        make_mentee(session, f"Mentee {number}", needs={"risk": (1, 4)})
        make_mentor(session, f"Mentor {number}", levels={"risk": 4})
    make_round(session, the_programme(session), "2026-11", publish=True)
    first_offers = list(session.scalars(sa.select(Match.id)))
    session.commit()
    acts: list[Act] = [accept, decline, expire_offer, withdraw]
    winners: Counter[str] = Counter()
    began = time.perf_counter()

    for match_id in first_offers:
        # Threads may well be served in the order in which they came: another act is last each time.
        acts = [*acts[1:], acts[0]]
        outcomes = race(app, threads, [(act, match_id) for act in acts * (THREADS // len(acts))])
        assert sorted(outcomes) == ["AlreadyAnswered"] * (THREADS - 1) + ["done"]
        session.expire_all()
        winners[session.get_one(Match, match_id).status] += 1
        session.rollback()

    seconds = time.perf_counter() - began
    print(f"{TIMES} offers x {THREADS} threads in {seconds:.0f} s: {dict(winners)}")
    assert len(first_offers) == TIMES
    assert len(winners) > 1, "the same act always won"
    assert_nothing_doubled(session)
    answers = session.scalars(
        sa.select(StatusChange.match_id).filter_by(old_status=MatchStatus.OFFERED)
    ).all()
    assert sorted(answers) == sorted(first_offers)


def test_the_last_place_is_taken_once(
    app: Flask, session: Session, threads: ThreadPoolExecutor
) -> None:
    round_ = make_round_row(session)
    offers: list[list[int]] = []
    for number in range(TIMES):
        mentor = make_mentor(session, f"Mentor {number}", capacity=1)
        mentees = [make_mentee(session, f"Mentee {number}-{place}") for place in range(PLACES)]
        offers.append([make_match(session, round_, mentee, mentor).id for mentee in mentees])
    session.commit()
    began = time.perf_counter()

    for match_ids in offers:
        outcomes = race(app, threads, [(accept, id_) for id_ in match_ids * (THREADS // PLACES)])
        assert outcomes.count("done") == 1

    seconds = time.perf_counter() - began
    print(f"{TIMES} last places x {THREADS} threads in {seconds:.0f} s: one winner each")
    introduced = session.scalars(
        sa.select(Match.mentor_id).filter_by(status=MatchStatus.INTRODUCED)
    ).all()
    assert len(introduced) == len(set(introduced)) == TIMES


def assert_nothing_doubled(session: Session) -> None:
    """No mentor has more than their places, no mentee two mentors, nobody a mail twice."""
    session.expire_all()
    live = session.execute(
        sa.select(Match.mentor_id, Match.mentee_id).where(Match.status.in_(LIVE_MATCH))
    ).all()
    places = dict(session.execute(sa.select(Participation.member_id, Participation.capacity)).all())
    taken = Counter(mentor for mentor, _ in live)
    assert all(taken[mentor] <= places[mentor] for mentor in taken)
    assert len({mentee for _, mentee in live}) == len(live)
    introduced = session.scalar(
        sa.select(sa.func.count()).where(Match.status == MatchStatus.INTRODUCED)
    )
    for kind in (MailKind.INTRODUCTION_MENTEE, MailKind.INTRODUCTION_MENTOR):
        owed = session.scalar(sa.select(sa.func.count()).where(OutboxMail.kind == kind))
        assert owed == introduced
