"""Make this month's round: open, freeze, solve, save; publish it only if asked or configured.

    python -m jobs.monthly_match [--programme SLUG] [--month YYYY-MM] [--publish] [--json]
    python -m jobs.monthly_match --replay [--programme SLUG] [--month YYYY-MM]

Each step commits by itself and is done once; a run that was killed is finished by the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace

from sqlalchemy.orm import Session

from jobs.monthly import Report, month_to_make, note_of, parser_for, run_and_report
from jobs.noted import run_noted
from jobs.process import StoppedJob, run_job
from matchmaker import clock
from matchmaker.models import Programme, Round, RoundStatus
from matchmaker.services.engine.certificates import fault_in_certificate
from matchmaker.services.engine.solving import Progress, solve
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.operations.job_runs import MONTHLY_MATCH
from matchmaker.services.programme.calendar import check_month
from matchmaker.services.rounds.rounds import (
    find_round,
    freeze_round,
    input_of,
    open_round,
    save_solution,
)
from matchmaker.services.rounds.transitions import OutOfDate

UNFINISHED = {RoundStatus.DRAFT, RoundStatus.FROZEN}
NOT_REPORTED = {"certificate", "insight"}
"""Parts of a round's summary that are for the review page."""
REPLAYED = {
    "replayed": "the stored snapshot gives the same result again, and it is proved",
    "unproved": "the stored certificate does NOT prove the stored result",
    "no certificate": "the stored snapshot gives the same result again, but its certificate is "
    "MISSING: nothing is stored that proves it",
    "differs": "the stored snapshot now gives a DIFFERENT result",
}
"""What a replay found. All but the first is for somebody to look into."""
PHASES = {
    "matching": "Finding the best matching",
    "proving": "Proving that it is the best",
    "costs": "Weighing the other choices",
    "recruits": "Looking where one more mentor would help",
    "remedies": "Looking for what would help who is left over",
    "shape": "Counting who would rather swap",
}


def _quietly(_phase: str, _done: int, _of: int) -> None:
    """Show no progress."""


@dataclass(frozen=True, slots=True)
class RoundReport(Report):
    """A replay's `outcome` is "replayed", "differs", "unproved" or "no certificate"."""

    status: str
    offers: int | None = None


def make_round(
    session: Session,
    programme: Programme,
    month: str | None = None,
    *,
    publish: bool = False,
    only_near: bool = False,
    say: Callable[[str], None] = lambda _: None,
    progress: Progress = _quietly,
) -> RoundReport:
    """Make the month's round, or finish it, or find that there is nothing left to do.

    Commits after each step. `only_near` refuses a month far away. Raises `InvalidMonth`.
    """
    with month_to_make(session, programme, MONTHLY_MATCH, month, only_near=only_near) as chosen:
        publish = publish or programme.publishes_automatically
        round_ = open_round(session, programme, chosen)
        was_unfinished = round_.status in UNFINISHED
        session.commit()
        _finish(session, round_, say, progress)
        offers = None
        if publish and round_.status == RoundStatus.SOLVED:
            say("Publishing")
            offers = publish_round(session, round_, actor=None).offers
            session.commit()
        done = was_unfinished or offers is not None
        report = _report(round_, "made" if done else "already done", offers)
        session.commit()
        return report


def replay_round(session: Session, programme: Programme, month: str | None = None) -> RoundReport:
    """Solve the month's stored snapshot again and compare; check the stored certificate.

    Raises `StoppedJob`, `InvalidMonth`.
    """
    month = check_month(month or clock.current_month(programme.time_zone))
    round_ = find_round(session, programme, month)
    if round_ is None or round_.status in UNFINISHED:
        raise StoppedJob(f"there is no solved round for {month}")
    round_input = input_of(round_)
    report, digest = _report(round_, "replayed"), round_.result_digest
    certificate = round_.summary.get("certificate")
    session.rollback()
    matching = round_input.policy.matching
    if solve(round_input.people, matching, in_depth=False).digest != digest:
        return replace(report, outcome="differs")
    if certificate is None:
        return replace(report, outcome="no certificate")
    if fault_in_certificate(round_input.people, matching, certificate):
        return replace(report, outcome="unproved")
    return report


def _finish(
    session: Session, round_: Round, say: Callable[[str], None], progress: Progress
) -> None:
    try:
        if round_.status == RoundStatus.DRAFT:
            say("Freezing the input")
            freeze_round(session, round_)
            session.commit()
        if round_.status == RoundStatus.FROZEN:
            round_input = input_of(round_)
            session.commit()
            say("Finding and proving the best matching")
            solution = solve(round_input.people, round_input.policy.matching, progress=progress)
            say("Saving")
            save_solution(session, round_, solution)
            session.commit()
    except OutOfDate:
        session.rollback()
        session.refresh(round_)


def _report(round_: Round, outcome: str, offers: int | None = None) -> RoundReport:
    numbers = {name: value for name, value in round_.summary.items() if name not in NOT_REPORTED}
    return RoundReport(outcome, round_.month, round_.id, numbers, round_.status.value, offers)


def describe(report: RoundReport) -> str:
    """Return a run's report in a line."""
    numbers = report.summary
    if report.outcome == "already done":
        return f"{report.month}: already done (round {report.round_id}, {report.status})"
    if report.outcome in REPLAYED:
        return f"{report.month}: {REPLAYED[report.outcome]}"
    line = (
        f"{report.month}: {numbers['matched']} of {numbers['mentees']} mentees matched "
        f"(mentors: {numbers['mentors']}, places: {numbers['places']})"
    )
    if numbers["matched"]:
        line += (
            f", average {numbers['average_points']} and lowest {numbers['lowest_points']} points"
        )
    if report.offers is not None:
        return f"{line}; published, {report.offers} offers made"
    return f"{line}; round {report.round_id} waits for a coordinator"


def make_noted(
    session: Session,
    programme: Programme,
    month: str | None = None,
    *,
    publish: bool = False,
    show: Progress = _quietly,
) -> RoundReport:
    """Make the month's round, and note the run. Raises `InvalidMonth`, `StoppedJob`."""
    return run_noted(
        session,
        MONTHLY_MATCH,
        lambda: make_round(
            session,
            programme,
            month,
            publish=publish,
            only_near=True,
            say=lambda text: show(text, 0, 0),
            progress=show,
        ),
        lambda report: note_of(report, describe),
        programme,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    parser = parser_for(MONTHLY_MATCH, __doc__)
    parser.add_argument("--publish", action="store_true", help="release the round at once")
    parser.add_argument(
        "--replay",
        action="store_true",
        help="solve the stored snapshot again and compare; check the stored certificate",
    )
    options = parser.parse_args(arguments)

    def work(session: Session, programme: Programme, show: Progress) -> RoundReport:
        if options.replay:
            return replay_round(session, programme, options.month)
        return make_noted(session, programme, options.month, publish=options.publish, show=show)

    return run_and_report(
        options,
        work,
        describe,
        turn=None if options.replay else MONTHLY_MATCH,
        phase_words=PHASES,
        faults=frozenset(REPLAYED.keys() - {"replayed"}),
    )


if __name__ == "__main__":
    run_job(main)
