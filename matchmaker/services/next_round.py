"""When the next round is, by the programme's own calendar."""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Round, RoundStatus
from matchmaker.services.programmes import current_programme
from matchmaker.services.schedule import has_begun_before


@dataclass(frozen=True, slots=True)
class NextRound:
    """The round for which a profile that is saved now comes in time.

    `starts_on` is the first of its month. `is_due` if this month's round can be made any moment;
    `is_reviewed` if this month's has been made and a coordinator has yet to release it.
    `is_left_out` if this month has none unless somebody runs the job: the first members came in it,
    or its round was discarded.
    """

    starts_on: date
    is_due: bool
    is_reviewed: bool
    is_left_out: bool = False


def next_round(session: Session) -> NextRound:
    """Return the programme's next round: this month's until it is made, then next month's.

    What is not made by itself is promised to nobody.
    """
    programme = current_programme(session)
    first = clock.today(programme.time_zone).replace(day=1)
    month = f"{first:%Y-%m}"
    statuses = set(
        session.scalars(sa.select(Round.status).filter_by(programme_id=programme.id, month=month))
    )
    if not statuses and has_begun_before(session, month, programme.time_zone):
        return NextRound(first, is_due=True, is_reviewed=False)
    return NextRound(
        _first_of_next_month(first),
        is_due=False,
        is_reviewed=bool(statuses & {RoundStatus.DRAFT, RoundStatus.FROZEN, RoundStatus.SOLVED}),
        is_left_out=statuses <= {RoundStatus.DISCARDED},
    )


def first_round_from(day: date) -> date:
    """Return the first of a month on or after a day."""
    return day if day.day == 1 else _first_of_next_month(day)


def month_after(month: str) -> str:
    """Return the month that follows one, both as `YYYY-MM`."""
    return f"{_first_of_next_month(date.fromisoformat(f'{month}-01')):%Y-%m}"


def _first_of_next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)
