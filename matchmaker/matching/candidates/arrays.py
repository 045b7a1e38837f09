"""The people of a round as arrays, in one canonical order. Nothing is scored or forbidden here.

Mentees and mentors are sorted by id, words (skills, interests, places ...) by their spelling, so
that the order of the rows in which people arrive cannot reach any result.
"""

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final, Self, TypeVar

import numpy as np

from matchmaker.matching.types import BoolArray, FloatArray, IntArray
from matchmaker.matching.values.people import (
    LEAST_TEACHING_LEVEL,
    Mentee,
    Mentor,
    Pair,
    People,
    SkillNeed,
    levels_climbed,
)

_Word = TypeVar("_Word", str, tuple[str, int])

NOT_STATED: Final = -1
"""Stands for an unknown level, step, location or department."""
NO_OFFSET: Final = 10_000
"""Stands for an unknown time zone; no real offset in minutes is that large."""
NOBODY: Final = np.iinfo(np.int64).min
"""Stands for a missing manager; no person has this id."""
LINE_LENGTH: Final = 2
"""How far up a reporting line reaches: the manager and the manager's manager."""

TEACHING_LEVELS: Final = (3, 4, 5)
"""Levels at which a mentor can teach at all; a column of `can_reach` for each and each skill."""


@dataclass(frozen=True, slots=True)
class PeopleArrays:
    """The columns that rules and scores are computed from.

    ``n`` mentees, ``m`` mentors. Matrices of words hold 0.0 or 1.0 (float32, so that products of
    them are matrix products; all numbers stay far below 2**24 and are exact).

    Parameters
    ----------
    mentees, mentors
        The people themselves, sorted by id.
    mentee_ids, mentor_ids : (n,) and (m,)
    climb : (n, 3 * skills)
        Importance-weighted levels that a mentor at level 3, 4 or 5 of that skill helps to climb.
    can_reach : (m, 3 * skills)
        1.0 at the one column of a skill that is the mentor's level.
    gap_weight : (n,)
        Importance-weighted levels of all gaps; 0 where no gap is stated.
    """

    mentees: tuple[Mentee, ...]
    mentors: tuple[Mentor, ...]
    mentee_ids: IntArray
    mentor_ids: IntArray
    places: IntArray
    priority: IntArray
    mentee_available: BoolArray
    mentor_available: BoolArray
    climb: FloatArray
    can_reach: FloatArray
    gap_weight: IntArray
    mentee_interests: FloatArray
    mentor_interests: FloatArray
    wanted: FloatArray
    held: FloatArray
    mentee_languages: FloatArray
    mentor_languages: FloatArray
    mentee_location: IntArray
    mentor_location: IntArray
    mentee_department: IntArray
    mentor_department: IntArray
    mentee_offset: IntArray
    mentor_offset: IntArray
    mentee_step: IntArray
    target_step: IntArray
    mentor_step: IntArray
    mentee_line: IntArray
    mentor_line: IntArray

    def among(self, rows: IntArray, columns: IntArray) -> Self:
        """Return the columns of some mentees and mentors, in the order given."""
        chosen = {name: getattr(self, name)[rows] for name in _OF_MENTEES}
        chosen |= {name: getattr(self, name)[columns] for name in _OF_MENTORS}
        return replace(
            self,
            mentees=tuple(self.mentees[row] for row in rows.tolist()),
            mentors=tuple(self.mentors[column] for column in columns.tolist()),
            **chosen,
        )


_OF_MENTEES: Final = (
    "mentee_ids",
    "priority",
    "mentee_available",
    "climb",
    "gap_weight",
    "mentee_interests",
    "wanted",
    "mentee_languages",
    "mentee_location",
    "mentee_department",
    "mentee_offset",
    "mentee_step",
    "target_step",
    "mentee_line",
)
_OF_MENTORS: Final = (
    "mentor_ids",
    "places",
    "mentor_available",
    "can_reach",
    "mentor_interests",
    "held",
    "mentor_languages",
    "mentor_location",
    "mentor_department",
    "mentor_offset",
    "mentor_step",
    "mentor_line",
)


