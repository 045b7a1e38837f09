"""The pairs of a round as a coordinator looks through them: a page at a time, few queries.

Reading only; what may be decided about a pair is in `decisions`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.messages import gettext as _
from matchmaker.models import Match, MatchStatus, Member, Round
from matchmaker.services.engine.stored import OtherChoice, PairFacts, pair_facts
from matchmaker.services.programme.coordinator_view import WHOLE, CoordinatorView
from matchmaker.services.programme.names import label_of, labels_of
from matchmaker.services.review.numbers import is_seen
from matchmaker.services.review.pair_order import PAIR_ORDERS, ids_in_order
from matchmaker.services.wording.choices import cost_sentence
from matchmaker.services.wording.reasons import (
    CriterionLine,
    GapLine,
    gap_lines,
    points_together,
    reason_lines,
    term_name,
)
from matchmaker.taxonomy import load_taxonomy

PAIRS_A_PAGE: Final = 50


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A member as a coordinator sees them in a list."""

    id: int
    name: str
    position: str


@dataclass(frozen=True, slots=True)
class AlternativeLine:
    """Another mentor whom the mentee could have had."""

    mentor: ListedMember
    points: int
    is_taken: bool
    cost: str = ""
    """What it would cost the round, in a sentence; empty where it is not known."""


@dataclass(frozen=True, slots=True)
class OtherMenteeLine:
    """A mentee whom the mentor could have had instead, and whom they have."""

    mentee: ListedMember
    mentor: ListedMember | None
    points: int
    cost: str


@dataclass(frozen=True, slots=True)
class PairRow:
    """One match of a round, with why it was made and how it stands."""

    match_id: int
    mentee: ListedMember
    mentor: ListedMember
    points: int
    points_together: str
    """The exact sum of the lines; `points` is rounded down."""
    lines: tuple[CriterionLine, ...]
    gaps: tuple[GapLine, ...]
    alternatives: tuple[AlternativeLine, ...]
    no_alternatives: str
    """Why none are listed, in a sentence; empty where they are, and where it is not known."""
    other_mentees: tuple[OtherMenteeLine, ...]
    is_locked: bool
    is_replacement: bool
    status: MatchStatus
    since: datetime
    answer_by: datetime | None
    decline_reason: str
    decline_note: str
    attention: str
    """Why the pair needs a look: a code, or empty."""


@dataclass(frozen=True, slots=True)
class PairPage:
    """Some of a round's pairs, in an order."""

    rows: tuple[PairRow, ...]
    order: str
    number: int
    pages: int
    total: int


