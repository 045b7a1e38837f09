"""The rounds of a programme in numbers, as a list shows them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Programme, Round, RoundStatus


@dataclass(frozen=True, slots=True)
class RoundNumbers:
    """The result of a round. Points are None where nobody is matched."""

    mentees: int
    mentors: int
    places: int
    matched: int
    unmatched: int
    average_points: float | None
    lowest_points: int | None


@dataclass(frozen=True, slots=True)
class RoundLine:
    """One round in the list of rounds."""

    id: int
    month: str
    status: RoundStatus
    created_at: datetime
    solved_at: datetime | None
    published_at: datetime | None
    numbers: RoundNumbers


def list_rounds(session: Session, programme: Programme) -> list[RoundLine]:
    """Return a programme's rounds, the newest first."""
    query = (
        sa.select(Round)
        .filter_by(programme_id=programme.id)
        .order_by(Round.month.desc(), Round.id.desc())
    )
    return [round_line(round_) for round_ in session.scalars(query)]


def round_line(round_: Round) -> RoundLine:
    """Return a round with the numbers that were stored when it was solved."""
    summary = round_.summary
    mentees, matched = summary.get("mentees", 0), summary.get("matched", 0)
    return RoundLine(
        id=round_.id,
        month=round_.month,
        status=round_.status,
        created_at=round_.created_at,
        solved_at=round_.solved_at,
        published_at=round_.published_at,
        numbers=RoundNumbers(
            mentees=mentees,
            mentors=summary.get("mentors", 0),
            places=summary.get("places", 0),
            matched=matched,
            unmatched=summary.get("unmatched", mentees - matched),
            average_points=summary.get("average_points"),
            lowest_points=summary.get("lowest_points"),
        ),
    )
