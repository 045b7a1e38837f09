"""A person with an account, and their part in a programme."""

from __future__ import annotations

from datetime import date, datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker import clock
from matchmaker.database import Base, UtcDateTime, one_of
from matchmaker.messages import lazy_gettext
from matchmaker.models.profile import Profile
from matchmaker.models.programme import Programme
from matchmaker.models.stated import StatedDay, StatedMonth, StatedNumber
from matchmaker.text import holds_address

SOMEBODY_WHO_LEFT = lazy_gettext("Somebody who has left")
"""Stands where the name of a person who was erased stood."""
LONGEST_NAME = 200
UNNAMED = lazy_gettext("A colleague")
"""Stands for somebody who has no name (yet)."""


class Member(Base):
    """`email` is where mail goes at present; earlier ones are among `addresses`.

    Of somebody who was erased only the row is left, so that rounds keep their counts: no name, no
    address, an empty profile.
    """

    __tablename__ = "members"
    __table_args__ = (
        sa.CheckConstraint("email = lower(trim(email))", name="email"),
        sa.CheckConstraint("erased_at IS NULL OR left_at IS NOT NULL", name="erased_has_left"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    email: Mapped[str] = mapped_column(sa.String(254), unique=True)
    name: Mapped[str] = mapped_column(sa.String(LONGEST_NAME), default="")
    language: Mapped[str] = mapped_column(sa.String(35), default="en", server_default="en")
    """In which pages and mails speak to the member, as BCP 47 names it."""
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
    address_refused_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Since when mail to `email` is refused for good; another address begins without it."""
    address_refusal: Mapped[str] = mapped_column(sa.String(200), default="", server_default="")
    """What the mail server said then, without addresses."""
    left_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    erased_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    merged_into_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    """Who the member turned out to be: of this entry only what collides with theirs is left."""

    merged_into: Mapped[Member | None] = relationship(remote_side=[id])
    profile: Mapped[Profile] = relationship(
        back_populates="member", cascade="all, delete-orphan", uselist=False
    )
    participations: Mapped[list[Participation]] = relationship(
        back_populates="member", cascade="all, delete-orphan"
    )

    def forget_refusal(self) -> None:
        """Note that mail to the address gets through."""
        self.address_refused_at = None
        self.address_refusal = ""

    @property
    def greeting_name(self) -> str:
        """What the member is called to anybody; never an address, also while there is no name."""
        if self.merged_into is not None:
            return self.merged_into.greeting_name
        if self.erased_at:
            return str(SOMEBODY_WHO_LEFT)
        return self.name if self.is_named else str(UNNAMED)

    @property
    def is_named(self) -> bool:
        """Whether the member has a name; an address that stands there from earlier is none."""
        return bool(self.name) and not holds_address(self.name, LONGEST_NAME)


@event.listens_for(Member.email, "set")
def _begin_anew(member: Member, address: str, earlier: object, _initiator: object) -> None:
    if address != earlier:
        member.forget_refusal()


class Participation(Base):
    """What a member does in one programme, and how they stand in it."""

    __tablename__ = "participations"
    __table_args__ = (
        sa.UniqueConstraint("programme_id", "member_id"),
        sa.CheckConstraint("capacity BETWEEN 0 AND 5", name="capacity"),
        sa.CheckConstraint("rounds_waited >= 0", name="rounds_waited"),
        sa.CheckConstraint("expired_offers >= 0", name="expired_offers"),
        sa.CheckConstraint("unanswered_chats >= 0", name="unanswered_chats"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    joined_at: Mapped[datetime] = mapped_column(UtcDateTime, default=clock.now)
    """When the member came to the programme."""
    is_mentee: Mapped[bool] = mapped_column(default=False)
    is_mentor: Mapped[bool] = mapped_column(default=False)
    is_networker: Mapped[bool] = mapped_column(default=False)
    capacity: Mapped[int] = mapped_column(StatedNumber(0, 5, otherwise=1), default=1)
    paused_until: Mapped[date | None] = mapped_column(StatedDay())
    """First day on which the member takes part again."""
    silent_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Set when the system paused a mentor after unanswered offers; the member clears it."""
    expired_offers: Mapped[int] = mapped_column(StatedNumber(0, None, otherwise=0), default=0)
    """Rounds in a row of which this mentor let offers expire, since they last answered one."""
    rounds_waited: Mapped[int] = mapped_column(StatedNumber(0, None, otherwise=0), default=0)
    """Published rounds since the mentee last had a mentor."""
    has_first_priority: Mapped[bool] = mapped_column(default=False)
    """Whether an offer for this mentee failed without a replacement."""
    skipped_chat_month: Mapped[str | None] = mapped_column(StatedMonth())
    """The one month in which the networker would rather not have a chat."""
    unanswered_chats: Mapped[int] = mapped_column(StatedNumber(0, None, otherwise=0), default=0)
    """Coffee rounds in a row in which the networker did not say whether they met."""
    chats_paused_since: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """Set when the system paused a networker after that silence; the member clears it."""
    mentors_briefing_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the member first said that they had read the briefing for mentors."""
    mentees_briefing_read_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """The same of the briefing for mentees."""

    member: Mapped[Member] = relationship(back_populates="participations")
    programme: Mapped[Programme] = relationship()

    def is_paused(self, on: date) -> bool:
        """Whether the member sits out on a day: by wish, after silence, or out of reach."""
        return sits_out(self.silent_since, self.member.address_refused_at, self.paused_until, on)


def sits_out(
    silent_since: datetime | None,
    address_refused_at: datetime | None,
    paused_until: date | None,
    on: date,
) -> bool:
    """Whether somebody sits out on a day, by what is known of them: see `Participation`."""
    return (
        silent_since is not None
        or address_refused_at is not None
        or (paused_until is not None and on < paused_until)
    )


class GrantSource(StrEnum):
    """Where the permission to run a programme comes from."""

    PERSON = "person"
    """A coordinator or an operator's command."""
    GROUP = "group"
    """Membership of a group that the organisation's own sign-in tells of."""


class Coordinator(Base):
    """The permission to run a programme; one row for each source that it comes from."""

    __tablename__ = "coordinators"
    __table_args__ = (sa.UniqueConstraint("programme_id", "member_id", "source"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    source: Mapped[GrantSource] = mapped_column(
        one_of(GrantSource, name="source"), default=GrantSource.PERSON
    )
    granted_at: Mapped[datetime] = mapped_column(UtcDateTime)
    told_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the organisation last said that the member is in the group; NULL where no group is."""

    member: Mapped[Member] = relationship()


class PendingGrant(Base):
    """A coordinator proposed somebody; another one has to confirm it."""

    __tablename__ = "pending_grants"
    __table_args__ = (sa.UniqueConstraint("programme_id", "member_id"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    asked_by_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)

    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    asked_by: Mapped[Member] = relationship(foreign_keys=[asked_by_id])


class CoordinatorChange(Base):
    """One line of the log of who was given the permission, or lost it, when and by whom."""

    __tablename__ = "coordinator_changes"

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), index=True
    )
    is_granted: Mapped[bool]
    source: Mapped[GrantSource] = mapped_column(one_of(GrantSource, name="source"))
    actor_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    """None: an operator's command, or the organisation's own sign-in."""
    changed_at: Mapped[datetime] = mapped_column(UtcDateTime, index=True)

    member: Mapped[Member] = relationship(foreign_keys=[member_id])
    actor: Mapped[Member | None] = relationship(foreign_keys=[actor_id])
