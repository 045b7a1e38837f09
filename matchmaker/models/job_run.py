"""What the jobs did, and the epochs of the database: its life since it was made or restored."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column

from matchmaker.database import Base, UtcDateTime, one_of


class JobOutcome(StrEnum):
    RUNNING = "running"
    DONE = "done"
    IDLE = "idle"
    FAILED = "failed"
    LOST = "lost"
    """It ended without a word: killed, or its machine was."""


class JobRun(Base):
    """One run of one job. `line` is what it said at its end: numbers and months, nobody's name.

    Ids only grow, so that the highest tells how far a database has come.
    """

    __tablename__ = "job_runs"
    __table_args__ = (
        sa.Index("ix_job_runs_job", "job", "programme_id", "started_at"),
        sa.CheckConstraint("(outcome = 'running') = (ended_at IS NULL)", name="ended_at"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    job: Mapped[str] = mapped_column(sa.String(40))
    programme_id: Mapped[int | None] = mapped_column(sa.ForeignKey("programmes.id"))
    """None: the run was about the whole installation."""
    process: Mapped[str] = mapped_column(sa.String(120))
    """Where it ran: the machine's name and the process's number."""
    started_at: Mapped[datetime] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When it last said that it is at work; None before it has said so."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[JobOutcome] = mapped_column(one_of(JobOutcome, name="outcome"))
    line: Mapped[str] = mapped_column(sa.Text, default="")


class JobCount(Base):
    """How often a job ended in one way, and how long that took: runs that found nothing to do, too,
    of which no other row is kept.
    """

    __tablename__ = "job_counts"

    job: Mapped[str] = mapped_column(sa.String(40), primary_key=True)
    programme: Mapped[int] = mapped_column(primary_key=True, autoincrement=False)
    """The programme's id; 0: the runs were about the whole installation."""
    outcome: Mapped[JobOutcome] = mapped_column(
        one_of(JobOutcome, name="outcome"), primary_key=True
    )
    runs: Mapped[int]
    seconds: Mapped[float]
    """Of all runs together."""
    last_ended_at: Mapped[datetime] = mapped_column(UtcDateTime)
    last_seconds: Mapped[float]


class EpochReason(StrEnum):
    INSTALLED = "installed"
    RESTORED = "restored"
    """It went back in time, or owes again what left already."""
    MOVED = "moved"
    """A machine that does not know it found it after nobody had worked for a while."""
    AWAY = "away"
    """Nothing ran for a while, on a machine that was off, and mails waited."""
    ORDERED = "ordered"


class Epoch(Base):
    """The database's life from its installation, a restoration that is noticed or feared, or an
    operator's order on.

    Until it is released, mails owed before it are held and no job writes to anybody.
    """

    __tablename__ = "epochs"

    id: Mapped[int] = mapped_column(primary_key=True)
    key: Mapped[str] = mapped_column(sa.String(36), unique=True)
    reason: Mapped[EpochReason] = mapped_column(one_of(EpochReason, name="reason"))
    began_at: Mapped[datetime] = mapped_column(UtcDateTime)
    released_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
