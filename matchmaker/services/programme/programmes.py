"""The programmes of an installation: their settings, who takes part, and who runs them."""

from collections.abc import Collection
from datetime import timedelta
from typing import Final, Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    AccessKind,
    Coordinator,
    CoordinatorChange,
    GrantSource,
    Member,
    Participation,
    Programme,
)
from matchmaker.models.stated import restate
from matchmaker.services.access.log import note_access
from matchmaker.time_zones import zone_named

TOLD_LATELY: Final = timedelta(days=45)
"""A month and a half: whoever opens a page for each month's round is told of the next one."""

Permission = Literal["none", "to_be_told", "held"]
"""Whether somebody runs a programme; "to_be_told" once the organisation says so anew."""


class InvalidTimeZone(ValueError):
    """The text is not an IANA time zone; the message says what one looks like."""


class UnclearProgramme(LookupError):
    """None is named and there are several, or none has that name; the message says which are."""


def programme_named(session: Session, slug: str | None = None) -> Programme:
    """Return the programme that a command names, or the only one. Raises `UnclearProgramme`."""
    programmes = all_programmes(session)
    named = [each for each in programmes if slug in {None, each.slug}]
    if len(named) == 1:
        return named[0]
    slugs = ", ".join(each.slug for each in programmes)
    if slug is None:
        raise UnclearProgramme(f"say with --programme which one it is about: {slugs}")
    raise UnclearProgramme(f"there is no programme {slug!r}; there are: {slugs}")


def all_programmes(session: Session) -> list[Programme]:
    """Return the installation's programmes, the oldest first."""
    return list(session.scalars(sa.select(Programme).order_by(Programme.id)))


def first_programme(session: Session) -> Programme:
    """Return the programme with which the installation began."""
    return session.scalars(sa.select(Programme).order_by(Programme.id).limit(1)).one()


def programmes_of(session: Session, member: Member) -> list[Programme]:
    """Return the programmes that a member takes part in or runs, the oldest first."""
    theirs = sa.select(Participation.programme_id).filter_by(member_id=member.id)
    run = sa.select(Coordinator.programme_id).filter_by(member_id=member.id)
    query = sa.select(Programme).where(Programme.id.in_(theirs.union(run)))
    return list(session.scalars(query.order_by(Programme.id)))


def lock_places(session: Session, programme_id: int) -> None:
    """Let nobody else give or take a place until this transaction ends.

    One lock a programme, taken before anything is read: with a lock a mentor, two answers that
    both look for a replacement could wait for each other. Answers are few; they can queue. On
    SQLite the writing transaction itself is the lock.
    """
    session.execute(
        sa.select(Programme.id).filter_by(id=programme_id).with_for_update(key_share=True)
    )


def change_programme(
    session: Session,
    programme: Programme,
    *,
    name: str | None = None,
    time_zone: str | None = None,
    publishes_automatically: bool | None = None,
) -> None:
    """Change what is given. Raises `InvalidTimeZone`."""
    if name:
        programme.name = name.strip()
    if time_zone is not None:
        zone = zone_named(time_zone)
        if not zone:
            raise InvalidTimeZone(
                f"{time_zone!r} is not a time zone; use a name such as Europe/Berlin."
            )
        restate(programme, "time_zone", zone)
    if publishes_automatically is not None:
        programme.publishes_automatically = publishes_automatically
    session.flush()


def unreadable_time_zone(session: Session, programme: Programme) -> str:
    """Return what is stored as the programme's time zone where that is none; UTC stands for it."""
    stored = sa.select(sa.cast(Programme.time_zone, sa.Text)).filter_by(id=programme.id)
    text = str(session.scalar(stored) or "")
    return "" if zone_named(text) else text or "?"


def participation_of(session: Session, programme: Programme, member: Member) -> Participation:
    """Return a member's part in a programme, made if there is none yet."""
    for participation in member.participations:
        if participation.programme_id == programme.id:
            return participation
    participation = Participation(programme_id=programme.id, member=member)
    session.add(participation)
    session.flush()
    return participation


