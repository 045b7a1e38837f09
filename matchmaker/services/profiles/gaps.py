"""A member's gaps, and how many in the programme could help to close them."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.matching.values.people import LEAST_TEACHING_LEVEL
from matchmaker.models import Member, Participation, ProfileSkill, Programme
from matchmaker.services.profiles.values import ProfileValues
from matchmaker.services.wording.bands import CountBand, band_of


@dataclass(frozen=True, slots=True)
class Gap:
    """One skill with a target; `level` is None where the member has not stated it."""

    skill: str
    level: int | None
    target: int
    importance: int

    @property
    def size(self) -> int:
        """Levels still to climb, never negative; 0 where the level is not stated."""
        return 0 if self.level is None else max(0, self.target - self.level)


def gaps_of(values: ProfileValues) -> tuple[Gap, ...]:
    """Return a gap for each skill with a target, what matters most and is widest first."""
    gaps = [
        Gap(code, skill.level, skill.target_level, skill.importance)
        for code, skill in values.skills.items()
        if skill.target_level is not None
    ]
    return tuple(sorted(gaps, key=lambda gap: (-gap.importance, -gap.size, gap.skill)))


def helpers_in_programme(
    session: Session, programme: Programme, member: Member, gaps: tuple[Gap, ...]
) -> dict[str, CountBand]:
    """Count, for each open gap, the other mentors who take part and can teach the skill.

    In bands: as exact counts, those for two levels would tell who is in between.
    """
    wanted = {
        gap.skill: max(LEAST_TEACHING_LEVEL, gap.level + 1)
        for gap in gaps
        if gap.size and gap.level is not None
    }
    if not wanted:
        return {}
    today = clock.today(programme.time_zone)
    query = (
        sa.select(ProfileSkill.skill, sa.func.count().label("people"))
        .join(Participation, Participation.member_id == ProfileSkill.member_id)
        .join(Member, Member.id == ProfileSkill.member_id)
        .where(
            Participation.programme_id == programme.id,
            Participation.is_mentor,
            Participation.capacity > 0,
            Participation.silent_since.is_(None),
            Participation.paused_until.is_(None) | (Participation.paused_until <= today),
            Member.left_at.is_(None),
            Member.address_refused_at.is_(None),
            Member.id != member.id,
            sa.or_(
                *(
                    sa.and_(ProfileSkill.skill == skill, ProfileSkill.level >= least)
                    for skill, least in wanted.items()
                )
            ),
        )
        .group_by(ProfileSkill.skill)
    )
    counts = {row.skill: row.people for row in session.execute(query)}
    return {skill: band_of(counts.get(skill, 0)) for skill in wanted}
