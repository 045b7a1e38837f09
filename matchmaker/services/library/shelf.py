"""What a member says of entries of the library: saved, done, did not help. For them alone."""

from collections.abc import Mapping

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import LibraryMark, MarkKind, Member

Marks = Mapping[str, MarkKind]
"""What a member said, by entry."""
SET_ASIDE = frozenset({MarkKind.DONE, MarkKind.DID_NOT_HELP})
"""What is said of entries that need not be suggested again."""


def marks_of(session: Session, member: Member) -> dict[str, MarkKind]:
    """Return what a member said of each entry, the latest first."""
    return {mark.item: mark.kind for mark in marked_by(session, member)}


def marked_by(session: Session, member: Member) -> list[LibraryMark]:
    """Return everything that a member has marked, the latest first."""
    query = sa.select(LibraryMark).filter_by(member_id=member.id)
    latest = (LibraryMark.marked_at.desc(), LibraryMark.item)
    return list(session.scalars(query.order_by(*latest)))


def mark_item(
    session: Session, member: Member, item: str, kind: MarkKind | None, title: str = ""
) -> None:
    """Note what a member says of an entry, in place of what they said before; None takes it back.

    The caller knows that there is such an entry.
    """
    # Two presses at once wait for each other here.
    session.get_one(Member, member.id, with_for_update=True)
    mark = session.get(LibraryMark, (member.id, item), populate_existing=True)
    if kind is None:
        if mark is not None:
            session.delete(mark)
    elif mark is None:
        session.add(
            LibraryMark(
                member_id=member.id, item=item, kind=kind, title=title, marked_at=clock.now()
            )
        )
    elif mark.kind != kind:
        mark.kind, mark.title, mark.marked_at = kind, title, clock.now()
    session.flush()
