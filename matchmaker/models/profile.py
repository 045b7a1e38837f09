"""What a member told the programme about themself."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import TYPE_CHECKING

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime
from matchmaker.models.stated import (
    StatedCode,
    StatedCodes,
    StatedNumber,
    StatedWord,
    StatedZone,
)
from matchmaker.taxonomy import load_taxonomy

if TYPE_CHECKING:
    from matchmaker.models.address import Address
    from matchmaker.models.member import Member


class CertificationState(StrEnum):
    HELD = "held"
    STUDYING = "studying"
    WANTED = "wanted"


class Profile(Base):
    """One a member. Codes are the taxonomy's; an empty string means not stated.

    What is stored and cannot be read counts as not stated (`models/stated.py`).
    """

    __tablename__ = "profiles"

    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("members.id", ondelete="CASCADE"), primary_key=True
    )
    department: Mapped[str] = mapped_column(sa.String(120), default="")
    job_title: Mapped[str] = mapped_column(sa.String(120), default="")
    location: Mapped[str] = mapped_column(sa.String(120), default="")
    time_zone: Mapped[str] = mapped_column(StatedZone(), default="")
    languages: Mapped[list[str]] = mapped_column(StatedCodes("languages"), default=list)
    manager_address_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("addresses.id"), index=True
    )
    """By which the line manager was entered."""
    ladder_step: Mapped[str] = mapped_column(StatedCode("roles"), default="")
    about: Mapped[str] = mapped_column(sa.Text, default="")
    interests: Mapped[list[str]] = mapped_column(StatedCodes("interests"), default=list)
    other_certification: Mapped[str] = mapped_column(sa.String(120), default="")
    target_role: Mapped[str] = mapped_column(StatedCode("roles"), default="")
    goals: Mapped[str] = mapped_column(sa.Text, default="")
    help_with: Mapped[str] = mapped_column(sa.Text, default="")
    updated_at: Mapped[datetime] = mapped_column(UtcDateTime)
    completed_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When the whole form was first saved without anything missing."""

    member: Mapped[Member] = relationship(back_populates="profile")
    manager_address: Mapped[Address | None] = relationship(lazy="selectin")
    skills: Mapped[list[ProfileSkill]] = relationship(
        back_populates="profile", cascade="all, delete-orphan", order_by="ProfileSkill.skill"
    )
    certifications: Mapped[list[ProfileCertification]] = relationship(
        back_populates="profile",
        cascade="all, delete-orphan",
        order_by="ProfileCertification.certification",
    )

    @property
    def stated_skills(self) -> list[ProfileSkill]:
        """The skills that the programme has words for; others count as not stated."""
        offered = load_taxonomy().offered("skills")
        return [row for row in self.skills if row.skill in offered]

    @property
    def stated_certifications(self) -> list[ProfileCertification]:
        """The certifications that the programme has words for, as far as their state is known."""
        offered = load_taxonomy().offered("certifications")
        return [
            row
            for row in self.certifications
            if row.certification in offered and row.state in tuple(CertificationState)
        ]


class ProfileSkill(Base):
    """One skill of one member: where they are (`level`) and, as a mentee, where they want to be.

    A level that is not stated is NULL, never 0.
    """

    __tablename__ = "profile_skills"
    __table_args__ = (
        sa.CheckConstraint("level BETWEEN 0 AND 5", name="level"),
        sa.CheckConstraint("target_level BETWEEN 0 AND 5", name="target_level"),
        sa.CheckConstraint("importance BETWEEN 1 AND 3", name="importance"),
    )

    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("profiles.member_id", ondelete="CASCADE"), primary_key=True
    )
    skill: Mapped[str] = mapped_column(sa.String(60), primary_key=True)
    level: Mapped[int | None] = mapped_column(StatedNumber(0, 5, otherwise=None))
    target_level: Mapped[int | None] = mapped_column(StatedNumber(0, 5, otherwise=None))
    importance: Mapped[int] = mapped_column(StatedNumber(1, 3, otherwise=2), default=2)

    profile: Mapped[Profile] = relationship(back_populates="skills")


class ProfileCertification(Base):
    """One certification of one member, and how far they are with it."""

    __tablename__ = "profile_certifications"

    member_id: Mapped[int] = mapped_column(
        sa.ForeignKey("profiles.member_id", ondelete="CASCADE"), primary_key=True
    )
    certification: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    state: Mapped[CertificationState] = mapped_column(
        StatedWord(CertificationState, name="state"), nullable=False
    )

    profile: Mapped[Profile] = relationship(back_populates="certifications")
