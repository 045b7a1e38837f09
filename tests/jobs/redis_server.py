"""A Redis of the test's own, started, killed and started again on one port."""

import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

from tests.mail.sink import find_free_port


class RedisServer:
    """A real server that keeps nothing; skips the test where Redis is not installed."""

    def __init__(self, folder: Path) -> None:
        program = shutil.which("redis-server")
        if program is None:
            pytest.skip("no Redis on this machine (apt-get install redis-server)")
        self.program = program
        self.folder = folder
        self.port = find_free_port()
        self.url = f"redis://127.0.0.1:{self.port}/0"
        self._process: subprocess.Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        options = ["--port", str(self.port), "--bind", "127.0.0.1", "--dir", str(self.folder)]
        self._process = subprocess.Popen(
            [self.program, *options, "--save", "", "--appendonly", "no"],
            stdout=subprocess.DEVNULL,
        )
        ends_at = time.monotonic() + 30
        while not self.answers():
            assert time.monotonic() < ends_at, "Redis does not start"
            time.sleep(0.05)

    def answers(self) -> bool:
        """Whether it is there."""
        try:
            with socket.create_connection(("127.0.0.1", self.port), timeout=5) as client:
                client.sendall(b"PING\r\n")
                return client.recv(16).startswith(b"+PONG")
        except OSError:
            return False

    def kill(self) -> None:
        """End it at once, as by a crash."""
        if self._process is not None:
            self._process.kill()
            self._process.wait()
            self._process = None

    @contextmanager
    def running(self) -> Iterator[None]:
        """Have it running, until the end at the latest."""
        self.start()
        try:
            yield
        finally:
            self.kill()
