"""Who runs the programme, as its coordinators manage it: the list, adding, removing, the log."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker import clock
from matchmaker.addresses import normalise_address
from matchmaker.messages import gettext as _
from matchmaker.models import (
    AccessKind,
    Coordinator,
    CoordinatorChange,
    GrantSource,
    Member,
    PendingGrant,
    Programme,
)
from matchmaker.services.access.log import note_access
from matchmaker.services.accounts.members import check_domain, find_or_create_member
from matchmaker.services.addresses.lines import with_shared_mailbox
from matchmaker.services.programme.names import label_of, labels_of
from matchmaker.services.programme.programmes import (
    appoint_coordinator,
    coordinators,
    dismiss_coordinator,
    lock_places,
)

CHANGES_SHOWN: Final = 50
ALONE_AFTER: Final = timedelta(days=7)
"""How long whoever removed the only other coordinator adds nobody without them."""


class NotPossible(Exception):
    """Nothing was changed; the message is a sentence for the coordinator who asked."""


@dataclass(frozen=True, slots=True)
class CoordinatorLine:
    """One coordinator in the list."""

    member_id: int
    name: str
    email: str
    is_by_group: bool
    """Whether a group of the organisation's sign-in gives it, too: it comes back with it."""


@dataclass(frozen=True, slots=True)
class CoordinatorChangeLine:
    """One line of the log; `actor` is empty for a command and for the organisation's sign-in."""

    name: str
    actor: str
    is_granted: bool
    is_by_group: bool
    changed_at: datetime


@dataclass(frozen=True, slots=True)
class GrantLine:
    """Somebody who is proposed and waits for a second coordinator's yes."""

    member_id: int
    name: str
    email: str
    asked_by: str
    can_confirm: bool


def list_coordinators(session: Session, programme: Programme) -> list[CoordinatorLine]:
    """Return those who run the programme now."""
    by_group = set(
        session.scalars(
            sa.select(Coordinator.member_id).filter_by(
                programme_id=programme.id, source=GrantSource.GROUP
            )
        )
    )
    present = coordinators(session, programme)
    labels = labels_of(present)
    return [
        CoordinatorLine(member.id, labels[member.id], member.email, member.id in by_group)
        for member in present
    ]


def list_changes(session: Session, programme: Programme) -> list[CoordinatorChangeLine]:
    """Return who was given the permission or lost it, the latest first."""
    query = (
        sa.select(CoordinatorChange)
        .filter_by(programme_id=programme.id)
        .options(joinedload(CoordinatorChange.member), joinedload(CoordinatorChange.actor))
        .order_by(CoordinatorChange.id.desc())
        .limit(CHANGES_SHOWN)
    )
    return [
        CoordinatorChangeLine(
            name=label_of(change.member),
            actor=label_of(change.actor) if change.actor else "",
            is_granted=change.is_granted,
            is_by_group=change.source == GrantSource.GROUP,
            changed_at=change.changed_at,
        )
        for change in session.scalars(query)
    ]


def add_coordinator(
    session: Session,
    programme: Programme,
    email: str,
    actor: Member,
    allowed_domains: list[str],
) -> Member:
    """Let somebody run a programme; they become a member if they are not.

    Where there is a coordinator besides the two, that one has to confirm it first. Whoever shares a
    mailbox with somebody counts as the same person.

    Raises `NotPossible`, `InvalidAddress` or `DomainNotAllowed`.
    """
    check_domain(normalise_address(email), allowed_domains)
    member = find_or_create_member(session, programme, email)
    if member.left_at is not None:
        raise NotPossible(
            _("%(address)s has left the programme and cannot run it.", address=member.email)
        )
    lock_places(session, programme.id)
    present = {each.id for each in coordinators(session, programme)}
    if member.id in present:
        raise NotPossible(_("%(name)s runs the programme already.", name=label_of(member)))
    if member.id in with_shared_mailbox(session, present):
        raise NotPossible(
            _("Somebody with the same mailbox runs the programme already; nothing was changed.")
        )
    if find_grant(session, programme, member.id):
        raise NotPossible(
            _("%(name)s is proposed already and waits for a yes.", name=label_of(member))
        )
    ours = with_shared_mailbox(session, {actor.id, member.id})
    if not present - ours and _removed_lately(session, programme, actor) - ours:
        raise NotPossible(
            _(
                "You removed the other coordinator less than a week ago. Until then only the "
                "operator can add somebody."
            )
        )
    if present - ours:
        session.add(
            PendingGrant(
                programme_id=programme.id,
                member_id=member.id,
                asked_by_id=actor.id,
                asked_at=clock.now(),
            )
        )
        note_access(session, AccessKind.GRANT_ASKED, actor.id, about_id=member.id)
    else:
        appoint_coordinator(session, programme, member, actor)
    return member


