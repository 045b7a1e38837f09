"""Where a copy comes from, with nobody else at work in it; and where it goes to, as a whole."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from sqlalchemy import event
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import OperationalError

from matchmaker.database import prepare_engine
from matchmaker.services.backups.emptying import others_at_work
from matchmaker.services.backups.files import written_whole
from matchmaker.services.operations.schema import bring_up_to_date


class InUse(Exception):
    """Other programs work in a database; the message names them where that can be known."""


@contextmanager
def opened_alone(engine: Engine) -> Iterator[Connection]:
    """Yield a connection in a transaction that sees one moment, while nobody else is connected.

    It is committed at the end. `engine` is one whose own connections are closed. Raises `InUse`.
    """
    if engine.dialect.name == "postgresql":
        engine = engine.execution_options(isolation_level="REPEATABLE READ")
        with engine.connect() as connection, connection.begin():
            others = others_at_work(connection)
            if others:
                raise InUse(", ".join(map(str, others)))
            yield connection
        return
    alone = sa.create_engine(engine.url, poolclass=sa.NullPool)
    event.listen(alone, "connect", _shut_others_out)
    prepare_engine(alone)
    try:
        connection = alone.connect()
    except OperationalError as error:
        if "locked" in str(error.orig):
            raise InUse("a program on this machine") from error
        raise
    with connection, connection.begin():
        yield connection


@contextmanager
def filled_file(file: Path) -> Iterator[Connection]:
    """Yield a connection to an SQLite database of this version, which takes its name at the end."""
    with written_whole(file) as draft:
        engine = sa.create_engine(f"sqlite:///{draft}", poolclass=sa.NullPool)
        prepare_engine(engine)
        bring_up_to_date(engine)
        # Rows may point at later ones of their own table; all of it is looked at in the end.
        event.listen(engine, "connect", _let_rows_point_anywhere)
        with engine.connect() as connection, connection.begin():
            yield connection
            lost = connection.exec_driver_sql("PRAGMA foreign_key_check").first()
            if lost:
                raise ValueError(f"a row of {lost[0]} points at one of {lost[2]} that is not there")


def _shut_others_out(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA locking_mode = EXCLUSIVE")


def _let_rows_point_anywhere(connection: Any, _record: Any) -> None:
    connection.execute("PRAGMA foreign_keys = OFF")
