"""Reads the mailbox and lets the programme know: a mail failed after all, an address is none.

Each report is one transaction, and is removed from the mailbox only afterwards: a run that is
killed is done again, and the second time finds nothing to change.
"""

import time
from collections.abc import Callable
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from config import Settings
from matchmaker.mail.bounces.mailbox import Mailbox, MailboxRefusesUs, MailboxUnreachable
from matchmaker.mail.bounces.report import Report, read_report
from matchmaker.mail.cleaning import one_line
from matchmaker.mail.refusals import without_addresses
from matchmaker.models import OutboxMail
from matchmaker.services.addresses.known import find_by_current_address
from matchmaker.services.matches.refused_addresses import end_offers_of, note_refusal
from matchmaker.services.outbox.refusing import refuse_all
from matchmaker.services.outbox.returned import mark_returned, sent_mail

LONGEST_SECONDS: Final = 45


@dataclass
class BounceReport:
    """What one run found. `fault` is a line for the operator, empty where all is well."""

    returned: int = 0
    addresses: int = 0
    """Members whose address is known to be none by it."""
    complaints: int = 0
    other: int = 0
    """Reports about no mail of ours, or that say nothing new."""
    trouble: str = ""
    fault: str = ""


def read_bounces(
    session: Session, settings: Settings, is_stopping: Callable[[], bool] = lambda: False
) -> BounceReport:
    """Read what came back. Commits after each report; run it outside a request."""
    report = BounceReport()
    ends_at = time.monotonic() + LONGEST_SECONDS
    try:
        with Mailbox(settings) as mailbox:
            for number, content in mailbox.reports():
                if is_stopping() or time.monotonic() > ends_at:
                    break
                is_ours = _take(session, content, report)
                session.commit()
                mailbox.settle(number) if is_ours else mailbox.mark_read(number)
    except MailboxUnreachable as error:
        report.trouble = str(error)
    except MailboxRefusesUs as error:
        report.fault = str(error)
    return report


def _take(session: Session, content: bytes, report: BounceReport) -> bool:
    """Note what a report says; return whether it is about a mail of ours."""
    said = read_report(content)
    mail = sent_mail(session, said.message_ids) if said is not None else None
    if said is None or mail is None:
        report.other += 1
        return False
    if said.kind == "complaint":
        report.complaints += refuse_all(session, mail)
    elif said.kind == "returned":
        _take_back(session, mail, said, report)
    return True


def _take_back(session: Session, mail: OutboxMail, said: Report, report: BounceReport) -> None:
    answer = one_line(without_addresses(said.said))
    report.returned += mark_returned(session, mail, answer)
    is_about_them = said.recipient in ("", mail.recipient.lower())
    if not (said.is_no_address and is_about_them):
        return
    member = find_by_current_address(session, mail.recipient)
    if member is not None and note_refusal(session, member, answer):
        report.addresses += 1
        end_offers_of(session, member)
