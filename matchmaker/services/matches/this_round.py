"""Whether a member is in the next round, and if not, why not. Follows from where they stand."""

from typing import Literal, TypeAlias

from matchmaker.models import MatchStatus
from matchmaker.services.matches.standing import Standing

PartInRound: TypeAlias = Literal[
    "no_role",
    "silent",
    "paused",
    "unreachable",
    "incomplete",
    "in_made",
    "perhaps_in_made",
    "after_made",
    "in_next",
    "mentor_asked",
    "has_mentor",
    "no_capacity",
    "places_taken",
]
"""`..._made`: about a round that was made and is not released yet."""


def part_in_round(standing: Standing) -> PartInRound:
    """Say whether a member is in the round that is made, or made next, or what keeps them out."""
    return _kept_out(standing) or _as_mentee(standing) or _as_mentor(standing)


def _kept_out(standing: Standing) -> PartInRound | None:
    reasons: list[tuple[PartInRound, bool]] = [
        ("no_role", not (standing.is_mentee or standing.is_mentor)),
        ("silent", standing.is_silent),
        ("paused", standing.paused_until is not None),
        ("unreachable", standing.is_unreachable),
        ("incomplete", bool(standing.missing)),
    ]
    return next((reason for reason, is_true in reasons if is_true), None)


def _as_mentee(standing: Standing) -> PartInRound | None:
    if not standing.is_mentee:
        return None
    if standing.as_mentee is None:
        if not standing.promise.made_month:
            return "in_next"
        is_in: dict[bool | None, PartInRound] = {True: "in_made", None: "perhaps_in_made"}
        return is_in.get(standing.promise.is_in_made, "after_made")
    if _has_place(standing):
        return None
    return "mentor_asked" if standing.as_mentee.status == MatchStatus.OFFERED else "has_mentor"


def _as_mentor(standing: Standing) -> PartInRound:
    if _has_place(standing):
        return "in_next"
    return "places_taken" if standing.capacity else "no_capacity"


def _has_place(standing: Standing) -> bool:
    return standing.is_mentor and standing.places_used < standing.capacity
