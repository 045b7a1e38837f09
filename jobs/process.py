"""What every job's process shares: the application, one-line errors, a progress bar."""

import gc
import sqlite3
import sys
from argparse import ArgumentTypeError
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager

import filelock
from rich.console import Console
from rich.progress import BarColumn, Progress, SpinnerColumn, TextColumn, TimeElapsedColumn
from sqlalchemy.exc import ProgrammingError, SQLAlchemyError

from matchmaker import create_app
from matchmaker.commands.migrating import CannotMigrate
from matchmaker.private_files import make_private
from matchmaker.text import UncleanText, clean_line, unnamed_line

LONGEST_LINE = 500


class StoppedJob(Exception):
    """The job cannot go on; the message is the one line that an operator reads."""


def run_job(main: Callable[[], int]) -> None:
    """Run a job's `main` inside the application and end the process with its status."""
    make_private()
    try:
        with create_app().app_context():
            status = main()
    except CannotMigrate as error:
        status = one_line(error.message, error.exit_code)
    except ProgrammingError as error:
        is_missing = "does not exist" in str(error.orig)
        hint = "the database has no tables yet; run `flask db upgrade` first"
        status = one_line(hint if is_missing else error)
    except (SQLAlchemyError, sqlite3.Error, filelock.Timeout, OSError) as error:
        status = one_line(error)
    # Python would look through everything for what refers to itself, for most of a second, only to
    # give back what ends with the process anyway.
    gc.freeze()
    raise SystemExit(status)


def one_line(error: object, status: int = 1) -> int:
    """Write an error as one line and return the exit status.

    Cron mails it, and logs keep it: it names nobody, and commands no terminal.
    """
    text = unnamed_line(str(error).strip().split("\n")[0], LONGEST_LINE)
    sys.stderr.write(f"matchmaker: {text}\n")
    return status


def word(text: str) -> str:
    """Return a short word of the command line, such as a month or a programme's name."""
    try:
        return clean_line(text, 80)
    except UncleanText as error:
        raise ArgumentTypeError(str(error)) from error


@contextmanager
def phases(words: Mapping[str, str]) -> Iterator[Callable[[str, int, int], None]]:
    """Show how far a long piece of work is: a bar with its phase on a terminal, nothing elsewhere.

    `words` says what a phase's code means; another text is shown as it is.
    """
    console = Console(stderr=True)
    if not console.is_terminal:
        yield lambda _phase, _done, _of: None
        return
    columns = (
        SpinnerColumn(),
        BarColumn(bar_width=24),
        TextColumn("{task.description}"),
        TimeElapsedColumn(),
    )
    with Progress(*columns, console=console, transient=True) as bar:
        task = bar.add_task("Starting", total=None)

        def show(phase: str, done: int, of: int) -> None:
            bar.update(task, description=words.get(phase, phase), completed=done, total=of or None)

        yield show
