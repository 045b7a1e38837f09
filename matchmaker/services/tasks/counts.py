"""How many tasks wait, run and have ended how, for a monitor."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Task, TaskState
from matchmaker.services.tasks.tasks import TaskFault

REFUSED: Final = "refused"
"""Not done for a good reason, which whoever asked was told."""
FAULTS: Final = frozenset({TaskFault.ERROR, TaskFault.STOPPED})
"""Why a task fails that should have been done: an operator should know."""


@dataclass(frozen=True, slots=True)
class TaskCounts:
    """The tasks of the installation by state, and since when the oldest one waits."""

    by_state: dict[str, int]
    oldest_at: datetime | None


def count_tasks(session: Session) -> TaskCounts:
    """Count all tasks; a state without any has 0."""
    by_state = {state.value: 0 for state in TaskState} | {REFUSED: 0}
    rows = session.execute(sa.select(Task.state, sa.func.count()).group_by(Task.state))
    by_state |= {state.value: count for state, count in rows}
    outcomes = session.scalars(sa.select(Task.outcome).where(Task.state == TaskState.FAILED))
    by_state[REFUSED] = sum(outcome.get("fault") not in FAULTS for outcome in outcomes)
    by_state[TaskState.FAILED] -= by_state[REFUSED]
    waiting = sa.select(sa.func.min(Task.asked_at)).where(Task.state == TaskState.WAITING)
    return TaskCounts(by_state, session.scalar(waiting))
