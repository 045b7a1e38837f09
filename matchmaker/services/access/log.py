"""The access log: who came in, went out, was refused, granted, exported. Ids and words alone."""

from collections.abc import Sequence
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import lazy_gettext
from matchmaker.models import AccessEntry, AccessKind

SAME_REFUSAL: Final = timedelta(minutes=1)
"""Who is refused the same page again within this time is noted once."""

WORDS: Final = {
    AccessKind.SIGNED_IN: lazy_gettext("Signed in"),
    AccessKind.SIGNED_OUT: lazy_gettext("Signed out"),
    AccessKind.SIGNED_OUT_EVERYWHERE: lazy_gettext("Signed out everywhere"),
    AccessKind.IDLE: lazy_gettext("Signed out after a long time without a click"),
    AccessKind.CONFIRMED: lazy_gettext("Confirmed that it was you"),
    AccessKind.NOT_CONFIRMED: lazy_gettext("Typed a code that did not fit"),
    AccessKind.GRANT_ASKED: lazy_gettext("Proposed a coordinator"),
    AccessKind.GRANTED: lazy_gettext("Made somebody a coordinator"),
    AccessKind.REVOKED: lazy_gettext("Took the permission of a coordinator back"),
    AccessKind.REFUSED: lazy_gettext("Was refused a page of the coordinators"),
    AccessKind.EXPORTED: lazy_gettext("Took data out as a file"),
    AccessKind.ADDRESS_CHANGED: lazy_gettext("Changed somebody’s address"),
    AccessKind.MERGED: lazy_gettext("Made one person of two entries"),
}


def access_words(kind: AccessKind) -> str:
    """Say what a member did, to them."""
    return str(WORDS[kind])


def note_access(
    session: Session,
    kind: AccessKind,
    member_id: int | None,
    *,
    about_id: int | None = None,
    detail: str = "",
) -> None:
    """Note what somebody did; `member_id` is None for an operator's command."""
    session.add(
        AccessEntry(
            kind=kind,
            member_id=member_id,
            about_id=about_id,
            detail=detail,
            happened_at=clock.now(),
        )
    )
    session.flush()


def note_refusal(session: Session, member_id: int, page: str) -> None:
    """Note that somebody was refused a page, once a minute at most."""
    same = sa.select(AccessEntry.id).where(
        AccessEntry.kind == AccessKind.REFUSED,
        AccessEntry.member_id == member_id,
        AccessEntry.detail == page,
        AccessEntry.happened_at > clock.now() - SAME_REFUSAL,
    )
    if session.scalar(same.limit(1)) is None:
        note_access(session, AccessKind.REFUSED, member_id, detail=page)


def entries_of(session: Session, member_id: int) -> Sequence[AccessEntry]:
    """Return what a member did, the latest last."""
    query = sa.select(AccessEntry).filter_by(member_id=member_id).order_by(AccessEntry.id)
    return session.scalars(query).all()


def latest_entries(session: Session, within: timedelta) -> Sequence[AccessEntry]:
    """Return what happened lately, the latest last."""
    since = clock.now() - within
    query = sa.select(AccessEntry).where(AccessEntry.happened_at > since)
    return session.scalars(query.order_by(AccessEntry.id)).all()
