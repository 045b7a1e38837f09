"""Sending what the outbox owes: at least once, and never the same row by two at a time.

Mails go in small batches. (1) One transaction leases a batch, another counts its attempts and
writes the messages or, at a later attempt, takes those that were kept; (2) with no transaction
open, each is offered to the server, and each that is taken is noted in a file at once (`taken`);
(3) a third transaction notes the results of all. A process that is killed leaves that file to the
next run: only the mail whose answer it was waiting for is sent again, with the same Message-ID and
the same bytes. Without such a file each result is noted in the database before the next mail.

What somebody waits for before a screen goes first, in batches of its own, and is kept to no pace.
What an answer of the server sets going is in `outcomes`.
"""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from pathlib import Path
from typing import Final

from flask import current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import Settings
from matchmaker import clock
from matchmaker.mail.begun import Begun, begin_mails
from matchmaker.mail.message import LetterMessage, is_address
from matchmaker.mail.outcomes import SOON, Outcomes
from matchmaker.mail.report import DeliveryReport
from matchmaker.mail.settling import Settling, forget
from matchmaker.mail.smtp import (
    MailDelayed,
    MailRefused,
    ServerRefusesUs,
    ServerUnreachable,
    SmtpConnection,
)
from matchmaker.models import ServerTrouble
from matchmaker.services.outbox import leases, outbox, pace, sending, server
from matchmaker.services.outbox.leases import LeasedMail
from matchmaker.services.outbox.problems import count_due

FIRST_BATCH: Final = 5
LARGEST_BATCH: Final = 40
QUICK_SECONDS: Final = 1.0
"""A batch that takes no longer is followed by a larger one."""
SLOW_SECONDS: Final = 3.0
"""One that takes longer, by a smaller one: what somebody waits for comes between."""
LONGEST_BATCH_SECONDS: Final = 30
"""Then the rest of it is given back, long before its lease is over."""
MOST_BREAKS_IN_A_ROW: Final = 3
"""Sessions that break one after another before the rest is left for the next run."""
LONGEST_SILENT_SESSION: Final = 3.0
"""Seconds of rest for which the session is kept open."""


def never() -> bool:
    """Say that nothing asks the delivery to stop."""
    return False


