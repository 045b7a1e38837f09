"""A member has another address: asked for, confirmed, stopped, or told by somebody who knows.

Whoever changes it: wishes, lines and history stay, mails that are owed follow, sign-in links to the
old address are void, and both addresses are told. The old one still finds the member.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import timedelta
from typing import Final, Literal, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import gettext as _
from matchmaker.models import (
    AccessKind,
    AddressChange,
    AddressTaken,
    ChangeSource,
    MailKind,
    MailStatus,
    Member,
    OutboxMail,
    PendingGrant,
    Programme,
    SignInLink,
)
from matchmaker.services.access.log import note_access
from matchmaker.services.accounts.answering_browsers import forget_browsers_of
from matchmaker.services.accounts.sign_in import end_sessions_of
from matchmaker.services.addresses.known import disown, find_member
from matchmaker.services.addresses.lines import shares_mailbox
from matchmaker.services.outbox.outbox import cancel_mails, owe_mail
from matchmaker.services.programme.names import label_of
from matchmaker.services.programme.programmes import coordinators, programmes_of

CONFIRM_WITHIN: Final = timedelta(days=1)
STOP_WITHIN: Final = timedelta(days=7)
"""How long the old address can take a change back, counted from when it was asked for."""
CHANGE_MAILS: Final = frozenset(
    {MailKind.ADDRESS_CONFIRM, MailKind.ADDRESS_STOP, MailKind.ADDRESS_CHANGED}
)
Purpose: TypeAlias = Literal["confirm", "stop"]
Fault: TypeAlias = Literal["unknown", "over", "done", "stopped", "taken", "left"]


class NotChanged(Exception):
    """The address stays as it is; the message is a sentence that says why."""


class ChangeUnusable(Exception):
    """A link that does nothing (any more), and why."""

    def __init__(self, why: Fault) -> None:
        self.why: Fault = why
        super().__init__(why)


def ask_to_change(
    session: Session, programme: Programme, member: Member, address: str, secret_key: str
) -> AddressChange:
    """Mail a link to an address that a member wants to have, and a notice to the present one.

    The answer is the same for an address that is somebody else's: only who reads its mail learns.
    Raises `NotChanged` if it is their own already.
    """
    if address == member.email:
        raise NotChanged(_("This is your address already."))
    for earlier in _open_changes(session, member):
        _stop(session, earlier)
    change = _note(session, member, address, ChangeSource.MEMBER, None, secret_key)
    for kind, recipient, within in (
        (MailKind.ADDRESS_CONFIRM, address, CONFIRM_WITHIN),
        (MailKind.ADDRESS_STOP, member.email, STOP_WITHIN),
    ):
        _owe(session, programme, kind, change, recipient, within)
    return change


def find_change(session: Session, token: str, purpose: Purpose) -> AddressChange:
    """Return the change that a link would make, or stop, now. Raises `ChangeUnusable`."""
    column = AddressChange.confirm_hash if purpose == "confirm" else AddressChange.stop_hash
    query = sa.select(AddressChange).where(column == _hash(token)).with_for_update()
    change = session.scalars(query.execution_options(populate_existing=True)).one_or_none()
    if change is None or change.source != ChangeSource.MEMBER:
        raise ChangeUnusable("unknown")
    if change.stopped_at is not None:
        raise ChangeUnusable("stopped")
    if purpose == "confirm" and change.done_at is not None:
        raise ChangeUnusable("done")
    within = CONFIRM_WITHIN if purpose == "confirm" else STOP_WITHIN
    if clock.now() >= change.asked_at + within:
        raise ChangeUnusable("over")
    if change.member.left_at is not None:
        raise ChangeUnusable("left")
    return change


def confirm_change(session: Session, token: str) -> AddressChange:
    """Give a member the address whose mail they have shown to read. Raises `ChangeUnusable`."""
    change = find_change(session, token, "confirm")
    try:
        _give(session, change.member, change.new_address)
    except NotChanged:
        raise ChangeUnusable("taken") from None
    change.done_at = clock.now()
    session.flush()
    return change


def stop_change(session: Session, token: str) -> AddressChange:
    """Stop a change, or take it back; every session of the member ends. Raises `ChangeUnusable`."""
    change = find_change(session, token, "stop")
    member = change.member
    if change.done_at is not None:
        if member.email != change.new_address:
            raise ChangeUnusable("done")
        _give(session, member, change.old_address)
        # Whoever asked for it is perhaps no member at all.
        disown(session, member, change.new_address)
    _stop(session, change)
    end_sessions_of(session, member)
    return change


def change_address(
    session: Session,
    member: Member,
    address: str,
    source: ChangeSource,
    secret_key: str,
    actor: Member | None = None,
) -> AddressChange | None:
    """Give a member another address at once, and tell both; None if it is theirs already.

    Raises `NotChanged` where it is another member's.
    """
    if address == member.email:
        return None
    change = _note(session, member, address, source, actor, secret_key)
    change.done_at = change.asked_at
    _give(session, member, address)
    for earlier in _open_changes(session, member):
        _stop(session, earlier)
    programmes = programmes_of(session, member)
    if programmes and member.left_at is None:
        for recipient in (change.old_address, change.new_address):
            kind = MailKind.ADDRESS_CHANGED
            _owe(session, programmes[0], kind, change, recipient, STOP_WITHIN)
    return change


def change_for_member(
    session: Session,
    programme: Programme,
    member: Member,
    address: str,
    secret_key: str,
    actor: Member,
) -> AddressChange:
    """Change an address as a coordinator. Raises `NotChanged`.

    Whoever reads the mailbox of the new address gets in as the member: none who runs the programme
    may, and nobody who is about to is given another address before.
    """
    present = coordinators(session, programme)
    if member in present:
        raise NotChanged(
            _("%(name)s runs the programme and changes this themself.", name=label_of(member))
        )
    is_proposed = sa.select(PendingGrant.id).filter_by(member_id=member.id).limit(1)
    if session.scalar(is_proposed) is not None:
        raise NotChanged(
            _("%(name)s is proposed as a coordinator. Take that back first.", name=label_of(member))
        )
    if shares_mailbox(session, address, {each.id for each in present}):
        raise NotChanged(
            _("A coordinator reads mail to this address. It cannot be somebody else’s.")
        )
    change = change_address(session, member, address, ChangeSource.COORDINATOR, secret_key, actor)
    if change is None:
        raise NotChanged(_("This is their address already."))
    note_access(session, AccessKind.ADDRESS_CHANGED, actor.id, about_id=member.id)
    return change


def note_refused_change(session: Session, member: Member, address: str, secret_key: str) -> None:
    """Note, once, that the organisation tells of a member an address that is another member's."""
    noted = sa.select(AddressChange.id).filter_by(
        member_id=member.id, new_address=address, source=ChangeSource.ORGANISATION
    )
    if session.scalar(noted.where(AddressChange.done_at.is_(None)).limit(1)) is None:
        _note(session, member, address, ChangeSource.ORGANISATION, None, secret_key)


