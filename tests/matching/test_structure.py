"""The shape of a round: parts, only mentors, and mentors who suit nobody."""

from dataclasses import replace

import numpy as np

from matchmaker.matching import CandidateGraph
from matchmaker.matching.structure import Dependence, Part, structure_of


def test_people_who_can_never_meet_are_in_different_parts() -> None:
    graph = CandidateGraph.from_edges(4, 3, [2, 1, 1], [0, 1, 1, 2], [0, 0, 1, 2], [1, 1, 1, 1])

    shape = structure_of(graph)

    assert shape.parts == (Part(2, 2, 3), Part(1, 1, 1))
    assert shape.only_mentors == (Dependence(0, 1, 2), Dependence(2, 1, 1))
    assert shape.idle_mentors == 0


def test_a_locked_mentee_does_not_depend_on_anybody() -> None:
    graph = CandidateGraph.from_edges(1, 1, 1, [0], [0], [1])

    assert structure_of(replace(graph, fixed=np.array([0]))).only_mentors == ()


def test_a_mentor_without_places_is_not_idle() -> None:
    graph = CandidateGraph.from_edges(0, 2, [0, 1], [], [], [])

    assert structure_of(graph).idle_mentors == 1
