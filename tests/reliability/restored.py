"""An installation that is copied and put back: its database, its data, or all of its machine.

The data is a folder with the mark and the list of erasures (and with SQLite the database); the
witness folder lies elsewhere, as it does by default.
"""

import shutil
import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import flask_migrate
from click.testing import Result
from flask import Flask

from config import ROOT
from jobs import deliver_mail, follow_up, purge
from matchmaker import create_app
from matchmaker.extensions import db
from tests.conftest import make_settings
from tests.mail.sink import Sink


class Installation:
    """One machine with its folders, whose mails reach a sink."""

    def __init__(self, folder: Path, postgres_url: str, sink: Sink) -> None:
        self.data, self.state = folder / "data", folder / "state"
        self.backup = folder / "backup"
        self.is_sqlite = not postgres_url
        self.url = postgres_url or f"sqlite:///{self.data / 'matchmaker.sqlite'}"
        self.sink = sink
        self.app = self._start()
        if not self.is_sqlite:
            with self.app.app_context():
                flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        self.stop()

    def _start(self) -> Flask:
        self.data.mkdir(exist_ok=True)
        settings = make_settings(
            self.url,
            witness_dir=self.state,
            smtp_host="127.0.0.1",
            smtp_port=self.sink.port,
            smtp_security="none",
            smtp_timeout_seconds=2,
        )
        return create_app(settings, instance=self.data)

    def stop(self) -> None:
        """Let go of the database."""
        with self.app.app_context():
            db.session.remove()
            db.engine.dispose()

    @contextmanager
    def at_work(self) -> Iterator[Flask]:
        """The application, in its context, to do something by hand."""
        with self.app.app_context():
            yield self.app
        self.stop()

    def work(self) -> list[str]:
        """Do what a worker does, each job a while; return who got a mail."""
        before = len(self.sink.mails)
        with self.at_work():
            for job in (deliver_mail, purge, follow_up, deliver_mail):
                job.main([])
                db.session.remove()
        return sorted(mail.recipients[0].partition("@")[0] for mail in self.sink.mails[before:])

    def run(self, *arguments: str) -> Result:
        """Run an operator's command."""
        result = self.app.test_cli_runner().invoke(args=list(arguments))
        self.stop()
        assert result.exit_code == 0, result.output
        return result

    def take_copy(self) -> None:
        """Copy the database, the data and the witness folder."""
        self.backup.mkdir()
        for name in ("data", "state"):
            if getattr(self, name).exists():
                shutil.copytree(getattr(self, name), self.backup / name)
        if not self.is_sqlite:
            self._tool("pg_dump", "--format=custom", f"--file={self.backup / 'dump'}", self.url)

    def put_back(self, part: str) -> None:
        """Put the database back by hand; or all data; or everything that the machine has."""
        if not self.is_sqlite:
            options = ("--clean", "--if-exists", f"--dbname={self.url}", str(self.backup / "dump"))
            self._tool("pg_restore", *options)
        elif part == "database":
            for file in self.data.glob("matchmaker.sqlite*"):
                if not file.name.endswith(".epoch"):
                    file.unlink()
            for file in (self.backup / "data").glob("matchmaker.sqlite*"):
                if not file.name.endswith(".epoch"):
                    shutil.copy(file, self.data)
        for name in {"database": (), "data": ("data",), "everything": ("data", "state")}[part]:
            shutil.rmtree(getattr(self, name), ignore_errors=True)
            if (self.backup / name).exists():
                shutil.copytree(self.backup / name, getattr(self, name))
        self.app = self._start()

    def _tool(self, *command: str) -> None:
        subprocess.run(command, check=True, capture_output=True)
