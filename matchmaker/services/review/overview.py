"""A round as its coordinator reviews it, built with a fixed number of queries.

Frozen values for the page: numbers, decisions, load, mentees without a match, history. The pairs
are in `pairs`.
"""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload, selectinload

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
from matchmaker.services.programme.coordinator_view import WHOLE, CoordinatorView
from matchmaker.services.programme.names import sort_key
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import coordinators_to_tell
from matchmaker.services.review.index import RoundLine, round_line
from matchmaker.services.review.insight import RoundInsight, insight_of
from matchmaker.services.review.log import DecisionLine, decisions_of, has_undone_work, history_of
from matchmaker.services.review.numbers import is_seen, mentees_seen
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
    """What a mentor carries: live matches, and proposals of this round, of their capacity.

    Of pairs that the reader sees: for a reader of a part, no free place follows from it.
    """

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
    """Mails that a publication would send, and how long mentors have to answer.

    For a reader of a part those about whom they see; more are sent than that.
    """

    offers: int
    mentors: int
    """To whom they go: one mail each, however many offers it tells of."""
    unmatched: int
    coordinators: int
    answer_days: int

    @property
    def mails(self) -> int:
        """All of them together."""
        return self.mentors + self.unmatched + self.coordinators


@dataclass(frozen=True, slots=True)
class RoundOverview:
    """Everything on the review page but the pairs."""

    line: RoundLine
    view: CoordinatorView
    decisions: tuple[DecisionLine, ...]
    loads: tuple[MentorLoad, ...]
    more_mentors: int
    unmatched: tuple[UnmatchedLine, ...]
    more_unmatched: int
    history: tuple[ChangeLine, ...]
    insight: RoundInsight
    live: dict[MatchStatus, int]
    """How many matches of the round stand in each state."""
    has_undone_work: bool
    """Whether decisions were made or lifted since the round was solved."""


def round_overview(session: Session, round_: Round, view: CoordinatorView = WHOLE) -> RoundOverview:
    """Return what the review page shows of a round; nothing that tells of withheld cases."""
    loads, more_mentors = _loads(session, round_, view)
    unmatched, more_unmatched = (
        _unmatched(session, round_, view) if view.has_all_mentors else _alone(session, round_, view)
    )
    return RoundOverview(
        line=round_line(session, round_, view),
        view=view,
        decisions=decisions_of(session, round_, view),
        loads=loads,
        more_mentors=more_mentors,
        unmatched=unmatched,
        more_unmatched=more_unmatched,
        history=history_of(session, round_, view),
        insight=insight_of(session, round_, view),
        live=_live(session, round_, view),
        has_undone_work=has_undone_work(session, round_),
    )


def publication_forecast(
    session: Session, round_: Round, view: CoordinatorView = WHOLE
) -> PublicationForecast:
    """Return how many mails a publication would send as things stand."""
    offers, mentors = session.execute(
        sa.select(sa.func.count(Match.id), sa.func.count(Match.mentor_id.distinct())).where(
            Match.round_id == round_.id, Match.status == MatchStatus.PROPOSED, is_seen(view)
        )
    ).one()
    alone = mentees_seen(session, [round_.id], view)[round_.id].alone
    return PublicationForecast(
        offers=offers,
        mentors=mentors,
        unmatched=len(alone),
        coordinators=len(coordinators_to_tell(session, round_.programme)),
        answer_days=policy_from_document(round_.policy).timers.expiry_days,
    )


def _loads(
    session: Session, round_: Round, view: CoordinatorView
) -> tuple[tuple[MentorLoad, ...], int]:
    match = aliased(Match)
    live = sa.func.count(sa.case((match.status.in_(LIVE_MATCH), 1)))
    is_proposal = (match.status == MatchStatus.PROPOSED) & (match.round_id == round_.id)
    proposed = sa.func.count(sa.case((is_proposal, 1)))
    query = (
        sa.select(Participation, live, proposed)
        .options(selectinload(Participation.member))
        .outerjoin(
            match,
            (match.mentor_id == Participation.member_id)
            & (match.programme_id == Participation.programme_id)
            & match.mentee_id.not_in(view.withheld),
        )
        .where(
            Participation.programme_id == round_.programme_id,
            Participation.is_mentor,
            Participation.member_id.not_in(view.withheld),
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
            Participation.member_id.not_in(view.withheld),
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
    session: Session, round_: Round, view: CoordinatorView
) -> tuple[tuple[UnmatchedLine, ...], int]:
    """Return mentees who are left over, and why; to a reader of a part without figures."""
    theirs = UnmatchedMentee.mentee_id.not_in(view.withheld)
    query = (
        sa.select(UnmatchedMentee, Participation)
        .join(
            Participation,
            (Participation.member_id == UnmatchedMentee.mentee_id)
            & (Participation.programme_id == round_.programme_id),
        )
        .where(UnmatchedMentee.round_id == round_.id, theirs)
        .options(joinedload(UnmatchedMentee.mentee).joinedload(Member.profile))
        .order_by(Participation.rounds_waited.desc(), UnmatchedMentee.mentee_id)
        .limit(MOST_LISTED)
    )
    rows = [
        (unmatched, left_over_facts(unmatched.reason, unmatched.explanation), participation)
        for unmatched, participation in session.execute(query)
    ]
    if not view.is_whole:
        rows = [(row, facts.without_figures(), part) for row, facts, part in rows]
    named = set().union(*(facts.people for _, facts, _ in rows))
    mentees = {row.mentee_id for row, _facts, _part in rows}
    people = people_named(session, named | mentees)
    names = names_of(people)
    total = session.scalar(
        sa.select(sa.func.count(UnmatchedMentee.id)).where(
            UnmatchedMentee.round_id == round_.id, theirs
        )
    )
    lines = tuple(
        UnmatchedLine(
            mentee=people.get(unmatched.mentee_id) or person_of(unmatched.mentee),
            why=why_unmatched(facts),
            rounds_waited=participation.rounds_waited,
            has_first_priority=participation.has_first_priority,
            alternatives=alternatives_in(facts.alternatives, people),
            remedies=remedy_sentences(facts, names),
        )
        for unmatched, facts, participation in rows
    )
    return lines, (total or 0) - len(lines)


def _alone(
    session: Session, round_: Round, view: CoordinatorView
) -> tuple[tuple[UnmatchedLine, ...], int]:
    """Return mentees of whom no pair is seen, by name alone.

    Some may be matched with a withheld mentor: a reason, or how long they wait, would tell who not.
    """
    alone = mentees_seen(session, [round_.id], view)[round_.id].alone
    people = people_named(session, set(alone))
    listed = sorted(people.values(), key=lambda person: (sort_key(person.name), person.id))
    lines = tuple(
        UnmatchedLine(
            mentee=person,
            why=WhyUnmatched(""),
            rounds_waited=0,
            has_first_priority=False,
            alternatives=(),
            remedies=(),
        )
        for person in listed[:MOST_LISTED]
    )
    return lines, len(listed) - len(lines)


def _live(session: Session, round_: Round, view: CoordinatorView) -> dict[MatchStatus, int]:
    query = (
        sa.select(Match.status, sa.func.count(Match.id))
        .where(Match.round_id == round_.id, is_seen(view))
        .group_by(Match.status)
    )
    numbers = dict(iter(session.execute(query)))
    return {status: numbers[status] for status in MatchStatus if status in numbers}
