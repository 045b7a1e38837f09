"""Says from time to time that something is at work: who is killed says so no more."""

import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress

from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import SQLAlchemyError

from matchmaker.services.operations.job_runs import SAID_EVERY


@contextmanager
def saying_so(engine: Engine, say: Callable[[Connection], None]) -> Iterator[None]:
    """Let a thread of its own note, during the block, that the block is at work."""
    has_ended = threading.Event()
    thread = threading.Thread(
        target=_say_so, args=(engine, say, has_ended), name="at-work", daemon=True
    )
    thread.start()
    try:
        yield
    finally:
        has_ended.set()
        thread.join()


def _say_so(engine: Engine, say: Callable[[Connection], None], has_ended: threading.Event) -> None:
    while not has_ended.wait(SAID_EVERY.total_seconds()):
        # A job may hold the lock of an SQLite database for a while; there is time to say it again.
        with suppress(SQLAlchemyError), engine.begin() as connection:
            say(connection)
