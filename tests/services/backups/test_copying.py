"""A database is moved to the other kind, whole or not at all, and sends every mail once."""

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from typing import Any

import psycopg
import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from jobs import deliver_mail, follow_up, purge
from matchmaker import create_app
from matchmaker.commands import database
from matchmaker.extensions import db
from matchmaker.models import OutboxMail
from tests.conftest import make_settings, new_postgres_database
from tests.mail.sink import Sink, running_sink
from tests.mail.test_delivery import owe_welcomes
from tests.upgrades.conftest import load_dump

pytestmark = pytest.mark.slow


class Machine:
    """One machine, which serves whichever database its settings name."""

    def __init__(self, folder: Path, sink: Sink) -> None:
        self.folder, self.sink = folder, sink
        (folder / "data").mkdir()

    def app(self, url: str) -> Flask:
        settings = make_settings(
            url,
            witness_dir=self.folder / "state",
            smtp_host="127.0.0.1",
            smtp_port=self.sink.port,
            smtp_security="none",
        )
        return create_app(settings, instance=self.folder / "data")

    def run(self, url: str, *arguments: str) -> Result:
        app = self.app(url)
        result = app.test_cli_runner().invoke(args=list(arguments))
        stop(app)
        return result

    def copy(self, url: str, new: str, *options: str) -> Result:
        return self.run(url, "database", "copy", "--to", new, *options)

    def work(self, url: str) -> tuple[list[int], list[str]]:
        """Do what a worker does; return the exit statuses, and who got a mail."""
        before, app = len(self.sink.mails), self.app(url)
        with app.app_context():
            statuses = [job.main([]) for job in (deliver_mail, purge, follow_up, deliver_mail)]
        stop(app)
        got = [mail.recipients[0].partition("@")[0] for mail in self.sink.mails[before:]]
        return statuses, sorted(got)

    def owe(self, url: str, *names: str) -> None:
        app = self.app(url)
        with app.app_context():
            owe_welcomes(db.session(), *names)
            db.session.commit()
        stop(app)


def stop(app: Flask) -> None:
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


@pytest.fixture
def machine(tmp_path: Path) -> Iterator[Machine]:
    with running_sink() as sink:
        yield Machine(tmp_path, sink)


@pytest.fixture
def old(machine: Machine) -> str:
    """An SQLite database with all that release 0.1.0 stored, brought up to date."""
    file = machine.folder / "data" / "old.sqlite"
    load_dump(file)
    stop(machine.app(f"sqlite:///{file}"))
    return f"sqlite:///{file}"


@pytest.fixture
def new() -> Iterator[str]:
    with new_postgres_database() as url:
        yield url


ON_SERVER = {
    sa.DateTime: "to_char({0} AT TIME ZONE 'UTC', 'YYYY-MM-DD HH24:MI:SS.US')",
    sa.Boolean: "{0}::int",
    sa.LargeBinary: "encode({0}, 'hex')",
    sa.JSON: "{0}::text",
    sa.Date: "{0}::text",
}
ON_FILE = {
    sa.DateTime: "substr({0} || '.000000', 1, 26)",
    sa.LargeBinary: "CASE WHEN {0} IS NOT NULL THEN lower(hex({0})) END",
}


def every_row(url: str) -> dict[str, list[tuple[Any, ...]]]:
    """All that a database holds, made alike by itself."""
    rows = {}
    ways = ON_FILE if url.startswith("sqlite") else ON_SERVER
    engine = sa.create_engine(url.replace("postgresql://", "postgresql+psycopg://"))
    with engine.connect() as connection:
        for table in db.metadata.sorted_tables:
            asked = ", ".join(way_of(column, ways).format(column.name) for column in table.columns)
            found = connection.exec_driver_sql(f"SELECT {asked} FROM {table.name}").all()
            rows[table.name] = sorted((tuple(row) for row in found), key=repr)
    engine.dispose()
    return rows


def way_of(column: sa.Column[Any], ways: dict[type, str]) -> str:
    kind = getattr(column.type, "impl_instance", column.type)
    return next((way for known, way in ways.items() if isinstance(kind, known)), "{0}")


def test_everything_arrives_and_is_told(machine: Machine, old: str, new: str) -> None:
    before = every_row(old)

    copied = machine.copy(old, new)

    assert copied.exit_code == 0, copied.output
    after = every_row(new)
    assert [name for name in before if before[name] != after[name]] == []
    assert sum(map(len, before.values())) > 500
    assert "here and there" in copied.stdout
    machine.owe(new, "Zora")


def test_a_folder_that_is_missing_is_told_as_it_was_typed(machine: Machine, old: str) -> None:
    wanted = machine.folder / "missing" / "new.sqlite"

    copied = machine.copy(old, f"sqlite:///{wanted}")

    assert copied.exit_code == 1
    assert copied.stderr == f"Error: Nothing was copied: {wanted}: No such file or directory.\n"


def test_there_and_back_is_the_same(machine: Machine, old: str, new: str) -> None:
    before = every_row(old)
    back = f"sqlite:///{machine.folder / 'data' / 'back.sqlite'}"

    there = machine.copy(old, new)
    again = machine.copy(new, back)

    assert (there.exit_code, again.exit_code) == (0, 0), again.output
    assert every_row(back) == before
    machine.owe(back, "Zora")