def pair_page(
    session: Session,
    round_: Round,
    order: str,
    number: int = 1,
    view: CoordinatorView = WHOLE,
) -> PairPage:
    """Return one page of a round's pairs; an unknown order or page becomes the nearest known.

    Pairs of withheld people are left out. Whom else the two could have had is not told to a reader
    of a part: who has a place, and what a change would cost, depends on everybody.
    """
    is_shown = (Match.round_id == round_.id) & is_seen(view)
    total = session.scalar(sa.select(sa.func.count(Match.id)).where(is_shown)) or 0
    pages = max(1, -(-total // PAIRS_A_PAGE))
    number = min(max(1, number), pages)
    order = order if order in PAIR_ORDERS else PAIR_ORDERS[0]
    ids = ids_in_order(session, is_shown, order, view, (number - 1) * PAIRS_A_PAGE, PAIRS_A_PAGE)
    query = (
        sa.select(Match)
        .where(Match.id.in_([match_id for match_id, _code in ids]))
        .options(
            joinedload(Match.mentee).joinedload(Member.profile),
            joinedload(Match.mentor).joinedload(Member.profile),
        )
    )
    matches = {match.id: match for match in session.scalars(query)}
    found = [(matches[match_id], code) for match_id, code in ids if match_id in matches]
    facts = {match.id: pair_facts(match.reasons) for match, _ in found}
    if not view.is_whole:
        facts = {
            match_id: replace(one, alternatives=None, other_mentees=())
            for match_id, one in facts.items()
        }
    named = set().union(*(one.people for one in facts.values()))
    paired = {each for match, _code in found for each in (match.mentee_id, match.mentor_id)}
    people = people_named(session, named | paired)
    rows = tuple(_pair_row(match, facts[match.id], code, people, view) for match, code in found)
    return PairPage(rows, order, number, pages, total)


def person_of(member: Member, label: str = "") -> ListedMember:
    """Return a member as a list shows them, by a name that tells them from others."""
    parts = (member.profile.job_title, member.profile.department) if member.profile else ()
    position = ", ".join(part for part in parts if part)
    return ListedMember(member.id, label or label_of(member), position)


def people_named(session: Session, ids: set[int]) -> dict[int, ListedMember]:
    """Return members by id, as a list shows them; those who are gone are missing.

    Always two queries, so that a page makes as many for a small round as for a large one. The
    second looks for others of the same name, from whom they have to be told.
    """
    query = sa.select(Member).options(joinedload(Member.profile))
    here = Member.erased_at.is_(None)
    named = session.scalars(query.where(Member.id.in_(ids), here)).all()
    same_name = Member.name.in_({member.name for member in named} - {""})
    others = session.scalars(query.where(same_name, here, Member.left_at.is_(None))).all()
    labels = labels_of([*named, *others])
    return {member.id: person_of(member, labels[member.id]) for member in named}


def alternatives_in(
    others: Iterable[OtherChoice], people: dict[int, ListedMember]
) -> tuple[AlternativeLine, ...]:
    """Return other mentors as a list shows them; without those who are gone."""
    names = names_of(people)
    return tuple(
        AlternativeLine(
            people[other.mentor_id],
            other.points,
            other.is_taken,
            cost_sentence(other.cost, names),
        )
        for other in others
        if other.mentor_id in people
    )


def names_of(people: Mapping[int, ListedMember]) -> dict[int, str]:
    """Return names by id, as sentences need them."""
    return {member_id: person.name for member_id, person in people.items()}


def _other_mentees(
    facts: PairFacts, people: dict[int, ListedMember]
) -> tuple[OtherMenteeLine, ...]:
    names = names_of(people)
    return tuple(
        OtherMenteeLine(
            mentee=people[other.mentee_id],
            mentor=people.get(other.mentor_id or 0),
            points=other.points,
            cost=cost_sentence(other.cost, names),
        )
        for other in facts.other_mentees
        if other.mentee_id in people
    )


def _pair_row(
    match: Match,
    facts: PairFacts,
    attention: str,
    people: dict[int, ListedMember],
    view: CoordinatorView,
) -> PairRow:
    reasons = load_taxonomy().decline_reasons
    alternatives = alternatives_in(facts.alternatives or (), people)
    return PairRow(
        match_id=match.id,
        mentee=people.get(match.mentee_id) or person_of(match.mentee),
        mentor=people.get(match.mentor_id) or person_of(match.mentor),
        points=match.points,
        points_together=points_together(facts.reasons, match.points),
        lines=tuple(reason_lines(facts.reasons)),
        gaps=tuple(gap_lines(facts.reasons)),
        alternatives=alternatives,
        no_alternatives="" if alternatives else _no_alternatives(match, facts, people),
        other_mentees=_other_mentees(facts, people),
        is_locked=match.is_locked,
        # That somebody was asked before tells of a withheld mentor where no such pair is seen.
        is_replacement=match.is_replacement and view.has_all_mentors,
        status=match.status,
        since=_since(match),
        answer_by=match.answer_by,
        decline_reason=term_name(reasons, match.decline_reason) if match.decline_reason else "",
        decline_note=match.decline_note,
        attention=attention,
    )


def _no_alternatives(match: Match, facts: PairFacts, people: dict[int, ListedMember]) -> str:
    """Say why no other mentor is listed; that nobody suits only where others were looked for."""
    if match.is_replacement or facts.alternatives is None:
        return ""
    if match.is_locked:
        return _("Locked: others were not looked for.")
    if any(other.mentor_id not in people for other in facts.alternatives):
        return _("Nobody else who is still here.")
    return _("Nobody else.")


def _since(match: Match) -> datetime:
    """Return when the match came into its state, as far as its own row knows."""
    moments: Sequence[datetime | None] = (
        match.ended_at,
        match.met_at,
        match.introduced_at,
        match.answered_at,
        match.offered_at,
    )
    return next((moment for moment in moments if moment is not None), match.created_at)