def arrays_of(people: People) -> PeopleArrays:
    """Return the people as arrays in canonical order; the input is taken as valid."""
    mentees = tuple(sorted(people.mentees, key=lambda mentee: mentee.id))
    mentors = tuple(sorted(people.mentors, key=lambda mentor: mentor.id))
    climb, can_reach, gap_weight = _skills(mentees, mentors)
    interests = _words(mentees, mentors, lambda p: p.interests, lambda p: p.interests)
    certificates = _words(
        mentees, mentors, lambda p: p.certifications_wanted, lambda p: p.certifications_held
    )
    languages = _words(mentees, mentors, lambda p: p.languages, lambda p: p.languages)
    locations = _codes(mentees, mentors, lambda p: p.location)
    departments = _codes(mentees, mentors, lambda p: p.department)
    return PeopleArrays(
        mentees=mentees,
        mentors=mentors,
        mentee_ids=_ints(mentee.id for mentee in mentees),
        mentor_ids=_ints(mentor.id for mentor in mentors),
        places=_ints(mentor.places for mentor in mentors),
        priority=_ints(mentee.priority for mentee in mentees),
        mentee_available=np.array([p.is_available for p in mentees], dtype=np.bool_),
        mentor_available=np.array([p.is_available for p in mentors], dtype=np.bool_),
        climb=climb,
        can_reach=can_reach,
        gap_weight=gap_weight,
        mentee_interests=interests[0],
        mentor_interests=interests[1],
        wanted=certificates[0],
        held=certificates[1],
        mentee_languages=languages[0],
        mentor_languages=languages[1],
        mentee_location=locations[0],
        mentor_location=locations[1],
        mentee_department=departments[0],
        mentor_department=departments[1],
        mentee_offset=_stated((p.utc_offset_minutes for p in mentees), NO_OFFSET),
        mentor_offset=_stated((p.utc_offset_minutes for p in mentors), NO_OFFSET),
        mentee_step=_stated((p.ladder_step for p in mentees), NOT_STATED),
        target_step=_stated((p.target_step for p in mentees), NOT_STATED),
        mentor_step=_stated((p.ladder_step for p in mentors), NOT_STATED),
        mentee_line=_lines(mentees),
        mentor_line=_lines(mentors),
    )


def positions_of(ids: IntArray, wanted: Sequence[int] | IntArray) -> IntArray:
    """Return the position of each wanted id among the ids (in any order), -1 for one not there.

    Examples
    --------
    >>> positions_of(np.array([7, 3, 5]), [5, 4, 7]).tolist()
    [2, -1, 0]
    """
    sought = np.asarray(wanted, dtype=np.int64)
    if not len(ids):
        return np.full(len(sought), -1, dtype=np.int64)
    order = np.argsort(ids, kind="stable")
    at = order[np.minimum(np.searchsorted(ids, sought, sorter=order), len(ids) - 1)]
    return np.where(ids[at] == sought, at, -1)


def positions_of_pairs(arrays: PeopleArrays, pairs: Iterable[Pair]) -> tuple[IntArray, IntArray]:
    """Return rows and columns of those (mentee id, mentor id) pairs that take part, sorted."""
    ids = np.array(list(pairs), dtype=np.int64).reshape(-1, 2)
    rows = positions_of(arrays.mentee_ids, ids[:, 0])
    columns = positions_of(arrays.mentor_ids, ids[:, 1])
    takes_part = (rows >= 0) & (columns >= 0)
    n_mentors = max(1, len(arrays.mentor_ids))
    return np.divmod(np.unique(rows[takes_part] * n_mentors + columns[takes_part]), n_mentors)