@pytest.mark.parametrize("is_back", [False, True], ids=["to a server", "to a file"])
def test_every_mail_that_is_owed_leaves_once(machine: Machine, new: str, is_back: bool) -> None:
    file = f"sqlite:///{machine.folder / 'data' / 'plain.sqlite'}"
    source, target = (new, file) if is_back else (file, new)
    if is_back:
        machine.copy(f"sqlite:///{machine.folder / 'data' / 'first.sqlite'}", new)
    machine.owe(source, "Ana", "Ben")
    machine.sink.answer_recipient = lambda who: "452 full" if who.startswith("ben@") else None
    assert machine.work(source) == ([0, 0, 0, 0], ["ana"])
    machine.owe(source, "Cem")
    machine.sink.answer_recipient = lambda _who: None

    copied = machine.copy(source, target)

    assert copied.exit_code == 0, copied.output
    assert machine.work(source)[1] == []
    statuses, got = machine.work(target)
    assert (statuses, got) == ([0, 0, 0, 0], ["cem"]), "Ben's is tried again later"
    assert machine.work(source)[1] == []
    assert statuses_of(machine, target) == ["sent", "pending", "sent"]


def statuses_of(machine: Machine, url: str) -> list[str]:
    app = machine.app(url)
    with app.app_context():
        query = sa.select(OutboxMail.status).order_by(OutboxMail.id)
        found = [status.value for status in db.session.scalars(query)]
    stop(app)
    return found


def test_a_copy_beside_a_database_that_goes_on_is_silent(machine: Machine, new: str) -> None:
    file = f"sqlite:///{machine.folder / 'data' / 'plain.sqlite'}"
    machine.owe(file, "Ana")

    assert machine.copy(file, new, "--stay").exit_code == 0

    assert machine.work(new)[1] == []
    assert machine.work(file)[1] == ["ana"]
    assert machine.work(new)[1] == []


def test_a_database_that_is_used_is_not_copied_to(machine: Machine, old: str, new: str) -> None:
    assert machine.copy(old, new).exit_code == 0
    before = every_row(new)

    again = machine.copy(old, new)

    assert (again.exit_code, again.stderr.count("\n")) == (2, 1)
    assert "is not empty" in again.stderr
    assert every_row(new) == before


def test_a_site_at_work_on_the_file_is_noticed(machine: Machine, old: str, new: str) -> None:
    with closing(sqlite3.connect(old.removeprefix("sqlite:///"))) as other:
        other.execute("SELECT count(*) FROM members").fetchall()
        refused = machine.copy(old, new)

    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "is in use by" in refused.stderr
    assert machine.copy(old, new).exit_code == 0


def test_a_site_at_work_on_the_server_is_named(machine: Machine, old: str, new: str) -> None:
    machine.copy(old, new)
    back = machine.folder / "data" / "back.sqlite"

    with closing(psycopg.connect(new, application_name="matchmaker gunicorn")):
        refused = machine.copy(new, f"sqlite:///{back}")

    assert (refused.exit_code, refused.stderr.count("\n")) == (2, 1)
    assert "matchmaker gunicorn (pid" in refused.stderr
    assert not back.exists()


@pytest.mark.parametrize(
    ("change", "where"),
    [
        ("UPDATE members SET name = 'a' || char(0) || 'b' WHERE id = 3", "members"),
        ("UPDATE members SET name = printf('%.500c', 'x') WHERE id = 3", "name"),
        ("UPDATE members SET created_at = 'soon' WHERE id = 3", "created_at"),
        ("UPDATE participations SET capacity = 'many' WHERE member_id = 3", "capacity"),
    ],
)
def test_what_the_server_cannot_hold_is_told_by_its_place(
    machine: Machine, old: str, new: str, change: str, where: str
) -> None:
    with closing(sqlite3.connect(old.removeprefix("sqlite:///"))) as file:
        file.execute("PRAGMA ignore_check_constraints = ON")
        file.execute(change)
        file.commit()

    refused = machine.copy(old, new)

    assert (refused.exit_code, refused.stderr.count("\n")) == (1, 1), refused.stderr
    assert where in refused.stderr
    assert "xxx" not in refused.stderr
    with closing(psycopg.connect(new)) as server:
        assert server.execute("SELECT to_regclass('members')").fetchone() == (None,)


def test_a_server_that_goes_away_at_the_last_moment_doubles_and_loses_nothing(
    machine: Machine, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = f"sqlite:///{machine.folder / 'data' / 'plain.sqlite'}"
    machine.owe(file, "Ana")
    filled = database._filled

    @contextmanager
    def lost(url: sa.URL) -> Iterator[sa.Connection]:
        with filled(url) as target:
            yield target
            raise OSError("the server went away")

    with monkeypatch.context() as patch:
        patch.setattr(database, "_filled", lost)
        assert "the server went away" in machine.copy(file, new).stderr

    assert machine.work(file)[1] == []
    assert machine.copy(file, new).exit_code == 0
    assert machine.work(new)[1] == machine.work(file)[1] == []
    assert machine.run(new, "mail", "release").exit_code == 0
    assert machine.work(new)[1] == ["ana"]


def test_a_copy_that_differs_is_not_kept(
    machine: Machine, old: str, new: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    copy_rows = database.copy_rows

    def copy_and_change(source: sa.Connection, target: sa.Connection) -> Any:
        digests = copy_rows(source, target)
        target.execute(sa.text("UPDATE members SET name = 'Somebody' WHERE id = 3"))
        return digests

    monkeypatch.setattr(database, "copy_rows", copy_and_change)

    refused = machine.copy(old, new)

    assert "the table members has" in refused.stderr
    with closing(psycopg.connect(new)) as server:
        assert server.execute("SELECT to_regclass('members')").fetchone() == (None,)
