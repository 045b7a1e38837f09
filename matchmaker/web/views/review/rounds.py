"""A coordinator's pages: the list of rounds, the review of one, its publication."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Match, PairDecision, Round, RoundStatus, TaskKind
from matchmaker.services.matches import offers
from matchmaker.services.mentorships.pulse_sums import pulse_sums
from matchmaker.services.operations.epochs import held_since
from matchmaker.services.operations.job_runs import jobs_seen
from matchmaker.services.outbox.subjects import key_of
from matchmaker.services.programme.calendar import next_round
from matchmaker.services.programme.policies import waiting_counts
from matchmaker.services.review import decisions
from matchmaker.services.review.comparison import (
    ChoiceColumn,
    can_be_compared,
    stored_comparison,
    ways_to_match,
)
from matchmaker.services.review.index import list_rounds, round_line
from matchmaker.services.review.log import has_undone_work
from matchmaker.services.review.overview import publication_forecast, round_overview
from matchmaker.services.review.pairs import pair_page
from matchmaker.services.review.solving_again import check_objective
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.services.tasks.tasks import ask_for, last_done, open_tasks_about
from matchmaker.web.confirmation import confirmed
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.task_words import ON_THE_ROUND
from matchmaker.web.typed import typed_row, typed_text
from matchmaker.web.withheld import current_view, withheld_members

blueprint = Blueprint("rounds", __name__)

LONGEST_WORD = 40
"""Of those by which a page is asked for."""

CHANGED_MEANWHILE = lazy_gettext(
    "Somebody else changed this round a moment ago. This is how it stands now."
)
SOLVE_FIRST = lazy_gettext(
    "Pairs were decided about since the round was solved. Solve it again before you publish."
)


@dataclass(frozen=True, slots=True)
class RefusedForm:
    """A form that came back: what was typed into it, and a sentence that says why."""

    action: str
    sentence: str
    mentee_id: int = 0
    mentor_id: int = 0
    match_id: int = 0
    reason: str = ""


@dataclass(frozen=True, slots=True)
class Running:
    """What a worker does with a round, and where that can be seen."""

    task_id: int
    sentence: str


@blueprint.get("/rounds")
def index() -> str:
    """List the rounds, the newest first."""
    programme = current_programme()
    month = clock.current_month(programme.time_zone)
    view = current_view()
    rounds = list_rounds(db.session(), programme, view)
    has_this_month = any(
        line.month == month and line.status != RoundStatus.DISCARDED for line in rounds
    )
    return render_template(
        "review/rounds.html",
        rounds=rounds,
        view=view,
        sums=pulse_sums(db.session(), programme) if view.is_whole else None,
        month=month,
        has_this_month=has_this_month,
        programme=programme,
        next_round=next_round(db.session(), programme),
        seen=jobs_seen(db.session(), programme),
        held_since=held_since(db.session()),
    )


@blueprint.get("/rounds/<int:round_id>")
def show(round_id: int) -> str:
    """Show a round for review, or how its matches stand after publication."""
    return _review_page(_find_round(round_id))


@blueprint.post("/rounds/<int:round_id>/lock")
def lock(round_id: int) -> ResponseReturnValue:
    """Keep a pair."""
    return _decide(round_id, "lock", decisions.lock_pair)


@blueprint.post("/rounds/<int:round_id>/ban")
def ban(round_id: int) -> ResponseReturnValue:
    """Forbid a pair."""
    return _decide(round_id, "ban", decisions.ban_pair)


@blueprint.post("/rounds/<int:round_id>/lift")
def lift(round_id: int) -> ResponseReturnValue:
    """Take a lock or a ban back."""
    round_ = _find_round(round_id)
    decision = db.session.get(PairDecision, typed_row("decision_id"))
    is_withheld = decision and withheld_members() & {decision.mentee_id, decision.mentor_id}
    if decision is None or decision.round_id != round_id or is_withheld:
        return _refuse(round_id, RefusedForm("lift", _("That decision was lifted already.")))
    try:
        decisions.lift_decision(db.session(), decision, current_member())
    except (decisions.DecisionRefused, OutOfDate) as error:
        return _refuse(round_id, RefusedForm("lift", _sentence(error)))
    db.session.commit()
    flash(_("Lifted. Solve the round again to see what changes."))
    return _back_to(round_.id, "decisions")


@blueprint.post("/rounds/<int:round_id>/solve")
def solve(round_id: int) -> ResponseReturnValue:
    """Have the same snapshot solved again with the decisions made since."""
    round_ = _find_round(round_id)
    if round_.status != RoundStatus.SOLVED:
        return _refuse(round_id, RefusedForm("solve", CHANGED_MEANWHILE))
    return _ask_for(round_, TaskKind.SOLVE_ROUND)


@blueprint.get("/rounds/<int:round_id>/compare")
def compare(round_id: int) -> ResponseReturnValue:
    """Show what each way to match would give, or have given; nothing is changed by looking."""
    round_ = _find_round(round_id)
    if not can_be_compared(round_):
        return _back_to(round_id)
    return _comparison_page(round_)


@blueprint.post("/rounds/<int:round_id>/compare")
def find_comparison(round_id: int) -> ResponseReturnValue:
    """Have the ways to match compared, unless that was done since anything was decided."""
    round_ = _find_round(round_id)
    if not can_be_compared(round_):
        return _back_to(round_id)
    if not current_view().is_whole or _comparison_of(round_):
        return redirect(url_for("rounds.compare", round_id=round_id))
    return _ask_for(round_, TaskKind.COMPARE_ROUND)


@blueprint.post("/rounds/<int:round_id>/objective")
def choose_objective(round_id: int) -> ResponseReturnValue:
    """Have this round matched another way, before it is published."""
    round_ = _find_round(round_id)
    if round_.status != RoundStatus.SOLVED:
        return _refuse(round_id, RefusedForm("objective", CHANGED_MEANWHILE))
    try:
        objective = check_objective(typed_text("objective", LONGEST_WORD))
    except decisions.DecisionRefused as error:
        return _refuse(round_id, RefusedForm("objective", _sentence(error)))
    return _ask_for(round_, TaskKind.SOLVE_ROUND, objective=objective)


@blueprint.post("/rounds/<int:round_id>/discard")
def discard(round_id: int) -> ResponseReturnValue:
    """Give a round up, for a reason."""
    round_ = _find_round(round_id)
    reason = typed_text("reason", decisions.MOST_REASON_LETTERS)
    try:
        decisions.discard_round(db.session(), round_, current_member(), reason)
    except (decisions.DecisionRefused, OutOfDate) as error:
        return _refuse(round_id, RefusedForm("discard", _sentence(error), reason=reason))
    db.session.commit()
    flash(_("The round is discarded. Nobody was told, and the month may have another."))
    return redirect(url_for("rounds.index"))


@blueprint.get("/rounds/<int:round_id>/publish")
def confirm_publication(round_id: int) -> ResponseReturnValue:
    """Say what publishing does and how many mails it sends, before anything is sent."""
    round_ = _find_round(round_id)
    if round_.status != RoundStatus.SOLVED:
        return _back_to(round_id)
    return _publication_page(round_)


@blueprint.post("/rounds/<int:round_id>/publish")
@confirmed
def publish(round_id: int) -> ResponseReturnValue:
    """Have the proposals turned into offers."""
    round_ = _find_round(round_id)
    if round_.status != RoundStatus.SOLVED:
        return _refuse(round_id, RefusedForm("publish", CHANGED_MEANWHILE))
    if has_undone_work(db.session(), round_):
        return _refuse(round_id, RefusedForm("publish", SOLVE_FIRST))
    return _ask_for(round_, TaskKind.PUBLISH_ROUND)


@blueprint.post("/rounds/<int:round_id>/withdraw")
def withdraw(round_id: int) -> ResponseReturnValue:
    """Take an open offer back; the mentee's next best mentor is asked."""
    match = db.session.get(Match, typed_row("match_id"))
    if match is None or match.round_id != _find_round(round_id).id:
        abort(404)
    if withheld_members() & {match.mentee_id, match.mentor_id}:
        # As if there were none: a word about it would tell that there is.
        abort(404)
    reason = typed_text("reason", decisions.MOST_REASON_LETTERS)
    try:
        kept = decisions.require_reason(reason)
        offers.withdraw_offer(db.session(), match, current_member(), kept)
    except decisions.DecisionRefused as error:
        typed = RefusedForm("withdraw", _sentence(error), match_id=match.id, reason=reason)
        return _refuse(round_id, typed)
    except (offers.AlreadyAnswered, OutOfDate):
        flash(
            _("That request has been answered in the meantime, so it was not withdrawn."), "warning"
        )
        db.session.rollback()
        return _back_to(round_id)
    db.session.commit()
    flash(
        _(
            "The request is withdrawn. The mentor is told, and the mentee’s next best mentor is "
            "asked if there is one."
        )
    )
    return _back_to(round_id)


