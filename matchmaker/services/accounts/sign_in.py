"""Signing in by a mailed link, and the sessions that follow.

Nothing here reveals whether an address is known: a link is made and mailed for any address, and
only pressing it finds or makes the member.
"""

import hashlib
import hmac
import secrets
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import Literal

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import language
from matchmaker.models import (
    AccessKind,
    Coordinator,
    MailKind,
    Member,
    Programme,
    SignInLink,
    SignInSession,
)
from matchmaker.services.access.log import note_access
from matchmaker.services.accounts.members import choose_first_roles, find_or_create_member
from matchmaker.services.addresses.known import address_to_write_to
from matchmaker.services.outbox.outbox import cancel_mails, owe_mail

LINK_LIFETIME = timedelta(minutes=30)
LINK_MINUTES = LINK_LIFETIME // timedelta(minutes=1)
"""The same as a number that pages can tell."""
SESSION_LIFETIME = timedelta(days=30)
NOTED_EVERY = timedelta(minutes=10)
"""How exactly it is noted when a coordinator last used a session."""
SECOND_PRESS = timedelta(minutes=1)
"""How long the same browser may press again, as a double click does, and still get in."""
LINKS_AN_HOUR = 5
"""More than these for one address would be a nuisance in somebody's inbox."""
LASTING = timedelta(minutes=10)
"""A link that still works for this long is worth finding in an inbox."""

Fault = Literal["expired", "used", "unknown", "left"]


class LinkUnusable(Exception):
    """A link that does not sign in, and why: expired, used, unknown, or its member has left."""

    def __init__(self, why: Fault) -> None:
        self.why: Fault = why
        super().__init__(why)


def token_of(link: SignInLink, secret_key: str) -> str:
    """Derive the token that the mailed address carries; it is stored nowhere."""
    return _derive_token(link.nonce, secret_key)


def request_link(
    session: Session,
    programme: Programme,
    email: str,
    secret_key: str,
    name: str = "",
    roles: Sequence[str] = (),
    asked_by: str = "",
) -> SignInLink | None:
    """Owe a mailed sign-in link to an address, known or not; return None if no mail is owed.

    No mail is owed when `_may_mail` forbids it; a registration (with `roles`) is noted all the
    same. `name` and `roles` are what a registration stated; they take effect when a link is
    pressed, and only for a newcomer. `asked_by` is the code of a browser in which the address has
    signed in before; it has an allowance of its own, which others cannot use up. Whoever asks by an
    earlier address of a member gets it mailed to the present one. Raises `InvalidAddress`.
    """
    address = address_to_write_to(session, email)
    now = clock.now()
    is_mailed = _may_mail(session, address, asked_by)
    if not is_mailed and not roles:
        return None
    nonce = secrets.token_urlsafe(32)
    link = SignInLink(
        programme_id=programme.id,
        email=address,
        nonce=nonce,
        token_hash=_hash(_derive_token(nonce, secret_key)),
        name=name,
        roles=list(roles),
        asked_by=asked_by,
        is_mailed=is_mailed,
        created_at=now,
        expires_at=now + LINK_LIFETIME,
    )
    session.add(link)
    session.flush()
    if not is_mailed:
        return None
    owe_mail(
        session,
        programme.id,
        MailKind.SIGN_IN_LINK,
        f"sign_in_link:{link.id}",
        address,
        {"link_id": link.id, "language": language()},
        expires_at=link.expires_at,
    )
    return link


def _may_mail(session: Session, address: str, asked_by: str) -> bool:
    """Return whether another link may be mailed to an address.

    Each known browser may have `LINKS_AN_HOUR`, and all unknown ones together as many. Beyond
    that, one is mailed only if no unused link will work for at least `LASTING`. So the inbox gets
    a bounded number of mails, and asking for links to another's address cannot lock them out.
    """
    now = clock.now()
    mailed = sa.select(sa.func.count(SignInLink.id)).where(
        SignInLink.email == address, SignInLink.is_mailed
    )
    recent = mailed.where(
        SignInLink.asked_by == asked_by, SignInLink.created_at > now - timedelta(hours=1)
    )
    if (session.scalar(recent) or 0) < LINKS_AN_HOUR:
        return True
    lasting = mailed.where(SignInLink.used_at.is_(None), SignInLink.expires_at > now + LASTING)
    return not session.scalar(lasting)


def find_link(session: Session, token: str) -> SignInLink:
    """Return a link that would sign in now, changing nothing; raises `LinkUnusable`."""
    link = session.scalars(sa.select(SignInLink).filter_by(token_hash=_hash(token))).one_or_none()
    if link is None:
        raise LinkUnusable("unknown")
    if link.used_at is not None:
        raise LinkUnusable("used")
    if link.expires_at <= clock.now():
        raise LinkUnusable("expired")
    return link


