"""What operators type is one line of writing; what commands and jobs say commands no terminal."""

import io
import logging
from collections.abc import Iterator
from pathlib import Path

import click
import pytest
from flask import Flask

from jobs import deliver_mail, monthly_match
from jobs.noted import Note
from jobs.process import one_line
from matchmaker import logs
from matchmaker.cli import GROUPS
from matchmaker.commands.arguments import LARGEST_FILE_BYTES, AFile, Line
from matchmaker.extensions import db
from tests.conftest import make_settings
from tests.factories import make_member, the_programme
from tests.test_cli import run

on_sqlite = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
WRONG = {
    "a line break": "Ada\nBcc: eve@example.test",
    "a command to the terminal": "Ada\x1b[2J",
    "a mark that turns the order": "Ada\u202eenip",
    "500 characters": "x" * 500,
    "marks that are dear to put in order": "a" + "\u0301" * 60_000 + "\u0316" * 60_000,
}
COMMANDS = {
    "coordinator add {}": "EMAIL",
    "coordinator add ada@example.org --name {}": "--name",
    "coordinator remove {}": "EMAIL",
    "coordinator list --programme {}": "--programme",
    "privacy erase {}": "EMAIL",
    "programme set --name {}": "--name",
    "programme set --time-zone {}": "--time-zone",
    "people import none.csv --encoding {}": "--encoding",
}


@on_sqlite
def test_what_is_no_line_of_writing_is_refused_in_one(app: Flask) -> None:
    for command, named in COMMANDS.items():
        for wrong in WRONG.values():
            result = run(app, *(word if word != "{}" else wrong for word in command.split()))

            assert result.exit_code == 2, command
            assert result.stdout == ""
            assert result.stderr.startswith(f"Error: {named}: ")
            assert result.stderr.count("\n") == 1
            assert result.stderr.strip().isprintable()
            assert len(result.stderr) < 200


@on_sqlite
def test_a_file_whose_name_cannot_be_shown_is_refused(app: Flask) -> None:
    names = ("a\nb.csv", "a\x1b[2Jb.csv", "a" * 5_000, "\u202evsc.elif")
    commands = (("people", "import"), ("policy", "adopt"), ("backup", "create"))
    for command, name in ((command, name) for command in commands for name in names):
        result = run(app, *command, name)

        assert result.exit_code == 2
        assert result.stderr.count("\n") == 1
        assert result.stderr.strip().isprintable()


@on_sqlite
def test_a_file_that_is_no_list_of_people_is_not_read_to_its_end(
    app: Flask, tmp_path: Path
) -> None:
    huge = tmp_path / "huge.csv"
    with huge.open("wb") as stream:
        stream.truncate(LARGEST_FILE_BYTES + 1)

    result = run(app, "people", "import", str(huge))

    assert (result.exit_code, result.stderr) == (1, f"Error: {huge} is larger than 50 MB.\n")


def test_every_command_bounds_what_it_takes() -> None:
    taken = [
        (group.name, name, parameter)
        for group in GROUPS
        for name, command in group.commands.items()
        for parameter in command.params
    ]

    assert len(taken) > 20
    bounded = (Line, AFile, click.Choice, click.DateTime, click.IntRange, click.types.BoolParamType)
    assert [each for each in taken if not isinstance(each[2].type, bounded)] == []


@on_sqlite
def test_names_that_an_earlier_version_stored_command_no_terminal(app: Flask, session) -> None:
    member = make_member(session, "Ada\x1b[2J\nEve", email="ada@example.org")
    the_programme(session).name = "PMO\x1b]0;x\x07"
    db.session.commit()
    run(app, "coordinator", "add", member.email)

    listed, shown = run(app, "coordinator", "list"), run(app, "programme", "show")

    assert listed.stdout == f"{member.email}  Ada [2J Eve\n"
    assert "\x1b" not in shown.stdout


@on_sqlite
def test_a_faulty_file_is_told_without_what_commands_a_terminal(app: Flask, tmp_path: Path) -> None:
    file = tmp_path / "people.csv"
    file.write_text(
        "email,name,roles,lo\x1b[31mcation\nada@example.test,A\x1b[2Jda,ment\x1bee,x\n"
        "b\x1bob@@example.test,Bob,mentor,y\n",
        encoding="utf-8",
    )

    told = run(app, "people", "import", str(file))

    assert told.exit_code == 1
    assert all(line.isprintable() for line in told.stderr.splitlines())
    assert "example.test" not in told.stderr


HOSTILE_ANSWER = "451 \x1b[2J<ada@example.test>\r\nBcc: eve@example.test " + "x" * 5_000


def test_the_line_of_a_job_that_stopped_names_nobody(capsys: pytest.CaptureFixture[str]) -> None:
    assert one_line(RuntimeError(HOSTILE_ANSWER), status=3) == 3

    told = capsys.readouterr().err
    assert told.count("\n") == 1
    assert told.strip().isprintable()
    assert "@" not in told
    assert len(told) < 600


@on_sqlite
def test_what_a_mail_server_says_names_nobody_where_others_read_it(
    app: Flask, session, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    said = Note(f"0 mails sent; {HOSTILE_ANSWER}", fault="")
    monkeypatch.setattr(deliver_mail, "deliver", lambda *_: said)

    assert deliver_mail.main([]) == 0

    told = capsys.readouterr().out
    assert told.count("\n") == 1
    assert told.strip().isprintable()
    assert "@" not in told


@pytest.mark.parametrize("wrong", [WRONG["a line break"], WRONG["500 characters"]])
def test_a_job_s_word_is_one(wrong: str, capsys: pytest.CaptureFixture[str]) -> None:
    for option in ("--month", "--programme"):
        with pytest.raises(SystemExit) as ended:
            monthly_match.main([option, wrong])
        assert ended.value.code == 2
        assert "eve@example.test" not in capsys.readouterr().err


@pytest.fixture
def readable_log() -> Iterator[io.StringIO]:
    """What a process outside production writes."""
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(make_settings(""), stream)
    yield stream
    root.handlers[:] = before
    root.setLevel(level)


def test_a_log_line_is_one_and_commands_no_terminal(readable_log: io.StringIO) -> None:
    logging.getLogger("matchmaker.worker").warning("delivery: %s", HOSTILE_ANSWER)

    assert readable_log.getvalue().count("\n") == 1
    assert readable_log.getvalue().strip().isprintable()
    assert "@" not in readable_log.getvalue()