def is_coordinator(session: Session, programme: Programme, member: Member) -> bool:
    """Whether a member runs a programme."""
    grant = sa.select(Coordinator.id).filter_by(programme_id=programme.id, member_id=member.id)
    return session.scalar(grant.limit(1)) is not None


def permission_of(
    session: Session, programme: Programme, member: Member, group_holds_for: timedelta | None
) -> Permission:
    """Return whether a member may run a programme now.

    What a group gives holds for a while after the organisation said so; then it has to say so
    again. `group_holds_for` is None where no group makes coordinators (any more).
    """
    grants = session.execute(
        sa.select(Coordinator.source, Coordinator.told_at).filter_by(
            programme_id=programme.id, member_id=member.id
        )
    ).all()
    told = [at for source, at in grants if source == GrantSource.GROUP]
    if len(told) < len(grants):
        return "held"
    if not told or group_holds_for is None:
        return "none"
    since = clock.now() - group_holds_for
    return "held" if any(at is not None and at > since for at in told) else "to_be_told"


def coordinators(session: Session, programme: Programme) -> list[Member]:
    """Return those who run a programme and have not left."""
    granted = sa.select(Coordinator.member_id).filter_by(programme_id=programme.id)
    query = (
        sa.select(Member)
        .where(Member.id.in_(granted), Member.left_at.is_(None))
        .order_by(Member.id)
    )
    return list(session.scalars(query))


def coordinators_to_tell(session: Session, programme: Programme) -> list[Member]:
    """Return those coordinators who get a programme's mails.

    Who has the permission from a group alone gets them while the organisation has said so lately.
    Where nobody would be left, all get them.
    """
    told_at = sa.func.coalesce(Coordinator.told_at, Coordinator.granted_at)
    known = sa.select(Coordinator.member_id).where(
        Coordinator.programme_id == programme.id,
        (Coordinator.source != GrantSource.GROUP) | (told_at > clock.now() - TOLD_LATELY),
    )
    lately = set(session.scalars(known))
    present = coordinators(session, programme)
    return [member for member in present if member.id in lately] or present


def appoint_coordinator(
    session: Session,
    programme: Programme,
    member: Member,
    actor: Member | None = None,
    source: GrantSource = GrantSource.PERSON,
) -> bool:
    """Let a member run a programme, and log it; return whether that source is new.

    `actor` is the coordinator who did it; None for an operator's command.
    """
    granted = sa.select(Coordinator.id).filter_by(
        programme_id=programme.id, member_id=member.id, source=source
    )
    if session.scalar(granted) is not None:
        return False
    session.add(
        Coordinator(
            programme_id=programme.id,
            member_id=member.id,
            source=source,
            granted_at=clock.now(),
        )
    )
    _log_grant(session, programme, member, actor, source, is_granted=True)
    return True


def dismiss_coordinator(
    session: Session,
    programme: Programme,
    member: Member,
    actor: Member | None = None,
    sources: Collection[GrantSource] = tuple(GrantSource),
) -> bool:
    """Take the permission back, wherever it came from, and log it; return whether there was one."""
    grants = session.scalars(
        sa.select(Coordinator).where(
            Coordinator.programme_id == programme.id,
            Coordinator.member_id == member.id,
            Coordinator.source.in_(sources),
        )
    ).all()
    for grant in grants:
        session.delete(grant)
        _log_grant(session, programme, member, actor, grant.source, is_granted=False)
    session.flush()
    return bool(grants)


def _log_grant(
    session: Session,
    programme: Programme,
    member: Member,
    actor: Member | None,
    source: GrantSource,
    *,
    is_granted: bool,
) -> None:
    session.add(
        CoordinatorChange(
            programme_id=programme.id,
            member_id=member.id,
            is_granted=is_granted,
            source=source,
            actor_id=actor.id if actor else None,
            changed_at=clock.now(),
        )
    )
    note_access(
        session,
        AccessKind.GRANTED if is_granted else AccessKind.REVOKED,
        actor.id if actor else None,
        about_id=member.id,
        detail=source.value,
    )
