"""What the two of a mentorship are asked or reminded of by mail, and when.

Somebody gets at most one such mail in a week about a pair, between eight and six by their own
clock. What has been overtaken is not sent later, and nothing is sent twice. What somebody
refuses is passed over, as if its day had not come.
"""

from collections import defaultdict
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass, field
from datetime import date, datetime, timedelta
from typing import Final, TypeVar
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload, selectinload

from matchmaker import clock
from matchmaker.database import add_rows, in_parts
from matchmaker.models import (
    Closing,
    MailKind,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    Mentorship,
    Programme,
    Prompt,
    PromptKind,
    SessionStatus,
)
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.closing import first_day_to_close
from matchmaker.services.outbox.outbox import NewMail, owe_mails
from matchmaker.services.outbox.refusable import refusals
from matchmaker.services.outbox.subjects import mail_about
from matchmaker.services.programme.policies import MentorshipPolicy, current_policy

Row = TypeVar("Row", MentoringSession, Closing, Prompt)
A_WEEK: Final = timedelta(days=7)
FIRST_HOUR: Final = 8
LAST_HOUR: Final = 18
"""Prompts are owed before this hour of the recipient."""
ASKED_AFTER: Final = timedelta(hours=12)
"""After the end of a session, until the two are asked whether it took place."""
ASKED_WITHIN: Final = timedelta(days=14)


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

    def last_prompt(self, member: Member) -> datetime | None:
        """When somebody was last prompted about this pair."""
        moments = [at for (member_id, _, _), at in self.prompted.items() if member_id == member.id]
        return max(moments, default=None)


@dataclass(frozen=True, slots=True)
class Due:
    """A prompt whose day has come; `occasion` tells it from the next of its kind."""

    kind: PromptKind
    member: Member
    occasion: str


FindDue = Callable[[Facts], Iterator[Due]]


def _closing(facts: Facts) -> Iterator[Due]:
    if facts.is_closing:
        for member in facts.both:
            if member.id not in facts.closed:
                yield Due(PromptKind.CLOSING, member, facts.mentorship.ends_on.isoformat())


def _did_you_meet(facts: Facts) -> Iterator[Due]:
    for each in sorted(facts.sessions, key=lambda each: -each.id):
        if each.status != SessionStatus.PLANNED or each.starts_at is None:
            continue
        since = facts.now - each.starts_at - timedelta(minutes=each.minutes)
        if ASKED_AFTER <= since < ASKED_WITHIN:
            for member in facts.both:
                yield Due(PromptKind.DID_YOU_MEET, member, str(each.id))


def _review(facts: Facts) -> Iterator[Due]:
    review_on = facts.mentorship.review_on
    if review_on is not None and review_on <= facts.today < review_on + ASKED_WITHIN:
        for member in facts.both:
            yield Due(PromptKind.REVIEW, member, review_on.isoformat())


def _first_message(facts: Facts) -> Iterator[Due]:
    days = _days_since_introduction(facts)
    is_time = facts.policy.unwritten_days <= days < facts.policy.unplanned_days
    if facts.match.status == MatchStatus.INTRODUCED and not facts.sessions and is_time:
        yield Due(PromptKind.FIRST_MESSAGE, facts.match.mentee, "")


def _first_session(facts: Facts) -> Iterator[Due]:
    days = _days_since_introduction(facts)
    is_time = facts.policy.unplanned_days <= days < facts.policy.quiet_days
    if facts.match.status == MatchStatus.INTRODUCED and not _lies_ahead(facts) and is_time:
        for member in facts.both:
            yield Due(PromptKind.FIRST_SESSION, member, "")


def _next_session(facts: Facts) -> Iterator[Due]:
    last = last_met(facts.match, facts.sessions)
    is_quiet = last is not None and facts.now - last >= timedelta(days=facts.policy.quiet_days)
    if facts.match.status == MatchStatus.ACTIVE and is_quiet and not _lies_ahead(facts):
        for member in facts.both:
            yield Due(PromptKind.NEXT_SESSION, member, f"{last:%Y-%m-%d}")


FINDERS: Final[tuple[FindDue, ...]] = (
    _did_you_meet,
    _review,
    _first_message,
    _first_session,
    _next_session,
)
"""What looks for prompts that are due until it nears its end, the most pressing first."""
MAIL_OF: Final[dict[PromptKind, MailKind]] = {
    PromptKind.CLOSING: MailKind.MENTORSHIP_CLOSING,
    PromptKind.DID_YOU_MEET: MailKind.DID_YOU_MEET_PROMPT,
    PromptKind.REVIEW: MailKind.MENTORSHIP_REVIEW,
    PromptKind.FIRST_MESSAGE: MailKind.FIRST_MESSAGE_PROMPT,
    PromptKind.FIRST_SESSION: MailKind.FIRST_SESSION_PROMPT,
    PromptKind.NEXT_SESSION: MailKind.NEXT_SESSION_PROMPT,
}


