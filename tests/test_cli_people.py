"""`flask people import` with a map: what it asks, says and writes."""

import re
from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask

from config import ROOT
from matchmaker.commands.people_report import shell_quoted
from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.people.file_map import read_map

HR_EXPORT = (
    "Employee ID;Work e-mail;Preferred name;Business title;Teilnahme;Zurück am\n"
    "17;ada@example.org;Ada Müller;PMO lead;mentor;03.04.2027\n"
)
MAPPED = (
    *("--map", "Work e-mail=email", "--map", "Preferred name=name"),
    *("--map", "Teilnahme=roles", "--map", "Zurück am=paused_until"),
)


@pytest.fixture
def hr_csv(tmp_path: Path) -> Path:
    path = tmp_path / "hr.csv"
    path.write_text(HR_EXPORT, encoding="utf-8")
    return path


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["people", "import", *arguments])


def names(app: Flask) -> list[str]:
    with app.app_context():
        return list(db.session.scalars(sa.select(Member.name)))


def test_a_refusal_says_which_options_would_settle_it(app: Flask, hr_csv: Path) -> None:
    first = run(app, str(hr_csv))
    second = run(app, str(hr_csv), *MAPPED)

    assert first.stderr.startswith(
        "row 1: Required columns are missing: email, name, roles. "
        'Add what is right: --map "Work e-mail=email", --map "Preferred name=name", '
        "--map Teilnahme=roles.\n"
    )
    assert "Add --dates dmy or --dates mdy." in second.stderr
    assert names(app) == []


def test_columns_under_other_names_come_in_once_they_are_named(app: Flask, hr_csv: Path) -> None:
    result = run(app, str(hr_csv), *MAPPED, "--dates", "dmy")

    assert result.exit_code == 0, result.stderr
    assert result.stdout == (
        "2 columns left out: Employee ID, Business title. "
        "--dry-run says what each column is taken for.\n"
        '  perhaps --map "Business title=job_title"\n'
        "1 added, 0 updated, 0 unchanged.\n"
    )
    assert names(app) == ["Ada Müller"]


def test_a_dry_run_says_what_each_column_is_taken_for_even_where_rows_are_faulty(
    app: Flask, hr_csv: Path
) -> None:
    result = run(app, str(hr_csv), *MAPPED, "--dry-run")

    assert result.exit_code == 1
    assert result.stdout.splitlines() == [
        "  A  Employee ID     left out",
        "  B  Work e-mail     email",
        "  C  Preferred name  name",
        '  D  Business title  left out; perhaps --map "Business title=job_title"',
        "  E  Teilnahme       roles",
        "  F  Zurück am       paused_until",
    ]
    assert "row 2, column Zurück am: “03.04.2027”" in result.stderr


def test_a_map_to_begin_with_is_written_once_and_overwrites_nothing(
    app: Flask, hr_csv: Path, tmp_path: Path
) -> None:
    saved = tmp_path / "hr.map.toml"

    first = run(app, str(hr_csv), *MAPPED, "--dates", "dmy", "--save-map", str(saved))
    second = run(app, str(hr_csv), "--save-map", str(saved))
    imported = run(app, str(hr_csv), "--map-file", str(saved))

    assert first.exit_code == 0, first.stderr
    assert read_map(saved.read_text(encoding="utf-8")).columns["Work e-mail"] == "email"
    assert (second.exit_code, len(second.stderr.splitlines())) == (1, 1)
    assert imported.stdout == "1 added, 0 updated, 0 unchanged.\n"


def test_a_survey_comes_in_with_its_map_alone(app: Flask) -> None:
    survey = ROOT / "tests/services/people/survey_export.csv"

    result = run(app, str(survey), "--map-file", str(ROOT / "docs/people.example.map.toml"))

    assert result.exit_code == 0, result.stderr
    assert result.stdout.endswith(
        "2 rows left out, as the map says.\n5 added, 0 updated, 0 unchanged.\n"
    )


def test_what_is_printed_of_a_file_has_no_addresses_and_no_controls(
    app: Flask, tmp_path: Path
) -> None:
    path = tmp_path / "people.csv"
    path.write_text(
        "email,name,roles,not_with,Ask \x1b[2J cora@example.org\n"
        "ada@example.org,Ada,mentee,ada@example.org,x\n"
        "ada@example.org,Ada,boss of bob@example.org,,\n"
        "cy@@example.org,\x1b[31mCy,mentee,,\n",
        encoding="utf-8",
    )

    result = run(app, str(path), "--dry-run")

    assert "Ask [2J …" in result.stdout
    assert "row 2, column not_with" in result.stderr
    assert "row 3, column email: … is also in row 2" in result.stderr
    assert not {"\x1b", "\x9b"} & set(result.output)
    assert set(re.findall(r"\S+@example\.org", result.output)) <= {"name@example.org"}


@pytest.mark.parametrize(
    "arguments",
    [
        ("--map", "Work e-mail"),
        ("--map", "Work e-mail=e-mial"),
        ("--map-file", "no-such-map.toml"),
        ("--map-file", str(ROOT / "docs/people.example.csv")),
        ("--map-file", str(ROOT / "docs/images")),
        ("--encoding", "klingon"),
        ("--encoding", "utf-16"),
    ],
)
def test_a_map_that_cannot_be_used_is_one_line(
    app: Flask, hr_csv: Path, arguments: tuple[str, ...]
) -> None:
    result = run(app, str(hr_csv), *arguments)

    assert (result.exit_code, len(result.stderr.splitlines())) == (1, 1)
    assert result.stderr.startswith("Error: ")


@pytest.mark.parametrize(
    ("text", "quoted"),
    [
        ("email", "email"),
        ("Work e-mail=email", '"Work e-mail=email"'),
        ("Manager's e-mail=x", '"Manager\'s e-mail=x"'),
        ("$(reboot) `id`=x", "'$(reboot) `id`=x'"),
        ('say "yes"!=x', "'say \"yes\"!=x'"),
    ],
)
def test_an_option_can_be_copied_into_a_shell_as_it_is_shown(text: str, quoted: str) -> None:
    assert shell_quoted(text) == quoted
