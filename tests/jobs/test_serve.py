"""`python3 run.py serve` as a process: it serves, works, and ends as a whole."""

import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import ROOT
from tests.jobs.processes import environment
from tests.mail.sink import find_free_port

pytestmark = pytest.mark.slow
PATIENCE_SECONDS = 150


@contextmanager
def serving(folder: Path, port: int) -> Iterator["subprocess.Popen[str]"]:
    """The two on a fresh SQLite database; ended at the latest with the test."""
    process = start(folder, port)
    try:
        wait_until(lambda: is_at_work(port))
        yield process
    finally:
        process.terminate()
        process.communicate(timeout=PATIENCE_SECONDS)


def start(folder: Path, port: int, **settings: str) -> "subprocess.Popen[str]":
    database = f"sqlite:///{folder / 'site.sqlite'}"
    return subprocess.Popen(
        [sys.executable, "-m", "jobs.serve", "--port", str(port)],
        cwd=ROOT,
        env=environment(database, **({"TASKS_URL": "", "WEB_CONCURRENCY": "3"} | settings)),
        stderr=subprocess.PIPE,
        text=True,
    )


def is_at_work(port: int) -> bool:
    """Whether the site answers, and has seen its worker."""
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/status", timeout=10) as answer:
            told = json.load(answer)
    except urllib.error.HTTPError as error:
        told = json.load(error)
    except OSError:
        return False
    return bool(told["checks"]["worker"] == "ok")


def wait_until(is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        assert time.monotonic() < ends_at, "it did not come true in time"
        time.sleep(0.2)


def child_of(process: "subprocess.Popen[str]", word: str) -> int:
    """The number of the direct child whose command holds a word."""
    [child] = [
        number
        for number in children_of(process.pid)
        if word in Path(f"/proc/{number}/cmdline").read_text()
    ]
    return child


def children_of(number: int) -> list[int]:
    return [
        int(each) for each in Path(f"/proc/{number}/task/{number}/children").read_text().split()
    ]


def is_alive(number: int) -> bool:
    """Whether it runs: one that nobody has buried yet does not."""
    try:
        return Path(f"/proc/{number}/stat").read_text().rpartition(")")[2].split()[0] != "Z"
    except FileNotFoundError:
        return False


def is_free(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) != 0


@pytest.mark.parametrize("number", [signal.SIGTERM, signal.SIGINT], ids=["SIGTERM", "Ctrl-C"])
def test_one_signal_ends_both(tmp_path: Path, number: signal.Signals) -> None:
    port = find_free_port()

    with serving(tmp_path, port) as process:
        second = start(tmp_path, port)
        _, refused = second.communicate(timeout=PATIENCE_SECONDS)
        process.send_signal(number)
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)

    assert second.returncode == 1
    assert refused == (
        f"matchmaker: port {port} of 127.0.0.1 is taken; choose another with --port N\n"
    )
    assert process.returncode == 0
    assert "the worker has stopped" in errors
    assert errors.endswith("matchmaker: the site and its worker have ended\n")
    assert is_free(port)


@pytest.mark.parametrize(("word", "name"), [("jobs.worker", "worker"), ("gunicorn", "web server")])
def test_when_one_dies_the_other_is_ended(tmp_path: Path, word: str, name: str) -> None:
    port = find_free_port()

    with serving(tmp_path, port) as process:
        os.kill(child_of(process, word), signal.SIGKILL)
        _, errors = process.communicate(timeout=PATIENCE_SECONDS)

    assert process.returncode == 1
    # What they had started may say something after it.
    assert f"matchmaker: the {name} has ended (status -9); the other was ended too\n" in errors
    assert is_free(port) or word == "gunicorn"  # its processes notice a moment later


def test_when_it_is_killed_both_end_and_the_port_is_free(tmp_path: Path) -> None:
    port = find_free_port()

    with serving(tmp_path, port) as process:
        both = [child_of(process, word) for word in ("jobs.worker", "gunicorn")]
        wait_until(lambda: len(children_of(both[1])) == 3)
        below = children_of(both[1])
        process.kill()
        process.communicate(timeout=PATIENCE_SECONDS)

        wait_until(lambda: not any(is_alive(number) for number in (*both, *below)))
        assert is_free(port)
        with serving(tmp_path, port):
            pass