def last_met(match: Match, sessions: Collection[MentoringSession]) -> datetime | None:
    """Return when a pair last met, as far as they said; None where they have not."""
    held = [
        each.starts_at for each in sessions if each.status == SessionStatus.HELD and each.starts_at
    ]
    return max([*held, *([match.met_at] if match.met_at else [])], default=None)


def mentorships_that_go_on(session: Session, programme: Programme) -> list[int]:
    """Return the ids of a programme's matches that are mentorships now."""
    query = (
        sa.select(Match.id)
        .join(Mentorship, Mentorship.match_id == Match.id)
        .where(Match.programme_id == programme.id, Match.status.in_(GOES_ON))
        .order_by(Match.id)
    )
    return list(session.scalars(query))


def tell_ends(session: Session, programme: Programme, match_ids: Collection[int]) -> int:
    """Tell pairs of before there were ends when theirs is, once; return how many pairs."""
    carried = [
        mentorship
        for part in in_parts(match_ids)
        for mentorship in session.scalars(
            sa.select(Mentorship)
            .where(Mentorship.match_id.in_(part), Mentorship.is_carried_over)
            .options(
                joinedload(Mentorship.match).joinedload(Match.mentee),
                joinedload(Mentorship.match).joinedload(Match.mentor),
            )
        )
    ]
    mails = [
        mail_about(MailKind.MENTORSHIP_HAS_END, mentorship.match, member)
        for mentorship in carried
        for member in (mentorship.match.mentee, mentorship.match.mentor)
    ]
    owe_mails(session, programme.id, mails)
    for mentorship in carried:
        mentorship.is_carried_over = False
    session.flush()
    return len(carried)


def prompt(session: Session, programme: Programme, match_ids: Collection[int]) -> int:
    """Owe the prompts that are due for some mentorships; return how many.

    Many take as many statements as a few. Safe to call at any time and more than once; of two
    processes that prompt at once, one fails on the row of the other.
    """
    found = _facts(session, programme, match_ids)
    members = {member.id for facts in found for member in facts.both}
    refused = refusals(session, programme.id, members, MAIL_OF.values())
    chosen = [
        (facts, due) for facts in found for due in _chosen(facts, programme.time_zone, refused)
    ]
    rows = [
        {
            "match_id": facts.match.id,
            "member_id": due.member.id,
            "kind": due.kind,
            "occasion": due.occasion,
            "prompted_at": facts.now,
        }
        for facts, due in chosen
    ]
    add_rows(session, Prompt, rows)
    owe_mails(session, programme.id, [_mail(facts, due) for facts, due in chosen])
    return len(chosen)


def _mail(facts: Facts, due: Due) -> NewMail:
    about = {"session_id": int(due.occasion)} if due.kind == PromptKind.DID_YOU_MEET else {}
    return mail_about(
        MAIL_OF[due.kind],
        facts.match,
        due.member,
        apart=due.occasion,
        expires_at=facts.now + A_WEEK,
        **about,
    )


def _chosen(
    facts: Facts, time_zone: str, refused: Collection[tuple[int, MailKind]]
) -> Iterator[Due]:
    """Yield the most pressing prompt for each of the two, where this is a moment for one."""
    taken = {
        member.id
        for member in facts.both
        if not _is_a_moment(facts, member, time_zone) or member.left_at is not None
    }
    for find in (_closing,) if facts.is_closing else FINDERS:
        for due in find(facts):
            is_new = (due.member.id, due.kind, due.occasion) not in facts.prompted
            is_wanted = (due.member.id, MAIL_OF[due.kind]) not in refused
            if is_new and is_wanted and due.member.id not in taken:
                taken.add(due.member.id)
                yield due


def _is_a_moment(facts: Facts, member: Member, time_zone: str) -> bool:
    last = facts.last_prompt(member)
    local = facts.now.astimezone(ZoneInfo(member.profile.time_zone or time_zone))
    is_rested = last is None or facts.now - last >= A_WEEK
    return is_rested and FIRST_HOUR <= local.hour < LAST_HOUR


def possible_times(planned: MentoringSession) -> list[datetime]:
    """Return when a session that is planned or offered takes place, or could."""
    if planned.status == SessionStatus.PLANNED:
        return [planned.starts_at] if planned.starts_at else []
    return [each.starts_at for each in planned.offered_times]


def _days_since_introduction(facts: Facts) -> int:
    introduced_at = facts.match.introduced_at
    return (facts.now - introduced_at).days if introduced_at else 0


def _lies_ahead(facts: Facts) -> bool:
    """Whether a session is planned, or times for one are offered."""
    return any(moment > facts.now for each in facts.sessions for moment in possible_times(each))


def _facts(session: Session, programme: Programme, match_ids: Collection[int]) -> list[Facts]:
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
