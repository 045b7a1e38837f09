"""The application of the access tests, with every page that there is, and its small world."""

import shutil
import sqlite3
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest
from flask import Flask
from flask.testing import FlaskClient

from matchmaker import create_app
from matchmaker.extensions import db
from tests.access.world import World, build_world
from tests.browsing import Browser
from tests.conftest import make_settings

CAPTURED = b"""From: mentoring@example.org
To: Mina Mentee <mina.mentee@example.org>
Subject: Hello
MIME-Version: 1.0
Content-Type: multipart/mixed; boundary=part

--part
Content-Type: text/html; charset=utf-8

<p>Hello</p>
--part
Content-Type: text/plain
Content-Disposition: attachment; filename=note.txt

A note.
--part--
"""


class Reader:
    """Reads a database whole, but anew only where somebody else has written meanwhile."""

    def __init__(self, database: Path) -> None:
        self._database = database
        self._at_first: set[str] = set()
        self.open()

    def open(self) -> None:
        """Open the file, which holds what it held when it was opened before."""
        self._connection = sqlite3.connect(self._database)
        self._first = self._read = self._version()
        self._rows = self._at_first

    def close(self) -> None:
        """Let go of the file."""
        self._connection.close()

    def is_as_at_first(self) -> bool:
        """Whether nobody else has written since the file was opened."""
        return self._version() == self._first

    def rows(self) -> set[str]:
        """Return everything, as statements."""
        if not self._rows or self._version() != self._read:
            self._read = self._version()
            self._rows = set(self._connection.iterdump())
        if self._read == self._first:
            self._at_first = self._rows
        return self._rows

    def _version(self) -> int:
        # Another number after each commit of another connection.
        return int(self._connection.execute("PRAGMA data_version").fetchone()[0])


@dataclass
class Site:
    """An application, its world, and a way to start again from it."""

    app: Flask
    world: World
    database: Path
    fresh: Path
    reader: Reader

    def start_again(self) -> None:
        """Bring everything back to how it was."""
        if self.reader.is_as_at_first():
            return
        self.reader.close()
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()
        for leftover in self.database.parent.glob(f"{self.database.name}*"):
            leftover.unlink()
        shutil.copy(self.fresh, self.database)
        self.reader.open()

    def browser(self, person: str) -> FlaskClient:
        """Return a browser in which a person of the world is signed in; a visitor is nobody."""
        browser = self.app.test_client()
        if token := self.world.tokens.get(person):
            with browser.session_transaction() as cookie:
                cookie.update(_user_id=token, _fresh=True, _permanent=True)
        return browser

    def rows(self) -> set[str]:
        """Return everything that the database holds, as statements."""
        return self.reader.rows()


def _make_site(template: Path, folder: Path, **settings: object) -> Iterator[Site]:
    database, fresh = folder / "access.sqlite", folder / "fresh" / "access.sqlite"
    fresh.parent.mkdir()
    shutil.copy(template, database)
    app = create_app(make_settings(f"sqlite:///{database}", **settings), instance=folder)
    app.test_client_class = Browser
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        world = build_world(db.session())
        db.session.remove()
        with db.engine.connect() as connection:
            connection.exec_driver_sql("COMMIT")
            connection.exec_driver_sql("PRAGMA wal_checkpoint(TRUNCATE)").close()
        db.engine.dispose()
    shutil.copy(database, fresh)
    site = Site(app, world, database, fresh, Reader(database))
    yield site
    site.reader.close()
    with app.app_context():
        db.engine.dispose()


@pytest.fixture(scope="session")
def real_site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site as an organisation runs it, with everything switched on but the demo."""
    yield from _make_site(
        sqlite_template,
        tmp_path_factory.mktemp("real"),
        # Nobody listens there: an organisation's sign-in that is down.
        oidc_issuer="http://127.0.0.1:9",
        oidc_client_id="matchmaker",
    )


@pytest.fixture(scope="session")
def demo_site(sqlite_template: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Site]:
    """The site with the demo's desk."""
    folder = tmp_path_factory.mktemp("demo")
    mails = folder / "mail"
    mails.mkdir()
    (mails / "000001.eml").write_bytes(CAPTURED)
    yield from _make_site(sqlite_template, folder, demo=True, demo_mail_folder=mails)


@pytest.fixture
def site(real_site: Site) -> Iterator[Site]:
    """The site as an organisation runs it; what a test changes is undone."""
    yield real_site
    real_site.app.config.update(WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    real_site.start_again()


@pytest.fixture
def desk(demo_site: Site) -> Iterator[Site]:
    """The site with the demo's desk; what a test changes is undone."""
    yield demo_site
    demo_site.start_again()
