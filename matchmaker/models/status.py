"""States of a round and of a match, and the only ways from one to another."""

from enum import StrEnum


class RoundStatus(StrEnum):
    DRAFT = "draft"
    FROZEN = "frozen"
    SOLVED = "solved"
    PUBLISHED = "published"
    CLOSED = "closed"
    DISCARDED = "discarded"


class MatchStatus(StrEnum):
    PROPOSED = "proposed"
    OFFERED = "offered"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    EXPIRED = "expired"
    WITHDRAWN = "withdrawn"
    INTRODUCED = "introduced"
    ACTIVE = "active"
    COMPLETED = "completed"
    ENDED = "ended"
    CANCELLED = "cancelled"


ROUND_TRANSITIONS: dict[RoundStatus, frozenset[RoundStatus]] = {
    RoundStatus.DRAFT: frozenset({RoundStatus.FROZEN, RoundStatus.DISCARDED}),
    RoundStatus.FROZEN: frozenset({RoundStatus.SOLVED, RoundStatus.DISCARDED}),
    RoundStatus.SOLVED: frozenset({RoundStatus.PUBLISHED, RoundStatus.DISCARDED}),
    RoundStatus.PUBLISHED: frozenset({RoundStatus.CLOSED}),
    RoundStatus.CLOSED: frozenset(),
    RoundStatus.DISCARDED: frozenset(),
}

MATCH_TRANSITIONS: dict[MatchStatus, frozenset[MatchStatus]] = {
    MatchStatus.PROPOSED: frozenset({MatchStatus.OFFERED}),
    MatchStatus.OFFERED: frozenset(
        {
            MatchStatus.ACCEPTED,
            MatchStatus.DECLINED,
            MatchStatus.EXPIRED,
            MatchStatus.WITHDRAWN,
            MatchStatus.CANCELLED,
        }
    ),
    MatchStatus.ACCEPTED: frozenset({MatchStatus.INTRODUCED, MatchStatus.CANCELLED}),
    MatchStatus.INTRODUCED: frozenset(
        {MatchStatus.ACTIVE, MatchStatus.ENDED, MatchStatus.CANCELLED}
    ),
    MatchStatus.ACTIVE: frozenset(
        {MatchStatus.COMPLETED, MatchStatus.ENDED, MatchStatus.CANCELLED}
    ),
    MatchStatus.DECLINED: frozenset(),
    MatchStatus.EXPIRED: frozenset(),
    MatchStatus.WITHDRAWN: frozenset(),
    MatchStatus.COMPLETED: frozenset(),
    MatchStatus.ENDED: frozenset(),
    MatchStatus.CANCELLED: frozenset(),
}

LIVE_MATCH = (
    MatchStatus.OFFERED,
    MatchStatus.ACCEPTED,
    MatchStatus.INTRODUCED,
    MatchStatus.ACTIVE,
)
"""States in which a match takes one of the mentor's places and is the mentee's only one."""

MENTORSHIP = (
    MatchStatus.ACCEPTED,
    MatchStatus.INTRODUCED,
    MatchStatus.ACTIVE,
    MatchStatus.COMPLETED,
    MatchStatus.ENDED,
    MatchStatus.CANCELLED,
)
"""States that say that two people have known, or may have known, each other as a pair."""
