"""Sending what the outbox owes: at least once, and never the same row by two at a time.

For each mail: (1) in one transaction, renew the lease, count the attempt, and write the message or,
at a later attempt, take the one that was kept;
(2) with no transaction open, talk to the server; (3) in another transaction, note the result. A
process that is killed between (2) and (3) leaves a row whose lease runs out and which is then sent
again, with the same Message-ID and the same bytes.
"""

from collections.abc import Callable
from contextlib import suppress
from dataclasses import dataclass, field
from datetime import timedelta
from typing import Final

from flask import current_app
from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import Settings
from matchmaker import clock
from matchmaker.mail.kept import keep_or_repeat
from matchmaker.mail.learning import learn_of_refusal, learn_of_success
from matchmaker.mail.letter import NoLongerTrue
from matchmaker.mail.letters import write_letter
from matchmaker.mail.message import LetterMessage, is_address, sender_domain
from matchmaker.mail.smtp import (
    MailDelayed,
    MailRefused,
    ServerRefusesUs,
    ServerUnreachable,
    SmtpConnection,
)
from matchmaker.models import MailStatus
from matchmaker.services.matches.refused_addresses import end_offers_of
from matchmaker.services.outbox import outbox
from matchmaker.services.outbox.outbox import LeasedMail
from matchmaker.services.outbox.problems import count_due

MOST_AT_ONCE: Final = 5
"""Kept small: a new sign-in link waits behind at most one batch, and a killed process delays at
most one batch."""
MOST_BREAKS_IN_A_ROW: Final = 3
"""Sessions that break one after another before the rest is left for the next run."""


def never() -> bool:
    """Say that nothing asks the delivery to stop."""
    return False


def forget(_message_id: str) -> None:
    """Note nowhere but in the database that a mail has left."""


@dataclass
class DeliveryReport:
    """What one run did. `fault` is a line for the operator, empty where all is well."""

    sent: int = 0
    delayed: int = 0
    failed: int = 0
    cancelled: int = 0
    waiting: int = 0
    trouble: str = ""
    """The server could not be reached; nothing is lost and the next run tries again."""
    fault: str = ""
    """The server refuses us; mails wait until the settings are right."""

    @property
    def did_something(self) -> bool:
        """Whether a mail changed its state or the server was in the way."""
        return bool(
            self.sent + self.delayed + self.failed + self.cancelled or self.trouble or self.fault
        )

    def count(self, status: MailStatus | None) -> None:
        """Count what became of a delayed mail; None: another deliverer has it."""
        self.delayed += status == MailStatus.PENDING
        self.failed += status == MailStatus.FAILED
        self.cancelled += status == MailStatus.CANCELLED


@dataclass
class Deliverer:
    """One run: a session to the database, at most one to the server."""

    session: Session
    settings: Settings
    is_stopping: Callable[[], bool] = never
    note_sent: Callable[[str], None] = forget
    """Is told the Message-ID of each mail that left, once the database knows it."""
    report: DeliveryReport = field(default_factory=DeliveryReport)
    connection: SmtpConnection | None = None
    breaks_in_a_row: int = 0

    @property
    def lease(self) -> timedelta:
        """Longer than one mail can take, also by a clock that is as far ahead as we allow for."""
        longest = timedelta(seconds=max(300, 10 * self.settings.smtp_timeout_seconds))
        return longest + clock.MOST_APART

    def run(self, limit: int | None = None) -> DeliveryReport:
        """Send what is due, at most `limit` mails, until nothing is left or the server fails."""
        self.report.cancelled += outbox.cancel_expired(self.session)
        self.session.commit()
        left = limit
        try:
            while (left is None or left > 0) and not self.is_stopping():
                mails = self._lease_mails(MOST_AT_ONCE if left is None else min(left, MOST_AT_ONCE))
                if not mails or not self._deliver_all(mails):
                    break
                left = None if left is None else left - len(mails)
        finally:
            self._hang_up()
        self.report.waiting = count_due(self.session)
        self.session.commit()
        return self.report

    def _lease_mails(self, limit: int) -> list[LeasedMail]:
        mails = outbox.lease_mails(self.session, limit, self.lease)
        self.session.commit()
        return mails

    def _deliver_all(self, mails: list[LeasedMail]) -> bool:
        """Deliver the leased mails in turn; on trouble give back the rest and return False.

        Asked to stop, it finishes the mail in hand, so that no lease is left behind. After an
        error only the mail in hand keeps its lease: nobody knows whether the server has it.
        """
        for number, leased in enumerate(mails, 1):
            try:
                goes_on = self._deliver(leased) and not self.is_stopping()
            except BaseException:
                self.session.rollback()
                with suppress(DBAPIError):
                    self._give_back(mails[number:])
                raise
            if not goes_on:
                self._give_back(mails[number:])
                return False
        return True

    def _give_back(self, mails: list[LeasedMail]) -> None:
        for leased in mails:
            outbox.release_mail(self.session, leased)
        self.session.commit()

    def _deliver(self, leased: LeasedMail) -> bool:
        """Deliver one mail; return whether the server is good for another."""
        message = self._write(leased)
        if message is None:
            return True
        try:
            self._send(message)
        except MailDelayed as error:
            self.report.count(outbox.mark_delayed(self.session, leased, str(error)))
        except MailRefused as error:
            self.report.failed += outbox.mark_failed(self.session, leased, str(error))
            if error.refuses_recipient:
                refused = learn_of_refusal(self.session, leased, str(error))
                self.session.commit()
                if refused is not None:
                    end_offers_of(self.session, refused)
        except ServerUnreachable as error:
            self.report.count(outbox.mark_delayed(self.session, leased, str(error)))
            self.session.commit()
            return self._is_worth_another_session(error)
        except ServerRefusesUs as error:
            outbox.release_mail(self.session, leased, is_begun=True)
            self.session.commit()
            self.report.fault = str(error)
            return False
        else:
            self._settle_sent(leased, message.message_id)
        self.session.commit()
        self.breaks_in_a_row = 0
        return True

    def _settle_sent(self, leased: LeasedMail, message_id: str) -> None:
        is_ours = outbox.mark_sent(self.session, leased)
        learn_of_success(self.session, leased)
        self.session.commit()
        if is_ours:
            self.report.sent += 1
            self.note_sent(message_id)

    def _write(self, leased: LeasedMail) -> LetterMessage | None:
        """Begin an attempt and write the message; None if there is nothing to send."""
        domain = sender_domain(self.settings)
        row = outbox.begin_attempt(self.session, leased, self.lease, domain)
        message = None
        if row is not None:
            try:
                letter = write_letter(self.session, row, self.settings)
                message = LetterMessage(letter, row, self.settings)
                keep_or_repeat(message, row, letter.secrets)
            except NoLongerTrue as why:
                self.report.cancelled += outbox.mark_cancelled(self.session, leased, str(why))
            except DBAPIError:
                raise
            except Exception as error:
                why_not = f"cannot be written: {type(error).__name__}: {error}"
                self.report.failed += outbox.mark_failed(self.session, leased, why_not)
        self.session.commit()
        return message

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
    note_sent: Callable[[str], None] = forget,
) -> DeliveryReport:
    """Send what the outbox owes and return what was done. Commits; run it outside a request."""
    if not is_address(settings.mail_from):
        fault = f"MAIL_FROM is no mail address: {settings.mail_from!r}"
        return DeliveryReport(waiting=count_due(session), fault=fault)
    return Deliverer(session, settings, is_stopping, note_sent).run(limit)
