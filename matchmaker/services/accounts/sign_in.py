"""The sessions that signing in opens: opened, looked up, ended."""

import hashlib
import hmac
import secrets
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    AccessKind,
    AnsweringBrowser,
    Coordinator,
    Member,
    SignInIdentity,
    SignInSession,
)
from matchmaker.services.access.log import note_access
from matchmaker.services.accounts.answering_browsers import (
    forget_all_browsers,
    forget_browsers_of,
    forget_browsers_where,
)

SESSION_LIFETIME = timedelta(days=30)
NOTED_EVERY = timedelta(minutes=10)
"""How exactly it is noted when a coordinator last used a session."""
SECOND_PRESS = timedelta(minutes=1)
"""How long the same browser may press again, as a double click does, and still get in."""


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


def open_session(
    session: Session,
    member: Member,
    token: str = "",
    how: str = "link",
    provider_session: str = "",
) -> str:
    """Open a session for a member and return the token for the cookie; its hash is stored.

    Signing in is a proof that it is them. `how` they did is noted. `provider_session` is the code
    of their session at the organisation's sign-in (`provider_session_code`).
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
            provider_session=provider_session,
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


def provider_session_code(issuer: str, provider_session: str = "") -> str:
    """Return what stands for a session at the organisation's sign-in; there is no way back from it.

    Without its name, a code that stands for no other.
    """
    return _hash(f"{issuer} {provider_session or secrets.token_urlsafe(32)}")


def is_opened_there(session: Session, token: str) -> bool:
    """Whether an open session began at the organisation's sign-in."""
    row = find_session(session, token)
    return row is not None and bool(row.provider_session)


def end_sessions_there(
    session: Session,
    *,
    code: str = "",
    identity: tuple[str, str] = ("", ""),
    told_at: datetime | None = None,
) -> int:
    """End what somebody opened through the organisation's sign-in, which they left there.

    By the code of that session; without one, all by an issuer and subject that were open when the
    organisation told so, and whatever may answer for them. Return how many sessions were ended.
    """
    issuer, subject = identity
    known = sa.select(SignInIdentity.member_id).filter_by(issuer=issuer, subject=subject)
    theirs = (
        SignInSession.provider_session == code
        if code
        else sa.and_(
            SignInSession.member_id.in_(known),
            SignInSession.provider_session != "",
            SignInSession.created_at <= (told_at or clock.now()),
        )
    )
    ended = session.scalars(
        sa.update(SignInSession)
        .where(theirs, SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
        .returning(SignInSession.member_id)
        .execution_options(synchronize_session=False)
    ).all()
    if not code:
        forget_browsers_where(session, AnsweringBrowser.member_id.in_(known))
    for member_id in ended:
        note_access(session, AccessKind.SIGNED_OUT, member_id, detail="organisation")
    return len(ended)


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
    """End every session of a member, wherever they are signed in, and what may answer for them."""
    forget_browsers_of(session, member)
    session.execute(
        sa.update(SignInSession)
        .where(SignInSession.member_id == member.id, SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )
    note_access(session, AccessKind.SIGNED_OUT_EVERYWHERE, member.id)


def end_all_sessions(session: Session) -> None:
    """End all sessions: a restored database brings back those that were ended since its backup."""
    forget_all_browsers(session)
    session.execute(
        sa.update(SignInSession)
        .where(SignInSession.ended_at.is_(None))
        .values(ended_at=clock.now())
    )


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
