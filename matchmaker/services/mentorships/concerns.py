"""What one of a pair asks the coordinators for; the other one never learns that they did."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Concern, ConcernKind, Match, Member
from matchmaker.services.mentorships.moving import lock_pair


def raise_concern(session: Session, match: Match, member: Member, kind: ConcernKind) -> bool:
    """Ask the coordinators for something; return whether that was new. Raises `NotPossibleNow`."""
    lock_pair(session, match)
    if any(each.kind == kind for each in open_concerns(session, match, member)):
        return False
    session.add(Concern(match_id=match.id, member_id=member.id, kind=kind, raised_at=clock.now()))
    session.flush()
    return True


def open_concerns(session: Session, match: Match, member: Member | None = None) -> list[Concern]:
    """Return what of a pair, or of one of its two people, waits for a coordinator."""
    query = sa.select(Concern).where(Concern.match_id == match.id, Concern.settled_at.is_(None))
    if member is not None:
        query = query.where(Concern.member_id == member.id)
    return list(session.scalars(query.order_by(Concern.id)))


def take_back_concerns(session: Session, match: Match, member: Member) -> None:
    """Let go of what a member asked for and no coordinator has seen to; safe to call again."""
    for concern in open_concerns(session, match, member):
        session.delete(concern)
    session.flush()


def settle_concerns(session: Session, match: Match, coordinator: Member) -> None:
    """Note that a coordinator has seen to what the two asked for; safe to call again."""
    for concern in open_concerns(session, match):
        concern.settled_at, concern.settled_by_id = clock.now(), coordinator.id
    session.flush()
