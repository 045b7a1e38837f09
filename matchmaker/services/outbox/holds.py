"""Which mails wait for an operator: asked of the epochs, since a hold is for all that is owed.

When a hold begins and ends is told in `operations/epochs`.
"""

from collections.abc import Collection
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Epoch, MailKind, MailStatus, OutboxMail

LEAVES_ALL_THE_SAME: Final = frozenset(
    {
        *(MailKind.SIGN_IN_LINK, MailKind.CONFIRMATION_CODE, MailKind.WELCOME),
        *(MailKind.ADDRESS_CONFIRM, MailKind.ADDRESS_STOP),
    }
)
"""What answers somebody's own step of today, and goes to them alone.

Everything else that is owed while a hold stands may have been told before, in the time that the
restoration lost: an offer is accepted a second time, a round is published a second time.
"""


def a_hold_stands() -> sa.ColumnElement[bool]:
    """The condition that an operator has not yet released what is held."""
    return sa.exists(sa.select(Epoch.id).where(Epoch.released_at.is_(None)))


def kinds_held_now(session: Session, kinds: Collection[MailKind]) -> frozenset[MailKind]:
    """Return those of some kinds of mail that wait for an operator if they are owed now."""
    stopped = frozenset(kinds) - LEAVES_ALL_THE_SAME
    if not stopped or not session.scalar(sa.select(a_hold_stands())):
        return frozenset()
    return stopped


def is_held() -> sa.ColumnElement[bool]:
    """The condition that a mail waits for an operator.

    A row may say that it does not: of a transaction that began before the hold and ended after it.
    """
    is_stopped = OutboxMail.kind.not_in(LEAVES_ALL_THE_SAME) & a_hold_stands()
    return (OutboxMail.status == MailStatus.PENDING) & (OutboxMail.is_held | is_stopped)
