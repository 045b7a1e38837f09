"""One scheme with its calendar, and the versions of its policy."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime
from matchmaker.models.stated import StatedZone
from matchmaker.time_zones import UTC


class Programme(Base):
    """An installation starts with one."""

    __tablename__ = "programmes"

    id: Mapped[int] = mapped_column(primary_key=True)
    slug: Mapped[str] = mapped_column(sa.String(60), unique=True)
    name: Mapped[str] = mapped_column(sa.String(120))
    time_zone: Mapped[str] = mapped_column(StatedZone(otherwise=UTC))
    publishes_automatically: Mapped[bool] = mapped_column(default=False)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)


class PolicyVersion(Base):
    """Weights, rules and timers; never changed, only followed by a newer version."""

    __tablename__ = "policy_versions"
    __table_args__ = (sa.UniqueConstraint("programme_id", "version"),)

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    version: Mapped[int]
    document: Mapped[dict[str, Any]] = mapped_column(sa.JSON)
    created_at: Mapped[datetime] = mapped_column(UtcDateTime)
