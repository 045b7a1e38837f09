"""A round as its coordinator reviews it, built with a fixed number of queries.

Frozen values for the page: numbers, decisions, load, mentees without a match, history. The pairs
are in `pairs`.
"""

from dataclasses import dataclass, replace
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from matchmaker.models import (
    LIVE_MATCH,
    Match,
    MatchStatus,
    Member,
    Participation,
    Round,
    UnmatchedMentee,
)
from matchmaker.services.engine.stored import left_over_facts
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import coordinators
from matchmaker.services.programme.withheld import NOBODY
from matchmaker.services.review.index import RoundLine, round_line
from matchmaker.services.review.insight import RoundInsight, insight_of
from matchmaker.services.review.log import DecisionLine, decisions_of, has_undone_work, history_of
from matchmaker.services.review.pairs import (
    AlternativeLine,
    ListedMember,
    alternatives_in,
    names_of,
    people_named,
    person_of,
)
from matchmaker.services.rounds.transitions import ChangeLine
from matchmaker.services.wording.choices import remedy_sentences
from matchmaker.services.wording.unmatched import WhyUnmatched, why_unmatched

MOST_LISTED: Final = 200
"""Mentors and unmatched mentees shown on one page; the rest is counted."""


@dataclass(frozen=True, slots=True)
class MentorLoad:
    """What a mentor carries: live matches, and proposals of this round, of their capacity."""

    mentor: ListedMember
    capacity: int
    live: int
    proposed: int
    is_paused: bool

    @property
    def free(self) -> int:
        """Places left; never negative, also where the capacity was lowered afterwards."""
        return max(0, self.capacity - self.live - self.proposed)


@dataclass(frozen=True, slots=True)
class UnmatchedLine:
    """A mentee without a match, and why."""

    mentee: ListedMember
    why: WhyUnmatched
    rounds_waited: int
    has_first_priority: bool
    alternatives: tuple[AlternativeLine, ...]
    remedies: tuple[str, ...]
    """The smallest changes that would help, in sentences for coordinators."""


@dataclass(frozen=True, slots=True)
class PublicationForecast:
    """Mails that a publication would send, and how long mentors have to answer."""

    offers: int
    unmatched: int
    coordinators: int
    answer_days: int

    @property
    def mails(self) -> int:
        """All of them together."""
        return self.offers + self.unmatched + self.coordinators


@dataclass(frozen=True, slots=True)
class RoundOverview:
    """Everything on the review page but the pairs."""

    line: RoundLine
    decisions: tuple[DecisionLine, ...]
    loads: tuple[MentorLoad, ...]
    more_mentors: int
    unmatched: tuple[UnmatchedLine, ...]
    more_unmatched: int
    withheld_unmatched: int
    """How many mentees without a match the reader does not see."""
    history: tuple[ChangeLine, ...]
    insight: RoundInsight
    live: dict[MatchStatus, int]
    """How many matches of the round stand in each state."""
    has_undone_work: bool
    """Whether decisions were made or lifted since the round was solved."""


def round_overview(
    session: Session, round_: Round, withheld: frozenset[int] = NOBODY
) -> RoundOverview:
    """Return what the review page shows of a round; nothing of `withheld` people's cases."""
    loads, more_mentors = _loads(session, round_, withheld)
    unmatched, more_unmatched = _unmatched(session, round_, withheld)
    return RoundOverview(
        line=_without_points_of(session, round_, withheld),
        decisions=decisions_of(session, round_, withheld),
        loads=loads,
        more_mentors=more_mentors,
        unmatched=unmatched,
        more_unmatched=more_unmatched,
        withheld_unmatched=_count_withheld(session, round_, withheld),
        history=history_of(session, round_, withheld),
        insight=insight_of(session, round_, withheld),
        live=_live(session, round_, withheld),
        has_undone_work=has_undone_work(session, round_),
    )


def publication_forecast(session: Session, round_: Round) -> PublicationForecast:
    """Return how many mails a publication would send as things stand."""
    offers = session.scalar(
        sa.select(sa.func.count(Match.id)).filter_by(
            round_id=round_.id, status=MatchStatus.PROPOSED
        )
    )
    unmatched = session.scalar(
        sa.select(sa.func.count(UnmatchedMentee.id)).filter_by(round_id=round_.id)
    )
    return PublicationForecast(
        offers=offers or 0,
        unmatched=unmatched or 0,
        coordinators=len(coordinators(session, round_.programme)),
        answer_days=policy_from_document(round_.policy).timers.expiry_days,
    )


