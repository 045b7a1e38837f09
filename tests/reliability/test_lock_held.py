"""Another writer holds a lock for ten seconds or longer: a wait, or a polite answer in time."""

import sqlite3
import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import psycopg
import pytest
from flask import Flask

from matchmaker.extensions import db
from matchmaker.models import Member
from tests.factories import make_mentee
from tests.journey.plain import PlainBrowser
from tests.reliability.sizes import IS_FULL
from tests.web.browsing import browser_of

pytestmark = pytest.mark.slow

FOR_GOOD = 60.0
HOLDS = [FOR_GOOD, *([10.0, 3.0] if IS_FULL else [])]
SHARES = ["shares", *(["keeps the file"] if IS_FULL else [])]
"""A connection of SQLite can keep the file from everybody, readers included."""


def lock_sqlite(app: Flask, how: str) -> Callable[[], None]:
    """Begin to write, as another process would; return what ends it."""
    path = Path(app.instance_path) / "test.sqlite"
    connection = sqlite3.connect(path, isolation_level=None, timeout=5, check_same_thread=False)
    if how == "keeps the file":
        connection.execute("PRAGMA locking_mode = EXCLUSIVE")
    connection.execute("BEGIN IMMEDIATE")
    connection.execute("UPDATE programmes SET name = name")

    def release() -> None:
        connection.execute("COMMIT")
        connection.close()

    return release


def lock_postgresql(app: Flask) -> Callable[[], None]:
    """Hold everybody's profile, as another transaction would; return what ends it."""
    url = app.config["SETTINGS"].database_url.replace("+psycopg", "")
    connection = psycopg.connect(url)
    connection.execute("SELECT member_id FROM profiles FOR UPDATE")
    return connection.close


@contextmanager
def somebody_who_writes(lock: Callable[[], Callable[[], None]], seconds: float) -> Iterator[None]:
    """Hold a lock so long, or until the test has seen enough."""
    with_lock, is_enough = threading.Event(), threading.Event()

    def hold() -> None:
        release = lock()
        with_lock.set()
        is_enough.wait(seconds)
        release()

    thread = threading.Thread(target=hold)
    thread.start()
    assert with_lock.wait(5)
    try:
        yield
    finally:
        is_enough.set()
        thread.join()


@pytest.mark.parametrize("seconds", HOLDS)
@pytest.mark.parametrize("how", SHARES)
def test_a_lock_is_waited_for_ten_seconds_and_then_what_was_typed_is_kept(
    app: Flask, is_postgresql: bool, seconds: float, how: str
) -> None:
    if is_postgresql and how == "keeps the file":
        pytest.skip("only a file can be kept from everybody")
    with app.app_context():
        member_id = make_mentee(db.session(), "Ada").id
        db.session.commit()
    looker, ada = browser_of(app, member_id), PlainBrowser(browser_of(app, member_id))
    ada.open("/profile")
    ada.fill("What would you like to achieve?", "Lead a board")
    with app.app_context():
        db.engine.dispose()

    def lock() -> Callable[[], None]:
        return lock_postgresql(app) if is_postgresql else lock_sqlite(app, how)

    with somebody_who_writes(lock, seconds):
        if how == "shares":
            started = time.monotonic()
            assert looker.get("/me").status_code == 200
            assert time.monotonic() - started < 3, "who only looks does not wait"
        started = time.monotonic()
        ada.press("Save my profile")
        waited = time.monotonic() - started
        status = ada.status
        if status == 503:
            assert "Nothing that you typed is lost" in ada.text()
    print(f"lock held {seconds} s ({how}): {status} after {waited:.1f} s")
    if status == 503:
        ada.press("Send it again")

    assert status == {3.0: 200, FOR_GOOD: 503}.get(seconds, status)
    assert waited < 15
    assert (ada.status, ada.path) == (200, "/profile/saved")
    with app.app_context():
        assert db.session.get_one(Member, member_id).profile.goals == "Lead a board"
