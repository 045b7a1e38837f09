"""Send what the outbox owes.

    python -m jobs.deliver_mail [--limit N]

Run it every minute. It is safe to run twice at once and to kill at any moment. The exit status is
0, also while no server is named or the server is down (the mails wait); it is 1 when the server
refuses our login, encryption or sender, which only an operator can mend.
"""

import argparse
import logging
import sys
import time
from collections.abc import Callable, Sequence
from datetime import timedelta
from pathlib import Path
from typing import Final

from filelock import Timeout
from flask import current_app

from config import Settings
from jobs.noted import Note, run_noted
from jobs.process import LONGEST_LINE, one_line, run_job
from matchmaker.extensions import db
from matchmaker.mail.delivery import deliver_mails, never
from matchmaker.mail.report import DeliveryReport
from matchmaker.services.operations.epochs import count_held
from matchmaker.services.operations.job_runs import DELIVERY
from matchmaker.services.operations.witness import note_sent
from matchmaker.services.outbox.problems import count_due
from matchmaker.text import unnamed_line

log = logging.getLogger("matchmaker.jobs")

LONGEST_RUN_SECONDS: Final = 50
"""Then the rest is left to the run of the next minute."""
LONGEST_REST: Final = timedelta(seconds=20)
"""A pace of three a minute and more is kept within one run."""


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python -m jobs.deliver_mail",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--limit", type=_positive, help="send at most so many mails")
    options = parser.parse_args(arguments)
    ends_at = time.monotonic() + LONGEST_RUN_SECONDS

    def is_late() -> bool:
        return time.monotonic() > ends_at

    note = run_noted(
        db.session(), DELIVERY, lambda: deliver(options.limit, is_late), lambda note: note
    )
    sys.stdout.write(unnamed_line(note.line, LONGEST_LINE) + "\n")
    return one_line(note.fault) if note.fault else 0


def deliver(
    limit: int | None = None,
    is_stopping: Callable[[], bool] = never,
    *,
    only_awaited: bool = False,
    longest_rest: timedelta = LONGEST_REST,
) -> Note:
    """Send what is due, until nothing is left or `is_stopping` says so between two mails.

    With `only_awaited`, only what somebody waits for before a screen. Where the pace lets the next
    mail leave within `longest_rest`, it is waited for.
    """
    settings: Settings = current_app.config["SETTINGS"]
    session = db.session()
    if not settings.smtp_host:
        waiting = count_due(session)
        return Note(
            f"no mail server (SMTP_HOST is not set): {waiting} mails wait", is_idle=not waiting
        )
    report = deliver_mails(
        session,
        settings,
        limit,
        is_stopping,
        _note_sent,
        folder=_witness(),
        only_awaited=only_awaited,
        longest_rest=longest_rest,
    )
    held = count_held(session)
    line = describe(report) + (f"; {held} held until `flask mail release`" if held else "")
    return Note(
        line,
        is_idle=not report.did_something,
        fault=report.fault,
        warning=_warning(report),
        has_more=report.has_more,
    )


def describe(report: DeliveryReport) -> str:
    """Say in one line what a run did."""
    line = (
        f"{report.sent} mails sent, {report.delayed} delayed, {report.failed} failed, "
        f"{report.cancelled} cancelled, {report.waiting} wait"
    )
    why = report.trouble or report.slowed
    return f"{line}; {why}" if why else line


def _warning(report: DeliveryReport) -> str:
    """Say what an operator should know of, although it may pass by itself."""
    if report.trouble:
        return (
            f"no mail leaves: {report.trouble}; {report.waiting} mails wait and are tried again "
            "every minute; if it lasts, check SMTP_HOST, SMTP_PORT and the network"
        )
    if report.slowed:
        return (
            f"{report.slowed}; mails go more slowly for a while; if it happens often, set "
            "MAILS_A_MINUTE to what the server takes"
        )
    return ""


def _note_sent(message_ids: Sequence[str]) -> None:
    folder = _witness()
    try:
        note_sent(folder, *message_ids)
    except (OSError, Timeout) as error:
        log.warning("mails that have left cannot be noted in %s: %s", folder, error)


def _witness() -> Path:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.witness_in(Path(current_app.instance_path))


def _positive(text: str) -> int:
    number = int(text)
    if number < 1:
        raise argparse.ArgumentTypeError("must be 1 or more")
    return number


if __name__ == "__main__":
    run_job(main)
