"""The queue itself: where it lies, and how a task is written in it.

Loaded only when a queue is needed: the library behind it loads the clients of Redis
and PostgreSQL, which a short job should not wait for.
"""

import json
from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from huey import Huey
from huey.api import PostgresHuey, RedisHuey, SqliteHuey
from huey.registry import Message
from huey.serializer import Serializer

from config import Settings

QUEUE: Final = "matchmaker"


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
    url = settings.queue_url(database_url)
    options: dict[str, Any] = {"results": False, "serializer": PlainSerializer()}
    if url.startswith(("redis://", "rediss://")):
        bounded = "&" if "?" in url else "?"
        url += f"{bounded}socket_connect_timeout=2&socket_timeout=5"
        # Asked in turns: waited for, a server that answers nothing would look like an empty queue.
        return RedisHuey(QUEUE, url=url, blocking=False, **options)
    if url.startswith("postgresql"):
        dsn = sa.make_url(url).set(drivername="postgresql").render_as_string(hide_password=False)
        return PostgresHuey(
            QUEUE, dsn=dsn, connect_timeout=3, options="-c statement_timeout=3000", **options
        )
    file = Path(f"{sa.make_url(url).database}.tasks")
    file.parent.mkdir(parents=True, exist_ok=True)
    # A lost task is found by the minute's look, so that no commit has to wait for the disk.
    return SqliteHuey(QUEUE, filename=str(file), timeout=2, fsync=False, **options)


def name_task(queue: Huey, name: str) -> Callable[[Callable[[], object]], Callable[[], object]]:
    """Return the decorator of a task that is known by a name in every process."""
    decorator: Callable[[Callable[[], object]], Callable[[], object]] = queue.task(
        name=name, __module__=QUEUE
    )
    return decorator
