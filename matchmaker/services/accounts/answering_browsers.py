"""Browsers in which a member has signed in, and may answer from their mail without doing so again.

Such a browser holds a token of its own, good for answering a mailed question and for nothing else:
no page and no session is opened by it. Whatever ends a member's sessions everywhere ends this, too.
"""

import hashlib
import hmac
from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import AnsweringBrowser, Member

LIFETIME: Final = timedelta(days=365)
MOST_BROWSERS: Final = 10
"""Of one member; the one that was remembered longest ago goes first."""


def remember_browser(
    session: Session, member: Member, session_token: str, earlier: str, secret_key: str
) -> str:
    """Let the browser that has just signed in answer from the member's mail; return its token.

    What it held before (`earlier`) ends, whose ever it was: one browser answers for one member. A
    sign-in that is done twice, as by a double click, makes one entry.
    """
    token = _derive_token(session_token, secret_key)
    session.execute(
        sa.delete(AnsweringBrowser).where(
            AnsweringBrowser.token_hash.in_({_hash(token), _hash(earlier)})
        )
    )
    now = clock.now()
    session.add(
        AnsweringBrowser(
            member_id=member.id,
            token_hash=_hash(token),
            created_at=now,
            expires_at=now + LIFETIME,
        )
    )
    session.flush()
    for oldest in list(reversed(browsers_of(session, member)))[:-MOST_BROWSERS]:
        session.delete(oldest)
    session.flush()
    return token


def browser_of_token(session: Session, token: str) -> AnsweringBrowser | None:
    """Return the browser that a token names, while it may answer."""
    if not token:
        return None
    return session.scalars(
        sa.select(AnsweringBrowser)
        .join(Member, Member.id == AnsweringBrowser.member_id)
        .where(
            AnsweringBrowser.token_hash == _hash(token),
            AnsweringBrowser.expires_at > clock.now(),
            Member.left_at.is_(None),
        )
    ).one_or_none()


def browsers_of(session: Session, member: Member) -> list[AnsweringBrowser]:
    """Return the browsers that may answer from a member's mail, the newest first."""
    query = (
        sa.select(AnsweringBrowser)
        .where(AnsweringBrowser.member_id == member.id, AnsweringBrowser.expires_at > clock.now())
        .order_by(AnsweringBrowser.created_at.desc(), AnsweringBrowser.id.desc())
    )
    return list(session.scalars(query))


def forget_browser(session: Session, member: Member, browser_id: int) -> bool:
    """Let one browser of a member answer no more; return whether it is one of theirs."""
    gone = session.execute(
        sa.delete(AnsweringBrowser).where(
            AnsweringBrowser.id == browser_id, AnsweringBrowser.member_id == member.id
        )
    )
    return changed_rows(gone) == 1


def forget_browsers_of(session: Session, member: Member) -> None:
    """Let no browser answer from a member's mail any more."""
    forget_browsers_where(session, AnsweringBrowser.member_id == member.id)


def forget_browsers_where(session: Session, is_meant: sa.ColumnElement[bool]) -> None:
    """Let no browser answer any more that fits a condition."""
    session.execute(
        sa.delete(AnsweringBrowser).where(is_meant).execution_options(synchronize_session=False)
    )


def forget_all_browsers(session: Session) -> None:
    """Let no browser answer for anybody: a restored database brings back forgotten ones."""
    forget_browsers_where(session, sa.true())


def _derive_token(session_token: str, secret_key: str) -> str:
    message = f"answering browser {session_token}".encode("utf-8", "surrogateescape")
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()


def _hash(token: str) -> str:
    return hashlib.sha256(token.encode("utf-8", "surrogateescape")).hexdigest()
