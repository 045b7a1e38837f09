"""Who else could mentor one mentee, best first."""

from collections import Counter
from dataclasses import replace

import numpy as np

from matchmaker.matching.candidates.problem import Problem
from matchmaker.matching.explanation.alternatives import best_first
from matchmaker.matching.explanation.reasons import reasons_of
from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.integers import is_whole
from matchmaker.matching.values.people import People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import UNITS_A_POINT, Candidate
from matchmaker.matching.values.validation import check_input


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
        Problem.of(_locked_alone(people), policy)
    mentees = tuple(mentee for mentee in people.mentees if mentee.id == mentee_id)
    if not mentees:
        raise InvalidInput(f"mentee {mentee_id!r}: unknown")
    taken = Counter(mentor for mentee, mentor in people.locked if mentee != mentee_id)
    mentors = tuple(
        replace(mentor, places=max(0, mentor.places - taken[mentor.id]))
        for mentor in people.mentors
    )
    these = replace(people, mentees=mentees, mentors=mentors, locked=frozenset())
    problem = Problem.of_valid(these, policy)
    graph = problem.graph()
    reasons = dict(
        zip(
            graph.mentor.tolist(),
            reasons_of(problem, graph.mentee, graph.mentor),
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


def _locked_alone(people: People) -> People:
    """Return those persons only whom locks name."""
    mentee_ids, mentor_ids = map(set, zip(*people.locked, strict=True))
    return replace(
        people,
        mentees=tuple(mentee for mentee in people.mentees if mentee.id in mentee_ids),
        mentors=tuple(mentor for mentor in people.mentors if mentor.id in mentor_ids),
    )
