"""A PostgreSQL database before something is put into it: who works in it, what it holds."""

from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.engine import Connection

_OTHERS = sa.text(
    "SELECT pid, coalesce(nullif(application_name, ''), 'an unnamed program') AS program,"
    " coalesce(host(client_addr), 'this machine') AS machine FROM pg_stat_activity"
    " WHERE datname = current_database() AND pid <> pg_backend_pid()"
    " AND backend_type = 'client backend' ORDER BY pid"
)
_RELATIONS = sa.text(
    "SELECT relname, relkind FROM pg_class JOIN pg_namespace ON pg_namespace.oid = relnamespace"
    " WHERE nspname = current_schema() AND relkind IN ('r', 'p', 'v', 'm', 'S', 'f')"
)
_KINDS = {
    "r": "TABLE",
    "p": "TABLE",
    "v": "VIEW",
    "m": "MATERIALIZED VIEW",
    "S": "SEQUENCE",
    "f": "FOREIGN TABLE",
}


@dataclass(frozen=True, slots=True)
class Other:
    """Another program that is connected to the database."""

    pid: int
    program: str
    machine: str

    def __str__(self) -> str:
        return f"{self.program} (pid {self.pid}, from {self.machine})"


def others_at_work(connection: Connection) -> list[Other]:
    """Return which other programs are connected to the database."""
    return [Other(*row) for row in connection.execute(_OTHERS)]


def empty_schema(connection: Connection, beginning: str = "") -> None:
    """Drop all tables in the database's schema whose names begin so, whichever version made them.

    What depends on them goes with them.
    """
    quote = connection.dialect.identifier_preparer.quote
    found = connection.execute(_RELATIONS).all()
    for name, kind in sorted(found, key=lambda each: list(_KINDS).index(each.relkind)):
        if name.startswith(beginning):
            connection.exec_driver_sql(f"DROP {_KINDS[kind]} IF EXISTS {quote(name)} CASCADE")
