"""What pages say of tasks: what runs, how far it is, what came of it and why not."""

from typing import Final

from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext, ngettext
from matchmaker.models import Task, TaskKind
from matchmaker.services.programme.coordinator_view import CoordinatorView
from matchmaker.services.tasks.tasks import TaskFault

TITLES: Final = {
    TaskKind.PUBLISH_ROUND: lazy_gettext("Publishing the round"),
    TaskKind.SOLVE_ROUND: lazy_gettext("Solving the round again"),
    TaskKind.COMPARE_ROUND: lazy_gettext("Comparing the ways to match"),
}
ON_THE_ROUND: Final = {
    TaskKind.PUBLISH_ROUND: lazy_gettext("This round is being published."),
    TaskKind.SOLVE_ROUND: lazy_gettext("This round is being solved again."),
    TaskKind.COMPARE_ROUND: lazy_gettext("The ways to match this round are being compared."),
}
PHASES: Final = {
    "publishing": lazy_gettext("Making the requests and queuing their mails."),
    "matching": lazy_gettext("Looking for the best matching."),
    "proving": lazy_gettext("Proving that there is no better one."),
    "costs": lazy_gettext("Working out what other choices would cost."),
    "recruits": lazy_gettext("Finding where one more mentor would help."),
    "remedies": lazy_gettext("Finding what would help those without a mentor."),
    "shape": lazy_gettext("Counting who would rather swap."),
    "comparing": lazy_gettext("Matching the round in three ways and proving each."),
}
"""By the code that the work notes: the first three also by those of solving a round."""
NOT_DONE: Final = {
    TaskFault.OUT_OF_DATE: lazy_gettext(
        "Somebody else changed this round first. Look at how it stands now."
    ),
    TaskFault.UNDONE_WORK: lazy_gettext(
        "Pairs were decided about since the round was solved. Solve it again before you publish."
    ),
    TaskFault.CONTRADICTION: lazy_gettext(
        "The decisions about pairs contradict each other or a rule. Lift one of them."
    ),
    TaskFault.NOT_ALLOWED: lazy_gettext("Whoever asked for this is no longer a coordinator."),
    TaskFault.RESTORED: lazy_gettext(
        "The database may have been put back to an earlier state since. To be safe, this was not "
        "done. Look at the round, and ask again if it is still right."
    ),
    TaskFault.TOO_LATE: lazy_gettext(
        "This did not start within a day, so you may not want it any more. Ask again if you do."
    ),
    TaskFault.STOPPED: lazy_gettext(
        "The worker was stopped each time while it did this. Tell whoever runs this installation, "
        "and ask again."
    ),
    TaskFault.ERROR: lazy_gettext(
        "Something went wrong, and the log of the worker says what. Tell whoever runs this "
        "installation."
    ),
}


def phase_words(task: Task) -> str:
    """Say what is being done at this moment."""
    return str(PHASES.get(task.phase, ""))


def what_was_done(task: Task, view: CoordinatorView) -> tuple[str, ...]:
    """Return what came of a task in sentences; without counts for a reader of a part."""
    if task.kind == TaskKind.PUBLISH_ROUND:
        return _published(task, view)
    if task.kind == TaskKind.SOLVE_ROUND and task.arguments.get("objective"):
        return (_("Matched again, the way that was chosen. Nobody was told anything yet."),)
    if task.kind == TaskKind.SOLVE_ROUND:
        return (_("Solved again. All decisions are in the result."),)
    return ()


def _published(task: Task, view: CoordinatorView) -> tuple[str, ...]:
    if not view.is_whole:
        return (_("Published. The requests are on their way."),)
    offers, overtaken = _number(task, "offers"), _number(task, "overtaken")
    sentences = [
        ngettext(
            "Published: one request is on its way.",
            "Published: %(num)s requests are on their way.",
            offers,
        )
    ]
    if overtaken:
        sentences.append(
            ngettext(
                "One proposal no longer held when it was sent; its mentee was offered to the next "
                "best mentor or told.",
                "%(num)s proposals no longer held when they were sent; their mentees were offered "
                "to the next best mentor or told.",
                overtaken,
            )
        )
    return tuple(sentences)


def _number(task: Task, name: str) -> int:
    found = task.outcome.get(name)
    return found if isinstance(found, int) else 0
