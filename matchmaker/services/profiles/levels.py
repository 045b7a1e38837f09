"""The history of a member's own levels. Only they see it, in their data."""

from collections.abc import Mapping
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.matching.values.people import LEAST_TEACHING_LEVEL
from matchmaker.models import LevelCause, LevelChange, Member, Profile

TEACHING_LEVELS: Final = tuple(range(LEAST_TEACHING_LEVEL, 6))
"""At which somebody can teach a skill, if they are above who wants to learn it."""
ONE_SITTING: Final = timedelta(hours=1)
"""The form saves by itself: who tries out what fits within this time has changed a level once."""


def levels_of(profile: Profile) -> dict[str, int | None]:
    """Return the levels of a profile by skill."""
    return {row.skill: row.level for row in profile.skills}


def note_levels(
    session: Session, member: Member, before: Mapping[str, int | None], cause: LevelCause
) -> None:
    """Note which of a member's levels are others than before."""
    now, after = clock.now(), levels_of(member.profile)
    changed = {
        skill: (before.get(skill), after.get(skill))
        for skill in sorted(before.keys() | after.keys())
        if before.get(skill) != after.get(skill)
    }
    lately = _of_this_sitting(session, member) if cause == LevelCause.OWN_FORM and changed else {}
    for skill, (level_before, level) in changed.items():
        change = lately.get(skill)
        if change is None or change.to_level != level_before:
            change = LevelChange(
                member_id=member.id, skill=skill, from_level=level_before, cause=cause
            )
        change.to_level, change.changed_at = level, now
        if change.from_level == level:
            session.delete(change)
        else:
            session.add(change)
    session.flush()


def _of_this_sitting(session: Session, member: Member) -> dict[str, LevelChange]:
    """Return the newest change of each skill, as far as it was made in the form just now."""
    query = sa.select(LevelChange).filter_by(member_id=member.id, cause=LevelCause.OWN_FORM)
    since = clock.now() - ONE_SITTING
    rows = session.scalars(
        query.where(LevelChange.changed_at > since).order_by(LevelChange.changed_at, LevelChange.id)
    )
    return {row.skill: row for row in rows}


def raise_level(session: Session, member: Member, skill: str, level: int) -> bool:
    """Raise a level that a member has stated; return whether it was lower until now.

    A level that is as high already, or that the member states no more, stays as it is.
    """
    profile = session.get_one(Profile, member.id, with_for_update=True, populate_existing=True)
    session.refresh(profile, ["skills"])
    row = next((each for each in profile.stated_skills if each.skill == skill), None)
    if row is None or row.level is None or row.level >= level:
        return False
    before = levels_of(profile)
    row.level, profile.updated_at = level, clock.now()
    note_levels(session, member, before, LevelCause.GOAL)
    return True


def level_changes(session: Session, member: Member) -> list[LevelChange]:
    """Return the changes of a member's levels, the oldest first."""
    query = sa.select(LevelChange).filter_by(member_id=member.id)
    return list(session.scalars(query.order_by(LevelChange.changed_at, LevelChange.id)))
