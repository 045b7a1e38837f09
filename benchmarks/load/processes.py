"""The processes of one run: two sites of four gunicorn workers each, and the jobs."""

import os
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping
from concurrent.futures import ThreadPoolExecutor
from contextlib import contextmanager
from pathlib import Path

import httpx

from benchmarks.load.ports import find_free_port, wait_for
from config import ROOT

WORKERS = 4
Environment = Mapping[str, str]


class FailedProcess(Exception):
    """A process of the run ended as it should not; the message is what it wrote."""


def environment_of(database_url: str, port: int, smtp_port: int) -> Environment:
    """Return what the site and its jobs are told."""
    beside = Path(tempfile.gettempdir()) / f"matchmaker-load-{os.getpid()}"
    return {
        "PATH": os.environ["PATH"],
        "PYTHONPATH": str(ROOT),
        "DATABASE_URL": database_url,
        "DATA_DIR": str(beside / "data"),
        "WITNESS_DIR": str(beside / "witness"),
        "SECRET_KEY": "a key for the time of one benchmark, no longer",
        "BASE_URL": f"http://127.0.0.1:{port}",
        "TRUSTED_PROXIES": "1",
        "SMTP_HOST": "127.0.0.1",
        "SMTP_PORT": str(smtp_port),
        "SMTP_SECURITY": "none",
        "MAIL_FROM": "mentoring@example.org",
    }


def run_command(*command: str, environment: Environment, folder: Path) -> str:
    """Run a Python module to its end and return what it wrote. Raises `FailedProcess`."""
    ended = subprocess.run(
        [sys.executable, "-m", *command],
        env=dict(environment),
        cwd=folder,
        capture_output=True,
        text=True,
        check=False,
    )
    if ended.returncode:
        raise FailedProcess(f"{' '.join(command)}: {ended.stderr or ended.stdout}")
    return ended.stdout.strip()


@contextmanager
def serving(application: str, environment: Environment, folder: Path, port: int) -> Iterator[None]:
    """Serve an application as in production."""
    options = ("--workers", str(WORKERS), "--bind", f"127.0.0.1:{port}", "--no-control-socket")
    with running("gunicorn", *options, application, environment=environment, folder=folder):
        wait_for(port)
        warm_up(port)
        yield


def warm_up(port: int) -> None:
    """Ask until every worker has loaded the application and answered once or twice."""
    with ThreadPoolExecutor(2 * WORKERS) as askers:
        url = f"http://127.0.0.1:{port}/"
        for answer in askers.map(lambda _: httpx.get(url, timeout=120), range(10 * WORKERS)):
            answer.raise_for_status()


@contextmanager
def running(*command: str, environment: Environment, folder: Path) -> Iterator[None]:
    """Keep a Python module running; what it writes is kept in a file of its name."""
    log = folder / f"{command[0].rpartition('.')[2]}-{find_free_port()}.log"
    with log.open("w") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=dict(environment),
            cwd=folder,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
        try:
            yield
            if process.poll() is not None:
                raise FailedProcess(f"{' '.join(command)}: {log.read_text()}")
        finally:
            process.terminate()
            process.wait()
