"""The programme of this installation: its calendar, and who runs it."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Coordinator, Member, Participation, Programme


class InvalidTimeZone(ValueError):
    """The text is not an IANA time zone; the message says what one looks like."""


def current_programme(session: Session) -> Programme:
    """Return the programme that an installation has (the first, while there can be only one)."""
    return session.scalars(sa.select(Programme).order_by(Programme.id).limit(1)).one()


def change_programme(
    session: Session,
    *,
    name: str | None = None,
    time_zone: str | None = None,
    publishes_automatically: bool | None = None,
) -> Programme:
    """Change what is given and return the programme. Raises `InvalidTimeZone`."""
    programme = current_programme(session)
    if name:
        programme.name = name.strip()
    if time_zone is not None:
        if time_zone not in clock.time_zones():
            raise InvalidTimeZone(
                f"{time_zone!r} is not a time zone; use a name such as Europe/Berlin."
            )
        programme.time_zone = time_zone
    if publishes_automatically is not None:
        programme.publishes_automatically = publishes_automatically
    session.flush()
    return programme


def participation_of(session: Session, member: Member) -> Participation:
    """Return a member's part in the programme, made if there is none yet."""
    programme = current_programme(session)
    for participation in member.participations:
        if participation.programme_id == programme.id:
            return participation
    participation = Participation(
        programme_id=programme.id,
        member=member,
        is_mentee=False,
        is_mentor=False,
        is_networker=False,
        capacity=1,
        expired_offers=0,
        rounds_waited=0,
        has_first_priority=False,
        unanswered_chats=0,
    )
    session.add(participation)
    session.flush()
    return participation


def is_coordinator(session: Session, member: Member) -> bool:
    """Whether a member runs the programme."""
    programme = current_programme(session)
    grant = sa.select(Coordinator.id).filter_by(programme_id=programme.id, member_id=member.id)
    return session.scalar(grant) is not None


def coordinators(session: Session) -> list[Member]:
    """Return those who run the programme and have not left."""
    programme = current_programme(session)
    query = (
        sa.select(Member)
        .join(Coordinator, Coordinator.member_id == Member.id)
        .where(Coordinator.programme_id == programme.id, Member.left_at.is_(None))
        .order_by(Member.id)
    )
    return list(session.scalars(query))


def appoint_coordinator(session: Session, member: Member) -> bool:
    """Let a member run the programme; return whether that is new."""
    if is_coordinator(session, member):
        return False
    programme = current_programme(session)
    session.add(Coordinator(programme_id=programme.id, member_id=member.id, granted_at=clock.now()))
    session.flush()
    return True


def dismiss_coordinator(session: Session, member: Member) -> bool:
    """Take the permission back; return whether there was one."""
    if not is_coordinator(session, member):
        return False
    programme = current_programme(session)
    session.execute(
        sa.delete(Coordinator).filter_by(programme_id=programme.id, member_id=member.id)
    )
    return True
