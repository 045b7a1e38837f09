"""What comes out of a round: frozen values, ready for `dataclasses.asdict` and JSON.

Codes and numbers only; the words that people read live in the templates.
"""

from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

FULL: Final = 10_000
"""The score of a pair that is perfect by every criterion, in units."""
UNITS_A_POINT: Final = 100
MOST_ALTERNATIVES: Final = 3
"""Other mentors whom a mentee is shown."""

UnmatchedCode: TypeAlias = Literal[
    "no_mentors", "no_gap_stated", "no_eligible_mentor", "all_taken", "outscored"
]
"""``outscored``: only where points come first, and others bring more of them."""


@dataclass(frozen=True, slots=True)
class CriterionPart:
    """What one criterion gives to a score; the parts add up to the score, in both measures."""

    criterion: str
    points: int
    units: int
    most_units: int


@dataclass(frozen=True, slots=True)
class GapClosed:
    """A skill that the mentor can teach: from ``level`` up to ``reached``, at most ``target``."""

    skill: str
    level: int
    target: int
    importance: int
    mentor_level: int
    reached: int


@dataclass(frozen=True, slots=True)
class Reasons:
    """Why a pair scores what it scores.

    ``gaps`` come with the largest part of the score first. ``location`` is the shared one, None if
    it differs or is not stated; ``minutes_apart`` is None where a time zone is not stated.
    """

    criteria: tuple[CriterionPart, ...]
    gaps: tuple[GapClosed, ...]
    interests: tuple[str, ...]
    certifications: tuple[str, ...]
    languages: tuple[str, ...]
    location: str | None
    minutes_apart: int | None
    mentee_step: int | None
    target_step: int | None
    mentor_step: int | None


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another mentor whom the mentee could have had; ``is_taken`` if no place is left there."""

    mentor_id: int
    points: int
    units: int
    is_taken: bool


@dataclass(frozen=True, slots=True)
class Candidate:
    """An eligible mentor with a free place, seen from one mentee."""

    mentor_id: int
    points: int
    units: int
    reasons: Reasons


@dataclass(frozen=True, slots=True)
class Pairing:
    """One mentee and one mentor who should meet. ``is_locked`` if the coordinator fixed them."""

    mentee_id: int
    mentor_id: int
    units: int
    points: int
    reasons: Reasons
    alternatives: tuple[Alternative, ...]
    is_locked: bool


@dataclass(frozen=True, slots=True)
class RuleCount:
    """How many mentors a rule takes away from one mentee.

    ``removed`` counts in the order of the rules, so that a mentor is counted once, by the first
    rule that forbids them; ``forbidden`` counts all whom the rule forbids; ``alone`` those whom no
    other rule forbids: with this rule off they would be eligible.
    """

    rule: str
    removed: int
    forbidden: int
    alone: int


@dataclass(frozen=True, slots=True)
class Competition:
    """A bottleneck: ``mentees`` can turn only to ``mentors``, who have ``places`` together.

    ``mentees`` counts those matched there and those left over, and is larger than ``places``.
    ``waited_longer`` of those matched have a higher priority than the mentee left over.
    """

    mentees: int
    mentors: int
    places: int
    waited_longer: int


@dataclass(frozen=True, slots=True)
class Floor:
    """The highest floor, in units, and the mentor ids of the two covers that prove it."""

    units: int
    cover: tuple[int, ...]
    cover_above: tuple[int, ...]


@dataclass(frozen=True, slots=True)
class Cover:
    """Why nobody more can be matched, whatever the scores (a König cover, and a Hall set).

    ``mentees`` have candidates, and all of them among these mentors, who have just ``places``, each
    of them taken. Everybody else who has a candidate is matched. Locked pairs and their places do
    not count.
    """

    mentor_ids: tuple[int, ...]
    mentees: int
    places: int


@dataclass(frozen=True, slots=True)
class Unmatched:
    """A mentee without a mentor, and why.

    ``rules`` counts the mentors that each rule took away (rules that took none are left out);
    ``eligible`` is how many remained. ``untaught_skills`` are gaps that no mentor at all can
    teach. ``alternatives`` are the best eligible mentors, all taken.
    """

    mentee_id: int
    code: UnmatchedCode
    eligible: int
    rules: tuple[RuleCount, ...] = ()
    untaught_skills: tuple[str, ...] = ()
    competition: Competition | None = None
    alternatives: tuple[Alternative, ...] = ()


@dataclass(frozen=True, slots=True)
class Prices:
    """The proof: what a place with each mentor is worth, and the scales of the objective."""

    mentor_ids: tuple[int, ...]
    prices: tuple[int, ...]
    class_value: int
    unit_value: int
    tie_bits: int
    seed: int


@dataclass(frozen=True, slots=True)
class Totals:
    """A round in numbers. ``lowest_points`` is None where nobody is matched."""

    mentees: int
    mentors: int
    places: int
    candidates: int
    matched: int
    units: int
    points: int
    lowest_points: int | None


@dataclass(frozen=True, slots=True)
class Matching:
    """The answer for a round: pairs and mentees left over, each sorted by mentee id.

    ``prices``, and under the objective *fair* ``floor``, are its proof. ``cover`` says why nobody
    more can be matched, where somebody with candidates is left over; None where nobody is, and
    under *best score*, which may leave somebody over for points.
    """

    pairs: tuple[Pairing, ...]
    unmatched: tuple[Unmatched, ...]
    prices: Prices
    totals: Totals
    floor: Floor | None = None
    cover: Cover | None = None
