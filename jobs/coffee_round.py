"""Make this month's coffee round: form the coffee groups, and owe everybody the mail.

    python -m jobs.coffee_round [--programme SLUG] [--month YYYY-MM] [--json]

The groups are stored in one transaction, and told by the hundred, each hundred in another; a run
that was killed is finished by the next.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Final

from sqlalchemy.orm import Session

from jobs.monthly import Report, month_to_make, note_of, parser_for, run_and_report
from jobs.noted import run_noted
from jobs.process import StoppedJob, run_job
from matchmaker.database import in_parts
from matchmaker.models import CoffeeRound, Programme
from matchmaker.services.coffee.rounds import (
    coffee_problem,
    find_coffee_round,
    groups_to_notify,
    notify_groups,
    save_grouping,
)
from matchmaker.services.engine.solving import solve_coffee
from matchmaker.services.operations.job_runs import COFFEE_ROUND

GROUPS_AT_ONCE: Final = 100
"""Groups that are told in one transaction."""


@dataclass(frozen=True, slots=True)
class CoffeeReport(Report):
    """`told` counts the groups whose mails this run owed."""

    told: int


def make_coffee_round(
    session: Session,
    programme: Programme,
    month: str | None = None,
    *,
    only_near: bool = False,
    say: Callable[[str], None] = lambda _: None,
) -> CoffeeReport:
    """Make the month's coffee groups, or finish telling them, or find that all is done.

    Commits after each step. `only_near` refuses a month far away. Raises `InvalidMonth`.
    """
    with month_to_make(session, programme, COFFEE_ROUND, month, only_near=only_near) as chosen:
        round_ = find_coffee_round(session, programme, chosen)
        session.commit()
        is_new = round_ is None
        if round_ is None:
            round_ = _form(session, programme, chosen, say)
        say("Telling the groups")
        told = 0
        for group_ids in in_parts(groups_to_notify(session, round_), GROUPS_AT_ONCE):
            told += notify_groups(session, round_, group_ids)
            session.commit()
        outcome = "made" if is_new or told else "already done"
        report = CoffeeReport(outcome, chosen, round_.id, dict(round_.summary), told)
        session.commit()
        return report


def _form(
    session: Session, programme: Programme, month: str, say: Callable[[str], None]
) -> CoffeeRound:
    problem, policy = coffee_problem(session, programme, month)
    session.commit()
    say("Finding the best groups")
    grouping = solve_coffee(problem)
    say("Saving")
    round_ = save_grouping(session, programme, month, grouping, policy)
    session.commit()
    if round_ is None:
        # Stored meanwhile by somebody who does not use this job's lock.
        round_ = find_coffee_round(session, programme, month)
    if round_ is None:
        raise StoppedJob(f"the coffee round of {month} was deleted while it was made")
    return round_


def describe(report: CoffeeReport) -> str:
    """Return a run's report in a line."""
    numbers = report.summary
    if report.outcome == "already done":
        return f"{report.month}: already done (coffee round {report.round_id})"
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


def make_noted(
    session: Session,
    programme: Programme,
    month: str | None = None,
    *,
    say: Callable[[str], None] = lambda _: None,
) -> CoffeeReport:
    """Make the month's groups, and note the run. Raises `InvalidMonth`, `StoppedJob`."""
    return run_noted(
        session,
        COFFEE_ROUND,
        lambda: make_coffee_round(session, programme, month, only_near=True, say=say),
        lambda report: note_of(report, describe),
        programme,
    )


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    options = parser_for("coffee_round", __doc__).parse_args(arguments)
    return run_and_report(
        options,
        lambda session, programme, show: make_noted(
            session, programme, options.month, say=lambda text: show(text, 0, 0)
        ),
        describe,
        turn=COFFEE_ROUND,
        phase_words={},
    )


if __name__ == "__main__":
    run_job(main)
