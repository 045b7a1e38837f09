"""What delivery learns of an address, for the rest of the programme."""

from contextlib import suppress
from datetime import timedelta
from typing import Final

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.addresses import InvalidAddress
from matchmaker.mail.cleaning import one_line
from matchmaker.mail.refusals import without_addresses
from matchmaker.models import MailKind, Member, OutboxMail
from matchmaker.services.addresses.known import find_by_current_address
from matchmaker.services.matches.refused_addresses import note_refusal
from matchmaker.services.outbox.outbox import LeasedMail, has_sent_since

A_WEEK: Final = timedelta(days=7)


def learn_of_refusal(session: Session, leased: LeasedMail, answer: str) -> Member | None:
    """Note that a member's address is none any more; return the member if that is news.

    A server that has taken nobody's mail for a week says nothing about one address.
    """
    if not has_sent_since(session, clock.now() - A_WEEK):
        return None
    member = _member_at(session, leased)
    text = one_line(without_addresses(answer))
    return member if member is not None and note_refusal(session, member, text) else None


def learn_of_success(session: Session, leased: LeasedMail) -> None:
    """Forget a refusal where a coordinator had the mail tried again, and it was taken.

    Anybody can have a sign-in link sent; only using it shows that it came.
    """
    member = _member_at(session, leased)
    if member is not None and member.address_refused_at is not None:
        row = session.get(OutboxMail, leased.mail_id)
        if row is not None and row.kind != MailKind.SIGN_IN_LINK:
            member.forget_refusal()


def _member_at(session: Session, leased: LeasedMail) -> Member | None:
    """Return the member whose present address a mail goes to."""
    row = session.get(OutboxMail, leased.mail_id)
    if row is not None:
        with suppress(InvalidAddress):
            return find_by_current_address(session, row.recipient)
    return None
