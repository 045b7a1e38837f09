"""Do what coordinators asked for on a page and what takes longer than a page may.

    python -m jobs.tasks

The worker does so at once. Where cron does the work, run it every minute. What was done and that it
was done are one transaction; a task whose process was stopped is begun again, three times in all.
"""

import argparse
import logging
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict
from pathlib import Path
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from flask import current_app
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from jobs.at_work import saying_so
from jobs.exclusive import exclusive
from jobs.mark import notice_restoration
from jobs.process import run_job
from matchmaker.extensions import db
from matchmaker.models import Programme, Round, Task, TaskKind
from matchmaker.services.engine.comparison import choices_for
from matchmaker.services.engine.solving import Unsolvable, contradiction_to_document
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.programme.programmes import lock_places
from matchmaker.services.review.comparison import basis_of, comparison_document
from matchmaker.services.review.decisions import DecisionRefused
from matchmaker.services.review.log import has_undone_work
from matchmaker.services.review.solving_again import (
    DecidedMeanwhile,
    read_problem,
    save_solved_again,
    solve_problem,
)
from matchmaker.services.rounds.rounds import input_of
from matchmaker.services.rounds.snapshot import FIRST_PRIORITY
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.services.tasks.standing import note_at_work
from matchmaker.services.tasks.tasks import (
    TaskFault,
    TaskRefused,
    begin,
    fail,
    finish,
    note_phase,
    open_task_ids,
)

Say: TypeAlias = Callable[[str], None]
"""Notes how far a task is, and commits: called before the work that is all or nothing."""
Doer: TypeAlias = Callable[[Session, Task, Say], dict[str, Any]]
"""Does a task and returns what came of it; what it leaves uncommitted is committed with that."""
MOST_DECIDED_MEANWHILE: Final = 3
"""How often a round is solved anew because a pair was decided about while it was solved."""
log = logging.getLogger("matchmaker.jobs")


def never() -> bool:
    """Go on until nothing is left."""
    return False


def look_and_do_tasks(session: Session, is_stopping: Callable[[], bool] = never) -> int:
    """Do what `do_tasks` does, after a look whether the database is an earlier one."""
    has_some = bool(open_task_ids(session))
    session.commit()
    if has_some:
        notice_restoration(session, db.engine, Path(current_app.instance_path))
    return do_tasks(session, is_stopping)


def do_tasks(session: Session, is_stopping: Callable[[], bool] = never) -> int:
    """Do every task that is open and that nobody else does; return how many were ended. Commits.

    One that the database stopped stays open, and is begun again by the next look.
    """
    ids = open_task_ids(session)
    session.commit()
    return sum(_do_if_free(session, task_id) for task_id in ids if not is_stopping())


def _do_if_free(session: Session, task_id: int) -> bool:
    named = sa.select(Programme.slug, Task.kind).join_from(Task, Programme)
    row = session.execute(named.where(Task.id == task_id)).one_or_none()
    session.commit()
    if row is None:
        return False
    slug, kind = row
    # The lock ends with its holder, so that a task that runs and is free was left by a dead one.
    with exclusive(db.engine, f"task.{slug}.{kind}", wait=False) as is_free:
        return is_free and _do(session, task_id)


def _do(session: Session, task_id: int) -> bool:
    task = begin(session, task_id)
    session.commit()
    if task is None:
        return False

    def say(phase: str) -> None:
        note_phase(session, task_id, phase)
        session.commit()

    try:
        with saying_so(db.engine, lambda connection: note_at_work(connection, task_id)):
            finish(session, task_id, DOERS[task.kind](session, task, say))
            session.commit()
    except TaskRefused as refused:
        _end(session, task_id, refused.fault, **refused.facts)
    except (OutOfDate, DecisionRefused):
        _end(session, task_id, TaskFault.OUT_OF_DATE)
    except SQLAlchemyError as error:
        session.rollback()
        log.warning(
            "task %s was stopped by the database (%s); it is begun again",
            *(task_id, type(error).__name__),
        )
        return False
    except Exception:
        log.exception("task %s failed", task_id)
        _end(session, task_id, TaskFault.ERROR)
    return True


def _end(session: Session, task_id: int, fault: TaskFault, **facts: Any) -> None:
    session.rollback()
    fail(session, task_id, fault, **facts)
    session.commit()


def _publish(session: Session, task: Task, say: Say) -> dict[str, Any]:
    say("publishing")
    lock_places(session, task.programme_id)
    round_ = _round_of(session, task)
    session.refresh(round_, ["status"], with_for_update=True)
    if has_undone_work(session, round_):
        raise TaskRefused(TaskFault.UNDONE_WORK)
    return asdict(publish_round(session, round_, task.asked_by))


def _solve(session: Session, task: Task, say: Say) -> dict[str, Any]:
    objective = task.arguments.get("objective")
    for _ in range(MOST_DECIDED_MEANWHILE):
        round_ = _round_of(session, task)
        problem = read_problem(session, round_, objective)
        # No transaction is open while it is solved: nobody waits for a lock of ours.
        session.commit()
        try:
            solution = solve_problem(problem, lambda phase, _done, _of: say(phase))
        except Unsolvable as error:
            found = contradiction_to_document(error)
            raise TaskRefused(TaskFault.CONTRADICTION, contradiction=found) from error
        try:
            save_solved_again(session, round_, problem, solution, task.asked_by)
        except DecidedMeanwhile:
            session.rollback()
            continue
        return {"objective": objective, "matched": solution.summary["matched"]}
    raise TaskRefused(TaskFault.OUT_OF_DATE)


def _compare(session: Session, task: Task, say: Say) -> dict[str, Any]:
    round_ = _round_of(session, task)
    basis, asked = basis_of(round_), input_of(round_)
    say("comparing")
    try:
        choices = choices_for(asked.people, asked.policy.matching, FIRST_PRIORITY)
    except Unsolvable as error:
        found = contradiction_to_document(error)
        raise TaskRefused(TaskFault.CONTRADICTION, contradiction=found) from error
    return comparison_document(basis, choices)


def _round_of(session: Session, task: Task) -> Round:
    return session.get_one(Round, int(task.subject_key.partition(":")[2]))


DOERS: Final[dict[TaskKind, Doer]] = {
    TaskKind.PUBLISH_ROUND: _publish,
    TaskKind.SOLVE_ROUND: _solve,
    TaskKind.COMPARE_ROUND: _compare,
}


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    argparse.ArgumentParser(
        prog="python -m jobs.tasks",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args(arguments)
    session = db.session()
    done = look_and_do_tasks(session)
    left = len(open_task_ids(session))
    session.commit()
    sys.stdout.write(f"{done} tasks done, {left} left\n")
    return 0


if __name__ == "__main__":
    run_job(main)
