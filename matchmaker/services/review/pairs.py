"""The pairs of a round as a coordinator looks through them: a page at a time, few queries.

Reading only; what may be decided about a pair is in `decisions`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, aliased, joinedload

from matchmaker import clock
from matchmaker.messages import gettext as _
from matchmaker.models import LIVE_MATCH, Match, MatchStatus, Member, Participation, Round
from matchmaker.services.engine.stored import OtherChoice, PairFacts, pair_facts
from matchmaker.services.programme.withheld import NOBODY, WITHHELD_NAME
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
DAYS_TO_MEET: Final = 14
"""Days after an introduction by which somebody should have said that they met."""

PAIR_ORDERS: Final = ("attention", "lowest", "highest", "mentee", "mentor")
FAILED: Final = (MatchStatus.DECLINED, MatchStatus.EXPIRED, MatchStatus.WITHDRAWN)


@dataclass(frozen=True, slots=True)
class ListedMember:
    """A member as a coordinator sees them in a list."""

    id: int
    name: str
    position: str


WITHHELD: Final = ListedMember(0, WITHHELD_NAME, "")


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
    is_withheld: bool = False
    """Whether the reader manages one of the two, or is one of them; then nothing is told."""


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
    withheld: frozenset[int] = NOBODY,
) -> PairPage:
    """Return one page of a round's pairs; an unknown order or page becomes the nearest known.

    Pairs of `withheld` people come last, whatever the order: where they stood would tell.
    """
    total = session.scalar(sa.select(sa.func.count(Match.id)).filter_by(round_id=round_.id)) or 0
    pages = max(1, -(-total // PAIRS_A_PAGE))
    number = min(max(1, number), pages)
    order = order if order in PAIR_ORDERS else PAIR_ORDERS[0]
    mentee, mentor = aliased(Member), aliased(Member)
    attention = _attention()
    query = (
        sa.select(Match, attention)
        .join(mentee, mentee.id == Match.mentee_id)
        .join(mentor, mentor.id == Match.mentor_id)
        .where(Match.round_id == round_.id)
        .options(
            joinedload(Match.mentee).joinedload(Member.profile),
            joinedload(Match.mentor).joinedload(Member.profile),
        )
        .order_by(
            sa.case((_is_withheld(withheld), 1), else_=0),
            *_order_by(order, attention, mentee, mentor),
            Match.id,
        )
        .offset((number - 1) * PAIRS_A_PAGE)
        .limit(PAIRS_A_PAGE)
    )
    found = [(match, code) for match, code in session.execute(query)]
    facts = {match.id: pair_facts(match.reasons) for match, _ in found}
    named = set().union(*(one.people for one in facts.values()))
    people = people_named(session, named, withheld)
    # Said alike whether or not one of the withheld suits: otherwise it would tell.
    nobody_else = (
        _("Nobody else whom you may see.")
        if _has_mentor_among(session, round_, withheld)
        else _("Nobody else.")
    )
    rows = tuple(
        _withheld_row(match)
        if withheld & {match.mentee_id, match.mentor_id}
        else _pair_row(match, facts[match.id], code, people, nobody_else)
        for match, code in found
    )
    return PairPage(rows, order, number, pages, total)


def person_of(member: Member) -> ListedMember:
    """Return a member as a list shows them."""
    parts = (member.profile.job_title, member.profile.department) if member.profile else ()
    return ListedMember(member.id, member.greeting_name, ", ".join(part for part in parts if part))


def people_named(
    session: Session, ids: set[int], withheld: frozenset[int] = NOBODY
) -> dict[int, ListedMember]:
    """Return members by id, as a list shows them; those who are gone are missing.

    Of `withheld` ones there is no more than that they are somebody.

    Always one query, so that a page makes as many for a small round as for a large one.
    """
    query = (
        sa.select(Member)
        .where(Member.id.in_(ids - withheld), Member.erased_at.is_(None))
        .options(joinedload(Member.profile))
    )
    shown = {member.id: person_of(member) for member in session.scalars(query)}
    return shown | dict.fromkeys(ids & withheld, WITHHELD)


def alternatives_in(
    others: Iterable[OtherChoice], people: dict[int, ListedMember]
) -> tuple[AlternativeLine, ...]:
    """Return other mentors as a list shows them; without those who are gone or withheld."""
    names = names_of(people)
    return tuple(
        AlternativeLine(
            people[other.mentor_id],
            other.points,
            other.is_taken,
            cost_sentence(other.cost, names),
        )
        for other in others
        if people.get(other.mentor_id, WITHHELD) is not WITHHELD
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
        if people.get(other.mentee_id, WITHHELD) is not WITHHELD
    )


def _pair_row(
    match: Match,
    facts: PairFacts,
    attention: str,
    people: dict[int, ListedMember],
    nobody_else: str,
) -> PairRow:
    reasons = load_taxonomy().decline_reasons
    alternatives = alternatives_in(facts.alternatives or (), people)
    return PairRow(
        match_id=match.id,
        mentee=person_of(match.mentee),
        mentor=person_of(match.mentor),
        points=match.points,
        points_together=points_together(facts.reasons, match.points),
        lines=tuple(reason_lines(facts.reasons)),
        gaps=tuple(gap_lines(facts.reasons)),
        alternatives=alternatives,
        no_alternatives="" if alternatives else _no_alternatives(match, facts, people, nobody_else),
        other_mentees=_other_mentees(facts, people),
        is_locked=match.is_locked,
        is_replacement=match.is_replacement,
        status=match.status,
        since=_since(match),
        answer_by=match.answer_by,
        decline_reason=term_name(reasons, match.decline_reason) if match.decline_reason else "",
        decline_note=match.decline_note,
        attention=attention,
    )


def _has_mentor_among(session: Session, round_: Round, withheld: frozenset[int]) -> bool:
    query = sa.select(Participation.id).where(
        Participation.programme_id == round_.programme_id,
        Participation.is_mentor,
        Participation.member_id.in_(withheld),
    )
    return bool(session.scalar(sa.select(query.exists())))


def _no_alternatives(
    match: Match, facts: PairFacts, people: dict[int, ListedMember], nobody_else: str
) -> str:
    """Say why no other mentor is listed; that nobody suits only where others were looked for."""
    if match.is_replacement or facts.alternatives is None:
        return ""
    if match.is_locked:
        return _("Locked: others were not looked for.")
    if any(other.mentor_id not in people for other in facts.alternatives):
        return _("Nobody else who is still here.")
    return nobody_else


def _withheld_row(match: Match) -> PairRow:
    """Return a row that says only that there is a pair."""
    return PairRow(
        match_id=0,
        mentee=WITHHELD,
        mentor=WITHHELD,
        points=0,
        points_together="",
        lines=(),
        gaps=(),
        alternatives=(),
        no_alternatives="",
        other_mentees=(),
        is_locked=False,
        is_replacement=False,
        status=MatchStatus.PROPOSED,
        since=match.round.created_at,
        answer_by=None,
        decline_reason="",
        decline_note="",
        attention="",
        is_withheld=True,
    )


def _is_withheld(withheld: frozenset[int]) -> sa.ColumnElement[bool]:
    return Match.mentee_id.in_(withheld) | Match.mentor_id.in_(withheld)


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


def _attention() -> sa.ColumnElement[str]:
    """Name what is out of the ordinary about a match, in SQL, so that it can order pages."""
    now = clock.now()
    other = aliased(Match)
    has_mentor = sa.exists().where(
        other.programme_id == Match.programme_id,
        other.mentee_id == Match.mentee_id,
        other.status.in_(LIVE_MATCH),
    )
    return sa.case(
        (Match.status.in_(FAILED) & ~has_mentor, "no_mentor_now"),
        ((Match.status == MatchStatus.OFFERED) & (Match.answer_by < now), "overdue"),
        (
            (Match.status == MatchStatus.INTRODUCED)
            & (Match.introduced_at < now - timedelta(days=DAYS_TO_MEET)),
            "not_met",
        ),
        (
            (Match.status == MatchStatus.OFFERED) & (Match.reminders_sent > 0),
            "reminded",
        ),
        else_="",
    )


def _order_by(order: str, attention: sa.ColumnElement[str], mentee: Any, mentor: Any) -> list[Any]:
    ranks = {"no_mentor_now": 0, "overdue": 1, "not_met": 2, "reminded": 3}
    live_first = sa.case(dict.fromkeys(LIVE_MATCH, 0), value=Match.status, else_=1)
    orders: dict[str, list[Any]] = {
        "attention": [
            sa.case(ranks, value=attention, else_=9),
            live_first,
            Match.answered_at.is_not(None),
            Match.points,
        ],
        "lowest": [Match.points],
        "highest": [Match.points.desc()],
        "mentee": [sa.func.lower(mentee.name)],
        "mentor": [sa.func.lower(mentor.name)],
    }
    return orders[order]
