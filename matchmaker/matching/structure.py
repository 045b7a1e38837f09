"""The shape of a round's candidates: parts that share nobody, and mentors on whom many depend.

These are facts about the networkx view of the candidate graph, whoever is matched in the end.
"""

from dataclasses import dataclass

import networkx as nx

from matchmaker.matching.candidates import CandidateGraph


@dataclass(frozen=True, slots=True)
class Part:
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

    parts: tuple[Part, ...]
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
    view = graph.to_networkx()
    places = dict(view.nodes(data="capacity"))
    parts = []
    for component in nx.connected_components(view):
        mentors = [node for node in component if node[0] == "mentor"]
        if 0 < len(mentors) < len(component):
            n_places = sum(places[node] for node in mentors)
            parts.append(Part(len(component) - len(mentors), len(mentors), n_places))
    only: dict[tuple[str, int], int] = {}
    for mentee in (node for node in view if node[0] == "mentee" and view.degree(node) == 1):
        (mentor,) = view[mentee]
        if not view.edges[mentee, mentor].get("is_locked"):
            only[mentor] = only.get(mentor, 0) + 1
    dependences = [Dependence(node[1], number, places[node]) for node, number in only.items()]
    return Structure(
        parts=tuple(sorted(parts, key=lambda p: (-p.mentees, -p.mentors, -p.places))),
        only_mentors=tuple(sorted(dependences, key=lambda d: (-d.mentees, d.mentor_id))),
        idle_mentors=sum(
            places[node] > 0 and view.degree(node) == 0 for node in view if node[0] == "mentor"
        ),
    )
