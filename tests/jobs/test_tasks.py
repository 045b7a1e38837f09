"""What coordinators asked for: done once, whole or not at all, whoever is killed and when."""

import threading
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from jobs import at_work, tasks
from jobs.monthly_match import make_round
from jobs.tasks import do_tasks
from matchmaker.extensions import db
from matchmaker.models import (
    MailKind,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    Round,
    StatusChange,
    Task,
    TaskKind,
    TaskState,
)
from matchmaker.services.operations.job_runs import DELIVERY
from matchmaker.services.review.decisions import ban_pair
from matchmaker.services.tasks.tasks import ask_for, begin
from tests.factories import make_coordinator, make_mentee, make_mentor, the_programme
from tests.jobs.processes import run_job
from tests.jobs.test_worker import asking, running_workers, runs_of, sink, wait_until
from tests.mail.sink import Sink

__all__ = ["sink"]
PAIRS = 3
PUBLISHED = ("published", {MatchStatus.OFFERED}, PAIRS, TaskState.DONE)


@pytest.fixture
def cora(session: Session) -> Member:
    """Runs a programme whose round waits for her."""
    for number in range(PAIRS):
        make_mentee(session, f"Mentee {number}")
        make_mentor(session, f"Mentor {number}")
    coordinator = make_coordinator(session)
    make_round(session, the_programme(session), "2026-11")
    return coordinator


def ask(session: Session, cora: Member, kind: TaskKind = TaskKind.PUBLISH_ROUND) -> Task:
    round_id = session.scalars(sa.select(Round.id)).one()
    task, _ = ask_for(session, the_programme(session), kind, f"round:{round_id}", cora)
    session.commit()
    return task


def test_whoever_does_a_task_says_so_until_it_ends(
    session: Session, cora: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(at_work, "SAID_EVERY", timedelta(milliseconds=10))
    said = threading.Event()
    note_at_work = tasks.note_at_work

    def note(connection: sa.Connection, task_id: int) -> None:
        note_at_work(connection, task_id)
        said.set()

    def work_until_it_was_said(_session: Session, _task: Task, say: tasks.Say) -> dict[str, Any]:
        say("matching")
        return {"said": said.wait(30)}

    monkeypatch.setattr(tasks, "note_at_work", note)
    monkeypatch.setitem(tasks.DOERS, TaskKind.PUBLISH_ROUND, work_until_it_was_said)
    task = ask(session, cora)

    do_tasks(session)

    session.refresh(task)
    assert task.outcome == {"said": True}
    assert task.seen_at is not None
    assert not [each for each in threading.enumerate() if each.name == "at-work"]


def look(session: Session) -> tuple[str, set[MatchStatus], int, TaskState]:
    session.rollback()
    session.expire_all()
    offers = sa.select(sa.func.count(OutboxMail.id)).filter_by(kind=MailKind.OFFER)
    seen = (
        session.scalars(sa.select(Round)).one().status.value,
        set(session.scalars(sa.select(Match.status))),
        session.scalar(offers) or 0,
        session.scalars(sa.select(Task.state).order_by(Task.id.desc())).first() or TaskState.FAILED,
    )
    # On SQLite a transaction of ours would let nobody else write.
    session.rollback()
    return seen


def test_what_is_open_is_done_once(session: Session, cora: Member) -> None:
    ask(session, cora)

    assert do_tasks(session) == 1
    assert do_tasks(session) == 0
    assert look(session) == PUBLISHED


def test_what_a_killed_worker_left_is_taken_up_by_the_next(session: Session, cora: Member) -> None:
    task = ask(session, cora)
    begin(session, task.id)
    session.commit()

    assert do_tasks(session) == 1
    assert look(session) == PUBLISHED
    assert task.attempts == 2


def test_what_the_worker_is_to_stop_before_stays_open(session: Session, cora: Member) -> None:
    ask(session, cora)

    assert do_tasks(session, lambda: True) == 0
    assert look(session)[3] == TaskState.WAITING


def test_a_pair_that_is_decided_about_while_the_round_is_solved_is_in_the_result(
    session: Session, cora: Member, monkeypatch: pytest.MonkeyPatch
) -> None:
    solve, begun = tasks.solve_problem, []
    round_ = session.scalars(sa.select(Round)).one()
    match = session.scalars(sa.select(Match).order_by(Match.id)).first()
    assert match is not None
    pair = (match.mentee_id, match.mentor_id)

    def solve_slowly(*arguments: object) -> object:
        if not begun:
            begun.append(pair)
            ban_pair(session, round_, *pair, "Same project", cora)
            session.commit()
        return solve(*arguments)  # type: ignore[arg-type]

    monkeypatch.setattr(tasks, "solve_problem", solve_slowly)
    ask(session, cora, TaskKind.SOLVE_ROUND)

    assert do_tasks(session) == 1
    pairs = session.execute(sa.select(Match.mentee_id, Match.mentor_id)).all()
    kinds = session.scalars(sa.select(StatusChange.kind).order_by(StatusChange.id.desc())).all()
    assert pair not in [tuple(each) for each in pairs]
    assert kinds[:2] == ["solved_again", "ban"]


def test_the_command_says_what_it_did(
    session: Session, cora: Member, database_url: str, tmp_path: Path
) -> None:
    ask(session, cora)

    ended = run_job("tasks", database_url=database_url, cwd=tmp_path)

    assert (ended.status, ended.output, ended.errors) == (0, "1 tasks done, 0 left\n", "")


@pytest.mark.slow
def test_the_worker_begins_when_it_is_asked(
    app: Flask, session: Session, cora: Member, database_url: str, sink: Sink
) -> None:
    with asking(app, tasks_url=""), running_workers(1, database_url, sink):
        wait_until(lambda: runs_of(session, DELIVERY) > 0)
        ask(session, cora)
        wait_until(lambda: look(session) == PUBLISHED, seconds=40)

    assert db.session.scalars(sa.select(Task.attempts)).one() == 1
