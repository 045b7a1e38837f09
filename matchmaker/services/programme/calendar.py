"""A programme's own calendar: its months, its days, and when its next round is."""

import hashlib
import re
from calendar import monthrange
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Participation, Programme, Round, RoundStatus

_MONTH: Final = re.compile(r"[0-9]{4}-(0[1-9]|1[0-2])")


class InvalidMonth(ValueError):
    """The text is not a month; the message says how one is written."""


@dataclass(frozen=True, slots=True)
class NextRound:
    """The round for which a profile that is saved now comes in time.

    `starts_on` is the first of its month. `is_due` if this month's round can be made any moment;
    `is_reviewed` if one before it has been made and a coordinator has yet to release it, the
    newest such in `reviewed_month`. `is_left_out` if this month has none unless somebody runs the
    job: the first members came in it, or its round was discarded.
    """

    starts_on: date
    is_due: bool
    is_reviewed: bool
    is_left_out: bool = False
    reviewed_month: str = ""


def next_round(session: Session, programme: Programme) -> NextRound:
    """Return the first round, from this month's on, whose people are not fixed yet.

    A round that somebody made ahead of its month is past, too. What is not made by itself (a
    discarded round is not made again) is promised to nobody.
    """
    first = clock.today(programme.time_zone).replace(day=1)
    present = f"{first:%Y-%m}"
    made: dict[str, set[RoundStatus]] = {}
    query = sa.select(Round.month, Round.status).where(
        Round.programme_id == programme.id, Round.month >= present
    )
    for month, status in session.execute(query):
        made.setdefault(month, set()).add(status)
    begins = first
    while not _is_open(session, programme, f"{begins:%Y-%m}", present, made):
        begins = _first_of_next_month(begins)
    reviewed = [
        month
        for month, statuses in made.items()
        if month < f"{begins:%Y-%m}" and statuses & {RoundStatus.FROZEN, RoundStatus.SOLVED}
    ]
    return NextRound(
        begins,
        is_due=begins == first,
        is_reviewed=bool(reviewed),
        is_left_out=begins != first and made.get(present, set()) <= {RoundStatus.DISCARDED},
        reviewed_month=max(reviewed, default=""),
    )


def _is_open(
    session: Session,
    programme: Programme,
    month: str,
    present: str,
    made: dict[str, set[RoundStatus]],
) -> bool:
    """Whether a month's round will be made by itself, and takes in who registers now."""
    statuses = made.get(month, set())
    if RoundStatus.DRAFT in statuses:
        return True
    if statuses:
        return False
    return month > present or has_begun_before(session, programme, month)


def check_month(month: str) -> str:
    """Return the month as given. Raises `InvalidMonth`."""
    if not _MONTH.fullmatch(month):
        raise InvalidMonth(f"{month!r} is not a month; write it as 2026-11.")
    return month


def check_near(month: str, present: str) -> str:
    """Return a month if it is the present one or next to it; a typo in the year is no round.

    Raises `InvalidMonth`.
    """
    if abs(_number(check_month(month)) - _number(present)) > 1:
        raise InvalidMonth(
            f"{month} is far away: it is {present}, and a round is made for that month, the one "
            "before or the one after."
        )
    return month


def has_begun_before(session: Session, programme: Programme, month: str) -> bool:
    """Whether the programme had a member before a month began, by its own calendar."""
    first_joined_at = session.scalar(
        sa.select(sa.func.min(Participation.joined_at)).filter_by(programme_id=programme.id)
    )
    if first_joined_at is None:
        return False
    return f"{local_day(first_joined_at, programme.time_zone):%Y-%m}" < month


def local_day(moment: datetime, time_zone: str) -> date:
    """Return the day of a moment by a time zone."""
    return moment.astimezone(ZoneInfo(time_zone)).date()


def first_round_from(day: date) -> date:
    """Return the first of a month on or after a day."""
    return day if day.day == 1 else _first_of_next_month(day)


def months_after(day: date, months: int) -> date:
    """Return the same day so many months later, or the last of that month where it has none."""
    year, month = divmod(day.year * 12 + day.month - 1 + months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def months_later(first: date, months: int) -> date:
    """Return the first of the month so many months after a first of a month."""
    for _ in range(months):
        first = _first_of_next_month(first)
    return first


def month_after(month: str) -> str:
    """Return the month that follows one, both as `YYYY-MM`."""
    return f"{_first_of_next_month(date.fromisoformat(f'{month}-01')):%Y-%m}"


def seed_of(*names: str) -> int:
    """Return the seed of what has these names: the same one whenever it is made again."""
    digest = hashlib.sha256(":".join(names).encode()).digest()
    return int.from_bytes(digest[:4], "big") >> 1


def _first_of_next_month(first: date) -> date:
    return date(first.year + first.month // 12, first.month % 12 + 1, 1)


def _number(month: str) -> int:
    year, _, number = month.partition("-")
    return 12 * int(year) + int(number)
