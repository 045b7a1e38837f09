"""The people of a coffee round and its result, as frozen values. No contact details.

Persons are known by the same ids as in a round of mentorships; a manager who is not a member has
a negative one.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Final, Literal, TypeAlias

from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.integers import is_whole
from matchmaker.matching.values.people import Pair
from matchmaker.matching.values.validation import (
    check_managers,
    check_offset,
    check_pairs,
    check_truth,
    check_word,
    check_words,
)

ROUNDS_APART: Final = 120
"""Rounds of which it counts how long ago they were; earlier ones count alike."""

PastRounds: TypeAlias = Sequence[Collection[Collection[int]]]
"""The groups of earlier rounds, the newest round first; each group names its people."""

LeftOutCode: TypeAlias = Literal["alone", "nobody_allowed", "no_group_left"]


@dataclass(frozen=True, slots=True)
class Networker:
    """Somebody who would like to meet a colleague in this round.

    An empty ``languages`` and a None mean not stated: such a person is kept apart from nobody
    because of it. ``manager_ids`` is the reporting line upwards, nearest first.
    """

    id: int
    department: str | None = None
    interests: frozenset[str] = frozenset()
    languages: frozenset[str] = frozenset()
    utc_offset_minutes: int | None = None
    manager_ids: tuple[int, ...] = ()


@dataclass(frozen=True, slots=True)
class CoffeePolicy:
    """What makes a good chat; the four parts are points of 100 together.

    A shared language is a rule, since there is no chat without one; how many are shared beyond
    the first is a preference. Exclusions and reporting lines always hold.

    Who never met comes before all who did. Of two who met within ``rounds_apart`` rounds it
    counts how long ago that was; of those who met before, only how well they suit each other.
    """

    other_department: int = 40
    shared_interests: int = 30
    shared_languages: int = 10
    near_time_zone: int = 20
    is_language_required: bool = True
    rounds_apart: int = ROUNDS_APART
    seed: int = 0


@dataclass(frozen=True, slots=True)
class Repeat:
    """Two who have met before, and meet again for want of anybody new."""

    pair: Pair
    rounds_ago: int


@dataclass(frozen=True, slots=True)
class FormedGroup:
    """Two people, or three; ``points`` is the mean over its pairs, rounded down."""

    member_ids: tuple[int, ...]
    points: int
    shared_interests: tuple[str, ...] = ()
    repeats: tuple[Repeat, ...] = ()


@dataclass(frozen=True, slots=True)
class LeftOut:
    """Somebody without a group: nobody else takes part, no rule leaves anybody, or none is left."""

    networker_id: int
    code: LeftOutCode


@dataclass(frozen=True, slots=True)
class Grouping:
    """The groups of a round.

    Parameters
    ----------
    groups : tuple of FormedGroup
        Sorted by their smallest id.
    left_out : tuple of LeftOut
    total_points : int
        Over all pairs that meet; a group of three has three pairs.
    points_at_most_missed : int
        No grouping with as many people and no newer repeats has more than this many points
        more. 0: proved best.
    """

    groups: tuple[FormedGroup, ...]
    left_out: tuple[LeftOut, ...]
    total_points: int = 0
    points_at_most_missed: int = 0


@dataclass(frozen=True, slots=True)
class CoffeeProblem:
    """All that a coffee round is formed from."""

    networkers: tuple[Networker, ...]
    history: tuple[tuple[tuple[int, ...], ...], ...] = ()
    excluded: frozenset[Pair] = frozenset()
    policy: CoffeePolicy = field(default_factory=CoffeePolicy)


def check_networkers(
    networkers: Sequence[Networker],
    history: PastRounds,
    excluded: Iterable[Pair],
    policy: CoffeePolicy,
) -> None:
    """Raise `InvalidInput`, naming the offender, where the input cannot be meant."""
    seen: set[int] = set()
    for person in networkers:
        _check_networker(person)
        if person.id in seen:
            raise InvalidInput(f"networker {person.id} appears twice")
        seen.add(person.id)
    _check_history(history)
    check_pairs("excluded", excluded)
    for pair in excluded:
        if pair[0] == pair[1]:
            raise InvalidInput(f"excluded: {pair!r} is no pair")
    _check_policy(policy)


def _check_networker(person: Networker) -> None:
    if not isinstance(person, Networker):
        raise InvalidInput(f"networkers: {person!r} is not of the type Networker")
    who = f"networker {person.id!r}"
    if not is_whole(person.id):
        raise InvalidInput(f"{who} is not a whole number")
    check_word(who, person.department)
    check_words(who, interests=person.interests, languages=person.languages)
    check_offset(who, person.utc_offset_minutes)
    check_managers(who, person.manager_ids)


def _check_history(history: PastRounds) -> None:
    if not isinstance(history, tuple | list):
        raise InvalidInput(f"history: {history!r} is not a sequence of rounds")
    for rounds_ago, groups in enumerate(history, start=1):
        when = f"{rounds_ago} rounds ago"
        if not isinstance(groups, Collection):
            raise InvalidInput(f"{when}: {groups!r} is not a collection of groups")
        for group in groups:
            if not isinstance(group, Collection) or isinstance(group, str):
                raise InvalidInput(f"{when}: {group!r} is no group")
            if not all(map(is_whole, group)) or len(set(group)) != len(group) or len(group) < 2:
                raise InvalidInput(f"{when}: {tuple(group)!r} is no group")


def _check_policy(policy: CoffeePolicy) -> None:
    if not isinstance(policy, CoffeePolicy):
        raise InvalidInput(f"policy: {policy!r} is not of the type CoffeePolicy")
    check_truth("policy", is_language_required=policy.is_language_required)
    for name in ("other_department", "shared_interests", "shared_languages", "near_time_zone"):
        points = getattr(policy, name)
        if not is_whole(points) or points < 0:
            raise InvalidInput(f"{name}: {points!r} is not a whole number from 0")
    parts = (policy.other_department, policy.shared_interests)
    whole = sum(parts) + policy.shared_languages + policy.near_time_zone
    if whole != 100:
        raise InvalidInput(f"the points of a chat sum to {whole}, not to 100")
    if not is_whole(policy.rounds_apart) or policy.rounds_apart < 0:
        raise InvalidInput(f"rounds_apart: {policy.rounds_apart!r} is not a whole number from 0")
    if not is_whole(policy.seed):
        raise InvalidInput(f"seed: {policy.seed!r} is not a whole number")
