"""The shape of a round: parts, only mentors, and mentors who suit nobody."""

from dataclasses import replace
from random import Random

import networkx as nx
import numpy as np

from matchmaker.matching import CandidateGraph
from matchmaker.matching.analysis.structure import Component, Dependence, structure_of
from matchmaker.matching.candidates.networkx_view import to_networkx


def test_people_who_can_never_meet_are_in_different_parts() -> None:
    graph = CandidateGraph.from_edges(4, 3, [2, 1, 1], [0, 1, 1, 2], [0, 0, 1, 2], [1, 1, 1, 1])

    shape = structure_of(graph)

    assert shape.parts == (Component(2, 2, 3), Component(1, 1, 1))
    assert shape.only_mentors == (Dependence(0, 1, 2), Dependence(2, 1, 1))
    assert shape.idle_mentors == 0


def test_a_locked_mentee_does_not_depend_on_anybody() -> None:
    graph = CandidateGraph.from_edges(1, 1, 1, [0], [0], [1])

    assert structure_of(replace(graph, fixed=np.array([0]))).only_mentors == ()


def test_a_mentor_without_places_is_not_idle() -> None:
    graph = CandidateGraph.from_edges(0, 2, [0, 1], [], [], [])

    assert structure_of(graph).idle_mentors == 1


def test_parts_are_the_connected_components_that_networkx_finds() -> None:
    random = Random(8)

    for _ in range(200):
        pairs = {(random.randrange(9), random.randrange(7)) for _ in range(random.randint(0, 12))}
        mentees, mentors = zip(*pairs, strict=True) if pairs else ((), ())
        graph = CandidateGraph.from_edges(9, 7, 2, mentees, mentors, [5] * len(pairs))
        found = [
            sum(node[0] == "mentor" for node in part)
            for part in nx.connected_components(to_networkx(graph))
            if len(part) > 1
        ]
        sizes = sorted((part.mentors for part in structure_of(graph).parts), reverse=True)
        assert sizes == sorted(found, reverse=True)
        assert all(part.places == 2 * part.mentors for part in structure_of(graph).parts)
