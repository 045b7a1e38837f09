"""Make this month's networking round: form the coffee groups, and owe everybody the mail.

    python -m jobs.networking_round [--month YYYY-MM] [--json]

The groups are stored in one transaction and each group is told in one of its own; a run that was
killed is finished by the next.
"""

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from typing import Any

from sqlalchemy.orm import Session

from jobs.exclusive import exclusive, turn_of
from jobs.noted import Note, run_noted
from jobs.process import StoppedJob, one_line, phases, run_job
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import NetworkingRound, Programme
from matchmaker.services.job_runs import NETWORKING_ROUND
from matchmaker.services.networking import (
    find_networking_round,
    groups_to_notify,
    networking_problem,
    notify_group,
    save_grouping,
)
from matchmaker.services.next_round import InvalidMonth, check_month, check_near
from matchmaker.services.programmes import current_programme
from matchmaker.services.solving import solve_networking


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found or did; `outcome` is "made" or "already done"."""

    outcome: str
    month: str
    round_id: int
    summary: dict[str, Any]
    told: int
    """Groups whose mails this run owed."""


def make_networking_round(
    session: Session,
    month: str | None = None,
    *,
    only_near: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> Report:
    """Make the month's coffee groups, or finish telling them, or find that all is done.

    Commits after each step. `only_near` refuses a month far away. Raises `InvalidMonth`.
    """
    with exclusive(db.engine, "networking_round"):
        programme = current_programme(session)
        present = clock.current_month(programme.time_zone)
        month = check_month(month or present)
        if only_near:
            check_near(month, present)
        round_ = find_networking_round(session, programme, month)
        session.commit()
        is_new = round_ is None
        if round_ is None:
            round_ = _form(session, programme, month, say)
        say("Telling the groups")
        told = 0
        for group_id in groups_to_notify(session, round_):
            told += notify_group(session, group_id)
            session.commit()
        outcome = "made" if is_new or told else "already done"
        report = Report(outcome, month, round_.id, dict(round_.summary), told)
        session.commit()
        return report


def _form(
    session: Session, programme: Programme, month: str, say: Callable[[str], None]
) -> NetworkingRound:
    problem, policy = networking_problem(session, programme, month)
    session.commit()
    say("Finding the best groups")
    grouping = solve_networking(problem)
    say("Saving")
    round_ = save_grouping(session, programme, month, grouping, policy)
    session.commit()
    if round_ is None:
        # Stored meanwhile by somebody who does not use this job's lock.
        round_ = find_networking_round(session, programme, month)
    if round_ is None:
        raise StoppedJob(f"the networking round of {month} was deleted while it was made")
    return round_


def describe(report: Report) -> str:
    """Return a run's report in a line."""
    numbers = report.summary
    if report.outcome == "already done":
        return f"{report.month}: already done (networking round {report.round_id})"
    line = (
        f"{report.month}: {numbers['networkers']} networkers in {numbers['groups']} coffee groups"
    )
    if numbers["threes"]:
        line += f" ({numbers['threes']} of three)"
    if numbers["repeats"]:
        line += f", {numbers['repeats']} meet again"
    if numbers["left_out"]:
        line += f", {numbers['left_out']} left out"
    return line


def tell(report: Report) -> Note:
    """Return a run's report as it is noted."""
    return Note(describe(report), is_idle=report.outcome == "already done")


def make_noted(month: str | None = None, *, say: Callable[[str], None] = lambda _: None) -> Report:
    """Make the month's groups, and note the run. Raises `InvalidMonth`, `StoppedJob`."""
    session = db.session()
    return run_noted(
        session,
        NETWORKING_ROUND,
        lambda: make_networking_round(session, month, only_near=True, say=say),
        tell,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m jobs.networking_round", description=__doc__)
    parser.add_argument("--month", help="YYYY-MM; the programme's present month if left out")
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    options = parser.parse_args(arguments)
    try:
        with exclusive(db.engine, turn_of(NETWORKING_ROUND)), phases({}) as show:
            report = make_noted(options.month, say=lambda text: show(text, 0, 0))
    except InvalidMonth as error:
        return one_line(str(error), status=2)
    except StoppedJob as error:
        return one_line(error)
    sys.stdout.write((json.dumps(asdict(report)) if options.json else describe(report)) + "\n")
    return 0


if __name__ == "__main__":
    run_job(main)
