"""What a machine remembers of a database, where another was there under the same name before."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.engine import Engine
from sqlalchemy.orm import Session

from jobs import mark
from matchmaker.extensions import db
from matchmaker.services.operations.epochs import held_since, newest_epoch


@pytest.fixture
def remembered(app: Flask, session: Session, tmp_path: Path) -> Path:
    """The folder of a machine that remembers a database which is no more."""
    mark.remember(session, db.engine, tmp_path)
    epoch = newest_epoch(session)
    assert epoch is not None
    session.delete(epoch)
    session.commit()
    return tmp_path


def test_a_new_database_under_an_old_name_is_only_remembered(
    session: Session, remembered: Path
) -> None:
    old = mark.read_mark(db.engine, remembered)

    assert not mark.notice_restoration(session, db.engine, remembered)

    epoch, new = newest_epoch(session), mark.read_mark(db.engine, remembered)
    assert epoch is not None
    assert old is not None
    assert new is not None
    assert new.key == epoch.key != old.key
    assert held_since(session) is None


@pytest.mark.parametrize("is_begun", [False, True])
def test_two_first_jobs_at_once_hold_nothing(
    session: Session, remembered: Path, monkeypatch: pytest.MonkeyPatch, is_begun: bool
) -> None:
    """The other begins the new database's epoch while this one waits for the lock."""
    exclusive = mark.exclusive
    if is_begun:
        mark.present_mark(session)
        session.commit()

    @contextmanager
    def after_the_other(engine: Engine, job: str) -> Iterator[None]:
        mark.remember(session, engine, remembered)
        with exclusive(engine, job):
            yield

    monkeypatch.setattr(mark, "exclusive", after_the_other)

    assert not mark.notice_restoration(session, db.engine, remembered)
    assert held_since(session) is None
