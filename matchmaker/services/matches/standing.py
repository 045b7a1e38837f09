"""Where a member stands: their matches as they may see them, and why there was none last time.

A mentee does not learn who was asked until that mentor has accepted; neither side learns the
other's private reasons. What a member may not know is left out here, not hidden by a page.
"""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date, datetime
from typing import Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.models import (
    LIVE_MATCH,
    MENTORSHIP,
    Match,
    MatchStatus,
    Member,
    Participation,
    Programme,
    Round,
    RoundStatus,
    UnmatchedMentee,
)
from matchmaker.services.engine.stored import left_over_facts
from matchmaker.services.matches.promise import Promise, promise_to
from matchmaker.services.profiles.storing import missing_for_matching, profile_of
from matchmaker.services.programme.calendar import NextRound, next_round
from matchmaker.services.programme.policies import current_policy
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.wording.unmatched import WhyUnmatched, why_unmatched

Headline: TypeAlias = Literal[
    "offer_to_answer",
    "no_role",
    "silent",
    "unreachable",
    "paused",
    "mentor_asked",
    "introduced",
    "active",
    "incomplete",
    "waiting",
    "waiting_first",
    "mentoring",
    "ready_to_mentor",
    "no_capacity",
    "coffee",
]


@dataclass(frozen=True, slots=True)
class MatchSeen:
    """A match as one of its two sides may see it; no name where they were never introduced."""

    match_id: int
    month: str
    is_mentor: bool
    """Whether the member is the mentor of the two."""
    status: MatchStatus
    partner_name: str
    answer_by: datetime | None
    introduced_at: datetime | None
    closed_at: datetime | None

    @property
    def is_open(self) -> bool:
        """Whether there is a page on which the two can see each other."""
        return self.status in LIVE_MATCH and self.status != MatchStatus.OFFERED


@dataclass(frozen=True, slots=True)
class LastRound:
    """The newest published round that left the member without a match, and why."""

    month: str
    why: WhyUnmatched


@dataclass(frozen=True, slots=True)
class Standing:
    """All that a member's page says."""

    headline: Headline
    is_mentee: bool
    is_mentor: bool
    is_networker: bool
    capacity: int
    is_silent: bool
    is_unreachable: bool
    """Whether mail to the member is refused, so that rounds and chats go on without them."""
    paused_until: date | None
    """First day back, while that is still to come."""
    has_first_priority: bool
    rounds_waited: int
    missing: tuple[str, ...]
    next_round: NextRound
    promise: Promise
    answer_days: int
    """How long a mentor who is asked has to answer."""
    as_mentee: MatchSeen | None
    offers: tuple[MatchSeen, ...]
    mentees: tuple[MatchSeen, ...]
    past: tuple[MatchSeen, ...]
    last_round: LastRound | None

    @property
    def first_round(self) -> date:
        """First day of the next round in which the member takes part."""
        return self.promise.starts_on

    @property
    def places_used(self) -> int:
        """How many of the mentor's places are taken or kept for somebody who was offered."""
        return len(self.offers) + len(self.mentees)


def standing_of(session: Session, programme: Programme, member: Member) -> Standing:
    """Return where a member stands in a programme now."""
    participation = participation_of(session, programme, member)
    seen = _matches_of(session, programme, member)
    live = [match for match in seen if match.status in LIVE_MATCH]
    offers = tuple(m for m in live if m.is_mentor and m.status == MatchStatus.OFFERED)
    mentees = tuple(m for m in live if m.is_mentor and m.status != MatchStatus.OFFERED)
    as_mentee = next((match for match in live if not match.is_mentor), None)
    missing = missing_for_matching(profile_of(session, programme, member))
    today = clock.today(programme.time_zone)
    until = participation.paused_until
    paused_until = until if until and today < until else None
    is_unreachable = member.address_refused_at is not None
    return Standing(
        headline=_headline(
            participation, missing, offers, mentees, as_mentee, paused_until, is_unreachable
        ),
        is_mentee=participation.is_mentee,
        is_mentor=participation.is_mentor,
        is_networker=participation.is_networker,
        capacity=participation.capacity,
        is_silent=participation.silent_since is not None,
        is_unreachable=is_unreachable,
        paused_until=paused_until,
        has_first_priority=participation.has_first_priority,
        rounds_waited=participation.rounds_waited,
        missing=missing,
        next_round=next_round(session, programme),
        promise=promise_to(session, programme, member),
        answer_days=current_policy(session, programme).timers.expiry_days,
        as_mentee=as_mentee,
        offers=offers,
        mentees=mentees,
        past=tuple(match for match in seen if match.status not in LIVE_MATCH),
        last_round=_last_round(session, participation) if as_mentee is None else None,
    )


