"""Another way to match a round: shown beside the present one, chosen for this round, and noted."""

import json
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from jobs.monthly_match import describe, make_round, replay_round
from matchmaker.models import Match, Member, Round, StatusChange
from matchmaker.services.engine.comparison import choices_for
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.review.comparison import (
    basis_of,
    comparison_document,
    stored_comparison,
)
from matchmaker.services.review.decisions import DecisionRefused
from matchmaker.services.review.log import has_undone_work
from matchmaker.services.rounds.rounds import input_of
from matchmaker.services.rounds.snapshot import FIRST_PRIORITY
from matchmaker.services.wording.log import change_words
from tests.factories import (
    make_coordinator,
    make_mentee,
    make_mentor,
    solve_again,
    the_programme,
)


class Scene:
    """Ada and Ben, Mia and Max: the best total leaves Ben with little."""

    def __init__(self, session: Session) -> None:
        self.ada = make_mentee(session, "Ada", {"risk": (1, 5), "planning_software": (1, 5)})
        self.ben = make_mentee(session, "Ben", {"planning_software": (1, 3), "risk": (1, 4)})
        self.mia = make_mentor(
            session, "Mia", {"risk": 5, "planning_software": 5}, interests=["agile_pmo"]
        )
        self.max = make_mentor(session, "Max", {"planning_software": 4}, interests=["agile_pmo"])
        self.coordinator: Member = make_coordinator(session)
        make_round(session, the_programme(session), "2026-11")
        self.round = session.scalars(sa.select(Round)).one()


@pytest.fixture
def scene(session: Session) -> Scene:
    return Scene(session)


def test_looking_changes_nothing(session: Session, scene: Scene) -> None:
    before = (scene.round.policy, scene.round.result_digest)

    asked = input_of(scene.round)
    choices = choices_for(asked.people, asked.policy.matching, FIRST_PRIORITY)
    stored = json.loads(json.dumps(comparison_document(basis_of(scene.round), choices)))
    columns = stored_comparison(session, scene.round, stored)

    assert tuple(column.choice for column in columns) == choices
    assert [column.choice.is_present for column in columns] == [True, False, False]
    assert all(column.choice.is_proved for column in columns)
    assert (scene.round.policy, scene.round.result_digest) == before
    assert not session.dirty


def test_a_choice_changes_this_round_is_solved_and_noted(session: Session, scene: Scene) -> None:
    solve_again(session, scene.round, scene.coordinator, "fair")
    session.commit()

    logged = session.scalars(sa.select(StatusChange).order_by(StatusChange.id)).all()
    assert policy_from_document(scene.round.policy).matching.objective == "fair"
    assert scene.round.summary["objective"] == "fair"
    assert [change_words(entry) for entry in logged[-2:]] == [
        "objective: coverage to fair",
        "solved again",
    ]
    assert not has_undone_work(session, scene.round)
    assert replay_round(session, the_programme(session), "2026-11").outcome == "replayed"


def test_a_published_round_stays_as_it_is(session: Session, scene: Scene) -> None:
    publish_round(session, scene.round, scene.coordinator)

    with pytest.raises(DecisionRefused):
        solve_again(session, scene.round, scene.coordinator, "fair")


def test_an_unknown_objective_is_refused(session: Session, scene: Scene) -> None:
    with pytest.raises(DecisionRefused):
        solve_again(session, scene.round, scene.coordinator, "cheapest")


def test_a_certificate_that_was_tampered_with_is_no_proof(session: Session, scene: Scene) -> None:
    certificate = scene.round.summary["certificate"]
    prices = certificate["prices"] | {"prices": [price + 1 for price in [0, 0]]}
    scene.round.summary = scene.round.summary | {"certificate": certificate | {"prices": prices}}
    session.commit()

    assert replay_round(session, the_programme(session), "2026-11").outcome == "unproved"


@pytest.mark.parametrize("damage", [{}, [], "", {"prices": None}, {"pairs": [[1, 2, None]]}])
def test_a_certificate_that_cannot_be_read_is_no_proof(
    session: Session, scene: Scene, damage: Any
) -> None:
    scene.round.summary = scene.round.summary | {"certificate": damage}
    session.commit()

    assert replay_round(session, the_programme(session), "2026-11").outcome == "unproved"


def test_a_round_whose_certificate_is_missing_is_not_said_to_be_proved(
    session: Session, scene: Scene
) -> None:
    kept = {name: value for name, value in scene.round.summary.items() if name != "certificate"}
    scene.round.summary = kept
    session.commit()

    report = replay_round(session, the_programme(session), "2026-11")

    assert report.outcome == "no certificate"
    assert "its certificate is MISSING" in describe(report)


def test_costs_are_stored_with_the_pairs(session: Session, scene: Scene) -> None:
    reasons = session.scalars(sa.select(Match.reasons)).all()

    assert {len(one["alternatives"]) for one in reasons} == {1}
    for one in reasons:
        assert one["alternatives"][0]["cost"]["matched"] in {0, 1}
        assert one["other_mentees"][0]["cost"] is not None
