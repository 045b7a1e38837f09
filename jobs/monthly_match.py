"""Make this month's round: open, freeze, solve, save; publish it only if asked or configured.

    python -m jobs.monthly_match [--month YYYY-MM] [--publish] [--json]
    python -m jobs.monthly_match --replay [--month YYYY-MM]

Each step commits by itself and is done once; a run that was killed is finished by the next.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace
from typing import Any

from sqlalchemy.orm import Session

from jobs.exclusive import exclusive, turn_of
from jobs.noted import Note, run_noted
from jobs.process import StoppedJob, one_line, phases, run_job
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Round, RoundStatus
from matchmaker.services.certificates import fault_in_certificate
from matchmaker.services.job_runs import MONTHLY_MATCH
from matchmaker.services.next_round import InvalidMonth, check_month, check_near
from matchmaker.services.programmes import current_programme
from matchmaker.services.publishing import publish_round
from matchmaker.services.rounds import (
    find_round,
    freeze_round,
    open_round,
    problem_of,
    save_solution,
)
from matchmaker.services.solving import Progress, solve
from matchmaker.services.transitions import OutOfDate

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
class Report:
    """What a run found or did.

    `outcome` is "made", "already done", "replayed", "differs", "unproved" or
    "no certificate".
    """

    outcome: str
    month: str
    round_id: int
    status: str
    summary: dict[str, Any]
    offers: int | None = None


def make_round(
    session: Session,
    month: str | None = None,
    *,
    publish: bool = False,
    only_near: bool = False,
    say: Callable[[str], None] = lambda _: None,
    progress: Progress = _quietly,
) -> Report:
    """Make the month's round, or finish it, or find that there is nothing left to do.

    Commits after each step. `only_near` refuses a month far away. Raises `InvalidMonth`.
    """
    # The lock comes before anything is asked of the database: of twenty processes one is at work.
    with exclusive(db.engine, "monthly_match"):
        programme = current_programme(session)
        present = clock.current_month(programme.time_zone)
        month = check_month(month or present)
        if only_near:
            check_near(month, present)
        publish = publish or programme.publishes_automatically
        round_ = open_round(session, programme, month)
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


def replay_round(session: Session, month: str | None = None) -> Report:
    """Solve the month's stored snapshot again and compare; check the stored certificate.

    Raises `StoppedJob`, `InvalidMonth`.
    """
    programme = current_programme(session)
    month = check_month(month or clock.current_month(programme.time_zone))
    round_ = find_round(session, programme, month)
    if round_ is None or round_.status in UNFINISHED:
        raise StoppedJob(f"there is no solved round for {month}")
    problem = problem_of(round_)
    report, digest = _report(round_, "replayed"), round_.result_digest
    certificate = round_.summary.get("certificate")
    session.rollback()
    matching = problem.policy.matching
    if solve(problem.people, matching, in_depth=False).digest != digest:
        return replace(report, outcome="differs")
    if certificate is None:
        return replace(report, outcome="no certificate")
    if fault_in_certificate(problem.people, matching, certificate):
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
            problem = problem_of(round_)
            session.commit()
            say("Finding and proving the best matching")
            solution = solve(problem.people, problem.policy.matching, progress=progress)
            say("Saving")
            save_solution(session, round_, solution)
            session.commit()
    except OutOfDate:
        session.rollback()
        session.refresh(round_)


def _report(round_: Round, outcome: str, offers: int | None = None) -> Report:
    numbers = {name: value for name, value in round_.summary.items() if name not in NOT_REPORTED}
    return Report(outcome, round_.month, round_.id, round_.status.value, numbers, offers)


def describe(report: Report) -> str:
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


def tell(report: Report) -> Note:
    """Return a run's report as it is noted."""
    return Note(describe(report), is_idle=report.outcome == "already done")


def make_noted(
    month: str | None = None, *, publish: bool = False, show: Progress = _quietly
) -> Report:
    """Make the month's round, and note the run. Raises `InvalidMonth`, `StoppedJob`."""
    session = db.session()
    return run_noted(
        session,
        MONTHLY_MATCH,
        lambda: make_round(
            session,
            month,
            publish=publish,
            only_near=True,
            say=lambda text: show(text, 0, 0),
            progress=show,
        ),
        tell,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m jobs.monthly_match", description=__doc__)
    parser.add_argument("--month", help="YYYY-MM; the programme's present month if left out")
    parser.add_argument("--publish", action="store_true", help="release the round at once")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    parser.add_argument(
        "--replay",
        action="store_true",
        help="solve the stored snapshot again and compare; check the stored certificate",
    )
    options = parser.parse_args(arguments)
    try:
        if options.replay:
            report = replay_round(db.session(), options.month)
        else:
            with exclusive(db.engine, turn_of(MONTHLY_MATCH)), phases(PHASES) as show:
                report = make_noted(options.month, publish=options.publish, show=show)
    except InvalidMonth as error:
        return one_line(str(error), status=2)
    except StoppedJob as error:
        return one_line(error)
    sys.stdout.write((json.dumps(asdict(report)) if options.json else describe(report)) + "\n")
    return 1 if report.outcome in REPLAYED.keys() - {"replayed"} else 0


if __name__ == "__main__":
    run_job(main)
