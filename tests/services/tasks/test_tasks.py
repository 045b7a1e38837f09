"""The life of a task: asked for once, begun again after a kill, ended with a word."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import EpochReason, Member, Task, TaskKind, TaskState
from matchmaker.services.operations.epochs import hold_mails
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.own_data import own_data
from matchmaker.services.privacy.retention import Retention, delete_old_tasks
from matchmaker.services.programme.programmes import dismiss_coordinator
from matchmaker.services.tasks.tasks import (
    MOST_ATTEMPTS,
    TaskFault,
    ask_for,
    begin,
    fail,
    finish,
    last_done,
    note_phase,
    open_task_ids,
)
from tests.conftest import SECRET_KEY
from tests.factories import make_coordinator, make_programme, the_programme

PUBLISH = TaskKind.PUBLISH_ROUND


def ask(session: Session, actor: Member, about: str = "round:1") -> Task:
    task, _ = ask_for(session, the_programme(session), PUBLISH, about, actor)
    return task


def test_a_second_press_finds_the_first_ones_task_until_that_has_ended(session: Session) -> None:
    cora, carl = make_coordinator(session), make_coordinator(session, "Carl")
    first = ask(session, cora)

    assert ask(session, carl).id == first.id
    assert ask(session, carl, "round:2").id != first.id
    begin(session, first.id)
    assert ask(session, carl).id == first.id
    finish(session, first.id, {})
    assert ask(session, carl).id != first.id


def test_each_programme_and_each_kind_has_its_own(session: Session) -> None:
    cora = make_coordinator(session)
    ask(session, cora)

    _, is_new = ask_for(session, make_programme(session, "lyon"), PUBLISH, "round:1", cora)
    _, is_other = ask_for(session, the_programme(session), TaskKind.COMPARE_ROUND, "round:1", cora)

    assert (is_new, is_other) == (True, True)
    assert len(open_task_ids(session)) == 3


def test_what_was_done_is_kept_and_a_task_that_has_ended_stays_as_it_is(session: Session) -> None:
    task = ask(session, make_coordinator(session))
    assert begin(session, task.id) is task
    note_phase(session, task.id, "publishing")
    finish(session, task.id, {"offers": 2})
    fail(session, task.id, TaskFault.ERROR)
    session.refresh(task)

    assert (task.state, task.phase, task.outcome) == (TaskState.DONE, "publishing", {"offers": 2})
    assert begin(session, task.id) is None
    assert last_done(session, the_programme(session), PUBLISH, "round:1") is task


def test_a_task_during_which_the_worker_died_each_time_ends(session: Session) -> None:
    task = ask(session, make_coordinator(session))
    for _ in range(MOST_ATTEMPTS):
        assert begin(session, task.id) is task

    assert begin(session, task.id) is None
    assert (task.state, task.outcome) == (TaskState.FAILED, {"fault": "stopped"})


def test_what_nobody_began_for_a_day_is_not_done_any_more(session: Session) -> None:
    task = ask(session, make_coordinator(session))
    task.asked_at -= timedelta(days=1, minutes=1)
    session.flush()

    assert begin(session, task.id) is None
    assert task.outcome == {"fault": "too_late"}


def test_what_was_asked_for_before_the_database_was_restored_is_not_done(session: Session) -> None:
    task = ask(session, make_coordinator(session))
    task.asked_at -= timedelta(minutes=1)
    hold_mails(session, EpochReason.RESTORED)
    session.flush()

    assert begin(session, task.id) is None
    assert task.outcome == {"fault": "restored"}


@pytest.mark.parametrize("is_here", [True, False])
def test_whoever_asked_has_to_run_the_programme_still(session: Session, is_here: bool) -> None:
    cora = make_coordinator(session)
    task = ask(session, cora)
    if is_here:
        dismiss_coordinator(session, the_programme(session), cora)
    else:
        task.asked_by = None
        session.flush()

    assert begin(session, task.id) is None
    assert task.outcome == {"fault": "not_allowed"}


def test_whoever_asked_and_is_erased_is_not_named_any_more(session: Session) -> None:
    cora = make_coordinator(session)
    make_coordinator(session, "Carl")
    task = ask(session, cora)
    finish(session, task.id, {})
    erase_member(session, cora, SECRET_KEY)
    session.refresh(task)

    assert task.asked_by_id is None


def test_who_asked_is_in_their_copy_and_is_forgotten_with_the_audit(session: Session) -> None:
    cora = make_coordinator(session)
    task = ask(session, cora)
    finish(session, task.id, {})
    told = own_data(session, cora)["What you had the worker do"]
    delete_old_tasks(session, Retention(), "")
    kept = session.scalars(sa.select(Task.id)).all()
    session.execute(sa.update(Task).values(ended_at=clock.now() - timedelta(days=366)))

    assert [line["What"] for line in told] == ["Publish a round"]
    assert kept == [task.id]
    assert delete_old_tasks(session, Retention(), "") == 1
