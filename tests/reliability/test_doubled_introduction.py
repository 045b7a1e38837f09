"""Trying to have a mentee introduced twice: publications and answers in two rounds at once."""

from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from jobs.monthly_match import make_round
from matchmaker.extensions import db
from matchmaker.models import LIVE_MATCH, MailKind, Match, MatchStatus, OutboxMail, Round
from matchmaker.services.matches.offer_mails import sendings_of_offers
from matchmaker.services.matches.offers import AlreadyAnswered, accept_offer, decline_offer
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.privacy.leaving import leave_programme
from matchmaker.services.rounds.transitions import OutOfDate
from tests.factories import make_mentee, make_mentor, the_programme
from tests.reliability.sizes import size

pytestmark = pytest.mark.slow

TIMES = size(2, 20)
MENTEES = 6

Act = Callable[[Session], object]


def at_once(app: Flask, acts: list[Act]) -> list[str]:
    """Do all of it at the same moment, each in a thread of its own; return what came of each."""
    start = Barrier(len(acts), timeout=30)

    def run(act: Act) -> str:
        with app.app_context():
            session = db.session()
            start.wait()
            try:
                act(session)
                session.commit()
            except (AlreadyAnswered, OutOfDate) as error:
                session.rollback()
                return type(error).__name__
            return "done"

    with ThreadPoolExecutor(len(acts)) as threads:
        return list(threads.map(run, acts))


def decline(match_id: int) -> Act:
    """Return the mentor's no."""

    def act(session: Session) -> None:
        match = session.get_one(Match, match_id)
        decline_offer(session, match, match.mentor, "not_my_field")

    return act


def accept(match_id: int) -> Act:
    """Return the mentor's yes."""

    def act(session: Session) -> None:
        match = session.get_one(Match, match_id)
        accept_offer(session, match, match.mentor)

    return act


def publish(month: str) -> Act:
    """Return the publication of a month's round."""

    def act(session: Session) -> None:
        publish_round(session, session.scalars(sa.select(Round).filter_by(month=month)).one(), None)

    return act


def leave(member_id: int) -> Act:
    """Return a mentor's leaving."""

    def act(session: Session) -> None:
        match = session.scalars(sa.select(Match).filter_by(mentor_id=member_id)).first()
        assert match is not None
        leave_programme(session, match.mentor, even_if_only_coordinator=True)

    return act


@pytest.mark.parametrize("attempt", range(TIMES))
def test_two_rounds_and_many_answers_at_once_give_nobody_two_mentors(
    app: Flask, session: Session, attempt: int
) -> None:
    for number in range(MENTEES):
        make_mentee(session, f"Mentee {number}", needs={"risk": (1, 5)})
        make_mentor(session, f"Mentor {number}", levels={"risk": 3 + (number + attempt) % 3})
    make_mentor(session, "Spare", levels={"risk": 4}, capacity=2)
    # The next month's round is solved while everybody is still free, and waits.
    make_round(session, the_programme(session), "2026-12")
    make_round(session, the_programme(session), "2026-11", publish=True)
    offers = session.execute(
        sa.select(Match.id, Match.mentor_id).filter_by(status=MatchStatus.OFFERED)
    ).all()
    session.commit()
    assert len(offers) == MENTEES
    (yes, _), (no, _), (other_no, _), (_, leaver), (wavering, _), _ = offers

    outcomes = at_once(
        app,
        [
            *(publish("2026-12") for _ in range(4)),
            *(accept(yes) for _ in range(3)),
            *(decline(match_id) for match_id in (no, no, other_no, other_no)),
            *(leave(leaver) for _ in range(2)),
            *(act(wavering) for act in (accept, decline) for _ in range(3)),
        ],
    )

    assert outcomes[:4].count("done") == 1
    assert_one_mentor_each(session)
    print(f"{len(outcomes)} acts at once: {dict(Counter(outcomes))}")


def assert_one_mentor_each(session: Session) -> None:
    """Nobody has two live matches or too many mentees; each introduction is owed once."""
    session.expire_all()
    live = session.scalars(sa.select(Match).where(Match.status.in_(LIVE_MATCH))).all()
    mentees = Counter(match.mentee_id for match in live)
    assert set(mentees.values()) <= {1}
    mentors = Counter(match.mentor_id for match in live)
    for match in live:
        assert mentors[match.mentor_id] <= match.mentor.participations[0].capacity
        assert match.mentor.left_at is None
    introduced = [match for match in live if match.status == MatchStatus.INTRODUCED]
    for kind in (MailKind.INTRODUCTION_MENTEE, MailKind.INTRODUCTION_MENTOR):
        owed = session.scalars(sa.select(OutboxMail).filter_by(kind=kind)).all()
        keys = [row.subject_key for row in owed]
        assert len(keys) == len(set(keys))
        assert {f"match:{match.id}" for match in introduced} <= set(keys)
    offered = [match for match in live if match.status == MatchStatus.OFFERED]
    assert sendings_of_offers(session, offered).keys() == {match.id for match in offered}
