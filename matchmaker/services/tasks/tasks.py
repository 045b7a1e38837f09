"""The life of a task: asked for once, taken up, ended with what came of it.

What it does is in `jobs/tasks.py`. A task is open until it is done or has failed; of a kind about
one subject there is one at a time, held by the database, so that a second press finds the one of
the first. Functions flush; callers commit.
"""

from datetime import timedelta
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import (
    OPEN_TASK,
    EpochReason,
    Member,
    Programme,
    Task,
    TaskKind,
    TaskState,
)
from matchmaker.services.operations.epochs import newest_epoch
from matchmaker.services.programme.programmes import is_coordinator

MOST_ATTEMPTS: Final = 3
"""A task during which the worker is stopped so often is not begun again."""
BEGUN_WITHIN: Final = timedelta(days=1)
"""What was asked for longer ago and never begun is not done any more: nobody expects it now."""
USUALLY_BEGUN_WITHIN: Final = timedelta(minutes=2)
"""Where somebody is at work and has no other task in hand."""


class TaskFault(StrEnum):
    """Why a task failed."""

    OUT_OF_DATE = "out_of_date"
    """What it is about has changed since, so that there is nothing to do any more."""
    UNDONE_WORK = "undone_work"
    """Pairs of the round were decided about since it was solved."""
    CONTRADICTION = "contradiction"
    """The decisions about pairs contradict each other."""
    NOT_ALLOWED = "not_allowed"
    """Whoever asked no longer runs the programme."""
    RESTORED = "restored"
    """It was asked for before the database was restored, or may have been."""
    TOO_LATE = "too_late"
    STOPPED = "stopped"
    """The worker was stopped during each attempt."""
    ERROR = "error"


class TaskRefused(Exception):
    """A task that cannot be done; it ends with the fault, and `facts` are kept beside it."""

    def __init__(self, fault: TaskFault, **facts: Any) -> None:
        self.fault, self.facts = fault, facts
        super().__init__(fault.value)


def ask_for(
    session: Session,
    programme: Programme,
    kind: TaskKind,
    subject_key: str,
    actor: Member,
    **arguments: Any,
) -> tuple[Task, bool]:
    """Return the task and whether it is new: one that is open already is not asked for again."""
    task = open_task(session, programme, kind, subject_key)
    if task is not None:
        return task, False
    task = Task(
        programme_id=programme.id,
        kind=kind,
        subject_key=subject_key,
        arguments=arguments,
        asked_by_id=actor.id,
        asked_at=clock.now(),
        state=TaskState.WAITING,
        outcome={},
    )
    try:
        with session.begin_nested():
            session.add(task)
    except sa.exc.IntegrityError:
        other = open_task(session, programme, kind, subject_key)
        if other is None:
            raise
        return other, False
    return task, True


def open_task(
    session: Session, programme: Programme, kind: TaskKind, subject_key: str
) -> Task | None:
    """Return the open task of a kind about a subject, if there is one."""
    query = _about(programme, subject_key).where(Task.kind == kind, Task.state.in_(OPEN_TASK))
    return session.scalars(query).one_or_none()


def open_tasks_about(session: Session, programme: Programme, subject_key: str) -> list[Task]:
    """Return the open tasks about a subject, the oldest first."""
    query = _about(programme, subject_key).where(Task.state.in_(OPEN_TASK))
    return list(session.scalars(query.order_by(Task.id)))


def last_done(
    session: Session, programme: Programme, kind: TaskKind, subject_key: str
) -> Task | None:
    """Return the task of a kind about a subject that was done last."""
    query = _about(programme, subject_key).where(Task.kind == kind, Task.state == TaskState.DONE)
    return session.scalars(query.order_by(Task.id.desc()).limit(1)).one_or_none()


def open_task_ids(session: Session) -> list[int]:
    """Return the ids of all open tasks of the installation, the oldest first."""
    return list(
        session.scalars(sa.select(Task.id).where(Task.state.in_(OPEN_TASK)).order_by(Task.id))
    )


def begin(session: Session, task_id: int) -> Task | None:
    """Note that a task is being done, and return it; None where there is nothing to do.

    The caller alone may do it, and commits at once, so that an attempt counts also if it is the
    process's last. What may no longer be done ends here.
    """
    task = session.get(Task, task_id, populate_existing=True)
    if task is None or not task.is_open:
        return None
    fault = _why_not(session, task)
    if fault is not None:
        fail(session, task_id, fault)
        return None
    task.state = TaskState.RUNNING
    task.attempts += 1
    task.phase = ""
    task.started_at = task.seen_at = clock.now()
    session.flush()
    return task


def note_phase(session: Session, task_id: int, phase: str) -> None:
    """Note how far a task is."""
    _update(session, task_id, phase=phase, seen_at=clock.now())


def finish(session: Session, task_id: int, outcome: dict[str, Any]) -> None:
    """End a task with what was done; commit it with the work itself."""
    _update(session, task_id, state=TaskState.DONE, outcome=outcome, ended_at=clock.now())


def fail(session: Session, task_id: int, fault: TaskFault, **facts: Any) -> None:
    """End a task that was not done."""
    outcome = {"fault": fault.value, **facts}
    _update(session, task_id, state=TaskState.FAILED, outcome=outcome, ended_at=clock.now())


def _why_not(session: Session, task: Task) -> TaskFault | None:
    epoch = newest_epoch(session)
    if (
        epoch is not None
        and epoch.reason != EpochReason.INSTALLED
        and task.asked_at < epoch.began_at
    ):
        return TaskFault.RESTORED
    if task.attempts >= MOST_ATTEMPTS:
        return TaskFault.STOPPED
    if not task.attempts and task.asked_at < clock.now() - BEGUN_WITHIN:
        return TaskFault.TOO_LATE
    if task.asked_by is None or not is_coordinator(session, task.programme, task.asked_by):
        return TaskFault.NOT_ALLOWED
    return None


def _about(programme: Programme, subject_key: str) -> sa.Select[Task]:
    return sa.select(Task).where(Task.programme_id == programme.id, Task.subject_key == subject_key)


def _update(session: Session, task_id: int, **values: Any) -> None:
    still_open = sa.update(Task).where(Task.id == task_id, Task.state.in_(OPEN_TASK))
    changed_rows(session.execute(still_open.values(**values)))
