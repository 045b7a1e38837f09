"""What two networkers are worth to each other, and whether they may meet: matrices over pairs."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from matchmaker.matching.candidates.arrays import LINE_LENGTH, NO_OFFSET, NOBODY
from matchmaker.matching.candidates.rules import minutes_apart
from matchmaker.matching.coffee.people import CoffeePolicy, Networker, PastRounds
from matchmaker.matching.coffee.perfect_matching import FORBIDDEN, LARGEST_WEIGHT
from matchmaker.matching.types import BoolArray, IntArray
from matchmaker.matching.values.people import Pair

INTERESTS_COUNTED: Final = 3
LANGUAGES_COUNTED: Final = 2
FAR_MINUTES: Final = 360
"""Clocks that differ by so much give no points for nearness."""
TIE_BITS: Final = 16
FEW_PEOPLE: Final = 64
"""People up to whom the room for ties is given to repeats instead."""
TIE_BITS_OF_FEW: Final = 8
MULTIPLIER: Final = np.uint64(0x9E3779B97F4A7C15)


@dataclass(frozen=True, slots=True)
class PairTable:
    """All pairs of some people, who are in the order of their ids.

    Parameters
    ----------
    ids : (n,) int64
    points : (n, n) int64
        0 to 100.
    allowed : (n, n) bool
        False where two may never meet, and on the diagonal.
    rounds_ago : (n, n) int64
        When two met last; 0 for never.
    rounds_apart : int
        Of the policy: meetings that are longer ago count alike.
    ties : (n, n) int64
        0 to 65,535, from the ids and the seed alone: they choose between equal answers.
    """

    ids: IntArray
    points: IntArray
    allowed: BoolArray
    rounds_ago: IntArray
    rounds_apart: int
    ties: IntArray

    @property
    def counted_ago(self) -> IntArray:
        """Return how long ago two met as far as that counts, (n, n); 0 for never."""
        return np.minimum(self.rounds_ago, self.rounds_apart + 1)

    def ages(self) -> list[int]:
        """Return how long ago the meetings were that may be repeated, ascending."""
        how_many = np.bincount(self.counted_ago[self.allowed], minlength=1)
        return [int(age) for age in np.flatnonzero(how_many) if age]

    @property
    def unit(self) -> int:
        """Weight of one point: more than all ties together."""
        return 1 << (self.tie_bits + max(1, len(self.ids)).bit_length())

    @property
    def tie_bits(self) -> int:
        """Bits of a pair's tie that count."""
        return TIE_BITS_OF_FEW if len(self.ids) <= FEW_PEOPLE else TIE_BITS

    def weights(self, newest_allowed: int) -> IntArray:
        """Return what each pair is worth as one number, `FORBIDDEN` where it may not be.

        A repeat from fewer than ``newest_allowed`` rounds ago is forbidden. Any other costs more
        than all points together: first the same for each, so that who never met comes first, then
        ``base`` times as much as one that is longer ago.

        To `FEW_PEOPLE` people one repeat more is worse than newer ones, and one newer repeat worse
        than any number of older ones; where 64 bits cannot hold this, the numbers are Python's own.
        For more people both hold as far as there is room, and of very many different ages the
        oldest count alike.
        """
        ago = self.counted_ago
        ages = [age for age in self.ages() if age >= newest_allowed]
        costs = self._costs(len(ages))
        cost: IntArray = np.zeros(max(ages, default=0) + 1, dtype=_kind(costs))
        cost[ages] = costs
        worth = self.points * self.unit + (self.ties >> (TIE_BITS - self.tie_bits))
        is_free = self.allowed & ((ago == 0) | (ago >= newest_allowed))
        # Where a pair is forbidden, its cost does not matter.
        worth = worth - cost[np.where(is_free, ago, 0)]
        if costs and worth.dtype == object:
            worth = worth + costs[0]
        return np.where(is_free, worth, FORBIDDEN)

    def _costs(self, n_ages: int) -> list[int]:
        """Return what a repeat of each age costs, the newest first."""
        n = len(self.ids)
        oldest = 100 * self.unit * (n // 2 + 3)
        base = n // 2 + 3
        if n <= FEW_PEOPLE:
            each = oldest * base**n_ages
            return [each + oldest * base**k for k in reversed(range(n_ages))]
        room = LARGEST_WEIGHT // oldest // 2
        n_counted = max(1, min(n_ages, room.bit_length()))
        base = max(2, min(base, int(room ** (1 / max(1, n_counted - 1)))))
        each = oldest * room
        costs = [each + oldest * base**k for k in reversed(range(n_counted))]
        return costs + [each + oldest] * (n_ages - n_counted)

    def part(self, positions: IntArray) -> "PairTable":
        """Return the table of some of the people."""
        grid = np.ix_(positions, positions)
        return PairTable(
            self.ids[positions],
            self.points[grid],
            self.allowed[grid],
            self.rounds_ago[grid],
            self.rounds_apart,
            self.ties[grid],
        )


def pair_table(
    networkers: Sequence[Networker],
    history: PastRounds,
    excluded: Iterable[Pair],
    policy: CoffeePolicy,
) -> PairTable:
    """Return the table of people who are sorted by id."""
    position = {person.id: k for k, person in enumerate(networkers)}
    ids = np.array([person.id for person in networkers], dtype=np.int64)
    allowed = ~np.eye(len(ids), dtype=np.bool_)
    if policy.is_language_required:
        is_stated = np.array([bool(person.languages) for person in networkers], dtype=np.bool_)
        spoken = [person.languages for person in networkers]
        allowed &= (_shared(spoken, spoken) > 0) | ~is_stated[:, None] | ~is_stated[None, :]
    allowed &= ~_reporting_line(networkers, ids)
    for one, other in excluded:
        if one in position and other in position:
            allowed[position[one], position[other]] = allowed[position[other], position[one]] = (
                False
            )
    return PairTable(
        ids=ids,
        points=points_between(networkers, networkers, policy),
        allowed=allowed,
        rounds_ago=_rounds_ago(position, history),
        rounds_apart=policy.rounds_apart,
        ties=_ties(ids, policy.seed),
    )


def points_between(
    rows: Sequence[Networker], columns: Sequence[Networker], policy: CoffeePolicy
) -> IntArray:
    """Return 0 to 100 for each pair; half of a part's points where it cannot be known."""
    interests = _shared([p.interests for p in rows], [p.interests for p in columns])
    languages = _shared([p.languages for p in rows], [p.languages for p in columns])
    counted = np.minimum(interests, INTERESTS_COUNTED)
    points: IntArray = policy.shared_interests * counted // INTERESTS_COUNTED
    counted = np.minimum(languages, LANGUAGES_COUNTED)
    points += policy.shared_languages * counted // LANGUAGES_COUNTED
    names = sorted({p.department for p in (*rows, *columns) if p.department})
    code = {name: k for k, name in enumerate(names)}
    one = np.array([code.get(p.department or "", -1) for p in rows])[:, None]
    other = np.array([code.get(p.department or "", -1) for p in columns])[None, :]
    share = policy.other_department
    points += np.where((one < 0) | (other < 0), share // 2, np.where(one != other, share, 0))
    one, other = _offsets(rows)[:, None], _offsets(columns)[None, :]
    near = np.maximum(0, FAR_MINUTES - minutes_apart(one, other))
    is_unknown = (one == NO_OFFSET) | (other == NO_OFFSET)
    share = policy.near_time_zone
    points += np.where(is_unknown, share // 2, share * near // FAR_MINUTES)
    return points


def _offsets(people: Sequence[Networker]) -> IntArray:
    minutes = (person.utc_offset_minutes for person in people)
    return np.array([NO_OFFSET if value is None else value for value in minutes], dtype=np.int64)


def _shared(rows: Sequence[Collection[str]], columns: Sequence[Collection[str]]) -> IntArray:
    """Return how many words each two have in common."""
    words = sorted({word for said in (*rows, *columns) for word in said})
    number = {word: k for k, word in enumerate(words)}
    left, right = (
        np.zeros((len(people), len(number)), dtype=np.float32) for people in (rows, columns)
    )
    for table, people in ((left, rows), (right, columns)):
        for row, said in enumerate(people):
            table[row, [number[word] for word in said]] = 1.0
    return np.asarray(left @ right.T).astype(np.int64)


def _reporting_line(networkers: Sequence[Networker], ids: IntArray) -> BoolArray:
    """Return where one is the other's manager or manager's manager, or both have the same."""
    line = np.full((len(ids), LINE_LENGTH), NOBODY, dtype=np.int64)
    for row, person in enumerate(networkers):
        known = person.manager_ids[:LINE_LENGTH]
        line[row, : len(known)] = known
    manager = line[:, 0]
    forbidden: BoolArray = (manager[:, None] == manager[None, :]) & (manager[:, None] != NOBODY)
    for step in range(LINE_LENGTH):
        is_above = line[:, step, None] == ids[None, :]
        forbidden |= is_above | is_above.T
    return forbidden


def _kind(costs: list[int]) -> type:
    return object if max(costs, default=0) > LARGEST_WEIGHT else np.int64


def _rounds_ago(position: dict[int, int], history: PastRounds) -> IntArray:
    table = np.zeros((len(position), len(position)), dtype=np.int64)
    for rounds_ago in range(len(history), 0, -1):
        for group in history[rounds_ago - 1]:
            here = [position[person] for person in group if person in position]
            for one in here:
                for other in here:
                    if one != other:
                        table[one, other] = rounds_ago
    return table


def _ties(ids: IntArray, seed: int) -> IntArray:
    """Return a number for each pair that looks drawn, the same in both directions."""
    low = np.minimum(ids[:, None], ids[None, :]).astype(np.uint64)
    high = np.maximum(ids[:, None], ids[None, :]).astype(np.uint64)
    mixed = np.full_like(low, seed % 2**64)
    for word in (low, high):
        mixed = (mixed ^ word) * MULTIPLIER
        mixed ^= mixed >> np.uint64(29)
    return (mixed >> np.uint64(64 - TIE_BITS)).astype(np.int64)
