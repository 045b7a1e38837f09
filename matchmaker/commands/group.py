"""What the command groups share: which programme is meant, and failures as one line."""

import re
from collections.abc import Callable
from typing import Any, Final

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, OperationalError, ProgrammingError

from matchmaker.commands.arguments import Line, UnclearOrder
from matchmaker.extensions import db
from matchmaker.models import Programme
from matchmaker.services.programme.programmes import UnclearProgramme, programme_named
from matchmaker.text import shown_line, unnamed_line

LONGEST_SLUG: Final = 80
LONGEST_MESSAGE: Final = 2_000
_UNKNOWN_HOST: Final = re.compile(r"failed to resolve host '([^']+)'")

programme_option: Final[Callable[..., Any]] = click.option(
    *("--programme", "slug"),
    metavar="SLUG",
    type=Line(LONGEST_SLUG),
    help="Where there are several: which.",
)


def programme_of(slug: str | None) -> Programme:
    """Return the programme that a command is about, or end it with one line and status 2."""
    try:
        return programme_named(db.session(), slug)
    except UnclearProgramme as error:
        raise UnclearOrder(str(error)) from error


def is_about_reaching(error: DBAPIError) -> bool:
    """Whether no connection came about, so that nothing was asked of the database."""
    return error.statement is None and isinstance(error, OperationalError)


def told_of_reaching(error: DBAPIError) -> str:
    """Say why no connection came about."""
    said = _first_line_of(error)
    host = _UNKNOWN_HOST.match(said)
    return f"its host {host[1]} cannot be found" if host else said


def _first_line_of(error: DBAPIError) -> str:
    said = str(error.orig).strip() or type(error.orig).__name__
    return unnamed_line(said.splitlines()[0], LONGEST_MESSAGE).rstrip(".")


class OperatorGroup(AppGroup):
    """A group of commands whose operator reads sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; end with one line and status 1 where the database refuses.

        Nothing that was taken from a file, a path or the database commands a terminal.
        """
        try:
            return super().invoke(ctx)
        except click.UsageError:
            raise
        except click.ClickException as error:
            click.echo(f"Error: {shown_line(error.message, LONGEST_MESSAGE)}", err=True)
            ctx.exit(error.exit_code)
        except DBAPIError as error:
            if is_about_reaching(error):
                line = f"The database cannot be used: {told_of_reaching(error)}."
                raise click.ClickException(line) from error
            line = f"The database refused: {_first_line_of(error)}."
            if isinstance(error, ProgrammingError) or "no such" in line:
                line += " Is it up to date (flask db upgrade)?"
            raise click.ClickException(line) from error