def note_merge(
    session: Session, kept: Member, old_address: str, actor: Member, secret_key: str
) -> AddressChange:
    """Note that the address of another entry of the same person is an earlier one of theirs."""
    change = _note(session, kept, kept.email, ChangeSource.MERGE, actor, secret_key)
    change.old_address, change.done_at = old_address, change.asked_at
    session.flush()
    return change


def tell_of_merge(session: Session, programme: Programme, change: AddressChange) -> None:
    """Tell both addresses that two entries became one."""
    for recipient in (change.old_address, change.new_address):
        _owe(session, programme, MailKind.ADDRESS_CHANGED, change, recipient, STOP_WITHIN)


def changes_of(session: Session, member: Member) -> Sequence[AddressChange]:
    """Return the changes that a member made or asked for, the latest first."""
    query = sa.select(AddressChange).filter_by(member_id=member.id)
    return session.scalars(query.order_by(AddressChange.id.desc())).all()


def key_of_change(change: AddressChange) -> str:
    """Return the key of the mails about a change."""
    return f"address_change:{change.id}"


def change_token(change: AddressChange, purpose: Purpose, secret_key: str) -> str:
    """Derive the token of a link that was mailed; it is stored nowhere."""
    return _derive(change.nonce, purpose, secret_key)


def _give(session: Session, member: Member, address: str) -> None:
    """Let an address be the member's; raises `NotChanged` where it is another member's."""
    owner, old = find_member(session, address), member.email
    if owner is not None and owner is not member:
        raise NotChanged(_("This address belongs to another member of the programme."))
    try:
        with session.begin_nested():
            member.email = address
            member.forget_refusal()
            # What is computed from the lines of who changed is looked at again.
            member.profile.updated_at = clock.now()
            session.flush()
    except AddressTaken:
        session.refresh(member)
        raise NotChanged(_("This address belongs to another member of the programme.")) from None
    move_mails(session, member.id, member, old)
    void_links_to(session, old)
    # They answered what was mailed to the old one.
    forget_browsers_of(session, member)


