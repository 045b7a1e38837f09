"""What a round's answer left in the tables, read back into types.

Documents of earlier versions are read, too: what is missing there is nothing, and what is not known
any more is passed over.
"""

from collections.abc import Hashable, Mapping
from dataclasses import dataclass, fields, is_dataclass
from functools import cache
from types import NoneType, UnionType
from typing import Any, Literal, TypeVar, Union, cast, get_args, get_origin, get_type_hints

from matchmaker.matching import (
    Competition,
    Cost,
    Cover,
    Move,
    OtherMentee,
    Reasons,
    Recruit,
    Remedies,
    Remedy,
    RuleCount,
    Stability,
    Structure,
)

__all__ = [
    "Competition",
    "Cost",
    "Cover",
    "LeftOverFacts",
    "Move",
    "OtherChoice",
    "OtherMentee",
    "PairFacts",
    "Reasons",
    "Recruit",
    "Remedies",
    "Remedy",
    "RoundFacts",
    "RoundNumbers",
    "RuleCount",
    "Stability",
    "Structure",
    "left_over_facts",
    "pair_facts",
    "round_facts",
    "value_of",
]

_T = TypeVar("_T")


@dataclass(frozen=True, slots=True)
class OtherChoice:
    """Another mentor whom the mentee could have had; `cost` is None where it is not known."""

    mentor_id: int
    points: int
    is_taken: bool
    cost: Cost | None


@dataclass(frozen=True, slots=True)
class PairFacts:
    """Why two people are a pair, and whom else either could have had: a row's `reasons`.

    `alternatives` is None where others were not looked for, or not stored.
    """

    reasons: Reasons
    alternatives: tuple[OtherChoice, ...] | None
    other_mentees: tuple[OtherMentee, ...]

    @property
    def people(self) -> set[int]:
        """The ids of everybody whom sentences about the pair may name, apart from the two."""
        found = _in_choices(self.alternatives)
        for other in self.other_mentees:
            found |= {other.mentee_id, other.mentor_id, *_in_cost(other.cost)}
        return found - {None}


@dataclass(frozen=True, slots=True)
class LeftOverFacts:
    """Why a mentee has no pair, and what would help: a row's `reason` and `explanation`."""

    code: str
    eligible: int
    rules: tuple[RuleCount, ...]
    untaught_skills: tuple[str, ...]
    competition: Competition | None
    alternatives: tuple[OtherChoice, ...]
    remedies: Remedies | None

    def without_figures(self) -> "LeftOverFacts":
        """Return why the mentee is left over, without what was counted or tried out."""
        return LeftOverFacts(self.code, 0, (), (), None, (), None)

    @property
    def people(self) -> set[int]:
        """The ids of everybody whom sentences about the mentee may name."""
        found = _in_choices(self.alternatives)
        for remedy in self.remedies.found if self.remedies else ():
            found |= {remedy.mentor_id, remedy.with_mentor_id}
        return found - {None}


@dataclass(frozen=True, slots=True)
class RoundNumbers:
    """The result of a round. Points are None where nobody is matched."""

    mentees: int
    mentors: int
    places: int
    matched: int
    unmatched: int
    average_points: float | None
    lowest_points: int | None


@dataclass(frozen=True, slots=True)
class RoundFacts:
    """What is known about an answer as a whole: a round's `summary`.

    `cover` is taken from its certificate; `certificates` reads the rest of it. In a large round
    some facts are left out; `left_out` names them.
    """

    numbers: RoundNumbers
    objective: str
    is_proved: bool
    cover: Cover | None
    left_out: tuple[str, ...]
    recruits: tuple[Recruit, ...]
    stability: Stability | None
    structure: Structure | None


def pair_facts(reasons: Mapping[str, Any]) -> PairFacts:
    """Read what is stored with a pair."""
    others = reasons.get("alternatives")
    return PairFacts(
        reasons=value_of(Reasons, reasons),
        alternatives=_field(tuple[OtherChoice, ...], others) if others is not None else None,
        other_mentees=_field(tuple[OtherMentee, ...], reasons.get("other_mentees")),
    )


def left_over_facts(code: str, explanation: Mapping[str, Any]) -> LeftOverFacts:
    """Read what is stored with a mentee who is left over."""
    return value_of(LeftOverFacts, {**explanation, "code": code})


def round_facts(summary: Mapping[str, Any]) -> RoundFacts:
    """Read what is stored with a round."""
    numbers = value_of(RoundNumbers, summary)
    certificate, insight = (_object_in(summary, name) for name in ("certificate", "insight"))
    return value_of(
        RoundFacts,
        {
            **insight,
            "numbers": {"unmatched": numbers.mentees - numbers.matched, **summary},
            "objective": summary.get("objective", "coverage"),
            "is_proved": summary.get("is_proved"),
            "cover": certificate.get("cover"),
        },
    )


def value_of(kind: type[_T], stored: object) -> _T:
    """Read a frozen value from a document.

    What is missing, or of another kind than it should be, is empty, false, nothing or None.
    """
    known = stored if isinstance(stored, Mapping) else {}
    return kind(
        **{
            name: _field(hint, known.get(name))
            for name, hint in _hints(cast("Hashable", kind)).items()
        }
    )


def _object_in(document: Mapping[str, Any], name: str) -> Mapping[str, Any]:
    found = document.get(name)
    return found if isinstance(found, Mapping) else {}


@cache
def _hints(kind: Hashable) -> dict[str, Any]:
    hints = get_type_hints(kind)
    return {field.name: hints[field.name] for field in fields(cast("Any", kind))}


def _field(hint: Any, stored: Any) -> Any:
    """Return a field's value of the kind that its type says."""
    origin = get_origin(hint)
    if origin in {Union, UnionType}:
        [inner] = set(get_args(hint)) - {NoneType}
        is_there = isinstance(stored, Mapping) and stored if is_dataclass(inner) else True
        return _field(inner, stored) if is_there and stored is not None else None
    if origin is tuple:
        several = stored if isinstance(stored, list | tuple) else ()
        return tuple(_field(get_args(hint)[0], one) for one in several)
    if is_dataclass(hint):
        return value_of(cast("type[Any]", hint), stored)
    if origin is Literal:
        return stored if stored in get_args(hint) else ""
    is_number = hint in {int, float} and isinstance(stored, int | float)
    return stored if is_number or isinstance(stored, origin or hint) else hint()


def _in_choices(others: tuple[OtherChoice, ...] | None) -> set[Any]:
    return {one for other in others or () for one in (other.mentor_id, *_in_cost(other.cost))}


def _in_cost(cost: Cost | None) -> set[int | None]:
    if cost is None:
        return set()
    moved = {one for move in cost.moves for one in (move.mentee_id, move.to_id)}
    return {cost.loses, cost.gains, *moved}
