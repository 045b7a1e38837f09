"""`wsgi:app` and `flask` as an operator starts them where the database cannot be used."""

import os
import subprocess
import sys

import pytest

from config import ROOT


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
    ended = subprocess.run(
        [sys.executable, "-m", "flask", *arguments],
        cwd=ROOT,
        env={"PATH": os.environ["PATH"], "DATABASE_URL": database_url},
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )

    assert ended.returncode == 1
    assert reason in ended.stderr
    assert ended.stderr.count("\n") == 1