def move_mails(session: Session, of: int, to: Member, old_address: str) -> None:
    """Let unsent mails to an address go to a member's present one; none is owed twice there."""
    mails = session.scalars(
        sa.select(OutboxMail).where(
            OutboxMail.member_id == of,
            OutboxMail.recipient == old_address,
            OutboxMail.status.in_((MailStatus.PENDING, MailStatus.FAILED)),
            OutboxMail.kind.not_in(CHANGE_MAILS),
        )
    )
    for mail in mails.all():
        same = sa.select(OutboxMail.id).where(
            OutboxMail.programme_id == mail.programme_id,
            OutboxMail.kind == mail.kind,
            OutboxMail.subject_key == mail.subject_key,
            OutboxMail.recipient == to.email,
        )
        if session.scalar(same) is not None:
            mail.status = MailStatus.CANCELLED
            continue
        mail.recipient, mail.member_id = to.email, to.id
        session.flush()
    session.flush()


def void_links_to(session: Session, address: str) -> None:
    """Let no sign-in link that was mailed to an address work any more."""
    unused = sa.select(SignInLink).where(SignInLink.email == address, SignInLink.used_at.is_(None))
    for link in session.scalars(unused).all():
        link.used_at = clock.now()
        cancel_mails(session, f"sign_in_link:{link.id}", {MailKind.SIGN_IN_LINK})
    session.flush()


def _note(
    session: Session,
    member: Member,
    address: str,
    source: ChangeSource,
    actor: Member | None,
    secret_key: str,
) -> AddressChange:
    nonce = secrets.token_urlsafe(32)
    change = AddressChange(
        member=member,
        old_address=member.email,
        new_address=address,
        source=source,
        actor=actor,
        nonce=nonce,
        confirm_hash=_hash(_derive(nonce, "confirm", secret_key)),
        stop_hash=_hash(_derive(nonce, "stop", secret_key)),
        asked_at=clock.now(),
    )
    session.add(change)
    session.flush()
    return change


def _owe(
    session: Session,
    programme: Programme,
    kind: MailKind,
    change: AddressChange,
    recipient: str,
    within: timedelta,
) -> None:
    payload = {"change_id": change.id, "language": change.member.language}
    until = change.asked_at + within
    owe_mail(session, programme.id, kind, key_of_change(change), recipient, payload, until)


def _open_changes(session: Session, member: Member) -> Sequence[AddressChange]:
    query = sa.select(AddressChange).where(
        AddressChange.member_id == member.id,
        AddressChange.done_at.is_(None),
        AddressChange.stopped_at.is_(None),
    )
    return session.scalars(query).all()


def _stop(session: Session, change: AddressChange) -> None:
    change.stopped_at = clock.now()
    cancel_mails(session, key_of_change(change), set(CHANGE_MAILS))
    session.flush()


def _derive(nonce: str, purpose: Purpose, secret_key: str) -> str:
    message = f"address {purpose} {nonce}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
