"""The three objectives side by side, for one round's people: values for a page, no table known."""

from dataclasses import asdict, dataclass, replace
from typing import Any

from matchmaker.matching import (
    OBJECTIVES,
    Comparison,
    InvalidInput,
    Matching,
    compare,
    match,
    verify,
)
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import Objective, Policy
from matchmaker.services.engine.solving import Unsolvable
from matchmaker.services.engine.stored import value_of


@dataclass(frozen=True, slots=True)
class Choice:
    """What one objective gives, and whom it would touch against the present one (mentee ids).

    ``points_paid``, ``matched_paid`` and ``lowest_paid`` are what it gives up against whichever
    objective does best in that; 0 where it does best itself. ``promised`` are the mentees who were
    promised to come first, have a mentor where those who have waited come first, and none here.
    """

    objective: Objective
    is_present: bool
    is_proved: bool
    mentees: int
    matched: int
    points: int
    average_points: float | None
    lowest_points: int | None
    loads: tuple[tuple[int, int], ...]
    gain: tuple[int, ...]
    lose: tuple[int, ...]
    change: tuple[int, ...]
    better: int
    worse: int
    matched_paid: int
    points_paid: int
    lowest_paid: int
    promised: tuple[int, ...]

    @property
    def is_same(self) -> bool:
        """Whether everybody has the same mentor as at present."""
        return not (self.gain or self.lose or self.change)


def choices_for(people: People, policy: Policy, first_priority: int) -> tuple[Choice, ...]:
    """Return what each objective would give, each solved and checked, in memory alone.

    A mentee of at least ``first_priority`` was promised to come first. Raises `Unsolvable`.
    """
    try:
        answers = {o: match(people, replace(policy, objective=o)) for o in OBJECTIVES}
    except InvalidInput as error:
        raise Unsolvable(error) from error
    present = answers[policy.objective]
    best = (
        max(answer.totals.matched for answer in answers.values()),
        max(answer.totals.units for answer in answers.values()) // 100,
        max(answer.totals.lowest_points or 0 for answer in answers.values()),
    )
    promised = {mentee.id for mentee in people.mentees if mentee.priority >= first_priority}
    kept = promised & _matched_in(answers["coverage"])
    return tuple(
        _choice(
            people,
            replace(policy, objective=objective),
            answer,
            present,
            best,
            tuple(sorted(kept - _matched_in(answer))),
        )
        for objective, answer in answers.items()
    )


def choices_to_document(choices: tuple[Choice, ...]) -> list[dict[str, Any]]:
    """Return choices as JSON can hold them."""
    return [asdict(choice) for choice in choices]


def choices_in(document: Any) -> tuple[Choice, ...]:
    """Return the choices that `choices_to_document` wrote."""
    rows = document if isinstance(document, list) else ()
    return tuple(value_of(Choice, row) for row in rows)


def _matched_in(answer: Matching) -> set[int]:
    return {pair.mentee_id for pair in answer.pairs}


def _choice(
    people: People,
    policy: Policy,
    answer: Matching,
    present: Matching,
    best: tuple[int, int, int],
    promised: tuple[int, ...],
) -> Choice:
    found: Comparison = compare(present, answer)
    totals = answer.totals
    return Choice(
        objective=policy.objective,
        is_present=answer is present,
        is_proved=verify(people, policy, answer).is_proved,
        mentees=totals.mentees,
        matched=totals.matched,
        points=found.b.points,
        average_points=round(totals.units / totals.matched / 100, 1) if totals.matched else None,
        lowest_points=totals.lowest_points,
        loads=found.b.loads,
        gain=found.gain,
        lose=found.lose,
        change=found.change,
        better=found.better,
        worse=found.worse,
        matched_paid=best[0] - totals.matched,
        points_paid=best[1] - found.b.points,
        lowest_paid=best[2] - (totals.lowest_points or 0),
        promised=promised,
    )
