"""The operator's commands: what they change, what they print, and one line for each error."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import CliRunner, Result
from flask import Flask

from jobs.monthly_match import make_round
from matchmaker.commands.group import OperatorGroup
from matchmaker.extensions import db
from matchmaker.models import Coordinator, Member, Participation, Round
from tests.conftest import make_settings
from tests.factories import the_programme

PEOPLE = "email,name,roles\nada@example.org,Ada,mentee\nbob@example.org,Bob,mentor\n"


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=list(arguments))


def number_of(app: Flask, model: type[Member | Coordinator | Participation]) -> int:
    with app.app_context():
        return db.session.scalar(sa.select(sa.func.count()).select_from(model)) or 0


@pytest.fixture
def people_csv(tmp_path: Path) -> Path:
    path = tmp_path / "people.csv"
    path.write_text(PEOPLE, encoding="utf-8")
    return path


def test_import_adds_everybody_and_says_so(app: Flask, people_csv: Path) -> None:
    first = run(app, "people", "import", str(people_csv))
    second = run(app, "people", "import", str(people_csv))

    assert (first.exit_code, first.stdout) == (0, "2 added, 0 updated, 0 unchanged.\n")
    assert (second.exit_code, second.stdout) == (0, "0 added, 0 updated, 2 unchanged.\n")
    assert number_of(app, Member) == 2


def test_a_dry_run_changes_nothing(app: Flask, people_csv: Path) -> None:
    result = run(app, "people", "import", str(people_csv), "--dry-run")

    assert result.exit_code == 0
    assert result.stdout == (
        "  A  email  email\n  B  name   name\n  C  roles  roles\n"
        "Would be: 2 added, 0 updated, 0 unchanged. Nothing was changed.\n"
    )
    assert number_of(app, Member) == 0


def test_a_file_with_one_fault_adds_nobody(app: Flask, people_csv: Path) -> None:
    people_csv.write_text(PEOPLE + "ADA@example.org,Ada,mentee\n,,\nx,Y,boss\n", encoding="utf-8")

    result = run(app, "people", "import", str(people_csv))

    assert result.exit_code == 1
    assert result.stdout == ""
    assert [line.split(":")[0] for line in result.stderr.splitlines()] == [
        "row 4, column email",
        "row 6, column email",
        "row 6, column roles",
        "Error",
    ]
    assert number_of(app, Member) == 0


def test_an_address_that_could_not_sign_in_is_named_with_its_row(
    app: Flask, people_csv: Path
) -> None:
    app.config["SETTINGS"] = make_settings("", allowed_email_domains="example.test")

    result = run(app, "people", "import", str(people_csv))

    assert result.exit_code == 1
    assert "row 2" in result.stderr.lower()
    assert "Use your address at example.test" in result.stderr


def test_a_member_who_differs_is_named_and_update_changes_them(
    app: Flask, people_csv: Path
) -> None:
    run(app, "people", "import", str(people_csv))
    people_csv.write_text(PEOPLE.replace("Bob,", "Robert,"), encoding="utf-8")

    kept = run(app, "people", "import", str(people_csv))
    updated = run(app, "people", "import", str(people_csv), "--update")

    assert "row 3: this person is a member already and was left as is" in kept.stdout
    assert "different: name." in kept.stdout
    assert kept.stdout.endswith("0 added, 0 updated, 2 unchanged.\n")
    assert updated.stdout == "0 added, 1 updated, 1 unchanged.\n"


def test_a_file_that_is_not_text_is_one_sentence(app: Flask, people_csv: Path) -> None:
    people_csv.write_bytes(PEOPLE.encode("utf-16-le"))

    result = run(app, "people", "import", str(people_csv))

    assert result.exit_code == 1
    assert result.stderr == (
        "Error: nothing was imported. The file is not UTF-8 text; save it as “CSV UTF-8”.\n"
    )


@pytest.mark.parametrize("command", ["import", "export"])
def test_a_folder_is_one_line_and_not_a_traceback(app: Flask, tmp_path: Path, command: str) -> None:
    result = run(app, "people", command, str(tmp_path))

    assert result.exit_code == 1
    assert len(result.stderr.splitlines()) == 1
    assert str(tmp_path) in result.stderr


def test_a_missing_file_is_one_line(app: Flask) -> None:
    result = run(app, "people", "import", "no-such-file.csv")

    assert result.exit_code == 1
    assert result.stderr == "Error: no-such-file.csv cannot be read: No such file or directory.\n"


def test_export_writes_a_private_file_that_import_reads(
    app: Flask, people_csv: Path, tmp_path: Path
) -> None:
    run(app, "people", "import", str(people_csv))
    exported = tmp_path / "exported.csv"

    written = run(app, "people", "export", str(exported))
    again = run(app, "people", "import", str(exported))

    assert written.stdout == f"2 people written to {exported}.\n"
    assert exported.stat().st_mode & 0o077 == 0
    assert sorted(path.name for path in tmp_path.glob("*.csv")) == ["exported.csv", "people.csv"]
    assert again.stdout == "0 added, 0 updated, 2 unchanged.\n"


def test_a_coordinator_is_added_listed_and_removed(app: Flask) -> None:
    assert "Nobody yet" in run(app, "coordinator", "list").stdout

    added = run(app, "coordinator", "add", " Cora@Example.org", "--name", "Cora Lee")
    again = run(app, "coordinator", "add", "cora@example.org")
    listed = run(app, "coordinator", "list")
    removed = run(app, "coordinator", "remove", "CORA@example.org")

    assert added.stdout == "cora@example.org now runs the programme.\n"
    assert again.stdout == "cora@example.org runs the programme.\n"
    assert listed.stdout == "cora@example.org  Cora Lee\n"
    assert removed.stdout == "cora@example.org no longer runs the programme.\n"
    assert number_of(app, Coordinator) == 0
    assert number_of(app, Member) == number_of(app, Participation) == 1


@pytest.mark.parametrize(
    ("arguments", "line"),
    [
        (["add", "cora"], "Error: Enter a mail address like name@example.org."),
        (["remove", "cora@example.org"], "Error: cora@example.org is not a coordinator."),
        (["remove", "cora"], "Error: Enter a mail address like name@example.org."),
    ],
)
def test_a_wrong_coordinator_is_one_line(app: Flask, arguments: list[str], line: str) -> None:
    result = run(app, "coordinator", *arguments)

    assert result.exit_code == 1
    assert result.stderr.startswith(line)
    assert len(result.stderr.splitlines()) == 1


def test_a_coordinator_who_could_not_sign_in_is_not_added(app: Flask) -> None:
    app.config["SETTINGS"] = make_settings("", allowed_email_domains="example.org")

    result = run(app, "coordinator", "add", "cora@example.net")

    assert result.exit_code == 1
    assert "Use your address at example.org" in result.stderr
    assert number_of(app, Member) == 0


def test_the_programme_is_changed_and_shown(app: Flask) -> None:
    options = ["--name", "PMO circle", "--time-zone", "Asia/Tokyo", "--publish-automatically"]

    changed = run(app, "programme", "set", *options)
    shown = run(app, "programme", "show")

    assert changed.exit_code == 0
    assert shown.stdout.splitlines() == [
        "Name:       PMO circle",
        "Time zone:  Asia/Tokyo",
        "Publishes:  the monthly job",
    ]
    run(app, "programme", "set", "--no-publish-automatically")
    with app.app_context():
        assert not the_programme(db.session()).publishes_automatically


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ([], "Say what to change"),
        (["--name", "  "], "must have 1 to 120 characters"),
        (["--time-zone", "Mars"], "'Mars' is not a time zone"),
    ],
)
def test_a_wrong_setting_of_the_programme_changes_nothing(
    app: Flask, options: list[str], words: str
) -> None:
    result = run(app, "programme", "set", *options)

    assert result.exit_code == 2
    assert words in result.stderr
    assert "PMO mentoring" in run(app, "programme", "show").stdout


def test_a_database_that_refuses_is_one_line(app: Flask, is_postgresql: bool) -> None:
    if is_postgresql:
        pytest.skip("the table is taken away from an SQLite file only")
    with app.app_context():
        db.session.execute(sa.text("ALTER TABLE programmes RENAME TO gone"))
        db.session.commit()

    result = run(app, "programme", "show")

    assert result.exit_code == 1
    assert result.stderr.startswith("Error: The database refused: no such table")
    assert len(result.stderr.splitlines()) == 1


def test_a_database_whose_host_is_unknown_is_not_said_to_refuse() -> None:
    elsewhere = sa.create_engine("postgresql+psycopg://x@nowhere.invalid/matchmaker")
    group = OperatorGroup("group")
    group.command("look", with_appcontext=False)(elsewhere.connect)

    result = CliRunner().invoke(group, ["look"])

    assert result.exit_code == 1
    assert result.stderr == (
        "Error: The database cannot be used: its host nowhere.invalid cannot be found.\n"
    )


def test_an_adopted_policy_is_shown_and_holds_for_the_next_round(
    app: Flask, tmp_path: Path
) -> None:
    file = tmp_path / "policy.json"
    file.write_text('{"timers": {"expiry_days": 14}}', encoding="utf-8")
    with app.app_context():
        earlier = make_round(db.session(), the_programme(db.session()), "2026-10").round_id

    adopted = run(app, "policy", "adopt", str(file))

    shown = json.loads(run(app, "policy", "show").stdout)
    assert adopted.stdout == "Version 1 of the policy holds from the next round on.\n"
    assert shown["timers"]["expiry_days"] == 14
    with app.app_context():
        later = make_round(db.session(), the_programme(db.session()), "2026-11").round_id
        days = [
            db.session.get_one(Round, number).policy["timers"]["expiry_days"]
            for number in (earlier, later)
        ]
    assert days == [5, 14]


@pytest.mark.parametrize(
    ("content", "line"),
    [(b"{", "not JSON"), (b"\xff\xfe\x00", "not UTF-8"), (None, "cannot be read")],
)
def test_a_wrong_policy_is_one_line(
    app: Flask, tmp_path: Path, content: bytes | None, line: str
) -> None:
    file = tmp_path / "policy.json"
    if content is not None:
        file.write_bytes(content)

    result = run(app, "policy", "adopt", str(file))

    assert result.exit_code == 1
    assert line in result.stderr
    assert result.stderr.count("\n") == 1