def _decide(round_id: int, action: str, decide: Callable[..., PairDecision]) -> ResponseReturnValue:
    round_ = _find_round(round_id)
    mentee_id = typed_row("mentee_id")
    mentor_id = typed_row("mentor_id")
    reason = typed_text("reason", decisions.MOST_REASON_LETTERS)
    try:
        decide(db.session(), round_, mentee_id, mentor_id, reason, current_member())
    except (decisions.DecisionRefused, OutOfDate) as error:
        typed = RefusedForm(
            action,
            _sentence(error),
            mentee_id=mentee_id,
            mentor_id=mentor_id,
            match_id=typed_row("match_id"),
            reason=reason,
        )
        return _refuse(round_id, typed)
    db.session.commit()
    if action == "lock":
        done = _(
            "The pair is locked. Solve the round again when you have decided about all of them."
        )
    else:
        done = _(
            "The pair is banned. Solve the round again when you have decided about all of them."
        )
    flash(done)
    return _back_to(round_id, f"match-{typed_row('match_id')}")


def _refuse(round_id: int, refused: RefusedForm) -> tuple[str, int]:
    """Show the review again as it stands now, with what was typed; nothing was changed."""
    db.session.rollback()
    return _review_page(_find_round(round_id), refused), 409


def _review_page(round_: Round, refused: RefusedForm | None = None) -> str:
    view = current_view()
    overview = round_overview(db.session(), round_, view)
    is_review = round_.status not in {RoundStatus.PUBLISHED, RoundStatus.CLOSED}
    order = request.values.get("order", "lowest" if is_review else "attention")
    return render_template(
        "review/round.html",
        round=overview.line,
        overview=overview,
        pairs=pair_page(db.session(), round_, order, request.values.get("page", 1, int), view),
        decided={(line.mentee.id, line.mentor.id): line.kind for line in overview.decisions},
        is_review=is_review,
        is_past=not is_review or round_.status == RoundStatus.DISCARDED,
        can_decide=round_.status == RoundStatus.SOLVED,
        can_compare=can_be_compared(round_),
        running=_running(round_),
        waiting_counts=waiting_counts(db.session(), round_.programme),
        refused=refused,
    )


