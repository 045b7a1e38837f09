"""Entries that turned out to be somebody else's: history under their ids is that person's."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Member


class OnePerson:
    """Tells under which id a member is known now; for almost everybody it is their own."""

    def __init__(self, session: Session) -> None:
        query = sa.select(Member.id, Member.merged_into_id).where(
            Member.merged_into_id.is_not(None)
        )
        self._now = {member_id: now or 0 for member_id, now in session.execute(query)}

    def __call__(self, member_id: int) -> int:
        """Return the id of whoever a member turned out to be."""
        return self._now.get(member_id, member_id)