def _without_points_of(session: Session, round_: Round, withheld: frozenset[int]) -> RoundLine:
    """Return the round's numbers; points are those of pairs that the reader may see."""
    line = round_line(round_)
    points = (sa.func.count(), sa.func.avg(Match.points), sa.func.min(Match.points))
    shown = sa.select(*points).where(Match.round_id == round_.id, _is_shown(withheld))
    total = session.scalar(sa.select(sa.func.count()).where(Match.round_id == round_.id))
    number, average, lowest = session.execute(shown).one()
    if number == total:
        return line
    average = None if average is None else round(float(average), 1)
    numbers = replace(line.numbers, average_points=average, lowest_points=lowest)
    return replace(line, numbers=numbers)


def _is_shown(withheld: frozenset[int]) -> sa.ColumnElement[bool]:
    return Match.mentee_id.not_in(withheld) & Match.mentor_id.not_in(withheld)


def _loads(
    session: Session, round_: Round, withheld: frozenset[int]
) -> tuple[tuple[MentorLoad, ...], int]:
    match = aliased(Match)
    live = sa.func.count(sa.case((match.status.in_(LIVE_MATCH), 1)))
    is_proposal = (match.status == MatchStatus.PROPOSED) & (match.round_id == round_.id)
    proposed = sa.func.count(sa.case((is_proposal, 1)))
    query = (
        sa.select(Participation, live, proposed)
        .outerjoin(
            match,
            (match.mentor_id == Participation.member_id)
            & (match.programme_id == Participation.programme_id),
        )
        .where(
            Participation.programme_id == round_.programme_id,
            Participation.is_mentor,
            Participation.member_id.not_in(withheld),
        )
        .group_by(Participation.id)
        .order_by((live + proposed).desc(), Participation.member_id)
        .limit(MOST_LISTED)
    )
    rows = session.execute(query).all()
    people = people_named(session, {participation.member_id for participation, _, _ in rows})
    total = session.scalar(
        sa.select(sa.func.count(Participation.id)).where(
            Participation.programme_id == round_.programme_id,
            Participation.is_mentor,
            Participation.member_id.not_in(withheld),
        )
    )
    day = round_.created_at.date()
    loads = tuple(
        MentorLoad(
            mentor=people[participation.member_id],
            capacity=participation.capacity,
            live=n_live,
            proposed=n_proposed,
            is_paused=participation.is_paused(day),
        )
        for participation, n_live, n_proposed in rows
    )
    return loads, (total or 0) - len(loads)


def _unmatched(
    session: Session, round_: Round, withheld: frozenset[int]
) -> tuple[tuple[UnmatchedLine, ...], int]:
    query = (
        sa.select(UnmatchedMentee, Participation)
        .join(
            Participation,
            (Participation.member_id == UnmatchedMentee.mentee_id)
            & (Participation.programme_id == round_.programme_id),
        )
        .where(UnmatchedMentee.round_id == round_.id, UnmatchedMentee.mentee_id.not_in(withheld))
        .options(joinedload(UnmatchedMentee.mentee).joinedload(Member.profile))
        .order_by(Participation.rounds_waited.desc(), UnmatchedMentee.mentee_id)
        .limit(MOST_LISTED)
    )
    rows = [
        (unmatched, left_over_facts(unmatched.reason, unmatched.explanation), participation)
        for unmatched, participation in session.execute(query)
    ]
    named = set().union(*(facts.people for _, facts, _ in rows))
    people = people_named(session, named, withheld)
    names = names_of(people)
    total = session.scalar(
        sa.select(sa.func.count(UnmatchedMentee.id)).where(
            UnmatchedMentee.round_id == round_.id, UnmatchedMentee.mentee_id.not_in(withheld)
        )
    )
    lines = tuple(
        UnmatchedLine(
            mentee=person_of(unmatched.mentee),
            why=why_unmatched(facts),
            rounds_waited=participation.rounds_waited,
            has_first_priority=participation.has_first_priority,
            alternatives=alternatives_in(facts.alternatives, people),
            remedies=remedy_sentences(facts, names),
        )
        for unmatched, facts, participation in rows
    )
    return lines, (total or 0) - len(lines)


def _count_withheld(session: Session, round_: Round, withheld: frozenset[int]) -> int:
    theirs = sa.select(sa.func.count(UnmatchedMentee.id)).where(
        UnmatchedMentee.round_id == round_.id, UnmatchedMentee.mentee_id.in_(withheld)
    )
    return session.scalar(theirs) or 0


def _live(session: Session, round_: Round, withheld: frozenset[int]) -> dict[MatchStatus, int]:
    query = (
        sa.select(Match.status, sa.func.count(Match.id))
        .where(Match.round_id == round_.id, _is_shown(withheld))
        .group_by(Match.status)
    )
    numbers = dict(iter(session.execute(query)))
    return {status: numbers[status] for status in MatchStatus if status in numbers}
