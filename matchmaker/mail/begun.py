"""Mails in hand: an attempt at each is begun, and its message written, or found as it was."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta

from sqlalchemy.exc import DBAPIError
from sqlalchemy.orm import Session

from config import Settings
from matchmaker.mail.kept import keep_or_repeat
from matchmaker.mail.letter import NoLongerTrue
from matchmaker.mail.letters import write_letter
from matchmaker.mail.message import LetterMessage, sender_domain
from matchmaker.mail.report import DeliveryReport
from matchmaker.models import OutboxMail
from matchmaker.services.matches.promise import Outlook
from matchmaker.services.outbox import leases, outbox, sending
from matchmaker.services.outbox.leases import LeasedMail


@dataclass(frozen=True, slots=True)
class Begun:
    """A mail that is written and about to be offered."""

    leased: LeasedMail
    message: LetterMessage
    recipient: str
    is_awaited: bool


def begin_mails(
    session: Session,
    settings: Settings,
    mails: Sequence[LeasedMail],
    lease: timedelta,
    report: DeliveryReport,
) -> list[Begun]:
    """Begin an attempt at each mail, and return those that have a message to send."""
    rows = leases.begin_attempts(session, mails, lease, sender_domain(settings))
    outlooks: dict[int, Outlook] = {}
    with session.no_autoflush:
        return [
            Begun(leased, message, row.recipient, row.kind in outbox.AWAITED)
            for leased in mails
            if (row := rows.get(leased.mail_id)) is not None
            and (message := _write(session, settings, leased, row, outlooks, report)) is not None
        ]


def _write(
    session: Session,
    settings: Settings,
    leased: LeasedMail,
    row: OutboxMail,
    outlooks: dict[int, Outlook],
    report: DeliveryReport,
) -> LetterMessage | None:
    """Write the message; None if there is nothing to send."""
    try:
        letter = write_letter(session, row, settings, outlooks)
        message = LetterMessage(letter, row, settings)
        keep_or_repeat(message, row, letter.secrets)
    except NoLongerTrue as why:
        report.cancelled += sending.mark_cancelled(session, leased, str(why))
    except DBAPIError:
        raise
    except Exception as error:
        why_not = f"cannot be written: {type(error).__name__}: {error}"
        report.failed += sending.mark_failed(session, leased, why_not)
    else:
        return message
    return None
