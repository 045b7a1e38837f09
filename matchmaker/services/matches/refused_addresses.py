"""An address that refuses mail for good, and what follows for whoever gave it.

Nobody is asked, paired, introduced or reminded through it: an open offer goes to the next best
mentor at once, rounds and chats leave the member out. It ends when the address is corrected (the
mark belongs to the address, see `models/member.py`), or shows that it works after all.
"""

from contextlib import suppress
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, MatchStatus, Member
from matchmaker.services.matches.offers import AlreadyAnswered, withdraw_if_overtaken
from matchmaker.services.outbox.outbox import cancel_mails_to

LONGEST_ANSWER: Final = 200


def note_refusal(session: Session, member: Member, answer: str) -> bool:
    """Note that a member's present address refuses mail for good; return whether that is news.

    `answer` is what the mail server said, without addresses. Mails that wait for the member are
    cancelled. Follow it up with `end_offers_of`; the hourly job does so, too.
    """
    is_known = member.address_refused_at is not None
    if is_known or member.left_at is not None:
        return False
    member.address_refused_at = clock.now()
    member.address_refusal = answer[:LONGEST_ANSWER]
    session.flush()
    cancel_mails_to(session, member)
    return True


def end_offers_of(session: Session, member: Member) -> int:
    """Take back the open offers to and about a member who cannot be reached; return how many."""
    offers = sa.select(Match).where(Match.with_member(member), Match.status == MatchStatus.OFFERED)
    ended = 0
    for match in session.scalars(offers.order_by(Match.id)).all():
        with suppress(AlreadyAnswered):
            ended += withdraw_if_overtaken(session, match)
    return ended
