"""Clients that send slowly, against the site as it is served: they stop nobody else."""

import contextlib
import shutil
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from config import ROOT
from tests.jobs.processes import environment
from tests.mail.sink import find_free_port

pytestmark = pytest.mark.slow
PATIENCE_SECONDS = 150
CHUNKED = (
    b"POST /register HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n"
    b"Content-Type: application/x-www-form-urlencoded\r\n\r\n"
)


@contextmanager
def ended_with_the_test(command: list[str], **options: object) -> Iterator[None]:
    process = subprocess.Popen(command, **options)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_SECONDS)


def seconds_to_answer(port: int, patience: float = 10) -> float:
    began = time.monotonic()
    with urllib.request.urlopen(f"http://127.0.0.1:{port}/sign-in", timeout=patience) as answer:
        assert answer.status == 200
    return time.monotonic() - began


def wait_for(port: int) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends_at:
        with contextlib.suppress(OSError):
            seconds_to_answer(port)
            return
        time.sleep(0.2)
    raise AssertionError("nobody answers")


@pytest.fixture
def port(tmp_path: Path) -> Iterator[int]:
    """The site by gunicorn as it is configured, in one process."""
    port = find_free_port()
    settings = environment(f"sqlite:///{tmp_path / 'site.sqlite'}", WEB_CONCURRENCY="1")
    command = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{port}", "wsgi:app"]
    with ended_with_the_test(command, cwd=ROOT, env=settings, stderr=subprocess.DEVNULL):
        wait_for(port)
        yield port


@contextmanager
def dripping(port: int, connections: int) -> Iterator[list[socket.socket]]:
    """Clients that have begun a request and never end it."""
    with contextlib.ExitStack() as stack:
        drips = [
            stack.enter_context(socket.create_connection(("127.0.0.1", port)))
            for _number in range(connections)
        ]
        for drip in drips:
            drip.sendall(b"GET / HTTP/1.1\r\nHost: localhost\r\nX-Slow: a")
        time.sleep(1)
        yield drips


def test_some_clients_that_drip_their_headers_do_not_stop_another(port: int) -> None:
    with dripping(port, 6) as drips:
        for drip in drips:
            drip.sendall(b"b")

        assert seconds_to_answer(port) < 10


@pytest.mark.skipif(not shutil.which("nginx"), reason="no nginx here")
def test_behind_the_proxy_of_our_example_neither_do_many(port: int, tmp_path: Path) -> None:
    outside = find_free_port()
    ours = (ROOT / "deploy" / "nginx.conf").read_text()
    server = ours[ours.rindex("server {") :]
    for line in server.splitlines():
        if "listen" in line or "ssl_" in line or "limit_conn" in line:
            server = server.replace(line + "\n", "")
    server = server.replace("server {", f"server {{ listen 127.0.0.1:{outside};", 1)
    server = server.replace("127.0.0.1:8000", f"127.0.0.1:{port}").replace("/var/log/nginx", "logs")
    log_format = next(line for line in ours.splitlines() if line.startswith("log_format"))
    (tmp_path / "logs").mkdir()
    configuration = tmp_path / "nginx.conf"
    configuration.write_text(
        f"pid nginx.pid; daemon off; events {{}} http {{ {log_format}\n{server} }}"
    )
    command = ["nginx", "-p", str(tmp_path), "-c", str(configuration)]

    with ended_with_the_test(command, stderr=subprocess.DEVNULL):
        wait_for(outside)
        with dripping(outside, 200):
            assert seconds_to_answer(outside) < 10

    noted = (tmp_path / "logs" / "matchmaker.log").read_text()
    assert "GET /sign-in 200" in noted


@pytest.mark.parametrize(
    ("body", "status"),
    [(b"xyz\r\n", 400), (b"5\r\nname=\r\n0\r\n\r\n", 400), (b"5\r\nab\r\n\r\n", 400)],
)
def test_broken_chunks_are_their_sender_s_fault(port: int, body: bytes, status: int) -> None:
    with socket.create_connection(("127.0.0.1", port), timeout=10) as client:
        client.sendall(CHUNKED + body)
        client.shutdown(socket.SHUT_WR)
        first_line = client.recv(100).split(b"\r\n")[0]

    assert first_line.split()[1] == str(status).encode()
