"""The shape of a round's candidates: parts that share nobody, and mentors on whom many depend.

These are facts about the candidate graph, whoever is matched in the end.
"""

from dataclasses import dataclass

import numpy as np

from matchmaker.matching.candidates.graph import CandidateGraph
from matchmaker.matching.types import IntArray


@dataclass(frozen=True, slots=True)
class Component:
    """Mentees and mentors who can be paired among themselves only (a connected component)."""

    mentees: int
    mentors: int
    places: int


@dataclass(frozen=True, slots=True)
class Dependence:
    """A mentor who is the only candidate of so many mentees."""

    mentor_id: int
    mentees: int
    places: int


@dataclass(frozen=True, slots=True)
class Structure:
    """Parts, the largest first; mentors who are somebody's only one, those of most first.

    Only parts with somebody on both sides count. ``idle_mentors`` have places, and suit nobody.
    """

    parts: tuple[Component, ...]
    only_mentors: tuple[Dependence, ...]
    idle_mentors: int


def structure_of(graph: CandidateGraph) -> Structure:
    """Return the shape of a candidate graph.

    Examples
    --------
    >>> graph = CandidateGraph.from_edges(3, 3, 1, [0, 1, 2], [0, 0, 1], [50, 50, 50])
    >>> shape = structure_of(graph)
    >>> [(part.mentees, part.mentors) for part in shape.parts], shape.idle_mentors
    ([(2, 1), (1, 1)], 1)
    >>> [(one.mentor_id, one.mentees) for one in shape.only_mentors]
    [(0, 2), (1, 1)]
    """
    part_of = _parts_of(graph)
    n_parts = int(part_of.max(initial=-1)) + 1
    n_candidates = np.diff(graph.start)
    first = graph.mentor[graph.start[:-1][n_candidates > 0]]
    mentees = np.bincount(part_of[first], minlength=n_parts)
    is_candidate = np.bincount(graph.mentor, minlength=graph.n_mentors) > 0
    mentors = np.bincount(part_of[is_candidate], minlength=n_parts)
    places = np.zeros(n_parts, dtype=np.int64)
    np.add.at(places, part_of, graph.capacity)
    parts = [
        Component(*numbers)
        for numbers in zip(mentees.tolist(), mentors.tolist(), places.tolist(), strict=True)
        if numbers[0]
    ]
    is_bound = (n_candidates == 1) & (graph.fixed < 0)
    bound = np.bincount(graph.mentor[graph.start[:-1][is_bound]], minlength=graph.n_mentors)
    dependences = [
        Dependence(int(graph.mentor_ids[column]), int(bound[column]), int(graph.capacity[column]))
        for column in np.flatnonzero(bound).tolist()
    ]
    return Structure(
        parts=tuple(sorted(parts, key=lambda p: (-p.mentees, -p.mentors, -p.places))),
        only_mentors=tuple(sorted(dependences, key=lambda d: (-d.mentees, d.mentor_id))),
        idle_mentors=int(((graph.capacity > 0) & ~is_candidate).sum()),
    )


def _parts_of(graph: CandidateGraph) -> IntArray:
    """Return the part of each mentor: joined are a mentee's first candidate and each other one.

    Everybody takes the lowest number among those whom they are joined with, and then the number
    that this one has taken, until nobody finds a lower one.
    """
    first = graph.mentor[graph.start[graph.mentee]]
    steps = np.unique(first * graph.n_mentors + graph.mentor)
    one, other = steps // max(1, graph.n_mentors), steps % max(1, graph.n_mentors)
    lowest = np.arange(graph.n_mentors)
    while True:
        found = lowest.copy()
        np.minimum.at(found, one, lowest[other])
        np.minimum.at(found, other, lowest[one])
        found = found[found]
        if np.array_equal(found, lowest):
            break
        lowest = found
    return np.asarray(np.unique(lowest, return_inverse=True)[1], dtype=np.int64)
