"""What this machine remembers of the database, outside of it: the way a restored one is noticed."""

import logging
from datetime import datetime
from pathlib import Path

from flask import current_app
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from config import Settings
from jobs.exclusive import exclusive
from matchmaker.models import EpochReason
from matchmaker.services.accounts.sign_in import end_all_sessions
from matchmaker.services.operations.epochs import (
    WHY,
    Mark,
    Memory,
    has_waited_since,
    hold_mails,
    last_seen,
    newest_epoch,
    owes_mails,
    present_mark,
    settle_what_left,
    why_hold,
)
from matchmaker.services.operations.job_runs import SEEN_WITHIN
from matchmaker.services.operations.witness import (
    Sighting,
    database_name,
    places_of,
    read_seen,
    read_sent,
    this_machine,
    write_seen,
)

log = logging.getLogger("matchmaker.jobs")


def notice_restoration(session: Session, engine: Engine, instance: Path) -> bool:
    """Hold the mails of a database that may have gone back; return whether it was done. Commits.

    A machine's first look at a database that is at work only remembers it, and so does the first
    job of a new one.
    """
    has_begun = newest_epoch(session) is not None
    memory = recall(session, engine, instance)
    if has_begun and why_hold(session, memory) is None:
        settle_what_left(session, memory.sent, held=False)
        session.commit()
        return False
    session.rollback()
    with exclusive(engine, "epoch"):
        # Another process may have been first, and have left a newer mark here by now. On other
        # machines it has not; but their marks are of an epoch that the database knows.
        reason = why_hold(session, recall(session, engine, instance))
        if reason == EpochReason.AWAY and not _settings().smtp_host:
            # Nothing can leave: the question waits until something could.
            seen = last_seen(session)
            remember(session, engine, instance, waits_since=seen and seen + SEEN_WITHIN)
            return False
        if reason is not None:
            held = hold_mails(session, reason)
            if reason == EpochReason.RESTORED:
                # Those that were ended since the backup would live again.
                end_all_sessions(session)
            log.warning(
                "%s: %d mails are held, and no job writes to anybody, until `flask mail release`",
                WHY[reason],
                held,
            )
        session.commit()
        remember(session, engine, instance)
    return reason is not None


def remember(
    session: Session, engine: Engine, instance: Path, waits_since: datetime | None = None
) -> None:
    """Write down how far the database has come, here and in the witness folder. Commits."""
    present = present_mark(session)
    waits_since = waits_since or _still_waits(session, engine, instance)
    session.commit()
    mark = Mark(present.key, present.run_id, present.first, waits_since)
    machine, name = this_machine(), database_name(engine.url)
    beside, witness = _files(engine, instance)
    fault = _write(witness, name, Sighting(mark, machine))
    _write(beside, name, Sighting(mark, machine, is_witnessed=not fault))
    if fault:
        # The other memory may go back together with the data; with this one it is not needed.
        log.warning("a restored database may not be noticed: %s", fault)


def read_mark(engine: Engine, instance: Path) -> Mark | None:
    """Return what this machine remembers of this database; None if nothing."""
    beside, witness = (
        read_seen(file, database_name(engine.url)) for file in _files(engine, instance)
    )
    seen = witness or beside
    return seen.mark if seen else None


def recall(session: Session, engine: Engine, instance: Path) -> Memory:
    """Return all that this machine remembers of this database."""
    files = _files(engine, instance)
    beside, witness = (read_seen(file, database_name(engine.url)) for file in files)
    seen = witness or beside
    return Memory(
        marks=tuple(each.mark for each in (beside, witness) if each is not None),
        is_complete=not (beside is not None and beside.is_witnessed and witness is None),
        was_up=seen is not None and this_machine().has_been_up_since(seen.machine),
        sent=read_sent(files[1].parent) if owes_mails(session) else {},
    )


def _still_waits(session: Session, engine: Engine, instance: Path) -> datetime | None:
    mark = read_mark(engine, instance)
    since = mark.waits_since if mark else None
    return since if since is not None and has_waited_since(session, since) else None


def _write(file: Path, name: str, seen: Sighting) -> str:
    """Write what was seen; return what kept us from it, or an empty text."""
    try:
        write_seen(file, name, seen)
    except OSError as error:
        return f"{error.strerror}: {file}"
    return ""


def _files(engine: Engine, instance: Path) -> tuple[Path, Path]:
    return places_of(engine.url, instance, _settings().witness_in(instance))


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
