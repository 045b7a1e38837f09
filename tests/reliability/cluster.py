"""A PostgreSQL server of the test's own, which may be killed without hurting anybody else."""

import os
import pwd
import shutil
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

OWNER = "postgres"
"""The server refuses to run as root; on a developer's machine it runs as the developer."""


class Cluster:
    """One server in one directory; `settings` are added to its own."""

    def __init__(self, folder: Path, binaries: Path, user: str | None, settings: str = "") -> None:
        self.data = folder / "data"
        self._binaries = binaries
        self._user = user
        self.port = _free_port()
        self.url = f"postgresql://matchmaker@127.0.0.1:{self.port}/postgres"
        self._run("initdb", "--no-sync", "--auth=trust", "--username=matchmaker", "--encoding=UTF8")
        with (self.data / "postgresql.conf").open("a") as written:
            # The machine does not lose its power here: what was written to files is there.
            written.write(
                f"port = {self.port}\nlisten_addresses = '127.0.0.1'\n"
                f"unix_socket_directories = ''\nfsync = off\n{settings}"
            )
        self.start()

    def start(self) -> None:
        """Start, and wait until connections are taken."""
        self._run("pg_ctl", "--wait", "--log", str(self.data / "log"), "start")

    def stop_at_once(self) -> None:
        """Stop as in a crash: nobody is waited for, open transactions are lost."""
        self._run("pg_ctl", "--wait", "--mode=immediate", "stop")

    def restart_at_once(self) -> None:
        """Crash, recover, and take connections again."""
        self.stop_at_once()
        self.start()

    def _run(self, program: str, *arguments: str) -> None:
        command = [str(self._binaries / program), "-D", str(self.data), *arguments]
        # No pipe: a server would inherit it, and nobody would see its end.
        log = self.data.parent / "output"
        with log.open("a") as output:
            ended = subprocess.run(
                command,
                user=self._user,
                group=self._user,
                extra_groups=[] if self._user else None,
                cwd=self.data.parent,
                stdout=output,
                stderr=output,
                timeout=60,
                check=False,
            )
        assert ended.returncode == 0, f"{program}: {log.read_text()}"


@contextmanager
def running_cluster(certificate: Path | None = None) -> Iterator[Cluster]:
    """Start a server; what needs it is skipped where its programs are missing.

    `certificate`: a file that also holds the key; the server then speaks TLS, and also answers at
    127.0.0.2.
    """
    binaries = _find_binaries()
    user = _choose_user()
    with tempfile.TemporaryDirectory(prefix="matchmaker-cluster-") as name:
        if user:
            shutil.chown(name, user, user)
        settings = ""
        if certificate:
            own = shutil.copy(certificate, Path(name) / "server.pem")
            Path(own).chmod(0o600)
            if user:
                shutil.chown(own, user, user)
            settings = (
                f"ssl = on\nssl_cert_file = '{own}'\nssl_key_file = '{own}'\n"
                "listen_addresses = '127.0.0.1, 127.0.0.2'\n"
            )
        cluster = Cluster(Path(name), binaries, user, settings)
        try:
            yield cluster
        finally:
            cluster.stop_at_once()


def _find_binaries() -> Path:
    if found := shutil.which("initdb"):
        return Path(found).parent
    packaged = sorted(Path("/usr/lib/postgresql").glob("*/bin/initdb"))
    if not packaged:
        pytest.skip("no PostgreSQL server programs on this machine (apt-get install postgresql)")
    return packaged[-1].parent


def _choose_user() -> str | None:
    """Return whom the server runs as; nobody else than ourselves unless we are root."""
    if os.geteuid() != 0:
        return None
    try:
        return pwd.getpwnam(OWNER).pw_name
    except KeyError:
        pytest.skip(f"PostgreSQL does not run as root, and there is no user {OWNER}")


def _free_port() -> int:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        return int(taken.getsockname()[1])