def _headline(
    participation: Participation,
    missing: Collection[str],
    offers: Collection[MatchSeen],
    mentees: Collection[MatchSeen],
    as_mentee: MatchSeen | None,
    paused_until: date | None,
    is_unreachable: bool,
) -> Headline:
    """Return the most pressing truth: what waits for the member first, then what they wait for."""
    has_role = participation.is_mentee or participation.is_mentor or participation.is_networker
    asked = as_mentee is not None and as_mentee.status == MatchStatus.OFFERED
    under_way = as_mentee is not None and as_mentee.status == MatchStatus.ACTIVE
    truths: list[tuple[Headline, bool]] = [
        ("offer_to_answer", bool(offers)),
        ("silent", participation.silent_since is not None),
        ("mentor_asked", asked),
        ("active", under_way),
        ("introduced", as_mentee is not None),
        ("mentoring", bool(mentees) and not participation.is_mentee),
        ("paused", paused_until is not None),
        ("no_role", not has_role),
        ("unreachable", is_unreachable),
        ("incomplete", bool(missing)),
        ("waiting_first", participation.is_mentee and participation.has_first_priority),
        ("waiting", participation.is_mentee),
        ("mentoring", bool(mentees)),
        ("no_capacity", participation.is_mentor and participation.capacity == 0),
        ("ready_to_mentor", participation.is_mentor),
    ]
    return next((headline for headline, is_true in truths if is_true), "coffee")


def _matches_of(session: Session, programme: Programme, member: Member) -> list[MatchSeen]:
    query = (
        matches_told_to(member)
        .where(Match.programme_id == programme.id)
        .order_by(Match.created_at.desc(), Match.id.desc())
    )
    return [_as_seen(match, member) for match in session.scalars(query)]


def matches_told_to(member: Member) -> sa.Select[Match]:
    """Ask for a member's matches, but not proposals, which nobody was told of."""
    return (
        sa.select(Match)
        .where(Match.with_member(member), Match.status != MatchStatus.PROPOSED)
        .options(joinedload(Match.mentee), joinedload(Match.mentor), joinedload(Match.round))
    )


def _as_seen(match: Match, member: Member) -> MatchSeen:
    is_mentor = match.mentor_id == member.id
    partner = match.mentee if is_mentor else match.mentor
    may_know = is_mentor or (match.status in MENTORSHIP and match.introduced_at is not None)
    return MatchSeen(
        match_id=match.id,
        month=match.round.month,
        is_mentor=is_mentor,
        status=match.status_for_the_two,
        partner_name=partner.greeting_name if may_know else "",
        answer_by=match.answer_by,
        introduced_at=match.introduced_at,
        closed_at=match.ended_at or match.answered_at,
    )


def _last_round(session: Session, participation: Participation) -> LastRound | None:
    """Return why the newest published round had no match for this mentee, if so it was."""
    if not participation.is_mentee:
        return None
    newest = (
        sa.select(Round.id)
        .where(
            Round.programme_id == participation.programme_id,
            Round.status.in_((RoundStatus.PUBLISHED, RoundStatus.CLOSED)),
        )
        .order_by(Round.month.desc())
        .limit(1)
        .scalar_subquery()
    )
    row = session.execute(
        sa.select(Round.month, UnmatchedMentee.reason, UnmatchedMentee.explanation)
        .join(Round, Round.id == UnmatchedMentee.round_id)
        .where(
            UnmatchedMentee.round_id == newest,
            UnmatchedMentee.mentee_id == participation.member_id,
        )
    ).one_or_none()
    if row is None:
        return None
    return LastRound(
        row.month, why_unmatched(left_over_facts(row.reason, row.explanation), "mentee")
    )
