"""Read which mails came back, from the mailbox that IMAP_HOST names.

    python -m jobs.read_bounces

Run it every ten minutes; the worker does. It is safe to run twice at once and to kill at any
moment. The exit status is 1 when the mailbox refuses us, which only an operator can mend.
"""

import argparse
import sys
from collections.abc import Sequence

from flask import current_app

from config import Settings
from jobs.noted import Note, run_noted
from jobs.process import LONGEST_LINE, one_line, run_job
from matchmaker.extensions import db
from matchmaker.mail.bounces.reading import BounceReport, read_bounces
from matchmaker.services.operations.job_runs import BOUNCES
from matchmaker.text import unnamed_line


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    argparse.ArgumentParser(
        prog="python -m jobs.read_bounces",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args(arguments)
    note = read_noted()
    sys.stdout.write(unnamed_line(note.line, LONGEST_LINE) + "\n")
    return one_line(note.fault) if note.fault else 0


def read_noted() -> Note:
    """Read what came back, between two notes of the run."""
    return run_noted(db.session(), BOUNCES, read, lambda note: note)


def read() -> Note:
    """Read what came back; without a mailbox nothing."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.imap_host:
        return Note("no mailbox to read (IMAP_HOST is not set)", is_idle=True)
    report = read_bounces(db.session(), settings)
    found = report.returned + report.complaints + report.other
    return Note(describe(report), is_idle=not (found or report.trouble), fault=report.fault)


def describe(report: BounceReport) -> str:
    """Say in one line what a run found."""
    line = (
        f"{report.returned} mails came back, {report.addresses} addresses refuse mail, "
        f"{report.complaints} complaints, {report.other} other reports"
    )
    return f"{line}; {report.trouble}" if report.trouble else line


if __name__ == "__main__":
    run_job(main)
