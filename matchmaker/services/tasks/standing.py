"""How an open task stands: about to begin, behind others, at work, or left by everybody."""

from enum import StrEnum

import sqlalchemy as sa
from sqlalchemy.engine import Connection
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Task, TaskState
from matchmaker.services.operations.job_runs import LOST_AFTER
from matchmaker.services.tasks.tasks import USUALLY_BEGUN_WITHIN


class TaskStanding(StrEnum):
    """What can be told of a task that has not ended."""

    SOON = "soon"
    """It was asked for a moment ago."""
    BEHIND_OTHERS = "behind_others"
    """It has waited for a while, but somebody is at work on another task."""
    LATE = "late"
    """It has waited for a while, and nobody is at work on any."""
    AT_WORK = "at_work"
    LEFT = "left"
    """Whoever began it has said nothing for a while."""


def standing_of(session: Session, task: Task) -> TaskStanding:
    """Say how a task stands; of one that has ended the answer means nothing."""
    now = clock.now()
    if task.state == TaskState.RUNNING:
        said_at = task.seen_at or task.started_at
        is_left = said_at is not None and said_at < now - LOST_AFTER
        return TaskStanding.LEFT if is_left else TaskStanding.AT_WORK
    if task.asked_at >= now - USUALLY_BEGUN_WITHIN:
        return TaskStanding.SOON
    last_word = sa.func.coalesce(Task.seen_at, Task.started_at)
    at_work = sa.exists().where(Task.state == TaskState.RUNNING, last_word >= now - LOST_AFTER)
    return TaskStanding.BEHIND_OTHERS if session.scalar(sa.select(at_work)) else TaskStanding.LATE


def note_at_work(connection: Connection, task_id: int) -> None:
    """Note that somebody still is at work on a task."""
    connection.execute(
        sa.update(Task)
        .where(Task.id == task_id, Task.state == TaskState.RUNNING)
        .values(seen_at=clock.now())
    )
