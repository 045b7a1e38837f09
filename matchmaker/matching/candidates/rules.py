"""Who may not be paired, each rule with its reason code. How good a pair is: `scoring`.

Every rule is a function from a block of mentees to a mask over (mentee, mentor); ``True`` means
that the rule forbids the pair.
"""

from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from typing import Final, TypeAlias

import numpy as np

from matchmaker.matching.candidates.arrays import (
    LINE_LENGTH,
    NO_OFFSET,
    NOBODY,
    NOT_STATED,
    PeopleArrays,
    positions_of_pairs,
)
from matchmaker.matching.types import BoolArray, IntArray
from matchmaker.matching.values.people import Pair, People
from matchmaker.matching.values.policy import ALWAYS_RULES, Policy
from matchmaker.matching.values.validation import MINUTES_A_DAY

RULE_ORDER: Final = (
    *ALWAYS_RULES,
    "reporting_line",
    "met_before",
    "shared_language",
    "teachable_gap",
    "same_department",
    "time_zone",
    "different_location",
)
"""All reason codes in the order in which removals are counted."""

Positions: TypeAlias = tuple[IntArray, IntArray]


@dataclass(frozen=True, slots=True)
class Rules:
    """The rules that are on, ready to be asked about blocks of mentees.

    Parameters
    ----------
    codes : tuple of str
        Rules that are on, in `RULE_ORDER`.
    given : dict of str to (unordered pairs, ordered pairs)
        What the rules that name pairs were made from, as ids.
    named_pairs : dict of str to (rows, columns)
        The same as positions in the arrays, sorted by row.
    """

    arrays: PeopleArrays
    codes: tuple[str, ...]
    given: dict[str, tuple[frozenset[Pair], frozenset[Pair]]]
    named_pairs: dict[str, Positions]
    max_time_zone_minutes: int

    def masks(self, block: slice) -> Iterator[tuple[str, BoolArray]]:
        """Yield each rule's code and its (b, m) mask for the mentees of a block."""
        for code in self.codes:
            yield code, _RULES[code](self, block)

    def named_pairs_on(self) -> Iterator[Positions]:
        """Yield the positions of the pairs that each rule which is on names one by one."""
        for code in self.codes:
            if code in self.named_pairs:
                yield self.named_pairs[code]

    def allowed(self, block: slice, codes: Iterable[str] | None = None) -> BoolArray:
        """Return the (b, m) mask of pairs that no rule (or none of ``codes``) forbids."""
        n_mentees = len(range(*block.indices(len(self.arrays.mentees))))
        allowed = np.ones((n_mentees, len(self.arrays.mentors)), dtype=np.bool_)
        for code in self.codes if codes is None else codes:
            allowed &= ~_RULES[code](self, block)
        return allowed


def rules_of(
    people: People, policy: Policy, arrays: PeopleArrays, before: Rules | None = None
) -> Rules:
    """Return the rules that a policy switches on for these people.

    ``before`` are those of the same people and policy, of whom only pairs and places may differ.
    """
    given = {
        "excluded": (people.excluded, people.banned),
        "live_match": (people.live, frozenset[Pair]()),
        "met_before": (people.met_before, frozenset[Pair]()),
        "asked_lately": (frozenset[Pair](), people.asked_lately - people.locked),
    }
    known = before.named_pairs if before else {}
    return Rules(
        arrays=arrays,
        codes=tuple(code for code in RULE_ORDER if code in ALWAYS_RULES or code in policy.rules),
        given=given,
        named_pairs={
            code: known[code]
            if before and before.given[code] == pairs
            else positions_of_pairs(arrays, {*pairs[0], *((b, a) for a, b in pairs[0]), *pairs[1]})
            for code, pairs in given.items()
        },
        max_time_zone_minutes=60 * policy.max_time_zone_hours,
    )


def minutes_apart(offset: IntArray, other: IntArray) -> IntArray:
    """Return how far two clocks differ, 0 to 720 minutes: 23 hours apart is one hour apart."""
    apart: IntArray = np.abs(offset - other) % MINUTES_A_DAY
    return np.minimum(apart, MINUTES_A_DAY - apart)


