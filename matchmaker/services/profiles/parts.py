"""A profile in the parts that the form saves one by one, and what becomes of a part that is older.

A save names the version of each part that its writer had read, so that nobody's newer answers are
lost by it: not even one's own, given on another device.
"""

import hashlib
from collections.abc import Iterable, Mapping
from dataclasses import replace
from datetime import date
from enum import StrEnum
from typing import Any, Final

from matchmaker.services.profiles.values import ProfileValues


class Part(StrEnum):
    """One part of a profile; its value is what the form calls it in addresses."""

    ROLES = "roles"
    ABOUT = "about-you"
    STANDING = "where-you-stand"
    MENTEE = "as-a-mentee"
    MENTOR = "as-a-mentor"
    PREFERENCES = "preferences"


FIELDS: Final[Mapping[Part, tuple[str, ...]]] = {
    Part.ROLES: ("is_mentee", "is_mentor", "is_networker"),
    Part.ABOUT: (
        *("name", "department", "job_title", "location", "time_zone", "languages"),
        *("manager_email", "about"),
    ),
    Part.STANDING: (
        *("ladder_step", "target_role", "skills", "certifications", "other_certification"),
        "interests",
    ),
    Part.MENTEE: ("goals",),
    Part.MENTOR: ("capacity", "help_with"),
    Part.PREFERENCES: ("paused_until", "wishes"),
}
"""Each field of a profile is in one part."""
PARTS: Final = tuple(Part)
VERSIONS: Final = 10**9


class NewerParts(Exception):
    """Parts to be saved were changed since they were read; `stored` is how they are."""

    def __init__(self, parts: tuple[Part, ...], stored: ProfileValues) -> None:
        self.parts = parts
        self.stored = stored
        super().__init__(f"newer: {', '.join(parts)}")


def version_of(values: ProfileValues, part: Part) -> int:
    """Return a number of at most nine digits that is another once the part says something else."""
    told = repr([_in_order(getattr(values, name)) for name in FIELDS[part]])
    return int.from_bytes(hashlib.sha256(told.encode()).digest()[:8], "big") % VERSIONS


def merged(
    stored: ProfileValues,
    typed: ProfileValues,
    parts: Iterable[Part],
    read: Mapping[Part, int],
) -> ProfileValues:
    """Return what is stored with what was typed in its place, in these parts. Raises `NewerParts`.

    A part that was left as it was read stays as it is stored, though that may be newer. A part
    of which no version is known was sent by a page from before there were any, and is taken.
    """
    newer: list[Part] = []
    taken: dict[str, Any] = {}
    for part in parts:
        now, mine = version_of(stored, part), version_of(typed, part)
        then = read.get(part, now)
        if mine in {now, then}:
            continue
        if then != now:
            newer.append(part)
        taken |= {name: getattr(typed, name) for name in FIELDS[part]}
    if newer:
        raise NewerParts(tuple(newer), stored)
    return replace(stored, **taken)


def without_past_break(values: ProfileValues, today: date) -> ProfileValues:
    """Return a profile without a break that is over: the form does not show it."""
    is_over = values.paused_until is not None and values.paused_until <= today
    return replace(values, paused_until=None) if is_over else values


def _in_order(stated: Any) -> Any:
    if isinstance(stated, Mapping):
        return sorted(stated.items())
    return sorted(stated) if isinstance(stated, tuple) else stated
