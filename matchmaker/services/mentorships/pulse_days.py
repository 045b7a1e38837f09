"""When each of a pair is asked how it goes: after two sessions, and on the days of the policy.

Pure: no query. The mails and the page ask on the same days.
"""

from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

from matchmaker.services.programme.policies import MentorshipPolicy

ASKED_AFTER_SESSIONS: Final = 2
"""After each of so many sessions somebody is asked whether it fits."""
ASKED_FOR_DAYS: Final = 21
"""So long a question stands; then it is late, and the next one is soon."""


@dataclass(frozen=True, slots=True)
class Occasion:
    """One time of asking; `days_ago` it began."""

    name: str
    asks_fit: bool
    days_ago: int


def occasions_now(
    policy: MentorshipPolicy, began_on: date, held: Sequence[datetime], now: datetime, today: date
) -> Iterator[Occasion]:
    """Yield what is asked now, from when the sessions took place: at most one of each kind.

    Examples
    --------
    >>> from datetime import UTC
    >>> now = datetime(2026, 12, 3, tzinfo=UTC)
    >>> found = occasions_now(MentorshipPolicy(), date(2026, 11, 2), [now], now, now.date())
    >>> [each.name for each in found]
    ['session-1', 'day-30']
    """
    for number, moment in reversed(list(enumerate(sorted(held)[:ASKED_AFTER_SESSIONS], start=1))):
        days = (now - moment).days
        if 0 <= days < ASKED_FOR_DAYS:
            yield Occasion(f"session-{number}", True, days)
            break
    since = (today - began_on).days
    if since >= policy.pulse_days:
        days = (since - policy.pulse_days) % policy.pulse_every_days
        if days < ASKED_FOR_DAYS:
            yield Occasion(f"day-{since - days}", False, days)


def first_open(occasions: Iterator[Occasion], answered: Collection[str]) -> Occasion | None:
    """Return the first one that somebody has not answered."""
    return next((each for each in occasions if each.name not in answered), None)