def _removed_lately(session: Session, programme: Programme, actor: Member) -> set[int]:
    """Return whom a coordinator removed lately: nobody gets rid of a second yes by that."""
    query = sa.select(CoordinatorChange.member_id).where(
        CoordinatorChange.programme_id == programme.id,
        CoordinatorChange.actor_id == actor.id,
        CoordinatorChange.is_granted.is_(False),
        CoordinatorChange.changed_at > clock.now() - ALONE_AFTER,
    )
    return set(session.scalars(query))


def find_grant(session: Session, programme: Programme, member_id: int) -> PendingGrant | None:
    """Return the proposal that somebody run a programme, if it waits for a second yes."""
    query = sa.select(PendingGrant).filter_by(programme_id=programme.id, member_id=member_id)
    return session.scalars(query).one_or_none()


def list_grants(session: Session, programme: Programme, reader: Member) -> list[GrantLine]:
    """Return the proposals that wait, and which of them the reader may confirm."""
    query = sa.select(PendingGrant).filter_by(programme_id=programme.id).order_by(PendingGrant.id)
    return [
        GrantLine(
            member_id=grant.member_id,
            name=label_of(grant.member),
            email=grant.member.email,
            asked_by=label_of(grant.asked_by),
            can_confirm=_is_second(session, grant, reader),
        )
        for grant in session.scalars(query)
    ]


def confirm_grant(session: Session, programme: Programme, member_id: int, actor: Member) -> Member:
    """Let somebody run a programme whom another coordinator proposed. Raises `NotPossible`."""
    lock_places(session, programme.id)
    grant = find_grant(session, programme, member_id)
    present = coordinators(session, programme)
    if grant is None or grant.member.left_at is not None or grant.asked_by not in present:
        raise NotPossible(_("Nobody proposes that person any more; nothing was changed."))
    if not _is_second(session, grant, actor):
        raise NotPossible(_("Another coordinator has to confirm this; nothing was changed."))
    session.delete(grant)
    appoint_coordinator(session, programme, grant.member, actor)
    return grant.member


def withdraw_grant(session: Session, programme: Programme, member_id: int) -> Member:
    """Take a proposal back; any coordinator may. Raises `NotPossible`."""
    grant = find_grant(session, programme, member_id)
    if grant is None:
        raise NotPossible(_("Nobody proposes that person any more; nothing was changed."))
    session.delete(grant)
    session.flush()
    return grant.member


def _is_second(session: Session, grant: PendingGrant, reader: Member) -> bool:
    """Whether a coordinator is neither who proposed nor who is proposed, by any address."""
    return reader.id not in with_shared_mailbox(session, {grant.asked_by_id, grant.member_id})


def remove_coordinator(
    session: Session, programme: Programme, member_id: int, actor: Member
) -> Member:
    """Take the permission back; it is gone with the member's next request.

    Of two who remove each other at once, one stays. Raises `NotPossible`.
    """
    lock_places(session, programme.id)
    present = coordinators(session, programme)
    member = next((each for each in present if each.id == member_id), None)
    if member is None or actor not in present:
        raise NotPossible(
            _("That person does not run the programme any more; nothing was changed.")
        )
    if len(present) == 1:
        raise NotPossible(
            _("You are the only coordinator. Add somebody else first, then remove yourself.")
        )
    dismiss_coordinator(session, programme, member, actor)
    # Whom they proposed is proposed by nobody who runs the programme.
    session.execute(
        sa.delete(PendingGrant).filter_by(programme_id=programme.id, asked_by_id=member.id)
    )
    return member


def follow_group(session: Session, programme: Programme, member: Member, is_in_group: bool) -> None:
    """Give or take the permission that comes from a group, as the member's sign-in tells.

    What a person gave is left alone.
    """
    if is_in_group:
        appoint_coordinator(session, programme, member, source=GrantSource.GROUP)
        session.flush()
        session.execute(
            sa.update(Coordinator)
            .filter_by(programme_id=programme.id, member_id=member.id, source=GrantSource.GROUP)
            .values(told_at=clock.now())
        )
    else:
        dismiss_coordinator(session, programme, member, sources=(GrantSource.GROUP,))


def holds_group(claim: object, wanted: str) -> bool:
    """Whether a claim, one text or a list of them, holds the group that is wanted."""
    if isinstance(claim, str):
        return claim == wanted
    return isinstance(claim, Sequence) and wanted in claim
