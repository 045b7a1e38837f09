"""What keeps a migration from being run, told in one line; `migrations/env.py` asks here.

Nothing is ever half done: all migrations of a run are one transaction.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Final

import click
import sqlalchemy as sa
from alembic.util import CommandError
from sqlalchemy.engine import Connection
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from matchmaker.services.operations.schema import is_known, too_new
from matchmaker.text import unnamed_line

LONGEST_WAIT_SECONDS: Final = 60
"""For whoever still works in the database."""
_TURN: Final = 0x6D61_7463_68
"""The number of the lock that whoever changes the tables holds, on PostgreSQL."""
_LONGEST_LINE: Final = 1_000
_UNCHANGED: Final = "Nothing was changed."
_STOP_FIRST: Final = (
    "another program works in the database; stop the site and the workers, then run this again"
)
_OWNER: Final = "DATABASE_URL must name the user that owns the tables, or may make them"
_HINTS: Final = {"55P03": _STOP_FIRST, "40P01": _STOP_FIRST, "42501": _OWNER}
"""What to do, by PostgreSQL's own code of a fault."""


class CannotMigrate(click.ClickException):
    """The tables cannot be changed or compared; one line and status 2."""

    exit_code = 2


class CannotMigrateNow(CannotMigrate):
    """The same for what may pass, such as a database that is away: status 1, and services go on."""

    exit_code = 1


@contextmanager
def told_in_one_line() -> Iterator[None]:
    """Turn what a database, an operator or a signal does to a migration into `CannotMigrate`."""
    try:
        yield
    except KeyboardInterrupt:
        raise CannotMigrate(f"Interrupted. {_UNCHANGED}") from None
    except CommandError as error:
        raise CannotMigrate(f"{error}. {_UNCHANGED}") from error
    except SQLAlchemyError as error:
        raise CannotMigrateNow(_told(error)) from error


def take_turns(connection: Connection) -> None:
    """Wait for whoever changes the tables of a PostgreSQL database: services start together.

    Whoever else holds a table is not waited for as long.
    """
    connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
    connection.execute(sa.select(sa.func.pg_advisory_xact_lock(_TURN)))
    connection.execute(sa.text(f"SET LOCAL lock_timeout = '{LONGEST_WAIT_SECONDS}s'"))


def refuse_a_newer_one(revisions: Sequence[str]) -> None:
    """Raise `CannotMigrate` for a database that a newer version has migrated."""
    for revision in revisions:
        if not is_known(revision):
            line = too_new(revision)
            raise CannotMigrate(f"{line[0].upper()}{line[1:]}. {_UNCHANGED}")


def _told(error: SQLAlchemyError) -> str:
    fault = error.orig if isinstance(error, DBAPIError) else error
    said = unnamed_line(str(fault).strip().split("\n")[0], _LONGEST_LINE).rstrip(".")
    code = str(getattr(fault, "sqlstate", None) or "")
    if code in _HINTS:
        return f"{said}: {_HINTS[code]}. {_UNCHANGED}"
    if "is locked" in said:
        return f"{said}: {_STOP_FIRST}. {_UNCHANGED}"
    return f"The database cannot be used: {said}. {_UNCHANGED}"
