"""What the command groups share: which programme is meant, and failures as one line."""

from collections.abc import Callable
from typing import Any, Final

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, ProgrammingError

from matchmaker.commands.arguments import Line, UnclearOrder
from matchmaker.extensions import db
from matchmaker.models import Programme
from matchmaker.services.programme.programmes import UnclearProgramme, programme_named
from matchmaker.text import shown_line, unnamed_line

LONGEST_SLUG: Final = 80
LONGEST_MESSAGE: Final = 2_000

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
            said = unnamed_line(str(error.orig).strip().splitlines()[0], LONGEST_MESSAGE)
            line = f"The database refused: {said}."
            if isinstance(error, ProgrammingError) or "no such" in line:
                line += " Is it up to date (flask db upgrade)?"
            raise click.ClickException(line) from error
