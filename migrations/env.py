"""Runs migrations inside the application, in one transaction on both databases."""

from collections.abc import Iterator
from contextlib import contextmanager

from alembic import context
from flask import current_app
from sqlalchemy.engine import Connection

from matchmaker import models  # noqa: F401  (the tables register themselves)
from matchmaker.commands.migrating import refuse_a_newer_one, take_turns, told_in_one_line
from matchmaker.database import UtcDateTime
from matchmaker.services.operations.schema import OF_THE_QUEUE

database = current_app.extensions["migrate"].db


def render_item(kind: str, item: object, _context: object) -> str | bool:
    """Write our own column type into migrations as what it is in the database."""
    if kind == "type" and isinstance(item, UtcDateTime):
        return "sa.DateTime(timezone=True)"
    return False


def is_ours(_item: object, name: str | None, kind: str, _is_found: bool, _ours: object) -> bool:
    """Leave out the tables in which the worker's queue keeps its tasks."""
    return not (kind == "table" and (name or "").startswith(OF_THE_QUEUE))


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
    refuse_a_newer_one(context.get_context().get_current_heads())
    with context.begin_transaction():
        context.run_migrations()


@contextmanager
def connected() -> Iterator[Connection]:
    """Connect to what a command names, or to the application's own database; commit at the end."""
    named: Connection | None = context.config.attributes.get("connection")
    if named is not None:
        # The migrations are a part of a transaction that its caller ends.
        yield named
        return
    engine = context.config.attributes.get("engine") or database.engine
    with engine.connect() as connection:
        yield connection
        connection.commit()


with told_in_one_line(), connected() as connection:
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
        take_turns(connection)
        run(connection)