def _skills(
    mentees: Sequence[Mentee], mentors: Sequence[Mentor]
) -> tuple[FloatArray, FloatArray, IntArray]:
    """Return `climb`, `can_reach` and `gap_weight`; each different need is worked out once."""
    kind_of: dict[int, int] = {}
    needs: list[SkillNeed] = []
    rows, kinds = list[int](), list[int]()
    for row, mentee in enumerate(mentees):
        for need in mentee.needs:
            # Equal needs are mostly one object, and all of them outlive this loop.
            kind = kind_of.setdefault(id(need), len(needs))
            if kind == len(needs):
                needs.append(need)
            rows.append(row)
            kinds.append(kind)
    skills = sorted({need.skill for need in needs if need.gap})
    first_column = {skill: 3 * number for number, skill in enumerate(skills)}
    at_row, kind_at = np.array(rows, dtype=np.int64), np.array(kinds, dtype=np.int64)
    column = _ints(first_column.get(need.skill, 0) for need in needs)[kind_at]
    climbs = np.array([_climbs(need) for need in needs], dtype=np.float32).reshape(-1, 3)[kind_at]
    has_gap = np.array([need.gap > 0 for need in needs], dtype=np.bool_)[kind_at]
    climb = np.zeros((len(mentees), 3 * len(skills)), dtype=np.float32)
    for step in range(3):
        climb[at_row[has_gap], column[has_gap] + step] = climbs[has_gap, step]
    weights = _ints(need.importance * need.gap for need in needs)[kind_at]
    gap_weight = np.zeros(len(mentees), dtype=np.int64)
    np.add.at(gap_weight, at_row, weights)
    can_reach = _indicator(
        [mentor.levels for mentor in mentors],
        {
            (skill, level): first_column[skill] + level - LEAST_TEACHING_LEVEL
            for skill in skills
            for level in TEACHING_LEVELS
        },
    )
    return climb, can_reach, gap_weight


def _climbs(need: SkillNeed) -> list[int]:
    """Return the weighted levels that a mentor at each of `TEACHING_LEVELS` helps to climb."""
    if need.level is None or not need.gap:
        return [0] * len(TEACHING_LEVELS)
    return [
        need.importance * levels_climbed(need.level, need.target, level)
        for level in TEACHING_LEVELS
    ]


def _words(
    mentees: Sequence[Mentee],
    mentors: Sequence[Mentor],
    of_mentee: Callable[[Mentee], Collection[str]],
    of_mentor: Callable[[Mentor], Collection[str]],
) -> tuple[FloatArray, FloatArray]:
    said = [of_mentee(mentee) for mentee in mentees]
    known = [of_mentor(mentor) for mentor in mentors]
    number = {word: k for k, word in enumerate(sorted({w for words in said for w in words}))}
    return _indicator(said, number), _indicator(known, number)


def _indicator(said: Sequence[Collection[_Word]], number: Mapping[_Word, int]) -> FloatArray:
    """Return 1.0 where somebody said a word, in the word's column."""
    table = np.zeros((len(said), len(number)), dtype=np.float32)
    at = [(row, number[w]) for row, words in enumerate(said) for w in words if w in number]
    row, column = np.array(at, dtype=np.int64).reshape(-1, 2).T
    table[row, column] = 1.0
    return table


def _codes(
    mentees: Sequence[Mentee],
    mentors: Sequence[Mentor],
    of: Callable[[Any], str | None],
) -> tuple[IntArray, IntArray]:
    said = [of(mentee) or "" for mentee in mentees]
    known = [of(mentor) or "" for mentor in mentors]
    number = {word: k for k, word in enumerate(sorted({*said, *known} - {""}))}
    number[""] = NOT_STATED
    return _ints(number[word] for word in said), _ints(number[word] for word in known)


def _lines(persons: Sequence[Mentee] | Sequence[Mentor]) -> IntArray:
    table = np.full((len(persons), LINE_LENGTH), NOBODY, dtype=np.int64)
    for row, line in enumerate(person.manager_ids[:LINE_LENGTH] for person in persons):
        table[row, : len(line)] = line
    return table


def _ints(values: Iterable[int]) -> IntArray:
    return np.fromiter(values, dtype=np.int64)


def _stated(values: Iterable[int | None], unknown: int) -> IntArray:
    return _ints(unknown if value is None else value for value in values)
