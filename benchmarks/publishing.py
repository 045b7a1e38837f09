"""Publishing a round on a PostgreSQL that is some way off, in bulk and row by row.

A proxy on loopback holds each answer back, as a network does. *Row by row* does for each match what
a loop over them would: its state, its place in the log, the question whether its mail is owed, the
mail. It leaves out all else that publishing does, so it is the least that such a loop takes.
"""

import asyncio
import tempfile
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from benchmarks.load.databases import fresh_database
from benchmarks.measuring import Measured, measure, say_row
from benchmarks.publishing_round import make_solved_round
from config import Settings
from matchmaker import clock, create_app
from matchmaker.extensions import db
from matchmaker.models import MailKind, Match, MatchStatus, OutboxMail, Round, StatusChange
from matchmaker.services.matches.publishing import publish_round

HELD_BACK_SECONDS: Final = 0.001
MOST_ROW_BY_ROW: Final = 300
"""More take as long for each, and minutes in all."""


def publishing(sizes: list[int], _capacity: int) -> None:
    """Publish rounds of so many pairs through the proxy; statements and seconds of each."""
    say_row("matches", "what", "statements", "seconds", "processor", "milliseconds a match",
            "ratio")  # fmt: skip
    for n in sizes:
        with fresh_database("postgresql", Path()) as url, held_back(url) as far_url:
            few = min(n, MOST_ROW_BY_ROW)
            bare, statements = _run(far_url, few, _row_by_row)
            a_match = bare.seconds / few
            say_row(n, f"row by row, of {few}", statements, bare.seconds, bare.cpu_seconds,
                    1000 * a_match, 1)  # fmt: skip
        with fresh_database("postgresql", Path()) as url, held_back(url) as far_url:
            ours, statements = _run(far_url, n, lambda s, r: publish_round(s, r, None))
            seconds = ours.seconds
            say_row(n, "publish_round", statements, seconds, ours.cpu_seconds,
                    1000 * seconds / n, seconds / n / a_match)  # fmt: skip


def _run(url: str, pairs: int, work: Any) -> tuple[Measured[Any], int]:
    """Make a solved round, do the work with it and commit; return its time and statements."""
    settings = Settings(
        _env_file=None,
        secret_key="only for a benchmark, thrown away with its database",
        base_url="http://localhost:5000",
        database_url=url,
        tasks_url="off",
    )
    with tempfile.TemporaryDirectory() as folder:
        app = create_app(settings, instance=Path(folder))
        with app.app_context():
            upgrade()
            round_ = make_solved_round(db.session(), pairs)
            seen: list[int] = []
            sa.event.listen(db.engine, "before_cursor_execute", lambda *_: seen.append(1))

            def publish() -> None:
                work(db.session(), round_)
                db.session.commit()

            measured = measure(publish)
            db.session.remove()
            db.engine.dispose()
    return measured, len(seen)


def _row_by_row(session: Session, round_: Round) -> None:
    now = clock.now()
    proposals = sa.select(Match).filter_by(round_id=round_.id).order_by(Match.id)
    for match in session.scalars(proposals).all():
        session.execute(
            sa.update(Match)
            .where(Match.id == match.id, Match.status == MatchStatus.PROPOSED)
            .values(status=MatchStatus.OFFERED, offered_at=now, answer_by=now)
            .execution_options(synchronize_session=False)
        )
        session.add(
            StatusChange(
                match_id=match.id, old_status="proposed", new_status="offered", changed_at=now
            )
        )
        session.flush()
        key = f"match:{match.id}"
        owed = sa.select(OutboxMail.id).filter_by(kind=MailKind.OFFER, subject_key=key)
        if session.scalar(owed) is None:
            session.add(
                OutboxMail(
                    programme_id=round_.programme_id,
                    kind=MailKind.OFFER,
                    subject_key=key,
                    recipient=f"mentor{match.mentor_id}@example.org",
                    member_id=match.mentor_id,
                    message_id=f"<{key}@example.org>",
                    next_attempt_at=now,
                    created_at=now,
                )
            )
            session.flush()


@contextmanager
def held_back(url: str) -> Iterator[str]:
    """Yield the address of a proxy before a server whose answers come later than they would."""
    there = sa.make_url(url)
    ready = threading.Event()
    served: list[tuple[int, asyncio.AbstractEventLoop, asyncio.Event]] = []

    async def copy(
        source: asyncio.StreamReader, target: asyncio.StreamWriter, seconds: float
    ) -> None:
        while part := await source.read(65_536):
            await asyncio.sleep(seconds)
            target.write(part)
        target.close()

    async def meet(reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        answers, questions = await asyncio.open_connection(there.host, there.port or 5432)
        await asyncio.gather(copy(reader, questions, 0), copy(answers, writer, HELD_BACK_SECONDS))

    async def serve() -> None:
        server = await asyncio.start_server(meet, "127.0.0.1", 0)
        stop = asyncio.Event()
        port = server.sockets[0].getsockname()[1]
        served.append((port, asyncio.get_running_loop(), stop))
        ready.set()
        await stop.wait()

    thread = threading.Thread(target=lambda: asyncio.run(serve()), daemon=True)
    thread.start()
    ready.wait()
    port, loop, stop = served[0]
    try:
        yield there.set(host="127.0.0.1", port=port).render_as_string(hide_password=False)
    finally:
        loop.call_soon_threadsafe(stop.set)
        thread.join()
