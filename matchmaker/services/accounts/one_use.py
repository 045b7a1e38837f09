"""Tokens that work once: whoever keeps one, or a cookie that holds one, cannot use it again."""

import hashlib
import secrets
from datetime import timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import OneUseToken


def issue_token(session: Session, purpose: str, lifetime: timedelta) -> str:
    """Return a token that `use_token` takes once, within its lifetime."""
    token = secrets.token_urlsafe(32)
    session.add(OneUseToken(token_hash=_hash(purpose, token), expires_at=clock.now() + lifetime))
    session.flush()
    return token


def use_token(session: Session, purpose: str, token: str) -> bool:
    """Use a token up; False if it was used before, has expired, or was never issued.

    Of two who use it at once, one does.
    """
    used = session.execute(
        sa.delete(OneUseToken)
        .where(
            OneUseToken.token_hash == _hash(purpose, token),
            OneUseToken.expires_at > clock.now(),
        )
        .execution_options(synchronize_session=False)
    )
    return changed_rows(used) == 1


def _hash(purpose: str, token: str) -> str:
    return hashlib.sha256(f"{purpose} {token}".encode("utf-8", "surrogateescape")).hexdigest()
