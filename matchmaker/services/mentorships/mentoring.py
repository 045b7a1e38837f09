"""What somebody gave as a mentor, and where one with their skills is wanted most. Reading only."""

from collections import Counter
from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.matching.values.people import LEAST_TEACHING_LEVEL
from matchmaker.models import (
    LIVE_MATCH,
    MENTORSHIP,
    Goal,
    GoalStatus,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    ProfileSkill,
    Programme,
    Round,
    RoundStatus,
    SessionStatus,
    UnmatchedMentee,
)
from matchmaker.services.programme.calendar import local_day
from matchmaker.services.wording.bands import CountBand, band_of

MOST_WANTED: Final = 5
SHOWN: Final = (CountBand.TEN_OR_MORE, CountBand.FIVE_TO_NINE)
"""Bands of which a member is told; fewer than five people could be made out."""


@dataclass(frozen=True, slots=True)
class Mentored:
    """One mentee, what the two met for, and the goals that the mentee reached with them."""

    match_id: int
    name: str
    status: MatchStatus
    sessions: int
    minutes: int
    reached: tuple[str, ...]
    """Codes of skills."""


@dataclass(frozen=True, slots=True)
class WantedSkill:
    """A skill that the mentor can teach to mentees whom the latest round left without anybody."""

    skill: str
    mentees: CountBand


@dataclass(frozen=True, slots=True)
class YourMentoring:
    """Everything on a mentor's page about their mentoring."""

    mentees: tuple[Mentored, ...]
    """The latest first."""
    minutes_by_year: tuple[tuple[int, int], ...]
    """The latest year first."""
    month: str
    """Of the latest published round, if there is one."""
    wanted: tuple[WantedSkill, ...]

    @property
    def minutes(self) -> int:
        """Return how long they gave, in all."""
        return sum(each.minutes for each in self.mentees)


def your_mentoring(
    session: Session, programme: Programme, member: Member, *, tells_of_others: bool
) -> YourMentoring:
    """Return what a member gave as a mentor.

    Without `tells_of_others` nothing is said that was counted over everybody.
    """
    pairs = session.scalars(
        sa.select(Match)
        .where(
            Match.programme_id == programme.id,
            Match.mentor_id == member.id,
            Match.introduced_at.is_not(None),
            Match.status.in_(MENTORSHIP),
        )
        .options(joinedload(Match.mentee).joinedload(Member.merged_into))
        .order_by(Match.introduced_at.desc(), Match.id.desc())
    ).all()
    ids = [pair.id for pair in pairs]
    held, reached = _held(session, ids), _reached(session, ids)
    minutes: Counter[int] = Counter()
    for one in held:
        if one.starts_at is not None:
            minutes[local_day(one.starts_at, programme.time_zone).year] += one.minutes
    newest = _newest_round(session, programme)
    return YourMentoring(
        mentees=tuple(
            Mentored(
                match_id=pair.id,
                name=(pair.mentee.merged_into or pair.mentee).greeting_name,
                status=pair.status_for_the_two,
                sessions=sum(one.match_id == pair.id for one in held),
                minutes=sum(one.minutes for one in held if one.match_id == pair.id),
                reached=reached.get(pair.id, ()),
            )
            for pair in pairs
        ),
        minutes_by_year=tuple(sorted(minutes.items(), reverse=True)),
        month=newest.month if newest else "",
        wanted=_wanted(session, newest, member) if newest and tells_of_others else (),
    )


def _held(session: Session, match_ids: Collection[int]) -> list[MentoringSession]:
    query = sa.select(MentoringSession).where(
        MentoringSession.match_id.in_(match_ids), MentoringSession.status == SessionStatus.HELD
    )
    return list(session.scalars(query))


def _reached(session: Session, match_ids: Collection[int]) -> dict[int, tuple[str, ...]]:
    query = (
        sa.select(Goal.match_id, Goal.skill)
        .where(Goal.match_id.in_(match_ids), Goal.status == GoalStatus.REACHED)
        .order_by(Goal.id)
    )
    found: dict[int, tuple[str, ...]] = {}
    for match_id, skill in session.execute(query):
        before = found.get(match_id, ())
        found[match_id] = before if skill in before else (*before, skill)
    return found


def _newest_round(session: Session, programme: Programme) -> Round | None:
    return session.scalars(
        sa.select(Round)
        .where(
            Round.programme_id == programme.id,
            Round.status.in_((RoundStatus.PUBLISHED, RoundStatus.CLOSED)),
        )
        .order_by(Round.month.desc())
        .limit(1)
    ).one_or_none()


def _wanted(session: Session, round_: Round, member: Member) -> tuple[WantedSkill, ...]:
    """Return what the mentees whom a round left over, and who still look, could learn here.

    The bands' order is all that is told of the counts: equal bands are in the skills' order.
    """
    levels = {
        row.skill: row.level
        for row in member.profile.stated_skills
        if row.level is not None and row.level >= LEAST_TEACHING_LEVEL
    }
    if not levels:
        return ()
    has_mentor = sa.exists().where(
        Match.programme_id == round_.programme_id,
        Match.mentee_id == UnmatchedMentee.mentee_id,
        Match.status.in_(LIVE_MATCH),
    )
    query = (
        sa.select(ProfileSkill.skill, sa.func.count())
        .join(UnmatchedMentee, UnmatchedMentee.mentee_id == ProfileSkill.member_id)
        .join(Member, Member.id == ProfileSkill.member_id)
        .where(
            UnmatchedMentee.round_id == round_.id,
            UnmatchedMentee.mentee_id != member.id,
            Member.left_at.is_(None),
            ~has_mentor,
            ProfileSkill.target_level > ProfileSkill.level,
            sa.or_(
                *(
                    sa.and_(ProfileSkill.skill == skill, ProfileSkill.level < level)
                    for skill, level in levels.items()
                )
            ),
        )
        .group_by(ProfileSkill.skill)
    )
    bands = {skill: band_of(count) for skill, count in session.execute(query)}
    shown = [WantedSkill(skill, band) for skill, band in bands.items() if band in SHOWN]
    shown.sort(key=lambda each: (SHOWN.index(each.mentees), each.skill))
    return tuple(shown[:MOST_WANTED])
