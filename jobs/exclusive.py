"""One process at a time does a job. The lock is released when its holder dies."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy.engine import Engine


@contextmanager
def exclusive(engine: Engine, name: str, *, wait: bool = True) -> Iterator[bool]:
    """Hold a lock: a file beside an SQLite database, an advisory lock in PostgreSQL.

    Yield whether the lock was acquired; always True with `wait`. Neither kind outlives the
    process, so a killed run never blocks the next one. That a job does something only once is
    guaranteed by the database's constraints, not by this lock.
    """
    if engine.dialect.name == "sqlite":
        lock = FileLock(f"{engine.url.database}.{name}.lock", timeout=-1 if wait else 0)
        try:
            lock.acquire()
        except Timeout:
            yield False
            return
        try:
            yield True
        finally:
            lock.release()
        return
    key = int.from_bytes(hashlib.sha256(name.encode()).digest()[:8], "big", signed=True)
    take = sa.func.pg_advisory_lock if wait else sa.func.pg_try_advisory_lock
    with engine.connect() as connection:
        # A job may take longer than any other transaction waits.
        connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
        is_ours = connection.scalar(sa.select(take(key))) is not False
        connection.commit()
        try:
            yield is_ours
        finally:
            if is_ours:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))
                connection.commit()


def turn_of(job: str) -> str:
    """Return the name of the lock around a whole run: only one process queries the database."""
    return f"{job}.turn"