def _self(rules: Rules, block: slice) -> BoolArray:
    arrays = rules.arrays
    is_same: BoolArray = arrays.mentee_ids[block, None] == arrays.mentor_ids[None, :]
    return is_same


def _no_place(rules: Rules, block: slice) -> BoolArray:
    return _whole_columns(rules, block, rules.arrays.places <= 0)


def _unavailable(rules: Rules, block: slice) -> BoolArray:
    arrays = rules.arrays
    is_missing: BoolArray = ~arrays.mentee_available[block, None]
    return is_missing | ~arrays.mentor_available[None, :]


def _reporting_line(rules: Rules, block: slice) -> BoolArray:
    arrays = rules.arrays
    above_mentee, above_mentor = arrays.mentee_line[block], arrays.mentor_line
    manager, other_manager = above_mentee[:, None, 0], above_mentor[None, :, 0]
    forbidden: BoolArray = (manager == other_manager) & (manager != NOBODY)
    for step in range(LINE_LENGTH):
        forbidden |= above_mentee[:, step, None] == arrays.mentor_ids[None, :]
        forbidden |= above_mentor[None, :, step] == arrays.mentee_ids[block, None]
    return forbidden


def _shared_language(rules: Rules, block: slice) -> BoolArray:
    arrays = rules.arrays
    shared = arrays.mentee_languages[block] @ arrays.mentor_languages.T
    return np.asarray(shared == 0)


def _teachable_gap(rules: Rules, block: slice) -> BoolArray:
    return np.asarray(rules.arrays.climb[block] @ rules.arrays.can_reach.T == 0)


def _same_department(rules: Rules, block: slice) -> BoolArray:
    mentee = rules.arrays.mentee_department[block, None]
    mentor = rules.arrays.mentor_department[None, :]
    is_same: BoolArray = (mentee == mentor) & (mentee != NOT_STATED)
    return is_same


def _time_zone(rules: Rules, block: slice) -> BoolArray:
    """Two people of whom one has no known zone cannot be said to be near: forbidden."""
    mentee, mentor = rules.arrays.mentee_offset[block, None], rules.arrays.mentor_offset[None, :]
    is_far = minutes_apart(mentee, mentor) > rules.max_time_zone_minutes
    is_unknown: BoolArray = (mentee == NO_OFFSET) | (mentor == NO_OFFSET)
    return is_far | is_unknown


def _different_location(rules: Rules, block: slice) -> BoolArray:
    """Two people of whom one has no known location cannot be said to share it: forbidden."""
    mentee = rules.arrays.mentee_location[block, None]
    mentor = rules.arrays.mentor_location[None, :]
    is_elsewhere: BoolArray = (mentee != mentor) | (mentee == NOT_STATED)
    return is_elsewhere


def _named(code: str) -> Callable[[Rules, slice], BoolArray]:
    def forbidden(rules: Rules, block: slice) -> BoolArray:
        mask = _whole_columns(rules, block, np.zeros(len(rules.arrays.mentors), dtype=np.bool_))
        rows, columns = rules.named_pairs[code]
        start, stop, _ = block.indices(len(rules.arrays.mentees))
        here = slice(*np.searchsorted(rows, (start, stop)))
        mask[rows[here] - start, columns[here]] = True
        return mask

    return forbidden


def _whole_columns(rules: Rules, block: slice, forbidden: BoolArray) -> BoolArray:
    n_mentees = len(range(*block.indices(len(rules.arrays.mentees))))
    return np.repeat(forbidden[None, :], n_mentees, axis=0)


_RULES: Final[dict[str, Callable[[Rules, slice], BoolArray]]] = {
    "self": _self,
    "no_place": _no_place,
    "excluded": _named("excluded"),
    "unavailable": _unavailable,
    "live_match": _named("live_match"),
    "asked_lately": _named("asked_lately"),
    "reporting_line": _reporting_line,
    "met_before": _named("met_before"),
    "shared_language": _shared_language,
    "teachable_gap": _teachable_gap,
    "same_department": _same_department,
    "time_zone": _time_zone,
    "different_location": _different_location,
}
