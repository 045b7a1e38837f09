"""Solving a round's snapshot again: with the decisions made since, or another objective.

In three steps, so that no transaction is open in the one that takes long: read, solve, save.
"""

from dataclasses import dataclass, replace
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import OBJECTIVES, Objective, Policy
from matchmaker.messages import gettext as _
from matchmaker.models import ChangeKind, Member, Round, StatusChange
from matchmaker.services.engine.solving import Progress, Solution, solve
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.review.decisions import DecisionRefused, require_solved
from matchmaker.services.rounds.rounds import input_of, save_solution
from matchmaker.services.rounds.transitions import log_act


class DecidedMeanwhile(Exception):
    """Somebody decided about the round while it was solved; nothing was saved."""


@dataclass(frozen=True, slots=True)
class RoundProblem:
    """What a round is solved from, and how far its log was when that was read."""

    people: People
    policy: Policy
    earlier: dict[str, Any]
    objective: Objective | None
    """What is to be wanted first from now on, if it is to change."""
    log_length: int


def check_objective(objective: str) -> Objective:
    """Return a way to match that there is. Raises `DecisionRefused`."""
    found = next((known for known in OBJECTIVES if known == objective), None)
    if found is None:
        raise DecisionRefused(_("Choose one of the ways to match."))
    return found


def read_problem(
    session: Session, round_: Round, objective: Objective | None = None
) -> RoundProblem:
    """Return what to solve. Raises `DecisionRefused` where the round is not in review."""
    require_solved(session, round_)
    asked = input_of(round_)
    policy = asked.policy.matching
    if objective is not None:
        policy = replace(policy, objective=objective)
    return RoundProblem(
        asked.people, policy, round_.summary, objective, _log_length(session, round_)
    )


def solve_problem(problem: RoundProblem, progress: Progress) -> Solution:
    """Solve it; asks no database. Raises `Unsolvable` where decisions contradict each other."""
    return solve(
        problem.people,
        problem.policy,
        is_awaited=True,
        earlier=problem.earlier,
        progress=progress,
    )


def save_solved_again(
    session: Session, round_: Round, problem: RoundProblem, solution: Solution, actor: Member | None
) -> None:
    """Replace the round's result and log it.

    With another objective, the round's own copy of the policy changes, and no other round. Raises
    `DecidedMeanwhile`, or `DecisionRefused` where the round is no longer in review.
    """
    require_solved(session, round_)
    if _log_length(session, round_) != problem.log_length:
        raise DecidedMeanwhile
    if problem.objective is not None:
        _choose(session, round_, problem.objective, actor)
    save_solution(session, round_, solution)
    log_act(session, round_, actor, ChangeKind.SOLVED_AGAIN)


def _choose(session: Session, round_: Round, objective: Objective, actor: Member | None) -> None:
    before = policy_from_document(round_.policy).matching.objective
    round_.policy = round_.policy | {
        "matching": round_.policy["matching"] | {"objective": objective}
    }
    session.flush()
    log_act(
        session,
        round_,
        actor,
        ChangeKind.OBJECTIVE,
        old_objective=before,
        new_objective=objective,
    )


def _log_length(session: Session, round_: Round) -> int:
    entries = sa.select(sa.func.count(StatusChange.id)).filter_by(round_id=round_.id)
    return session.scalar(entries) or 0
