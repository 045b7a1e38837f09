"""What somebody asked for on a page and a worker does, because it takes longer than a page may."""

from __future__ import annotations

from datetime import datetime
from enum import StrEnum
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Mapped, mapped_column, relationship

from matchmaker.database import Base, UtcDateTime, one_of
from matchmaker.models.member import Member
from matchmaker.models.programme import Programme
from matchmaker.models.stated import StoredJson


class TaskKind(StrEnum):
    PUBLISH_ROUND = "publish_round"
    SOLVE_ROUND = "solve_round"
    """Solve a round's snapshot again, perhaps with another thing wanted first."""
    COMPARE_ROUND = "compare_round"


class TaskState(StrEnum):
    WAITING = "waiting"
    RUNNING = "running"
    DONE = "done"
    FAILED = "failed"


OPEN_TASK = (TaskState.WAITING, TaskState.RUNNING)
"""Of a kind about a subject there is one at a time."""
_OPEN = f"state IN ({', '.join(repr(state.value) for state in OPEN_TASK)})"


class Task(Base):
    """One task. `subject_key` names what it is about, such as `round:12`, as that of a mail does.

    `arguments` and `outcome` hold codes, numbers and ids, never a text that somebody typed.
    """

    __tablename__ = "tasks"
    __table_args__ = (
        sa.Index(
            "uq_tasks_open",
            "programme_id",
            "kind",
            "subject_key",
            unique=True,
            sqlite_where=sa.text(_OPEN),
            postgresql_where=sa.text(_OPEN),
        ),
        sa.Index("ix_tasks_subject", "programme_id", "subject_key"),
        sa.CheckConstraint("(state IN ('done', 'failed')) = (ended_at IS NOT NULL)", name="ended"),
        sa.CheckConstraint("attempts >= 0", name="attempts"),
    )

    id: Mapped[int] = mapped_column(primary_key=True)
    programme_id: Mapped[int] = mapped_column(sa.ForeignKey("programmes.id"))
    kind: Mapped[TaskKind] = mapped_column(one_of(TaskKind, name="kind"))
    subject_key: Mapped[str] = mapped_column(sa.String(80))
    arguments: Mapped[dict[str, Any]] = mapped_column(StoredJson(dict), default=dict)
    asked_by_id: Mapped[int | None] = mapped_column(
        sa.ForeignKey("members.id", ondelete="SET NULL"), index=True
    )
    asked_at: Mapped[datetime] = mapped_column(UtcDateTime)
    state: Mapped[TaskState] = mapped_column(
        one_of(TaskState, name="state"), default=TaskState.WAITING, index=True
    )
    phase: Mapped[str] = mapped_column(sa.String(40), default="")
    """How far it is: a code that the kind knows."""
    attempts: Mapped[int] = mapped_column(default=0)
    """How often it was begun: again after the process that did it had been stopped."""
    started_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    seen_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    """When whoever does it last said so."""
    ended_at: Mapped[datetime | None] = mapped_column(UtcDateTime)
    outcome: Mapped[dict[str, Any]] = mapped_column(StoredJson(dict), default=dict)
    """What was done; of a task that failed, `fault` says why."""

    programme: Mapped[Programme] = relationship()
    asked_by: Mapped[Member | None] = relationship()

    @property
    def is_open(self) -> bool:
        """Whether it waits or is being done."""
        return self.state in OPEN_TASK
