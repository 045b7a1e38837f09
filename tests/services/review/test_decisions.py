"""A coordinator's word: locks and bans change the next answer, carry a reason, and are logged."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from jobs.monthly_match import make_round
from matchmaker.models import (
    Exclusion,
    Match,
    Member,
    Round,
    RoundStatus,
    StatusChange,
)
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.review.decisions import (
    DecisionRefused,
    ban_pair,
    discard_round,
    lift_decision,
    lock_pair,
)
from tests.factories import (
    make_coordinator,
    make_mentee,
    make_mentor,
    solve_again,
    the_programme,
)


class Scene:
    """A solved round in which Ada got the better of two mentors."""

    def __init__(self, session: Session) -> None:
        self.mentee = make_mentee(session, "Ada", needs={"risk": (1, 5)})
        self.best = make_mentor(session, "Mia", levels={"risk": 5})
        self.second = make_mentor(session, "Max", levels={"risk": 3})
        self.coordinator = make_coordinator(session)
        make_round(session, the_programme(session), "2026-11")
        self.round = session.scalars(sa.select(Round)).one()


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def mentor_now(session: Session) -> list[int]:
    return list(session.scalars(sa.select(Match.mentor_id)))


def test_a_locked_pair_is_in_the_next_answer(session: Session, scene: Scene) -> None:
    lock_pair(
        session, scene.round, scene.mentee.id, scene.second.id, "they asked", scene.coordinator
    )
    solve_again(session, scene.round, scene.coordinator)

    match = session.scalars(sa.select(Match)).one()
    assert match.mentor_id == scene.second.id
    assert match.is_locked
    reasons = session.scalars(sa.select(StatusChange.reason).order_by(StatusChange.id)).all()
    assert any("they asked" in reason for reason in reasons)


def test_a_banned_pair_is_in_no_answer_now_or_later(session: Session, scene: Scene) -> None:
    ban_pair(session, scene.round, scene.mentee.id, scene.best.id, "conflict", scene.coordinator)
    solve_again(session, scene.round, scene.coordinator)

    assert mentor_now(session) == [scene.second.id]
    assert session.scalars(sa.select(Exclusion)).one().other_address.address == scene.best.email


def test_a_lifted_ban_is_as_if_it_had_never_been(session: Session, scene: Scene) -> None:
    decision = ban_pair(
        session, scene.round, scene.mentee.id, scene.best.id, "conflict", scene.coordinator
    )
    lift_decision(session, decision, scene.coordinator)
    solve_again(session, scene.round, scene.coordinator)

    assert mentor_now(session) == [scene.best.id]
    assert session.scalars(sa.select(Exclusion)).all() == []


@pytest.mark.parametrize("reason", ["", "   ", "x" * 1_001])
def test_a_decision_needs_a_reason(session: Session, scene: Scene, reason: str) -> None:
    with pytest.raises(DecisionRefused):
        lock_pair(session, scene.round, scene.mentee.id, scene.best.id, reason, scene.coordinator)


def test_contradictions_are_refused(session: Session, scene: Scene) -> None:
    def lock(mentor: Member, mentee: Member = scene.mentee) -> None:
        lock_pair(session, scene.round, mentee.id, mentor.id, "because", scene.coordinator)

    lock(scene.best)

    with pytest.raises(DecisionRefused):
        lock(scene.second)
    with pytest.raises(DecisionRefused):
        lock(scene.best, mentee=scene.coordinator)
    with pytest.raises(DecisionRefused):
        ban_pair(session, scene.round, scene.mentee.id, scene.best.id, "no", scene.coordinator)
    assert len(scene.round.decisions) == 1


def test_a_discarded_round_makes_room_for_another(session: Session, scene: Scene) -> None:
    discard_round(session, scene.round, scene.coordinator, "wrong list")
    session.commit()

    again = make_round(session, the_programme(session), "2026-11")

    assert scene.round.status == RoundStatus.DISCARDED
    assert again.round_id != scene.round.id


def test_a_published_round_is_out_of_reach(session: Session, scene: Scene) -> None:
    publish_round(session, scene.round, scene.coordinator)

    with pytest.raises(DecisionRefused):
        solve_again(session, scene.round, scene.coordinator)
    with pytest.raises(DecisionRefused):
        discard_round(session, scene.round, scene.coordinator, "too late")
    with pytest.raises(DecisionRefused):
        lock_pair(session, scene.round, scene.mentee.id, scene.best.id, "late", scene.coordinator)
