"""`flask privacy`: erasing on request, and erasing again after a restoration."""

import shutil
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MailKind, Member
from matchmaker.services.addresses.known import find_member
from matchmaker.services.privacy.erasure_list import Erased, add_to_list, hash_address, read_list
from tests.factories import make_coordinator, make_member, owe_a_mail
from tests.privacy.traces import cells_with

MARK = "zzmark"


@pytest.fixture(autouse=True)
def erasures(app: Flask, tmp_path: Path) -> Path:
    """The list of this test."""
    file = tmp_path / "erasures.list"
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"erasure_list": file})
    return file


@pytest.fixture
def ada(app: Flask) -> str:
    """Ada's address."""
    with app.app_context():
        make_coordinator(db.session())
        address = make_member(db.session(), "Ada", email=f"ada.{MARK}@example.org").email
        db.session.commit()
    return address


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["privacy", *arguments])


def traces(app: Flask) -> list[str]:
    with app.app_context():
        return cells_with(db.session(), MARK)


def test_an_operator_erases_on_request(app: Flask, ada: str, erasures: Path) -> None:
    unsure = app.test_cli_runner().invoke(args=["privacy", "erase", ada], input="n\n")
    assert (unsure.exit_code, bool(traces(app))) == (1, True)

    done = run(app, "erase", ada.upper(), "--yes")

    assert (done.exit_code, traces(app)) == (0, [])
    assert len(read_list(erasures)) == 1
    again = run(app, "erase", ada, "--yes")
    assert (again.exit_code, again.stderr) == (1, f"Error: {ada} is not a member.\n")


def test_a_restored_database_forgets_again(app: Flask, ada: str, tmp_path: Path) -> None:
    with app.app_context():
        if db.engine.dialect.name != "sqlite":
            pytest.skip("a copy of a file is the backup here; the list is tried on both elsewhere")
        database = Path(str(db.engine.url.database))
        db.session.remove()
        db.engine.dispose()
        shutil.copy(database, tmp_path / "backup.sqlite")
    run(app, "erase", ada, "--yes")
    with app.app_context():
        db.session.remove()
        db.engine.dispose()
    for beside in database.parent.glob(f"{database.name}-*"):
        beside.unlink()
    shutil.copy(tmp_path / "backup.sqlite", database)
    assert traces(app) != []

    done = run(app, "reapply")

    assert done.stdout == "1 in the list, 1 erased again.\n"
    assert traces(app) == []
    assert run(app, "reapply").stdout == "1 in the list, 0 erased again.\n"


def test_a_list_from_elsewhere_is_taken_in(app: Flask, ada: str, tmp_path: Path) -> None:
    run(app, "erase", ada, "--yes")
    elsewhere = tmp_path / "copy.list"
    shutil.move(tmp_path / "erasures.list", elsewhere)

    done = run(app, "reapply", str(elsewhere))

    assert done.stdout == "1 in the list, 0 erased again.\n"
    assert read_list(tmp_path / "erasures.list") == read_list(elsewhere)


@pytest.mark.parametrize("arguments", [("erase", "nobody"), ("reapply", "no-such-file")])
def test_a_mistake_is_one_line(app: Flask, arguments: tuple[str, ...]) -> None:
    result = run(app, *arguments)

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1


def test_a_list_that_is_none_is_one_line(app: Flask, erasures: Path) -> None:
    erasures.write_text("nonsense\n")

    result = run(app, "reapply")

    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    with app.app_context():
        assert db.session.scalars(sa.select(Member)).all() == []


def test_a_file_that_still_lists_somebody_erased_does_not_bring_them_back(
    app: Flask, ada: str, tmp_path: Path
) -> None:
    run(app, "erase", ada, "--yes")
    file = tmp_path / "people.csv"
    file.write_text(
        f"email,name,roles\n{ada},Ada {MARK},mentee\nbob@example.org,Bob,mentor\n",
        encoding="utf-8",
    )

    imported = app.test_cli_runner().invoke(args=["people", "import", str(file), "--update"])

    assert "row 2: this person was erased; nothing was done." in imported.stdout
    assert "1 added, 0 updated, 1 unchanged." in imported.stdout
    assert traces(app) == []


def test_a_file_may_list_somebody_who_came_back_after_their_erasure(
    app: Flask, ada: str, tmp_path: Path
) -> None:
    run(app, "erase", ada, "--yes")
    with app.app_context():
        make_member(db.session(), "Ada", email=ada)
        db.session.commit()
    file = tmp_path / "people.csv"
    file.write_text(f"email,name,roles\n{ada},Ada Alm,mentee\n", encoding="utf-8")

    imported = app.test_cli_runner().invoke(args=["people", "import", str(file), "--update"])

    assert "0 added, 1 updated" in imported.stdout


def test_a_release_erases_again_before_it_sends(app: Flask, ada: str, erasures: Path) -> None:
    with app.app_context():
        key = app.config["SETTINGS"].secret_key
        add_to_list(erasures, [Erased(hash_address(ada, key), clock.now())])
        owe_a_mail(
            db.session(),
            MailKind.WELCOME,
            "member:1",
            find_member(db.session(), ada) or ada,
        )
        db.session.commit()
    app.test_cli_runner().invoke(args=["mail", "hold"])

    released = app.test_cli_runner().invoke(args=["mail", "release"])

    assert "1 erased again." in released.stdout
    assert "Released: 0 mails" in released.stdout
    assert traces(app) == []
