"""Mailed sign-in links and the sessions they open. Neither holds anything usable in clear."""

from __future__ import annotations

from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime
from matchmaker.models.member import Member
from matchmaker.models.programme import Programme
from matchmaker.models.stated import StoredJson


class SignInLink(Base):
    """A single-use link, and a code of the same worth, mailed to one address.

    Neither is ever stored: the letter derives both from `nonce` and the secret key, and
    `token_hash` recognises the link when it comes back.
    """

    __tablename__ = "sign_in_links"

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), index=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    """Where it was asked for; a newcomer takes part in that programme."""
    nonce: Mapped[str] = mapped_column(sa.String(64), unique=True)
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    asked_by: Mapped[str] = mapped_column(sa.String(64), default="")
    """Code of a browser in which the address has signed in before; empty for any other."""

    programme: Mapped[Programme] = relationship()
    askers: Mapped[list[SignInAsker]] = relationship(
        back_populates="link", cascade="all, delete-orphan", passive_deletes=True
    )


class SignInAsker(Base):
    """A browser that asked for a link, and what was registered in it; the link works there alone.

    Several browsers may ask for one link: where no further mail is sent, the links that are in the
    inbox work in the new browser, too.
    """

    __tablename__ = "sign_in_askers"
    __table_args__ = (
        sa.UniqueConstraint("link_id", "browser_hash"),
        sa.CheckConstraint("code_tries >= 0", name="code_tries"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    link_id: Mapped[int] = mapped_column(sa.ForeignKey("sign_in_links.id", ondelete="CASCADE"))
    browser_hash: Mapped[str] = mapped_column(sa.String(64), default="", index=True)
    """Of a secret that only that browser holds; empty: any browser, where none asked."""
    name: Mapped[str] = mapped_column(sa.String(200), default="")
    roles: Mapped[list[str]] = mapped_column(StoredJson(list), default=list)
    """Any of "mentee", "mentor", "networker"."""
    code_tries: Mapped[int] = mapped_column(default=0)

    link: Mapped[SignInLink] = relationship(back_populates="askers")


class SignInIdentity(Base):
    """Whom the organisation's own sign-in knows a member as; bound once, by issuer and subject."""

    __tablename__ = "sign_in_identities"
    __table_args__ = (
        sa.UniqueConstraint("issuer", "subject"),
        sa.UniqueConstraint("member_id", "issuer"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(sa.ForeignKey("members.id", ondelete="CASCADE"))
    issuer: Mapped[str] = mapped_column(sa.String(255))
    subject: Mapped[str] = mapped_column(sa.String(255))
    bound_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_address: Mapped[str | None] = mapped_column(sa.String(254))
    """The address that the organisation told of last: another one is a change."""

    member: Mapped[Member] = relationship()


class OneUseToken(Base):
    """A token that works once; the row goes with its use."""

    __tablename__ = "one_use_tokens"

    token_hash: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class AttemptCount(Base):
    """How often somebody tried something in one stretch of time; `who` is a keyed hash."""

    __tablename__ = "attempt_counts"

    who: Mapped[str] = mapped_column(sa.String(64), primary_key=True)
    attempts: Mapped[int]
    until: Mapped[datetime] = mapped_column(UtcDateTime, index=True)


class SignInSession(Base):
    """A signed-in browser. The cookie holds a random token, the row its hash."""

    __tablename__ = "sign_in_sessions"

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a coordinator last used it, within some minutes; NULL: not noted since it was opened."""
    confirmed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When its owner last proved in it that it was them."""
    code_nonce: Mapped[str] = mapped_column(sa.String(64), default="")
    """From which the code is derived that was mailed to prove it; the code is stored nowhere."""
    code_expires_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    code_tries: Mapped[int] = mapped_column(default=0)
    provider_session: Mapped[str] = mapped_column(
        sa.String(64), default="", server_default="", index=True
    )
    """Code of the session at the organisation's sign-in that opened it; empty for a mailed link."""

    member: Mapped[Member] = relationship()


class AnsweringBrowser(Base):
    """A browser in which a member has signed in, and may answer what their mails ask.

    It holds a token, the row its hash; the token opens nothing else.
    """

    __tablename__ = "answering_browsers"
    __table_args__ = (sa.CheckConstraint("expires_at > created_at", name="expires"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    token_hash: Mapped[str] = mapped_column(sa.String(64), unique=True)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    """When somebody signed in there last."""
    expires_at: Mapped[datetime] = mapped_column(UtcDateTime)
    used_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When a question was last answered there without signing in."""