def confirm_link(session: Session, token: str, *, comes_back: bool = False) -> Member:
    """Use up a link and return its member, made now if new; raises `LinkUnusable`.

    It invalidates every other unused link of the address. Of two concurrent presses, one
    succeeds. A member who has left gets in only with `comes_back`.
    """
    link = find_link(session, token)
    unused = session.scalars(
        sa.select(SignInLink)
        .where(SignInLink.email == link.email, SignInLink.used_at.is_(None))
        .order_by(SignInLink.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    ).all()
    if link not in unused:
        raise LinkUnusable("used")
    for other in unused:
        other.used_at = clock.now()
        if other is not link:
            cancel_mails(session, f"sign_in_link:{other.id}", {MailKind.SIGN_IN_LINK})
    # Somebody who registered and then asked for a second link at the sign-in page presses either.
    registered = next((each for each in (link, *reversed(unused)) if each.roles), link)
    if address_to_write_to(session, link.email) != link.email:
        raise LinkUnusable("expired")
    member = find_or_create_member(session, registered.programme, link.email, registered.name)
    if member.left_at is not None and not comes_back:
        raise LinkUnusable("left")
    member.left_at = None
    # A mail got through, whatever the server said of the address before.
    member.forget_refusal()
    choose_first_roles(session, registered.programme, member, registered.roles)
    if is_newcomer(session, member):
        owe_mail(session, registered.programme_id, MailKind.WELCOME, f"member:{member.id}", member)
    session.flush()
    return member


def is_newcomer(session: Session, member: Member) -> bool:
    """Whether a member has not signed in yet and has no complete profile."""
    sessions = sa.select(SignInSession.id).filter_by(member_id=member.id).limit(1)
    return member.profile.completed_at is None and session.scalar(sessions) is None


def press_token(link_token: str, browser: str, secret_key: str) -> str:
    """Derive the token of the session that a link opens in one browser; every press gives the same.

    `browser` is a secret that only this browser holds.
    """
    message = f"session {link_token} {browser}".encode("utf-8", "surrogateescape")
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()


def member_of_press(session: Session, token: str) -> Member | None:
    """Return the member whose session this browser has just opened with the same link, or None."""
    opened = sa.select(SignInSession.id).where(
        SignInSession.token_hash == _hash(token),
        SignInSession.created_at > clock.now() - SECOND_PRESS,
    )
    return member_of_session(session, token) if session.scalar(opened) else None


def open_session(session: Session, member: Member, token: str = "", how: str = "link") -> str:
    """Open a session for a member and return the token for the cookie; its hash is stored.

    Signing in is a proof that it is them. `how` they did is noted.
    """
    now = clock.now()
    token = token or secrets.token_urlsafe(32)
    session.add(
        SignInSession(
            member_id=member.id,
            token_hash=_hash(token),
            created_at=now,
            confirmed_at=now,
            expires_at=now + SESSION_LIFETIME,
        )
    )
    note_access(session, AccessKind.SIGNED_IN, member.id, detail=how)
    return token


def find_session(session: Session, token: str) -> SignInSession | None:
    """Return a session that is open, by its token."""
    return session.scalars(
        sa.select(SignInSession)
        .join(Member, Member.id == SignInSession.member_id)
        .where(
            SignInSession.token_hash == _hash(token),
            SignInSession.ended_at.is_(None),
            SignInSession.expires_at > clock.now(),
            Member.left_at.is_(None),
        )
    ).one_or_none()


def member_of_session(session: Session, token: str) -> Member | None:
    """Return the member whose session a token opens; None if it ended or the member left."""
    found = find_session(session, token)
    return found.member if found else None


def is_idle(session: Session, row: SignInSession, idle: timedelta) -> bool:
    """Whether a session belongs to somebody who runs a programme, and was not used for long."""
    return _last_used(row) <= clock.now() - idle and _runs_something(session, row)


def needs_noting(session: Session, row: SignInSession) -> bool:
    """Whether the use of a session has to be noted: a coordinator's, every few minutes."""
    return _last_used(row) <= clock.now() - NOTED_EVERY and _runs_something(session, row)


def _last_used(row: SignInSession) -> datetime:
    return row.used_at or row.created_at


def _runs_something(session: Session, row: SignInSession) -> bool:
    runs = sa.select(Coordinator.id).filter_by(member_id=row.member_id).limit(1)
    return session.scalar(runs) is not None


def note_use(session: Session, token: str) -> None:
    """Note that a session is used now."""
    session.execute(
        sa.update(SignInSession)
        .where(SignInSession.token_hash == _hash(token))
        .values(used_at=clock.now())
    )


def end_session(session: Session, token: str, kind: AccessKind = AccessKind.SIGNED_OUT) -> None:
    """End a session, so that no copy of its cookie works any more."""
    ended = session.execute(
        sa.update(SignInSession)
        .where(SignInSession.token_hash == _hash(token), SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(SignInSession.member_id)
    ).scalar_one_or_none()
    if ended is not None:
        note_access(session, kind, ended)


def count_other_sessions(session: Session, member: Member, token: str) -> int:
    """Return in how many other places a member is signed in."""
    query = sa.select(sa.func.count(SignInSession.id)).where(
        SignInSession.member_id == member.id,
        SignInSession.ended_at.is_(None),
        SignInSession.expires_at > clock.now(),
        SignInSession.token_hash != _hash(token),
    )
    return session.scalar(query) or 0


def end_sessions_of(session: Session, member: Member) -> None:
    """End every session of a member, wherever they are signed in."""
    session.execute(
        sa.update(SignInSession)
        .where(SignInSession.member_id == member.id, SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    note_access(session, AccessKind.SIGNED_OUT_EVERYWHERE, member.id)


def end_all_sessions(session: Session) -> None:
    """End all sessions: a restored database brings back those that were ended since its backup."""
    session.execute(
        sa.update(SignInSession)
        .where(SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def _derive_token(nonce: str, secret_key: str) -> str:
    message = f"sign-in link {nonce}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
