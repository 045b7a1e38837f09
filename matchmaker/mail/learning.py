"""What delivery learns of an address, for the rest of the programme."""

from collections.abc import Collection
from contextlib import suppress
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.addresses import InvalidAddress
from matchmaker.mail.cleaning import one_line
from matchmaker.mail.refusals import without_addresses
from matchmaker.models import MailKind, Member, OutboxMail
from matchmaker.services.addresses.known import find_by_current_address
from matchmaker.services.matches.refused_addresses import note_refusal
from matchmaker.services.outbox.sending import has_sent_since

A_WEEK: Final = timedelta(days=7)


def learn_of_refusal(session: Session, mail_id: int, answer: str) -> Member | None:
    """Note that a member's address is none any more; return the member if that is news.

    A server that has taken nobody's mail for a week says nothing about one address.
    """
    if not has_sent_since(session, clock.now() - A_WEEK):
        return None
    row = session.get(OutboxMail, mail_id)
    member = _member_at(session, row.recipient) if row is not None else None
    text = one_line(without_addresses(answer))
    return member if member is not None and note_refusal(session, member, text) else None


def learn_of_successes(session: Session, mail_ids: Collection[int]) -> None:
    """Forget refusals where a coordinator had mails tried again, and they were taken.

    Anybody can have a sign-in link sent; only using it shows that it came.
    """
    refused = sa.select(Member.id).where(Member.address_refused_at.is_not(None)).limit(1)
    if not mail_ids or session.scalar(refused) is None:
        return
    recipients = sa.select(OutboxMail.recipient).where(
        OutboxMail.id.in_(mail_ids), OutboxMail.kind != MailKind.SIGN_IN_LINK
    )
    for recipient in session.scalars(recipients).all():
        member = _member_at(session, recipient)
        if member is not None and member.address_refused_at is not None:
            member.forget_refusal()


def _member_at(session: Session, recipient: str) -> Member | None:
    """Return the member whose present address this is."""
    with suppress(InvalidAddress):
        return find_by_current_address(session, recipient)
    return None
