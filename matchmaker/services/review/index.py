"""The rounds of a programme in numbers, as a list shows them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Programme, Round, RoundStatus
from matchmaker.services.engine.stored import RoundNumbers, round_facts


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
    return RoundLine(
        id=round_.id,
        month=round_.month,
        status=round_.status,
        created_at=round_.created_at,
        solved_at=round_.solved_at,
        published_at=round_.published_at,
        numbers=round_facts(round_.summary).numbers,
    )
