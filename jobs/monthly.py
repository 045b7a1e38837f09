"""What the jobs share that make something once a month, for one programme at a time."""

import json
import sys
from argparse import ArgumentParser, Namespace
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass
from typing import Any, TypeVar

from sqlalchemy.orm import Session

from jobs.exclusive import exclusive, turn_of
from jobs.noted import Note
from jobs.process import StoppedJob, one_line, phases, word
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Programme
from matchmaker.services.programme.calendar import InvalidMonth, check_month, check_near
from matchmaker.services.programme.programmes import UnclearProgramme, programme_named


@dataclass(frozen=True, slots=True)
class Report:
    """What a run found or did; `outcome` is "made" or "already done", or what a job adds."""

    outcome: str
    month: str
    round_id: int
    summary: dict[str, Any]


ReportT = TypeVar("ReportT", bound=Report)


@contextmanager
def month_to_make(
    session: Session, programme: Programme, job: str, month: str | None, *, only_near: bool
) -> Iterator[str]:
    """Hold the job's lock for a programme, and hand over the month: its present one if not given.

    Commits first. `only_near` refuses a month far away. Raises `InvalidMonth`.
    """
    lock = f"{job}.{programme.slug}"
    session.commit()
    with exclusive(db.engine, lock):
        present = clock.current_month(programme.time_zone)
        month = check_month(month or present)
        if only_near:
            check_near(month, present)
        yield month


def parser_for(job: str, description: str | None) -> ArgumentParser:
    """Return a parser with the options that all monthly jobs have."""
    parser = ArgumentParser(prog=f"python -m jobs.{job}", description=description)
    parser.add_argument(
        "--month", type=word, help="YYYY-MM; the programme's present month if left out"
    )
    parser.add_argument(
        "--programme", metavar="SLUG", type=word, help="where there are several: which"
    )
    parser.add_argument("--json", action="store_true", help="print the report as JSON")
    return parser


def run_and_report(
    options: Namespace,
    work: Callable[[Session, Programme, Callable[[str, int, int], None]], ReportT],
    describe: Callable[[ReportT], str],
    *,
    turn: str | None,
    phase_words: dict[str, str],
    faults: frozenset[str] = frozenset(),
) -> int:
    """Do the work, in the `turn` of a job if one is named; print its report.

    Return the exit status: 1 for an outcome among `faults`.
    """
    session = db.session()
    try:
        with ExitStack() as stack:
            if turn:
                # Before anything is asked of the database: of twenty processes one is at work.
                stack.enter_context(exclusive(db.engine, turn_of(turn)))
            show = stack.enter_context(phases(phase_words))
            report = work(session, programme_named(session, options.programme), show)
    except (InvalidMonth, UnclearProgramme) as error:
        return one_line(error, status=2)
    except StoppedJob as error:
        return one_line(error)
    sys.stdout.write((json.dumps(asdict(report)) if options.json else describe(report)) + "\n")
    return 1 if report.outcome in faults else 0


def note_of(report: ReportT, describe: Callable[[ReportT], str]) -> Note:
    """Return a run's report as it is noted."""
    return Note(describe(report), is_idle=report.outcome == "already done")
