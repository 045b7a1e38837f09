"""Running jobs as processes of their own, on the test's database."""

import atexit
import json
import os
import subprocess
import sys
import tempfile
from collections.abc import Mapping
from functools import cache
from pathlib import Path
from types import TracebackType
from typing import NamedTuple, Self

from config import ROOT
from tests.conftest import SECRET_KEY


class Ended(NamedTuple):
    """How a process ended; a negative status is the signal that killed it."""

    status: int
    output: str
    errors: str


def plain_url(database_url: str) -> str:
    """Return a database's address as an operator writes it."""
    return database_url.replace("+psycopg", "")


def environment(database_url: str, **settings: str) -> dict[str, str]:
    """Return an environment in which a process finds the test's database and nothing else."""
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": plain_url(database_url),
        "SECRET_KEY": SECRET_KEY,
        "MAIL_FROM": "mentoring@example.org",
        "TASKS_URL": "off",
        "DATA_DIR": str(Path(tempfile.gettempdir()) / f"matchmaker-data-{os.getpid()}"),
        "WITNESS_DIR": str(Path(tempfile.gettempdir()) / f"matchmaker-witness-{os.getpid()}"),
        **settings,
    }


def run_job(name: str, *arguments: str, database_url: str, cwd: Path, **settings: str) -> Ended:
    """Run `python -m jobs.<name>` to its end, as an operator does; its imports are made before."""
    return run_program(
        f"jobs.{name}", *arguments, environment=environment(database_url, **settings), cwd=cwd
    )


def run_job_afresh(name: str, *arguments: str, database_url: str, cwd: Path) -> Ended:
    """Do as `run_job` by a process that makes its imports itself, which takes seconds."""
    ended = subprocess.run(
        [sys.executable, "-m", f"jobs.{name}", *arguments],
        env=environment(database_url),
        cwd=cwd,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    return Ended(ended.returncode, ended.stdout, ended.stderr)


def run_program(module: str, *arguments: str, environment: dict[str, str], cwd: Path) -> Ended:
    """Run a module as a program to its end, in an environment of its own."""
    order = {
        "job": module,
        "arguments": arguments,
        "as_program": True,
        "environment": environment,
        "cwd": str(cwd),
    }
    return _launcher_of_this_run().give(order)[0]


@cache
def _launcher_of_this_run() -> "Launcher":
    launcher = Launcher("", ROOT)
    atexit.register(launcher.end)
    return launcher


class Launcher:
    """Runs a job many times, or many at once, without paying for the imports each time."""

    def __init__(self, database_url: str, cwd: Path, **settings: str) -> None:
        self._process = subprocess.Popen(
            [sys.executable, "-m", "tests.jobs.launcher"],
            env=environment(database_url, **settings),
            cwd=cwd,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        self.end()

    def end(self) -> None:
        """Let the process end, and wait for it."""
        self._process.communicate()

    def run(
        self,
        job: str,
        *arguments: str,
        count: int = 1,
        kill_after: int | None = None,
        database_url: str = "",
    ) -> list[Ended]:
        """Run `count` processes of a job at once and return how each ended."""
        return self.give(
            {
                "job": job,
                "arguments": arguments,
                "count": count,
                "kill_after": kill_after,
                "database_url": plain_url(database_url),
            }
        )

    def give(self, order: Mapping[str, object]) -> list[Ended]:
        """Give an order as `tests/jobs/launcher.py` takes it; return how each child ended."""
        assert self._process.stdin
        assert self._process.stdout
        self._process.stdin.write(json.dumps(order) + "\n")
        self._process.stdin.flush()
        return [Ended(*ended) for ended in json.loads(self._process.stdout.readline())]
