"""A round from people to answer: score, solve, explain. The two calls that services make."""

from collections import Counter
from dataclasses import replace

import numpy as np

from matchmaker.matching.candidates.arrays import arrays_of
from matchmaker.matching.candidates.problem import eligible_pairs
from matchmaker.matching.candidates.rules import rules_of
from matchmaker.matching.explanation.reasons import best_first, reasons_of
from matchmaker.matching.solved import solve_round
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.integers import is_whole
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import UNITS_A_POINT, Candidate, Matching
from matchmaker.matching.values.validation import check_input, check_locks


def match(
    people: People,
    policy: Policy,
    *,
    start: Matching | None = None,
    is_large: bool | None = None,
) -> Matching:
    """Return the best matching of a round, explained, with the prices that prove it best.

    Parameters
    ----------
    people : People
        In any order; the order changes nothing.
    policy : Policy
    start : Matching, optional
        The answer for similar people, before a lock, a ban, a decline or a change of places. Large
        rounds are solved faster from its prices; the answer is the same.
    is_large : bool, optional
        Whether to use the compiled solver; by the number of mentees if not given. The answer is
        the same; prices may differ, and `Unmatched.competition` may name a larger bottleneck.

    Returns
    -------
    Matching
        Every mentee is in exactly one of ``pairs`` and ``unmatched``.

    Raises
    ------
    InvalidInput
        If people or policy contradict themselves. Nobody, no mentors or no eligible pair is no
        error: the result is empty and says why.

    See Also
    --------
    solve_round : keeps what solving again after a change can use.
    rank_mentors : who else could mentor one mentee.
    verify : proves the result.
    """
    return solve_round(people, policy, start=start, is_large=is_large).matching


def check(people: People, policy: Policy) -> None:
    """Raise `InvalidInput` where people, policy and locks contradict each other; solve nothing."""
    check_input(people, policy)
    arrays = arrays_of(people)
    check_locks(people, arrays, rules_of(people, policy, arrays))


def _check_locks_alone(people: People, policy: Policy) -> None:
    """Check the locks with arrays of those persons only whom they name."""
    mentee_ids, mentor_ids = map(set, zip(*people.locked, strict=True))
    named = replace(
        people,
        mentees=tuple(mentee for mentee in people.mentees if mentee.id in mentee_ids),
        mentors=tuple(mentor for mentor in people.mentors if mentor.id in mentor_ids),
    )
    arrays = arrays_of(named)
    check_locks(named, arrays, rules_of(named, policy, arrays))


def rank_mentors(people: People, policy: Policy, mentee_id: int) -> tuple[Candidate, ...]:
    """Return all eligible mentors with a free place for one mentee, best first.

    Places of other mentees' locks are taken; a lock of the mentee's own is not looked at.

    Raises
    ------
    InvalidInput
        As `match`, or if nobody has this id.
    """
    check_input(people, policy)
    if not is_whole(mentee_id):
        raise InvalidInput(f"mentee {mentee_id!r}: unknown")
    if people.locked:
        _check_locks_alone(people, policy)
    mentees = tuple(mentee for mentee in people.mentees if mentee.id == mentee_id)
    if not mentees:
        raise InvalidInput(f"mentee {mentee_id!r}: unknown")
    taken = Counter(mentor for mentee, mentor in people.locked if mentee != mentee_id)
    mentors = tuple(
        replace(mentor, places=max(0, mentor.places - taken[mentor.id]))
        for mentor in people.mentors
    )
    these = replace(people, mentees=mentees, mentors=mentors, locked=frozenset())
    arrays = arrays_of(these)
    graph = eligible_pairs(these, arrays, rules_of(these, policy, arrays), policy)
    reasons = dict(
        zip(
            graph.mentor.tolist(),
            reasons_of(arrays, policy.weights, graph.mentee, graph.mentor),
            strict=True,
        )
    )
    return tuple(
        Candidate(
            mentor_id=int(graph.mentor_ids[graph.mentor[entry]]),
            points=int(graph.units[entry]) // UNITS_A_POINT,
            units=int(graph.units[entry]),
            reasons=reasons[int(graph.mentor[entry])],
        )
        for entry in best_first(graph, 0, policy.seed, np.arange(graph.n_pairs)).tolist()
    )
