"""From each release to this version and back, as docs/operating.md says, row by row."""

import shutil
import subprocess
from pathlib import Path

import pytest
import sqlalchemy as sa

from config import ROOT
from matchmaker.services.operations.schema import newest_revision
from tests.conftest import new_postgres_database
from tests.upgrades.conftest import Rows, load_dump, read_rows, write_rows
from tests.upgrades.releases import RELEASES, Release, code_of, run

pytestmark = [
    pytest.mark.slow,
    pytest.mark.parametrize("release", RELEASES, ids=lambda release: release.version),
]
SILENCED = {"epochs", "outbox_mails", "sign_in_sessions"}
"""What a restoration changes: a new epoch, mails held, sessions ended."""


def rows_of(url: str) -> Rows:
    engine = sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.NullPool
    )
    return {table: sorted(rows, key=repr) for table, rows in read_rows(engine).items()}


def load(release: Release, url: str, folder: Path) -> None:
    """Let a database on a server, which the release has migrated, hold what it stored."""
    load_dump(folder / "stored.sqlite", release.dump)
    stored = sa.create_engine(f"sqlite:///{folder / 'stored.sqlite'}", poolclass=sa.NullPool)
    server = sa.create_engine(
        url.replace("postgresql://", "postgresql+psycopg://"), poolclass=sa.NullPool
    )
    write_rows(server, read_rows(stored))


def assert_same(found: Rows, before: Rows) -> None:
    """Row by row, apart from what a restoration is to change."""
    assert found.keys() == before.keys()
    for table, rows in before.items():
        if table not in SILENCED:
            assert found[table] == rows, table
    for table in SILENCED - {"epochs"}:
        assert [row["id"] for row in found[table]] == [row["id"] for row in before[table]]
    held = [mail["is_held"] for mail in found["outbox_mails"] if mail["status"] == "pending"]
    assert held
    assert all(held)


@pytest.mark.skipif(not shutil.which("pg_dump"), reason="no pg_dump on this machine")
def test_a_server_goes_to_this_version_and_back(release: Release, tmp_path: Path) -> None:
    code, backup = code_of(release, tmp_path), str(tmp_path / "before-upgrade.backup")
    with new_postgres_database() as url, new_postgres_database() as another:
        run(code, url, "flask", "db", "upgrade")
        load(release, url, tmp_path)
        before = rows_of(url)
        assert before["alembic_version"] == [{"version_num": release.revision}]

        run(ROOT, url, "flask", "backup", "create", backup)
        run(ROOT, url, "flask", "db", "upgrade")
        run(ROOT, url, "flask", "coordinator", "add", "new@example.org", "--name", "New")

        assert rows_of(url)["alembic_version"] == [{"version_num": newest_revision()}]
        by_hand = ["pg_restore", "--no-owner", "--schema=public", f"--dbname={another}", backup]
        subprocess.run(by_hand, check=True, capture_output=True)
        run(code, another, "flask", "mail", "hold")
        assert_same(rows_of(another), before)
        assert "Held:      0" not in run(code, another, "flask", "mail", "status")


def test_a_file_goes_to_this_version_and_back(release: Release, tmp_path: Path) -> None:
    code, backup = code_of(release, tmp_path), str(tmp_path / "before-upgrade.backup")
    file = tmp_path / "matchmaker.sqlite"
    url = f"sqlite:///{file}"
    load_dump(file, release.dump)
    before = rows_of(url)

    run(code, url, "flask", "backup", "create", backup)
    run(ROOT, url, "flask", "coordinator", "add", "new@example.org", "--name", "New")
    assert rows_of(url)["alembic_version"] == [{"version_num": newest_revision()}]
    for part in tmp_path.glob("matchmaker.sqlite*"):
        part.rename(tmp_path / f"newer-{part.name}")
    run(code, url, "flask", "backup", "restore", backup, "--yes")

    assert_same(rows_of(url), before)
    assert "Held:      0" not in run(code, url, "flask", "mail", "status")


@pytest.mark.skipif(not shutil.which("pg_dump"), reason="no pg_dump on this machine")
def test_a_backup_of_the_release_is_restored_by_this_version(
    release: Release, tmp_path: Path
) -> None:
    """It comes out as the release's own database does, brought up to date."""
    code, backup = code_of(release, tmp_path), str(tmp_path / "old.backup")
    with new_postgres_database() as url, new_postgres_database() as another:
        run(code, url, "flask", "db", "upgrade")
        load(release, url, tmp_path)
        subprocess.run(["pg_dump", "--format=custom", f"--file={backup}", url], check=True)
        run(ROOT, url, "flask", "db", "upgrade")

        told = run(ROOT, another, "flask", "backup", "restore", backup)

        assert f"migrated to {release.revision}" in told
        assert_same(rows_of(another), rows_of(url))
