"""Backups, moving, upgrades and the way back, as the document says them, on both databases."""

import shutil
import uuid
from collections.abc import Iterator
from pathlib import Path

import psycopg
import pytest
from psycopg import sql

from tests.conftest import POSTGRES_URL, new_postgres_database
from tests.documents.blocks import read_crontab
from tests.documents.installation import Installation
from tests.documents.plan import OPERATING
from tests.documents.repository import NEWER_TABLE, publish_newer_version
from tests.mail.sink import Sink, running_sink

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not shutil.which("git"), reason="no git on this machine"),
    pytest.mark.skipif(not shutil.which("pg_dump"), reason="no pg_dump on this machine"),
]


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


@pytest.fixture
def role() -> Iterator[str]:
    """A role of the server that is nobody special; it and its databases are dropped at the end."""
    name = f"matchmaker_test_{uuid.uuid4().hex[:12]}"
    # The database is not needed, but where there is no server, this says so.
    with new_postgres_database(), psycopg.connect(POSTGRES_URL, autocommit=True) as server:
        role = sql.Identifier(name)
        server.execute(sql.SQL("CREATE ROLE {} LOGIN PASSWORD {}").format(role, name))
        yield name
        for database in map(sql.Identifier, (name, f"{name}_newer")):
            server.execute(sql.SQL("DROP DATABASE IF EXISTS {} WITH (FORCE)").format(database))
        server.execute(sql.SQL("DROP ROLE {}").format(role))


@pytest.fixture(params=["postgresql", "sqlite"])
def installation(
    request: pytest.FixtureRequest, tmp_path: Path, role: str, sink: Sink
) -> Installation:
    made = Installation(tmp_path, request.param, role, sink.port)
    made.run("flask db upgrade\n")
    return made


def test_nothing_is_lost_and_no_mail_doubled_by_what_the_document_says(
    installation: Installation, sink: Sink
) -> None:
    """In the document's order; in between people come and mails leave."""
    installation.add("ana", "ben")
    installation.do("Backup")
    assert mode_of(installation.backups) == "700"
    assert mode_of(installation.backups / "backup.dump") == "600"
    for command in read_crontab(OPERATING):
        installation.run(f"{command}\n")
    assert len(list(installation.backups.iterdir())) == 2

    installation.start()
    installation.add("late")
    assert got_mail(sink) == ["ana", "ben"]
    said = installation.do("Restore")
    assert is_done_while_stopped(installation, "flask backup restore")
    assert installation.names() == ["ana", "ben"]
    assert "Held:      2, and a hold stands since" in said
    assert "Had left before, as this machine knows, and not sent again: 2 mails." in said
    installation.start()
    assert got_mail(sink) == ["ana", "ben"]

    installation.add("cem")
    if installation.database == "sqlite":
        said = installation.do("Moving to PostgreSQL, or back")
        assert is_done_while_stopped(installation, "flask database copy")
        assert said.count("here and there.") == 2
        assert installation.names() == ["ana", "ben", "cem"]
        assert got_mail(sink) == ["ana", "ben", "cem"]

    installation.add("dia")
    publish_newer_version(installation.origin)
    installation.do("Upgrade")
    assert is_done_while_stopped(installation, "git pull", "run.py setup", "flask db upgrade")
    assert NEWER_TABLE in installation.tables()
    assert installation.names() == ["ana", "ben", "cem", "dia"]
    assert got_mail(sink) == ["ana", "ben", "cem", "dia"]

    installation.add("eli")
    installation.start()
    said = installation.do("Rollback")
    assert is_done_while_stopped(installation, "git reset", "run.py setup", "flask backup restore")
    assert NEWER_TABLE not in installation.tables()
    assert installation.names() == ["ana", "ben", "cem", "dia"]
    assert "Released: 0 mails" in said, said
    installation.start()
    assert got_mail(sink) == ["ana", "ben", "cem", "dia", "eli"]


def mode_of(path: Path) -> str:
    return f"{path.stat().st_mode & 0o777:o}"


def got_mail(sink: Sink) -> list[str]:
    """Whoever got a mail, as often as they did."""
    return sorted(mail.recipients[0].partition("@")[0] for mail in sink.mails)


def is_done_while_stopped(installation: Installation, *commands: str) -> bool:
    """Whether each of these was done, and none while the site and the worker ran."""
    runs, done = True, set()
    for line in installation.recorded():
        if line.startswith(("stop ", "start ")):
            assert line.endswith(" matchmaker-web matchmaker-worker")
            runs = line.startswith("start ")
        for command in commands:
            if command in line:
                assert not runs, line
                done.add(command)
    return runs and done == set(commands)
