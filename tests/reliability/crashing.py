"""Letting a database fail at a chosen moment of somebody's work."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from typing import Any

from sqlalchemy import event
from sqlalchemy.engine import Engine


@dataclass
class Moment:
    """A statement, counted from 1; a commit counts as one, too."""

    number: int
    seen: int = 0

    @property
    def has_come(self) -> bool:
        """Whether the work had that many statements."""
        return self.seen >= self.number


@contextmanager
def at_statement(engine: Engine, number: int, act: Callable[[], None]) -> Iterator[Moment]:
    """Do something just before the n-th statement, or commit, that reaches the database."""
    moment = Moment(number)

    def count(*_: Any) -> None:
        moment.seen += 1
        if moment.seen == number:
            act()

    event.listen(engine, "before_cursor_execute", count)
    event.listen(engine, "commit", count)
    try:
        yield moment
    finally:
        event.remove(engine, "before_cursor_execute", count)
        event.remove(engine, "commit", count)
