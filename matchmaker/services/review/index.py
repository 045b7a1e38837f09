"""The rounds of a programme in numbers, as a list shows them."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Programme, Round, RoundStatus
from matchmaker.services.engine.stored import RoundNumbers
from matchmaker.services.programme.coordinator_view import WHOLE, CoordinatorView
from matchmaker.services.review.numbers import numbers_seen


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


def list_rounds(
    session: Session, programme: Programme, view: CoordinatorView = WHOLE
) -> list[RoundLine]:
    """Return a programme's rounds, the newest first, with the numbers of what the reader sees."""
    query = (
        sa.select(Round)
        .filter_by(programme_id=programme.id)
        .order_by(Round.month.desc(), Round.id.desc())
    )
    rounds = session.scalars(query).all()
    numbers = numbers_seen(session, rounds, view)
    return [_line(round_, numbers[round_.id]) for round_ in rounds]


def round_line(session: Session, round_: Round, view: CoordinatorView = WHOLE) -> RoundLine:
    """Return a round with the numbers of what the reader sees of it."""
    return _line(round_, numbers_seen(session, [round_], view)[round_.id])


def _line(round_: Round, numbers: RoundNumbers) -> RoundLine:
    return RoundLine(
        id=round_.id,
        month=round_.month,
        status=round_.status,
        created_at=round_.created_at,
        solved_at=round_.solved_at,
        published_at=round_.published_at,
        numbers=numbers,
    )
