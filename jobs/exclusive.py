"""One process at a time does a job; the others wait. The lock dies with its holder."""

import hashlib
from collections.abc import Iterator
from contextlib import contextmanager

import sqlalchemy as sa
from filelock import FileLock, Timeout
from sqlalchemy.engine import Engine


@contextmanager
def exclusive(engine: Engine, job: str) -> Iterator[None]:
    """Hold the job's lock: a file beside an SQLite database, an advisory lock in PostgreSQL.

    Neither outlives the process, so that a killed run never keeps the next one from working.
    What a job may do once is not promised by this lock but by the database's constraints.
    """
    if engine.dialect.name == "sqlite":
        with FileLock(f"{engine.url.database}.{job}.lock"):
            yield
        return
    key = _key(job)
    with engine.connect() as connection:
        # A job may take longer than any other transaction waits.
        connection.execute(sa.text("SET LOCAL lock_timeout = 0"))
        connection.execute(sa.select(sa.func.pg_advisory_lock(key)))
        connection.commit()
        try:
            yield
        finally:
            connection.execute(sa.select(sa.func.pg_advisory_unlock(key)))
            connection.commit()


@contextmanager
def unless_busy(engine: Engine, job: str) -> Iterator[bool]:
    """Hold the job's lock if nobody else does; say whether it is ours. Never waits."""
    if engine.dialect.name == "sqlite":
        lock = FileLock(f"{engine.url.database}.{job}.lock", timeout=0)
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
    with engine.connect() as connection:
        is_ours = bool(connection.scalar(sa.select(sa.func.pg_try_advisory_lock(_key(job)))))
        connection.commit()
        try:
            yield is_ours
        finally:
            if is_ours:
                connection.execute(sa.select(sa.func.pg_advisory_unlock(_key(job))))
                connection.commit()


def turn_of(job: str) -> str:
    """Name the lock of a whole run with its notes: of many processes one asks the database."""
    return f"{job}.turn"


def _key(job: str) -> int:
    return int.from_bytes(hashlib.sha256(job.encode()).digest()[:8], "big", signed=True)
