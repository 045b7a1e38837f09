"""How many mails a minute the server is given: what the settings say, and what it bears.

The pace is kept in the database, so that all who deliver share it. When the server says that there
are too many, nothing more is offered for a minute; from then on it is given what it took in the
minute before, and half of the pace at least: in a minute in which little was owed, or in which
others used the server, what it took says little. The pace is doubled after every ten minutes
without such an answer, and forgotten after an hour. A tenth of it is left to mails that somebody
waits for at the screen: they are offered at once, and what they take the others wait for.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MailServer
from matchmaker.services.outbox.server import the_server

MINUTE: Final = timedelta(minutes=1)
AT_REST: Final = MINUTE
DOUBLED_EVERY: Final = timedelta(minutes=10)
FORGOTTEN_AFTER: Final = timedelta(hours=1)
FIRST_GUESS: Final = 10
"""The least where no pace is in force."""
AT_ONCE: Final = timedelta(seconds=1)
"""What was not used of the time before is not made up for, but for so much of it."""


@dataclass(frozen=True, slots=True)
class Pace:
    """How the server is being treated. `a_minute` is None where there is no limit."""

    a_minute: int | None
    rests_until: datetime | None

    @property
    def for_rounds(self) -> int | None:
        """How many of them are left to mails that nobody waits for at the screen."""
        if self.a_minute is None or self.a_minute == 1:
            return self.a_minute
        return self.a_minute - max(1, self.a_minute // 10)

    @property
    def interval(self) -> timedelta:
        """The time between two such mails."""
        return timedelta(0) if self.for_rounds is None else MINUTE / self.for_rounds

    def done_at(self, waiting: int) -> datetime | None:
        """Return about when so many mails will have left; None where no pace delays them."""
        if self.a_minute is None and self.rests_until is None:
            return None
        begins = self.rests_until or clock.now()
        return begins if self.for_rounds is None else begins + waiting * MINUTE / self.for_rounds


def pace_of(session: Session, setting: int) -> Pace:
    """Return the pace that is in force; `setting` is the operator's, 0 for none."""
    return _pace(the_server(session), setting)


def interval_since(session: Session, setting: int, moment: datetime) -> timedelta:
    """Return the longest time between two mails that was planned since then, as far as is known.

    Nothing where no pace was in force.
    """
    limits = [setting] if setting else []
    server = the_server(session)
    learned, at = (server.learned_a_minute, server.learned_at) if server else (None, None)
    if learned is not None and at is not None and at > moment - FORGOTTEN_AFTER:
        limits.append(learned)
    return Pace(min(limits, default=None), None).interval


def free_places(session: Session, setting: int, most: int) -> tuple[int, timedelta]:
    """Return how many mails may be offered now, and how long it is until there may be more.

    Where a pace is in force, others who ask wait until the transaction ends; `take_places` says how
    many were taken.
    """
    pace = pace_of(session, setting)
    if pace.a_minute is None and pace.rests_until is None:
        return most, timedelta(0)
    server = the_server(session, locked=True)
    pace, now = _pace(server, setting), clock.now()
    if pace.rests_until is not None:
        return 0, pace.rests_until - now
    if server is None or pace.a_minute is None:
        return most, timedelta(0)
    next_at = _next_at(server, now)
    if next_at > now:
        return 0, next_at - now
    return min(most, 1 + (now - next_at) // pace.interval), timedelta(0)


def take_places(session: Session, setting: int, count: int, *, awaited: bool = False) -> None:
    """Note that so many mails are offered now."""
    pace = pace_of(session, setting)
    if not count or pace.a_minute is None:
        return
    server = the_server(session, locked=True)
    if server is not None:
        now = clock.now()
        next_at = max(_next_at(server, now), now) if awaited else _next_at(server, now)
        # However many people sign in at once, the others wait for a minute at most.
        server.next_at = min(next_at + count * pace.interval, now + MINUTE)
        session.flush()


def slow_down(session: Session, setting: int, taken: int) -> None:
    """The server says that there are too many; `taken` is what it took in the last minute."""
    server = the_server(session, locked=True)
    pace, now = _pace(server, setting), clock.now()
    if server is None or pace.rests_until is not None:
        return
    if pace.a_minute is None:
        bears = max(taken, FIRST_GUESS)
    else:
        bears = min(max(taken, pace.a_minute // 2), pace.a_minute * 9 // 10)
    server.learned_a_minute, server.learned_at = max(1, bears), now
    server.rests_until = now + AT_REST
    session.flush()


def forget_pace(session: Session) -> None:
    """Forget what was learned, and any rest: the server is given what the settings say."""
    server = the_server(session, locked=True)
    if server is not None:
        server.learned_a_minute = server.learned_at = server.rests_until = server.next_at = None
        session.flush()


def _pace(server: MailServer | None, setting: int) -> Pace:
    now = clock.now()
    limits = [setting] if setting else []
    rests_until = None
    if server is not None:
        learned, since = server.learned_a_minute, server.learned_at
        if learned is not None and since is not None and now - since < FORGOTTEN_AFTER:
            limits.append(learned * 2 ** max(0, (now - since) // DOUBLED_EVERY))
        if server.rests_until is not None and server.rests_until > now:
            rests_until = server.rests_until
    return Pace(min(limits, default=None), rests_until)


def _next_at(server: MailServer, now: datetime) -> datetime:
    return max(server.next_at or now, now - AT_ONCE)
