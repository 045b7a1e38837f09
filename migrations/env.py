"""Runs migrations inside the application, in one transaction on both databases."""

from alembic import context
from alembic.util import CommandError
from flask import current_app
from sqlalchemy.engine import Connection
from sqlalchemy.exc import OperationalError

from matchmaker import models  # noqa: F401  (the tables register themselves)
from matchmaker.database import UtcDateTime

TURN = 0x6D61_7463_68
"""The lock of PostgreSQL that whoever migrates holds meanwhile."""

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column type into migrations as what it is in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def is_ours(_item: object, name: str | None, kind: str, _is_found: bool, _ours: object) -> bool:
    """Leave out the tables in which the worker's queue keeps its tasks."""
    return not (kind == "table" and (name or "").startswith("huey_"))


def run(connection: Connection) -> None:
    """Upgrade or compare, whichever command asked."""
    context.configure(
        connection=connection,
        target_metadata=database.metadata,
        transactional_ddl=True,
        render_item=render_item,
        include_object=is_ours,
        **current_app.extensions["migrate"].configure_args,
    )
    with context.begin_transaction():
        context.run_migrations()


def connect() -> Connection:
    """Connect, to the copy that a command names or to the application's own database.

    A database that is out of reach is one line, not a traceback.
    """
    engine = context.config.attributes.get("engine") or database.engine
    try:
        connection: Connection = engine.connect()
    except OperationalError as error:
        reason = str(error.orig).strip().splitlines()[0]
        raise CommandError(f"The database cannot be reached: {reason}") from error
    return connection


with connect() as connection:
    if connection.dialect.name == "sqlite":
        # Batch mode re-creates tables; with foreign keys on, dropping a parent deletes its
        # children. The pragma does nothing inside a transaction, hence the raw connection.
        driver = connection.connection.driver_connection
        driver.execute("PRAGMA foreign_keys = OFF")
        try:
            run(connection)
            connection.commit()
        finally:
            driver.execute("PRAGMA foreign_keys = ON")
    else:
        # A migration waits for whoever still works, as long as it takes.
        connection.exec_driver_sql("SET LOCAL lock_timeout = 0")
        # Services that start together bring it up to date one after the other.
        connection.exec_driver_sql(f"SELECT pg_advisory_xact_lock({TURN})")
        run(connection)
        connection.commit()
