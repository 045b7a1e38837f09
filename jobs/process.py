"""What every job's process shares: the application, one-line errors, a progress line."""

import sqlite3
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager

import filelock
from rich.console import Console
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from matchmaker import create_app


class StoppedJob(Exception):
    """The job cannot go on; the message is the one line that an operator reads."""


def run_job(main: Callable[[], int]) -> None:
    """Run a job's `main` inside the application and end the process with its status."""
    try:
        with create_app().app_context():
            status = main()
    except ProgrammingError as error:
        is_missing = "does not exist" in str(error.orig)
        hint = "the database has no tables yet; run `flask db upgrade` first"
        status = one_line(hint if is_missing else error)
    except (SQLAlchemyError, sqlite3.Error, filelock.Timeout, OSError) as error:
        status = one_line(error)
    raise SystemExit(status)


def one_line(error: object, status: int = 1) -> int:
    """Write an error as one line and return the exit status."""
    text = " ".join(str(error).split("\n")[0].split())
    sys.stderr.write(f"matchmaker: {text}\n")
    return status


@contextmanager
def progress() -> Iterator[Callable[[str], None]]:
    """Show what is being done: a spinner on a terminal, nothing elsewhere."""
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _: None
        return
    with console.status("Starting") as status:
        yield status.update
