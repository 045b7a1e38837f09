"""The history of a member's own levels. Only they see it, in their data."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import LevelCause, LevelChange, Member, Profile


def levels_of(profile: Profile) -> dict[str, int | None]:
    """Return the levels of a profile by skill."""
    return {row.skill: row.level for row in profile.skills}


def note_levels(
    session: Session, member: Member, before: Mapping[str, int | None], cause: LevelCause
) -> None:
    """Note which of a member's levels are others than before."""
    now, after = clock.now(), levels_of(member.profile)
    session.add_all(
        LevelChange(
            member_id=member.id,
            skill=skill,
            from_level=before.get(skill),
            to_level=after.get(skill),
            changed_at=now,
            cause=cause,
        )
        for skill in sorted(before.keys() | after.keys())
        if before.get(skill) != after.get(skill)
    )
    session.flush()


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
