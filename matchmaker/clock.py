"""The one place that asks what time it is. Tests stop this clock.

Nothing else reads the wall-clock time; monotonic timers, which only measure how long something
takes, are exempt.
"""

from datetime import UTC, date, datetime, timedelta
from zoneinfo import ZoneInfo

_AHEAD = [timedelta(0)]
"""How far the demo has moved time ahead; zero everywhere else."""

MOST_APART = timedelta(minutes=10)
"""How far apart two machines' clocks may be before one takes over work the other still does."""
_APART = [timedelta(0)]
"""How far the clock that is followed is ahead of this machine's."""
WORTH_FOLLOWING = timedelta(seconds=2)


def now() -> datetime:
    """Return the present moment, aware, in UTC, to the microsecond."""
    return datetime.now(UTC) + _APART[0] + _AHEAD[0]


def follow(moment: datetime) -> None:
    """Go by another clock, which shows this moment now.

    Processes on several machines follow their database's clock: otherwise a machine whose clock is
    fast would end offers, leases and sign-in links too early.
    """
    apart = moment - datetime.now(UTC)
    _APART[0] = apart if abs(apart) > WORTH_FOLLOWING else timedelta(0)


def let_time_pass(time: timedelta) -> None:
    """Move this process's clock on. For the demo only: other processes do not follow."""
    _AHEAD[0] += time


def today(time_zone: str) -> date:
    """Return today's date in an IANA time zone."""
    return now().astimezone(ZoneInfo(time_zone)).date()


def current_month(time_zone: str) -> str:
    """Return this month as `YYYY-MM` in an IANA time zone."""
    return f"{today(time_zone):%Y-%m}"
