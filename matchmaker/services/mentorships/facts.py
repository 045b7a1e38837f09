"""What is known of a mentorship when it is looked for what its two people are to be asked."""

from collections import defaultdict
from collections.abc import Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker import clock
from matchmaker.database import in_parts
from matchmaker.models import (
    Closing,
    Match,
    Member,
    MentoringSession,
    Mentorship,
    Programme,
    Prompt,
    PromptKind,
    Pulse,
    SessionStatus,
)
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.closing import first_day_to_close
from matchmaker.services.mentorships.pulse_days import Occasion, occasions_now
from matchmaker.services.programme.policies import MentorshipPolicy, current_policy

Row = TypeVar("Row", MentoringSession, Closing, Prompt)


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of a mentorship when its prompts are looked for."""

    match: Match
    mentorship: Mentorship
    policy: MentorshipPolicy
    now: datetime
    today: date
    sessions: list[MentoringSession] = field(default_factory=list)
    closed: set[int] = field(default_factory=set)
    """The members who have finished."""
    answered: set[tuple[int, str]] = field(default_factory=set)
    """Who has said how it goes, on which occasion."""
    prompted: dict[tuple[int, PromptKind, str], datetime] = field(default_factory=dict)

    @property
    def both(self) -> tuple[Member, Member]:
        """The mentee and the mentor."""
        return self.match.mentee, self.match.mentor

    @property
    def is_closing(self) -> bool:
        """Whether the end is near, or one of the two has finished: then nothing else matters."""
        opens_on = first_day_to_close(self.mentorship.ends_on, self.policy)
        return bool(self.closed) or self.today >= opens_on

    @property
    def days_since_introduction(self) -> int:
        """How many whole days ago the two were introduced."""
        introduced_at = self.match.introduced_at
        return (self.now - introduced_at).days if introduced_at else 0

    @property
    def lies_ahead(self) -> bool:
        """Whether a session is planned, or times for one are offered."""
        return any(moment > self.now for each in self.sessions for moment in possible_times(each))

    def occasions(self) -> Iterator[Occasion]:
        """Yield what both are asked now of how it goes."""
        held = [
            each.starts_at
            for each in self.sessions
            if each.status == SessionStatus.HELD and each.starts_at
        ]
        return occasions_now(self.policy, self.mentorship.began_on, held, self.now, self.today)

    def last_prompt(self, member: Member) -> datetime | None:
        """When somebody was last prompted about this pair."""
        moments = [at for (member_id, _, _), at in self.prompted.items() if member_id == member.id]
        return max(moments, default=None)


def last_met(match: Match, sessions: Collection[MentoringSession]) -> datetime | None:
    """Return when a pair last met, as far as they said; None where they have not."""
    held = [
        each.starts_at for each in sessions if each.status == SessionStatus.HELD and each.starts_at
    ]
    return max([*held, *([match.met_at] if match.met_at else [])], default=None)


def possible_times(planned: MentoringSession) -> list[datetime]:
    """Return when a session that is planned or offered takes place, or could."""
    if planned.status == SessionStatus.PLANNED:
        return [planned.starts_at] if planned.starts_at else []
    return [each.starts_at for each in planned.offered_times]


def facts_about(session: Session, programme: Programme, match_ids: Collection[int]) -> list[Facts]:
    """Return what is known of some mentorships that go on; many take as few statements as one."""
    policy = current_policy(session, programme).mentorship
    now, today = clock.now(), clock.today(programme.time_zone)
    found: dict[int, Facts] = {}
    for part in in_parts(match_ids):
        query = (
            sa.select(Match, Mentorship)
            .join(Mentorship, Mentorship.match_id == Match.id)
            .where(Match.id.in_(part), Match.status.in_(GOES_ON))
            .options(
                joinedload(Match.mentee).joinedload(Member.profile),
                joinedload(Match.mentor).joinedload(Member.profile),
            )
            .order_by(Match.id)
        )
        for match, mentorship in session.execute(query):
            found[match.id] = Facts(match, mentorship, policy, now, today)
    for rows in _rows_about(session, MentoringSession, found).values():
        found[rows[0].match_id].sessions.extend(rows)
    for closings in _rows_about(session, Closing, found).values():
        found[closings[0].match_id].closed.update(each.member_id for each in closings)
    for part in in_parts(found):
        answers = sa.select(Pulse.match_id, Pulse.member_id, Pulse.occasion).where(
            Pulse.match_id.in_(part)
        )
        for match_id, member_id, occasion in session.execute(answers):
            if match_id is not None and member_id is not None:
                found[match_id].answered.add((member_id, occasion))
    for prompts in _rows_about(session, Prompt, found).values():
        found[prompts[0].match_id].prompted.update(
            {(each.member_id, each.kind, each.occasion): each.prompted_at for each in prompts}
        )
    return list(found.values())


def _rows_about(
    session: Session, table: type[Row], match_ids: Collection[int]
) -> dict[int, list[Row]]:
    """Return the rows of a table that are about some matches, by match."""
    found: dict[int, list[Row]] = defaultdict(list)
    for part in in_parts(match_ids):
        query = sa.select(table).where(table.match_id.in_(part))
        if table is MentoringSession:
            query = query.options(selectinload(MentoringSession.offered_times))
        for row in session.scalars(query):
            found[row.match_id].append(row)
    return found
