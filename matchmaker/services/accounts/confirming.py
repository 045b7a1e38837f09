"""Proving once more, in a session that is open, that it is its owner who sits there.

What cannot be undone or gives others power asks for it: whoever finds a browser open, or holds a
copy of its cookie, has no mailbox. Signing in is such a proof, too; each holds for a while.
"""

import secrets
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import language
from matchmaker.models import AccessKind, MailKind, Member, Programme, SignInSession
from matchmaker.services.access.log import note_access
from matchmaker.services.accounts.codes import TRIES, WrongCode, derive_code, fits
from matchmaker.services.accounts.sign_in import find_session
from matchmaker.services.outbox.outbox import cancel_mails, owe_mail

CONFIRMED_FOR: Final = timedelta(minutes=15)
CODE_LIFETIME: Final = timedelta(minutes=15)


def is_confirmed(session: Session, token: str) -> bool:
    """Whether the owner of a session proved a short while ago that it was them."""
    row = find_session(session, token)
    since = clock.now() - CONFIRMED_FOR
    return row is not None and row.confirmed_at is not None and row.confirmed_at > since


def confirm_session(session: Session, token: str, how: str) -> bool:
    """Note that the owner of a session proved that it was them; False if it is over."""
    row = find_session(session, token)
    if row is None:
        return False
    row.confirmed_at = clock.now()
    row.code_nonce, row.code_expires_at, row.code_tries = "", None, 0
    note_access(session, AccessKind.CONFIRMED, row.member_id, detail=how)
    return True


def open_code(session: Session, token: str) -> datetime | None:
    """Return until when the code works that was mailed for a session; None if there is none."""
    row = find_session(session, token)
    if row is None or row.code_expires_at is None or row.code_tries >= TRIES:
        return None
    return row.code_expires_at if row.code_expires_at > clock.now() else None


def owe_code(session: Session, programme: Programme, member: Member, token: str) -> None:
    """Owe a mail with a new code for a session; the one before is worth nothing."""
    row = find_session(session, token)
    if row is None:
        return
    if row.code_nonce:
        cancel_mails(session, code_key(row), {MailKind.CONFIRMATION_CODE})
    row.code_nonce = secrets.token_urlsafe(32)
    row.code_expires_at = clock.now() + CODE_LIFETIME
    row.code_tries = 0
    session.flush()
    owe_mail(
        session,
        programme.id,
        MailKind.CONFIRMATION_CODE,
        code_key(row),
        member,
        {"session_id": row.id, "language": language()},
        expires_at=row.code_expires_at,
    )


def check_code(session: Session, token: str, typed: str, secret_key: str) -> None:
    """Confirm a session by the code that was mailed for it. Raises `WrongCode`; commit even then.

    Each try is counted before it is looked at, so that many at once are no more than a few.
    """
    row = find_session(session, token)
    if row is None or open_code(session, token) is None:
        raise WrongCode(is_over=True)
    tries = session.execute(
        sa.update(SignInSession)
        .where(SignInSession.id == row.id, SignInSession.code_tries < TRIES)
        .values(code_tries=SignInSession.code_tries + 1)
        .returning(SignInSession.code_tries)
    ).scalar_one_or_none()
    session.refresh(row)
    if tries is None or not fits(code_of(row, secret_key), typed):
        note_access(session, AccessKind.NOT_CONFIRMED, row.member_id)
        raise WrongCode(is_over=tries is None or tries >= TRIES)
    confirm_session(session, token, "code")


def code_of(row: SignInSession, secret_key: str) -> str:
    """Return the code that was mailed for a session."""
    return derive_code("confirm", row.code_nonce, secret_key)


def code_key(row: SignInSession) -> str:
    """Return what the mail with a session's present code is about, as the outbox names it."""
    return f"confirmation:{row.code_nonce[:16]}"
