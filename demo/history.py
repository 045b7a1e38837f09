"""How the programme went, month by month: a line of numbers for each."""

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from rich.table import Table
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    Concern,
    ConcernKind,
    Match,
    MatchStatus,
    MentoringSession,
    Mentorship,
    Round,
    RoundStatus,
    SessionStatus,
)
from matchmaker.services.engine.stored import round_facts

SOON: Final = timedelta(days=21)
FIRST_QUARTER: Final = timedelta(days=90)
ENOUGH_SESSIONS: Final = 3


@dataclass(frozen=True, slots=True)
class MonthLine:
    """One month; the first numbers are about its round, the last about what ended in it."""

    month: str
    looking: int
    matched: int
    introduced: int
    met_soon: int | None
    """Of those introduced from its round: who met within 21 days; None before 21 days are over."""
    met_often: int | None
    """Of those: who held three sessions in 90 days; None while none of them had as many days."""
    completed: int
    ended: int
    """Without having been completed, for whatever reason."""
    asked_for_another: int
    """Of those that ended: in how many one of the two asked for another mentor or mentee."""

    @property
    def places_back(self) -> int:
        """How many places of mentors became free in the month."""
        return self.completed + self.ended


def take_history(session: Session) -> tuple[MonthLine, ...]:
    """Count what is in the database."""
    rounds = session.scalars(
        sa.select(Round).filter_by(status=RoundStatus.PUBLISHED).order_by(Round.month)
    ).all()
    pairs = session.scalars(sa.select(Match).join(Mentorship, Mentorship.match_id == Match.id))
    sessions: dict[int, list[MentoringSession]] = {}
    for held in session.scalars(sa.select(MentoringSession).filter_by(status=SessionStatus.HELD)):
        sessions.setdefault(held.match_id, []).append(held)
    every = pairs.all()
    asked = set(session.scalars(sa.select(Concern.match_id).filter_by(kind=ConcernKind.ANOTHER)))
    return tuple(_line(round_, every, sessions, asked) for round_ in rounds)


def _line(
    round_: Round,
    pairs: Sequence[Match],
    sessions: Mapping[int, list[MentoringSession]],
    asked: Collection[int],
) -> MonthLine:
    numbers = round_facts(round_.summary).numbers
    own = [pair for pair in pairs if pair.round_id == round_.id]
    over = [pair for pair in pairs if pair.ended_at and f"{pair.ended_at:%Y-%m}" == round_.month]
    completed = sum(pair.status == MatchStatus.COMPLETED for pair in over)
    first = min((pair.introduced_at for pair in own if pair.introduced_at), default=clock.now())
    age = clock.now() - first
    held = {pair.id: sessions.get(pair.id, []) for pair in own}
    return MonthLine(
        month=round_.month,
        looking=numbers.mentees,
        matched=numbers.matched,
        introduced=len(own),
        met_soon=sum(_held_within(pair, held[pair.id], SOON, 1) for pair in own)
        if age >= SOON
        else None,
        met_often=sum(
            _held_within(pair, held[pair.id], FIRST_QUARTER, ENOUGH_SESSIONS) for pair in own
        )
        if age >= FIRST_QUARTER
        else None,
        completed=completed,
        ended=len(over) - completed,
        asked_for_another=sum(pair.id in asked for pair in over),
    )


def _held_within(
    pair: Match, sessions: Sequence[MentoringSession], time: timedelta, least: int
) -> bool:
    """Whether a pair held so many sessions within some time from its introduction."""
    if pair.introduced_at is None:
        return False
    until = pair.introduced_at + time
    return sum(bool(each.starts_at and each.starts_at <= until) for each in sessions) >= least


def fill(table: Table, lines: Sequence[MonthLine]) -> None:
    """Write the months into a table."""
    table.add_column("Month", style="bold", no_wrap=True)
    for heading in (
        "look",
        "match",
        "share",
        "intro-\nduced",
        "met in\n21 d",
        "3 in\n90 d",
        "com-\npleted",
        "ended",
        "another\nwanted",
        "places\nback",
    ):
        table.add_column(heading, justify="right", vertical="bottom", no_wrap=True)
    for line in lines:
        table.add_row(
            f"{date.fromisoformat(f'{line.month}-01'):%b}",
            str(line.looking),
            str(line.matched),
            f"{round(100 * line.matched / line.looking)} %" if line.looking else "",
            str(line.introduced),
            _or_dash(line.met_soon),
            _or_dash(line.met_often),
            str(line.completed),
            str(line.ended),
            str(line.asked_for_another),
            str(line.places_back),
        )


def _or_dash(number: int | None) -> str:
    return "–" if number is None else str(number)
