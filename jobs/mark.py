"""What this machine remembers of the database, outside of it: the way a restored one is noticed."""

import json
import logging
import os
from pathlib import Path

from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from jobs.exclusive import exclusive
from matchmaker.models import EpochReason
from matchmaker.services.operations.epochs import (
    Mark,
    hold_mails,
    newest_epoch,
    present_mark,
    went_back,
)

log = logging.getLogger("matchmaker.jobs")


def notice_restoration(session: Session, engine: Engine, instance: Path) -> bool:
    """Hold the mails of a database that went back in time; return whether it did. Commits.

    A machine's first look at a database only remembers it, and so does the first job of a new one.
    """
    has_begun = newest_epoch(session) is not None
    if has_begun and not went_back(session, read_mark(engine, instance)):
        session.commit()
        return False
    session.rollback()
    with exclusive(engine, "epoch"):
        # Another process may have been first, and have left a newer mark here by now. On other
        # machines it has not; but their marks are of an epoch that the database knows.
        is_first = went_back(session, read_mark(engine, instance))
        if is_first:
            held = hold_mails(session, EpochReason.RESTORED)
            log.warning(
                "the database was restored: %d mails are held until `flask mail release`", held
            )
        session.commit()
        remember(session, engine, instance)
    return is_first


def remember(session: Session, engine: Engine, instance: Path) -> None:
    """Write down how far the database has come. Commits."""
    mark = present_mark(session)
    session.commit()
    path = _path(engine, instance)
    draft = path.with_name(f"{path.name}.{os.getpid()}")
    document = {"database": _name(engine), "epoch": mark.key, "run": mark.run_id}
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        draft.write_text(json.dumps(document), encoding="utf-8")
        draft.replace(path)
    except OSError as error:
        log.warning("a restored database cannot be noticed: %s: %s", error.strerror, path)


def read_mark(engine: Engine, instance: Path) -> Mark | None:
    """Return what this machine remembers of this database; None if nothing."""
    try:
        document = json.loads(_path(engine, instance).read_text(encoding="utf-8"))
        if document["database"] == _name(engine):
            return Mark(str(document["epoch"]), int(document["run"]))
    except (OSError, ValueError, KeyError, TypeError):
        pass
    return None


def _path(engine: Engine, instance: Path) -> Path:
    if engine.dialect.name == "sqlite":
        return Path(f"{engine.url.database}.epoch")
    return instance / "database.epoch"


def _name(engine: Engine) -> str:
    url = engine.url
    if engine.dialect.name == "sqlite":
        return Path(url.database or "").name
    return f"{url.host}:{url.port or 5432}/{url.database}"