@dataclass
class Deliverer:
    """One run: a session to the database, at most one to the server."""

    session: Session
    settings: Settings
    settling: Settling
    is_stopping: Callable[[], bool] = never
    only_awaited: bool = False
    """Leave all mails alone that nobody waits for before a screen."""
    longest_rest: timedelta = timedelta(0)
    """Wait no longer than this for the next mail that the pace allows; then the run ends."""
    sleep: Callable[[float], None] = time.sleep
    report: DeliveryReport = field(default_factory=DeliveryReport)
    outcomes: Outcomes = field(init=False)
    connection: SmtpConnection | None = None
    breaks_in_a_row: int = 0
    batch: int = FIRST_BATCH
    one_by_one: bool = False
    """The database has failed at one of several: which one it is, is found so."""

    def __post_init__(self) -> None:
        self.outcomes = Outcomes(
            self.session, self.report, self.server_name, self.settings.mails_a_minute
        )

    @property
    def lease(self) -> timedelta:
        """Longer than a batch can take, also by a clock that is as far ahead as we allow for."""
        longest = timedelta(seconds=max(300, 10 * self.settings.smtp_timeout_seconds))
        return longest + clock.MOST_APART

    @property
    def server_name(self) -> str:
        """The server, as an operator knows it."""
        return f"{self.settings.smtp_host}:{self.settings.smtp_port}"

    def run(self, limit: int | None = None) -> DeliveryReport:
        """Send what is due, at most `limit` mails, until nothing is left or the server fails."""
        self._begin_run()
        left = limit
        try:
            while (left is None or left > 0) and not self.is_stopping():
                mails, wait = self._lease_mails(
                    self.batch if left is None else min(left, self.batch)
                )
                if mails:
                    if not self._deliver_batch(mails) and not self._may_go_on():
                        break
                    left = None if left is None else left - len(mails)
                elif wait is None or wait > self.longest_rest:
                    break
                else:
                    self._rest(wait)
        finally:
            self._hang_up()
            self.settling.end()
        self._end_run()
        return self.report

    def _may_go_on(self) -> bool:
        """Rest where the server has too many, if this run may; return whether it goes on."""
        if self.report.fault or self.report.trouble or self.longest_rest < SOON:
            return False
        self._rest(SOON)
        return True

    def _begin_run(self) -> None:
        self.settling.begin()
        self.report.cancelled += outbox.cancel_expired(self.session)
        server.meet_server(self.session, self.server_name)
        self.session.commit()

    def _end_run(self) -> None:
        report = self.report
        report.sent = self.settling.sent
        self.outcomes.end()
        if report.fault:
            server.note_trouble(self.session, ServerTrouble.REFUSES_US, report.fault)
        elif report.trouble:
            server.note_trouble(self.session, ServerTrouble.UNREACHABLE, report.trouble)
        report.waiting = count_due(self.session)
        awaited = True if self.only_awaited else None
        is_well = not (report.fault or report.trouble)
        report.has_more = is_well and leases.has_due(self.session, awaited=awaited)
        self.session.commit()

    def _lease_mails(self, most: int) -> tuple[list[LeasedMail], timedelta | None]:
        """Lease a batch; where the pace keeps back what is due, return how long."""
        a_minute = self.settings.mails_a_minute
        wait = None
        mails = leases.lease_mails(self.session, most, self.lease, awaited=True)
        if mails:
            pace.take_places(self.session, a_minute, len(mails), awaited=True)
        elif not self.only_awaited:
            free, until = pace.free_places(self.session, a_minute, most)
            if free:
                mails = leases.lease_mails(self.session, free, self.lease, awaited=False)
                pace.take_places(self.session, a_minute, len(mails))
            elif leases.has_due(self.session, awaited=False):
                wait = until
        self.session.commit()
        return mails, wait

    def _rest(self, wait: timedelta) -> None:
        """Wait for the pace with nothing in hand, until somebody waits for a mail."""
        left = wait.total_seconds()
        if left > LONGEST_SILENT_SESSION:
            self._hang_up()
        while left > 0 and not self.is_stopping():
            self.sleep(min(left, 1.0))
            left -= 1.0
            is_awaited = leases.has_due(self.session, awaited=True)
            self.session.commit()
            if is_awaited:
                return

    def _deliver_batch(self, mails: list[LeasedMail]) -> bool:
        """Deliver the leased mails in turn; on trouble give back the rest and return False.

        Asked to stop, it finishes the mail in hand, so that no lease is left behind. After an
        error only the mail in hand keeps its lease: nobody knows whether the server has it.
        """
        began = time.monotonic()
        begun = self._begin(mails)
        for number, each in enumerate(begun, 1):
            try:
                goes_on = self._deliver(each)
            except BaseException:
                self.session.rollback()
                with suppress(DBAPIError):
                    self.settling.settle()
                    self._give_back(begun[number:])
                raise
            is_slow = time.monotonic() - began > LONGEST_BATCH_SECONDS
            if not goes_on or is_slow or self.is_stopping():
                self.settling.settle()
                self._give_back(begun[number:])
                self.batch = 1
                return goes_on
        self.settling.settle()
        self._size_next_batch(time.monotonic() - began)
        return True

    def _size_next_batch(self, seconds: float) -> None:
        if self.one_by_one:
            self.batch = 1
        elif seconds < QUICK_SECONDS:
            self.batch = min(2 * self.batch, LARGEST_BATCH)
        elif seconds > SLOW_SECONDS:
            self.batch = max(1, self.batch // 2)

    def _begin(self, mails: list[LeasedMail]) -> list[Begun]:
        """Begin an attempt at each mail and write the messages, of those that have any to write."""
        self.settling.hold(mails[0].token)
        try:
            begun = begin_mails(self.session, self.settings, mails, self.lease, self.report)
            self.session.commit()
        except BaseException as error:
            self.session.rollback()
            if len(mails) == 1:
                raise
            for leased in mails:
                leases.release_mail(self.session, leased)
            self.session.commit()
            if not isinstance(error, DBAPIError):
                raise
            self.one_by_one = True
            return []
        return begun

    def _give_back(self, mails: Sequence[Begun]) -> None:
        for each in mails:
            leases.release_mail(self.session, each.leased, is_begun=True)
        self.session.commit()

    def _deliver(self, mail: Begun) -> bool:
        """Offer one mail; return whether the server is good for another."""
        try:
            self._send(mail.message)
        except MailDelayed as error:
            self.settling.settle()
            goes_on = self.outcomes.delay(mail, error)
            if not goes_on:
                self._hang_up()
        except MailRefused as error:
            self.settling.settle()
            goes_on = self.outcomes.refuse(mail, error)
        except ServerUnreachable as error:
            self.settling.settle()
            self.report.count(sending.mark_delayed(self.session, mail.leased, str(error)))
            self.session.commit()
            return self._is_worth_another_session(error)
        except ServerRefusesUs as error:
            self.settling.settle()
            leases.release_mail(self.session, mail.leased, is_begun=True)
            self.session.commit()
            self.report.fault = str(error)
            return False
        else:
            self.settling.take(mail.leased, self.outcomes.take())
            if self.outcomes.believed:
                self.settling.settle()
                self.outcomes.believe()
            goes_on = True
        self.breaks_in_a_row = 0
        return goes_on

    def _send(self, message: LetterMessage) -> None:
        if self.connection is None:
            connection = SmtpConnection(current_app.extensions["mail"], self.settings)
            self.connection = connection.__enter__()
        self.connection.send(message)

    def _is_worth_another_session(self, error: ServerUnreachable) -> bool:
        is_alive = self.connection is not None and not error.is_silent
        self._hang_up()
        self.breaks_in_a_row += 1
        if is_alive and self.breaks_in_a_row < MOST_BREAKS_IN_A_ROW:
            return True
        self.report.trouble = str(error)
        return False

    def _hang_up(self) -> None:
        if self.connection is not None:
            self.connection.__exit__(None, None, None)
            self.connection = None


def deliver_mails(
    session: Session,
    settings: Settings,
    limit: int | None = None,
    is_stopping: Callable[[], bool] = never,
    note_sent: Callable[[Sequence[str]], None] = forget,
    *,
    folder: Path | None = None,
    only_awaited: bool = False,
    longest_rest: timedelta = timedelta(0),
) -> DeliveryReport:
    """Send what the outbox owes and return what was done. Commits; run it outside a request.

    In `folder` this machine notes what the server has taken until the database knows it.
    """
    if not is_address(settings.mail_from):
        fault = f"MAIL_FROM is no mail address: {settings.mail_from!r}"
        return DeliveryReport(waiting=count_due(session), fault=fault)
    return Deliverer(
        session,
        settings,
        Settling(session, folder, note_sent),
        is_stopping=is_stopping,
        only_awaited=only_awaited,
        longest_rest=longest_rest,
    ).run(limit)
