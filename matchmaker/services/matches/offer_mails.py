"""The mail that offers: to one mentor, one for all that a round's publication asks of them.

Several offers are one row about the round, and its payload names them; an offer that is made alone
or later has a row of its own. How far the mail of an offer came is the same question for both.
"""

from collections import defaultdict
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import MailKind, MailStatus, Match, OutboxMail, Round
from matchmaker.services.outbox.outbox import cancel_mails, owe_mails
from matchmaker.services.outbox.subjects import (
    Sending,
    key_of,
    mail_about,
    owe_mail_about,
    sending_of,
)

OFFER_MAILS = {MailKind.OFFER, MailKind.OFFER_REMINDER, MailKind.OFFER_LAST_REMINDER}


def owe_offer(session: Session, match: Match) -> None:
    """Owe the mentor a mail about one offer."""
    owe_mail_about(session, MailKind.OFFER, match, match.mentor)


def owe_offers(session: Session, round_: Round, matches: Iterable[Match]) -> None:
    """Owe each mentor one mail about what a publication offers them."""
    by_mentor = defaultdict(list)
    for match in matches:
        by_mentor[match.mentor].append(match)
    mails = []
    for mentor, theirs in by_mentor.items():
        if len(theirs) == 1:
            mails.append(mail_about(MailKind.OFFER, theirs[0], mentor))
        else:
            ids = [match.id for match in theirs]
            mails.append(
                mail_about(MailKind.OFFER, round_, mentor, apart=str(ids[0]), match_ids=ids)
            )
    owe_mails(session, round_.programme_id, mails)


def sending_of_offer(session: Session, match: Match) -> Sending | None:
    """Return how far the mail of an offer came, alone or with others; None where none is known."""
    alone = sending_of(session, MailKind.OFFER, match, match.mentor_id)
    if alone is not None:
        return alone
    row = _shared_mail(session, match)
    return Sending(row.status, row.sent_at) if row else None


def cancel_offer_mails(session: Session, match: Match) -> None:
    """Cancel unsent mails about an offer that is no longer open.

    A mail about several goes on without it: the letter tells what is open when it is written, and
    one that was written already is written anew if it has to be sent again.
    """
    cancel_mails(session, key_of(match), OFFER_MAILS)
    row = _shared_mail(session, match)
    if row is not None:
        is_unsent = OutboxMail.status != MailStatus.SENT
        forgotten = sa.update(OutboxMail).where(OutboxMail.id == row.id, is_unsent)
        session.execute(forgotten.values(body=None))


def _shared_mail(session: Session, match: Match) -> OutboxMail | None:
    rows = session.scalars(
        sa.select(OutboxMail)
        .filter_by(kind=MailKind.OFFER, member_id=match.mentor_id)
        .where(OutboxMail.subject_key.startswith(f"{key_of(match.round)}:"))
        .order_by(OutboxMail.id.desc())
        .execution_options(populate_existing=True)
    )
    return next((row for row in rows if match.id in row.payload.get("match_ids", ())), None)
