"""`wsgi:app` and `flask` as an operator starts them where the database cannot be used."""

import json
import os
import re
import shlex
import site
import subprocess
import sys
import venv
from pathlib import Path

import pytest

from config import ROOT
from dotvenv import Environment
from tests.jobs.processes import run_program


@pytest.mark.parametrize("arguments", [("programme", "show"), ("db", "upgrade")])
@pytest.mark.parametrize(
    ("database_url", "reason"),
    [
        ("postgresql://nobody@127.0.0.1:1/nothing", "Connection refused"),
        (f"sqlite:///{ROOT / 'run.py'}/nothing.sqlite", "run.py"),
        (f"sqlite:///{ROOT / 'run.py'}", "file is not a database"),
    ],
)
def test_a_database_that_cannot_be_used_is_one_line(
    arguments: tuple[str, ...], database_url: str, reason: str
) -> None:
    surroundings = {"PATH": os.environ["PATH"], "DATABASE_URL": database_url}

    ended = run_program("flask.cli", *arguments, environment=surroundings, cwd=ROOT)

    assert ended.status == 1
    assert reason in ended.errors
    assert ended.errors.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (b"MAIL_FROM_NAME=B\xfccher\n", "is not written in UTF-8"),
        (b"SMTP PORT=25\n", "line 1: must be NAME=value, or begin with #"),
        (b"SMTP_PORT=many\n", "(.env, line 1)"),
    ],
)
def test_flask_tells_of_a_faulty_file_of_settings_in_our_line_alone(
    tmp_path: Path, text: bytes, reason: str
) -> None:
    for name in ("config.py", "certificates.py", "envfile.py", "wsgi.py"):
        (tmp_path / name).write_bytes((ROOT / name).read_bytes())
    (tmp_path / "matchmaker").symlink_to(ROOT / "matchmaker")
    (tmp_path / ".env").write_bytes(text)
    environment = Environment(tmp_path)
    venv.create(environment.home)
    [packages] = environment.home.glob("lib/python*/site-packages")
    (packages / "shared.pth").write_text("\n".join(site.getsitepackages()))
    environment.leave_settings_to_us()

    ended = subprocess.run(
        [environment.python, "-m", "flask", "programme", "show"],
        cwd=tmp_path,
        env={"PATH": os.environ["PATH"]},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 2
    assert reason in ended.stderr
    assert ended.stderr.count("\n") == 1


@pytest.mark.slow
@pytest.mark.parametrize(
    ("variables", "status", "words"),
    [
        ({"SMTP_PORT": "many"}, 2, "wrong setting: SMTP_PORT"),
        ({"WEB_CONCURRENCY": "0"}, 2, "wrong setting: WEB_CONCURRENCY"),
        ({"MATCHMAKR_ENV": "production"}, 2, "did you mean MATCHMAKER_ENV?"),
        # Where several end at once gunicorn may fail over the second one, and end with status 1.
        (
            {"DATABASE_URL": f"sqlite:///{ROOT / 'run.py'}", "WEB_CONCURRENCY": "1"},
            *(4, "file is not a database"),
        ),
    ],
)
def test_gunicorn_ends_where_its_processes_could_never_start(
    variables: dict[str, str], status: int, words: str
) -> None:
    ended = subprocess.run(
        [sys.executable, "-m", "gunicorn", "wsgi:app", "--bind", "127.0.0.1:0"],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], **variables},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == status
    assert words in ended.stderr
    assert "Traceback" not in ended.stderr
    assert status == 4 or ended.stderr.count("\n") == 1


def start_of_the_unit() -> str:
    unit = (ROOT / "deploy" / "matchmaker-web.service").read_text()
    [command] = re.findall(r"^ExecStart=(.*)$", unit, re.MULTILINE)
    return str(command).replace(".venv/bin/", "")


def start_of_the_image() -> str:
    image = (ROOT / "deploy" / "Containerfile").read_text()
    [command] = re.findall(r"^CMD (.*)$", image, re.MULTILINE)
    return shlex.join(json.loads(command))


@pytest.mark.slow
@pytest.mark.parametrize(
    "command", [start_of_the_unit(), start_of_the_image(), "python -m jobs.serve --port 0"]
)
def test_what_gunicorn_reads_by_itself_is_checked_before_it_is_started(
    tmp_path: Path, command: str
) -> None:
    ended = subprocess.run(
        ["/bin/sh", "-c", command],
        cwd=ROOT,
        env={
            "PATH": f"{Path(sys.executable).parent}:{os.environ['PATH']}",
            "DATABASE_URL": f"sqlite:///{tmp_path / 'site.sqlite'}",
            "WEB_CONCURRENCY": "many",
        },
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 2
    assert "wrong setting: WEB_CONCURRENCY" in ended.stderr
    assert ended.stderr.count("\n") == 1
