"""The queue through which a commit asks the worker to do at once what it left for it.

Mails that are owed, and tasks that somebody asked for on a page (`services/tasks`).

The database is the truth: what is in the queue may be lost or doubled. Asking is best effort and
never fails, or long delays, who asks; the worker looks for what is owed every minute anyway.
"""

import threading
import time
from collections.abc import Callable
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final
from urllib.parse import urlsplit

from flask import Flask, current_app
from sqlalchemy import event
from sqlalchemy.orm import ORMExecuteState, Session

from config import Settings
from matchmaker.extensions import db
from matchmaker.reach import Reach

if TYPE_CHECKING:
    from huey import Huey

DELIVER: Final = "deliver"
DO_TASKS: Final = "do_tasks"
ASKED_FOR_BY: Final = {"outbox_mails": DELIVER, "tasks": DO_TASKS}
"""What the worker is asked for when a row of a table is new."""
ENOUGH_TASKS: Final = 20
"""With so many waiting, one more adds nothing; and without a worker the queue stays short."""
SECONDS_BEFORE_NEXT_TRY: Final = 30
OFF: Final = "off"
LEFT_FOR_WORKER: Final = "left_for_worker"
WITHOUT_A_QUEUE: Final = (
    "nothing is lost; mails leave, and tasks begin, within a minute instead of at once"
)


class Waker:
    """Asks the worker for something, if it can. Opened at the first need, so after any fork."""

    def __init__(self, settings: Settings, database_url: str) -> None:
        self.settings = settings
        self.database_url = database_url
        self._lock = threading.Lock()
        self._huey: Huey | None = None
        self._ask: dict[str, Callable[[], object]] = {}
        self._silent_until = 0.0
        self.reach = Reach(name_of_queue(settings), WITHOUT_A_QUEUE)

    def ask_for_delivery(self) -> bool:
        """Ask for a delivery, as `ask_for` does."""
        return self.ask_for(DELIVER)

    def ask_for(self, what: str) -> bool:
        """Ask; return whether the queue took it, or holds enough."""
        if self.settings.tasks_url == OFF or time.monotonic() < self._silent_until:
            return False
        try:
            queue = self._open()
            if queue.storage.queue_size() < ENOUGH_TASKS:
                self._ask[what]()
        except Exception as error:
            self._silent_until = time.monotonic() + SECONDS_BEFORE_NEXT_TRY
            self.reach.lost(error)
            return False
        self.reach.found()
        return True

    def count_waiting(self) -> int:
        """Return how many tasks wait in the queue. Raises what the queue's client raises."""
        return int(self._open().storage.queue_size())

    def close(self) -> None:
        """Let the queue go; it is opened again when it is needed."""
        with self._lock:
            if self._huey is not None:
                self._huey.storage.close()
            self._huey = None

    def _open(self) -> "Huey":
        with self._lock:
            if self._huey is None:
                # Loaded here: it brings the clients of every database that may hold a queue.
                queues = import_module("matchmaker.task_queue")
                self._huey = queues.open_queue(self.settings, self.database_url)
                self._ask = {
                    name: queues.name_task(self._huey, name)(_stand_in())
                    for name in ASKED_FOR_BY.values()
                }
        return self._huey


def try_queue(app: Flask) -> str:
    """Ask Redis how many tasks wait; return how it went, nothing where the queue is elsewhere."""
    waker: Waker = app.extensions["waker"]
    if not waker.settings.tasks_url.startswith(("redis://", "rediss://")):
        return ""
    waiting = waker.count_waiting()
    waker.close()
    return f"Redis answers, {waiting} {'waits' if waiting == 1 else 'wait'}"


def name_of_queue(settings: Settings) -> str:
    """Return what operators know the queue by."""
    where = urlsplit(settings.tasks_url).hostname
    return f"the queue at {where} (TASKS_URL)" if where else "the queue beside the database"


def register(app: Flask) -> None:
    """Ask after each commit of this application that left something for the worker."""
    app.extensions["waker"] = Waker(app.config["SETTINGS"], app.config["SQLALCHEMY_DATABASE_URI"])
    if not event.contains(db.session, "after_flush", _note_new):
        event.listen(db.session, "after_flush", _note_new)
        event.listen(db.session, "do_orm_execute", _note_many)
        event.listen(db.session, "after_commit", _ask)


def _note_new(session: Session, _context: Any) -> None:
    for row in session.new:
        _note(session, getattr(row, "__tablename__", ""))


def _note_many(statement: ORMExecuteState) -> None:
    if statement.is_insert and statement.bind_mapper:
        _note(statement.session, getattr(statement.bind_mapper.local_table, "name", ""))


def _note(session: Session, table: str) -> None:
    if table in ASKED_FOR_BY:
        session.info.setdefault(LEFT_FOR_WORKER, set()).add(ASKED_FOR_BY[table])


def _ask(session: Session) -> None:
    waker: Waker = current_app.extensions["waker"]
    for what in sorted(session.info.pop(LEFT_FOR_WORKER, ())):
        waker.ask_for(what)


def _stand_in() -> Callable[[], object]:
    """Return what stands here for a task that only the worker does."""
    return lambda: None
