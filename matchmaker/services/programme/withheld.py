"""Whose case a coordinator does not see: their own, and that of people whom they manage.

What a page does with it is decided beside what it shows; here is only who it is about.
"""

from typing import Final

from sqlalchemy.orm import Session

from matchmaker.messages import lazy_gettext
from matchmaker.models import Member
from matchmaker.services.addresses.lines import reports_to, with_shared_mailbox

NOBODY: Final[frozenset[int]] = frozenset()
NOT_YOURS: Final = lazy_gettext(
    "One of the two is you, or reports to you, so another coordinator decides about this pair."
)


def withheld_from(session: Session, coordinator: Member) -> frozenset[int]:
    """Return the ids of members whose case a coordinator does not see.

    Themself, members who name them as line manager, and members who name one of those; and, of
    each of these, whoever shares a mailbox with them.
    """
    themself = with_shared_mailbox(session, {coordinator.id})
    reports = reports_to(session, themself)
    further = reports_to(session, reports) if reports else NOBODY
    return themself | reports | further
