"""The page of one task: that it waits, how far it is, and what came of it."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.extensions import db
from matchmaker.models import Round, Task, TaskKind, TaskState
from matchmaker.services.programme.names import label_of
from matchmaker.services.review.naming import stored_contradiction_in_words
from matchmaker.services.tasks.standing import standing_of
from matchmaker.services.tasks.tasks import TaskFault
from matchmaker.web.current_programme import current_programme
from matchmaker.web.task_words import NOT_DONE, TITLES, phase_words, what_was_done
from matchmaker.web.withheld import current_view

blueprint = Blueprint("tasks", __name__)


@blueprint.get("/tasks/<int:task_id>")
def show(task_id: int) -> ResponseReturnValue:
    """Show how far a task is; it looks the same to every coordinator, and after a reload."""
    task = db.session.get(Task, task_id)
    round_ = _round_of(task) if task is not None else None
    if task is None or round_ is None or task.programme_id != current_programme().id:
        abort(404)
    if task.kind == TaskKind.COMPARE_ROUND and task.state == TaskState.DONE:
        return redirect(url_for("rounds.compare", round_id=round_.id))
    return render_template(
        "tasks/task.html",
        task=task,
        round=round_,
        title=TITLES[task.kind],
        asked_by=label_of(task.asked_by) if task.asked_by else "",
        phase=phase_words(task),
        standing=standing_of(db.session(), task),
        done=what_was_done(task, current_view()) if task.state == TaskState.DONE else (),
        not_done=_why_not_done(task) if task.state == TaskState.FAILED else "",
    )


def _round_of(task: Task) -> Round | None:
    kind, _, number = task.subject_key.partition(":")
    return db.session.get(Round, int(number)) if kind == "round" else None


def _why_not_done(task: Task) -> str:
    fault = task.outcome.get("fault")
    words = [str(NOT_DONE.get(TaskFault(fault) if fault in tuple(TaskFault) else TaskFault.ERROR))]
    if fault == TaskFault.CONTRADICTION:
        found = task.outcome.get("contradiction")
        words.append(stored_contradiction_in_words(db.session(), found, current_view()))
    return " ".join(filter(None, words))
