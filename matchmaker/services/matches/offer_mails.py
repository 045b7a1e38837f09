"""The mail that offers: to one mentor, one for all that a round's publication asks of them.

Several offers are one row about the round, and its payload names them; an offer that is made alone
or later has a row of its own. How far the mail of an offer came is the same question for both.
"""

from collections import defaultdict
from collections.abc import Collection, Iterable, Sequence

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import in_parts
from matchmaker.models import MailKind, MailStatus, Match, OutboxMail, Round
from matchmaker.services.outbox.outbox import cancel_mails, owe_mails
from matchmaker.services.outbox.subjects import (
    Sending,
    key_of,
    mail_about,
    owe_mail_about,
    sendings_of,
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


def sendings_of_offers(session: Session, matches: Collection[Match]) -> dict[int, Sending]:
    """Return how far the mails of offers came, alone or with others; none where none is known."""
    alone = sendings_of(session, MailKind.OFFER, matches)
    found = {
        match.id: alone[match.id, match.mentor_id]
        for match in matches
        if (match.id, match.mentor_id) in alone
    }
    shared = _shared_mails(session, [match for match in matches if match.id not in found])
    return found | {
        match_id: Sending(mail.status, mail.sent_at) for match_id, mail in shared.items()
    }


def cancel_offer_mails(session: Session, match: Match) -> None:
    """Cancel unsent mails about an offer that is no longer open.

    A mail about several goes on without it: the letter tells what is open when it is written, and
    one that was written already is written anew if it has to be sent again.
    """
    cancel_mails(session, key_of(match), OFFER_MAILS)
    row = _shared_mails(session, [match]).get(match.id)
    if row is not None:
        is_unsent = OutboxMail.status != MailStatus.SENT
        forgotten = sa.update(OutboxMail).where(OutboxMail.id == row.id, is_unsent)
        session.execute(forgotten.values(body=None))


def _shared_mails(session: Session, matches: Sequence[Match]) -> dict[int, OutboxMail]:
    """Return the mails about several offers that these are among, by match; the latest counts."""
    rounds = {key_of(match.round) for match in matches}
    mentor_of = {match.id: match.mentor_id for match in matches}
    found: dict[int, OutboxMail] = {}
    for part in in_parts({*mentor_of.values()}):
        rows = session.scalars(
            sa.select(OutboxMail)
            .where(
                OutboxMail.kind == MailKind.OFFER,
                OutboxMail.member_id.in_(part),
                sa.or_(*(OutboxMail.subject_key.startswith(f"{key}:") for key in rounds)),
            )
            .order_by(OutboxMail.id)
            .execution_options(populate_existing=True)
        )
        for row in rows:
            for match_id in row.payload.get("match_ids", ()):
                if mentor_of.get(match_id) == row.member_id:
                    found[match_id] = row
    return found
