"""What every command group shares: a failing database is one line, not a traceback."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError, ProgrammingError


class OperatorGroup(AppGroup):
    """A group of commands whose operator reads sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; end with one line and status 1 where the database refuses."""
        try:
            return super().invoke(ctx)
        except DBAPIError as error:
            line = f"The database refused: {str(error.orig).strip().splitlines()[0]}."
            if isinstance(error, ProgrammingError) or "no such" in line:
                line += " Is it up to date (flask db upgrade)?"
            raise click.ClickException(line) from error
