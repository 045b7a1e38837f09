"""The queue through which a commit that owes mails asks the worker to deliver them at once.

The database is the truth: what is in the queue may be lost or doubled. Asking is best effort and
never fails, or long delays, who asks; the worker looks for what is owed every minute anyway.
"""

import json
import logging
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask, current_app
from huey import Huey
from huey.api import PostgresHuey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer
from sqlalchemy import event
from sqlalchemy.orm import Session

from config import Settings
from matchmaker.extensions import db

QUEUE: Final = "matchmaker"
DELIVER: Final = "deliver"
OUTBOX_TABLE: Final = "outbox_mails"
ENOUGH_TASKS: Final = 20
"""With so many waiting, one more adds nothing; and without a worker the queue stays short."""
SECONDS_BEFORE_NEXT_TRY: Final = 30
OFF: Final = "off"
log = logging.getLogger("matchmaker.tasks")


class PlainSerializer(Serializer):  # type: ignore[misc]
    """Writes a task as a few words of JSON: reading one back runs nobody's code."""

    def _serialize(self, data: Message) -> bytes:
        expires = data.expires_resolved.isoformat() if data.expires_resolved else None
        return json.dumps([data.id, data.name, expires]).encode()

    def _deserialize(self, data: bytes) -> Message:
        task_id, name, expires = json.loads(bytes(data))
        resolved = datetime.fromisoformat(expires) if expires else None
        return Message(
            id=task_id, name=name, retries=0, retry_delay=0, args=[], kwargs={}
        )._replace(expires_resolved=resolved)


def open_queue(settings: Settings, database_url: str) -> Huey:
    """Open the queue that the settings name, and make its tables where it has some."""
    url = settings.tasks_url or database_url
    options: dict[str, Any] = {"results": False, "serializer": PlainSerializer()}
    if url.startswith(("redis://", "rediss://")):
        bounded = "&" if "?" in url else "?"
        url += f"{bounded}socket_connect_timeout=2&socket_timeout=5"
        return RedisHuey(QUEUE, url=url, **options)
    if url.startswith("postgresql"):
        dsn = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey(
            QUEUE, dsn=dsn, connect_timeout=3, options="-c statement_timeout=3000", **options
        )
    file = Path(f"{sa.make_url(url).database}.tasks")
    file.parent.mkdir(parents=True, exist_ok=True)
    # A lost task is found by the minute's look, so that no commit has to wait for the disk.
    return SqliteHuey(QUEUE, filename=str(file), timeout=2, fsync=False, **options)


class Waker:
    """Asks the worker for a delivery, if it can. Opened at the first need, so after any fork."""

    def __init__(self, settings: Settings, database_url: str) -> None:
        self.settings = settings
        self.database_url = database_url
        self._lock = threading.Lock()
        self._huey: Huey | None = None
        self._deliver: Callable[[], object] = _nothing
        self._silent_until = 0.0

    def ask_for_delivery(self) -> bool:
        """Ask; return whether the queue took it, or holds enough of it."""
        if self.settings.tasks_url == OFF or time.monotonic() < self._silent_until:
            return False
        try:
            queue = self._open()
            if queue.storage.queue_size() < ENOUGH_TASKS:
                self._deliver()
        except Exception as error:
            self._silent_until = time.monotonic() + SECONDS_BEFORE_NEXT_TRY
            log.warning(
                "the worker cannot be asked (%s); it looks by itself every minute",
                type(error).__name__,
            )
            return False
        return True

    def close(self) -> None:
        """Let the queue go; it is opened again when it is needed."""
        with self._lock:
            if self._huey is not None:
                self._huey.storage.close()
            self._huey = None

    def _open(self) -> Huey:
        with self._lock:
            if self._huey is None:
                self._huey = open_queue(self.settings, self.database_url)
                self._deliver = name_task(self._huey, DELIVER)(_nothing)
        return self._huey


def name_task(queue: Huey, name: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Return the decorator of a task that is known by a name in every process."""
    decorator: Callable[[Callable[[], object]], Callable[[], object]] = queue.task(
        name=name, __module__=QUEUE
    )
    return decorator


def register(app: Flask) -> None:
    """Ask for a delivery after each commit of this application that wrote to the outbox."""
    app.extensions["waker"] = Waker(app.config["SETTINGS"], app.config["SQLALCHEMY_DATABASE_URI"])
    if not event.contains(db.session, "after_flush", _note_owed):
        event.listen(db.session, "after_flush", _note_owed)
        event.listen(db.session, "after_commit", _ask)


def _note_owed(session: Session, _context: Any) -> None:
    if any(getattr(row, "__tablename__", "") == OUTBOX_TABLE for row in session.new):
        session.info["owes_mail"] = True


def _ask(session: Session) -> None:
    if session.info.pop("owes_mail", False):
        waker: Waker = current_app.extensions["waker"]
        waker.ask_for_delivery()


def _nothing() -> None:
    """Stand for a task that only the worker does."""
