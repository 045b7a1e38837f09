"""Noting that a coordinator looked at a profile; the member is shown who and when."""

from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import ProfileLook


def note_looks(session: Session, viewer_id: int, member_ids: Iterable[int]) -> None:
    """Note one look at each of these members' profiles."""
    now = clock.now()
    rows = [
        {
            "member_id": member_id,
            "member_code": "",
            "viewer_id": viewer_id,
            "viewer_code": "",
            "looked_at": now,
        }
        for member_id in member_ids
        if member_id != viewer_id
    ]
    if rows:
        session.execute(sa.insert(ProfileLook), rows)
