"""The half hour that is proposed to everybody in a coffee chat."""

from collections.abc import Collection, Iterable
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import CoffeeGroup, CoffeeGroupMember, CoffeeRound, Profile
from matchmaker.services.programme.meeting_time import is_outside_hours, propose_sessions

HALF_AN_HOUR: Final = 30
TIME_TO_WRITE: Final = timedelta(days=5)
"""Between the introduction and the days from which one is chosen, two days ahead at least."""


def propose_half_hour(told_at: datetime, time_zones: Iterable[str]) -> datetime:
    """Return when people could meet (UTC), a week or so after they were told of each other.

    A working day for all of them, and inside their working hours if there is such a time.
    """
    zones = sorted(time_zones)
    return propose_sessions(told_at + TIME_TO_WRITE, zones, HALF_AN_HOUR)[0]


def propose_half_hours(session: Session, round_: CoffeeRound, group_ids: Collection[int]) -> None:
    """Propose a half hour to groups that are told of each other now, in a few statements."""
    fallback, now = round_.programme.time_zone, clock.now()
    zones: dict[int, list[str]] = {}
    rows = session.execute(
        sa.select(CoffeeGroupMember.group_id, Profile.time_zone)
        .join(Profile, Profile.member_id == CoffeeGroupMember.member_id)
        .where(CoffeeGroupMember.group_id.in_(group_ids))
    )
    for group_id, zone in rows:
        zones.setdefault(group_id, []).append(zone or fallback)
    alike = {tuple(sorted(set(each))) for each in zones.values()}
    times = {each: propose_half_hour(now, each) for each in alike}
    found = [
        {"id": group_id, "meeting_at": times[tuple(sorted(set(each)))]}
        for group_id, each in zones.items()
    ]
    if found:
        session.execute(sa.update(CoffeeGroup), found)


def meets_outside_hours(group: CoffeeGroup) -> bool:
    """Whether the proposed half hour is outside somebody's working day, for want of a better."""
    moment, fallback = group.meeting_at, group.round.programme.time_zone
    return moment is not None and any(
        is_outside_hours(moment, person.member.profile.time_zone or fallback)
        for person in group.people
        if person.member.left_at is None
    )