def _ask_for(round_: Round, kind: TaskKind, **arguments: str) -> ResponseReturnValue:
    """Leave something to the worker and go where it is seen; a second press changes nothing."""
    task, is_new = ask_for(
        db.session(),
        current_programme(),
        kind,
        key_of(round_),
        current_member(),
        **arguments,
    )
    if not is_new and task.arguments != arguments:
        flash(_("The round is being solved again already. Choose when that is done."), "warning")
    db.session.commit()
    return redirect(url_for("tasks.show", task_id=task.id))


def _comparison_page(round_: Round) -> str:
    view = current_view()
    return render_template(
        "review/compare.html",
        round=round_line(db.session(), round_, view),
        comparison=_comparison_of(round_) if view.is_whole else (),
        ways=() if view.is_whole else ways_to_match(round_),
        can_choose=round_.status == RoundStatus.SOLVED,
    )


def _comparison_of(round_: Round) -> tuple[ChoiceColumn, ...]:
    programme, key = current_programme(), key_of(round_)
    found = last_done(db.session(), programme, TaskKind.COMPARE_ROUND, key)
    return stored_comparison(db.session(), round_, found.outcome) if found else ()


def _running(round_: Round) -> dict[TaskKind, Running]:
    """Return what a worker does, or is to do, with a round, in the order in which it was asked."""
    tasks = open_tasks_about(db.session(), current_programme(), key_of(round_))
    return {task.kind: Running(task.id, str(ON_THE_ROUND[task.kind])) for task in tasks}


def _publication_page(round_: Round) -> str:
    view = current_view()
    overview = round_overview(db.session(), round_, view)
    return render_template(
        "review/publish.html",
        round=overview.line,
        overview=overview,
        forecast=publication_forecast(db.session(), round_, view),
        running=_running(round_).get(TaskKind.PUBLISH_ROUND),
    )


def _sentence(error: Exception) -> str:
    if isinstance(error, OutOfDate):
        return CHANGED_MEANWHILE
    return str(error)


def _back_to(round_id: int, anchor: str | None = None) -> ResponseReturnValue:
    kept: dict[str, Any] = {
        name: request.values[name][:LONGEST_WORD]
        for name in ("order", "page")
        if name in request.values
    }
    return redirect(url_for("rounds.show", round_id=round_id, _anchor=anchor, **kept))


def _find_round(round_id: int) -> Round:
    round_ = db.session.get(Round, round_id)
    if round_ is None or round_.programme_id != current_programme().id:
        abort(404)
    return round_
