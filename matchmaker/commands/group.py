"""What every command group shares: a failing database is one line, not a traceback."""

from typing import Any

import click
from flask.cli import AppGroup
from sqlalchemy.exc import DBAPIError


class OperatorGroup(AppGroup):
    """A group of commands whose operator reads sentences."""

    def invoke(self, ctx: click.Context) -> Any:
        """Run the command; end with one line and status 1 where the database refuses."""
        try:
            return super().invoke(ctx)
        except DBAPIError as error:
            first_line = str(error.orig).strip().splitlines()[0]
            raise click.ClickException(
                f"The database refused: {first_line}. Is it up to date (flask db upgrade)?"
            ) from error
