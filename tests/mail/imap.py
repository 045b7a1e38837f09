"""A real IMAP server on loopback, Dovecot, with one mailbox of our own."""

import grp
import imaplib
import os
import pwd
import shutil
import socket
import subprocess
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

USER = "bounces"
PASSWORD = "as-the-test-says"
CONFIGURATION = """
base_dir = {folder}/run
state_dir = {folder}/run
log_path = {folder}/log
protocols = imap
listen = 127.0.0.1
{tls}
disable_plaintext_auth = no
default_internal_user = {user}
default_internal_group = {group}
default_login_user = {user}
mail_location = maildir:{folder}/mail
first_valid_uid = 1
mail_uid = {mail_uid}
mail_gid = {mail_gid}
passdb {{
  driver = static
  args = password={password}
}}
userdb {{
  driver = static
  args = uid={mail_uid} gid={mail_gid} home={folder}
}}
service imap-login {{
  chroot =
  inet_listener imap {{
    port = {port}
  }}
  inet_listener imaps {{
    port = {tls_port}
    ssl = yes
  }}
}}
service anvil {{
  chroot =
}}
service stats {{
  chroot =
}}
"""


def is_there() -> bool:
    """Whether this machine has Dovecot with IMAP."""
    return shutil.which("dovecot") is not None and Path("/usr/lib/dovecot/imap").exists()


@dataclass
class Mailbox:
    """What lies in the mailbox, as files."""

    port: int
    folder: Path
    tls_port: int = 0

    def put(self, content: bytes) -> None:
        """Let a mail arrive."""
        name = f"{time.time_ns()}.M.test"
        path = self.folder / "mail" / "new" / name
        path.write_bytes(content.replace(b"\r\n", b"\n").replace(b"\n", b"\r\n"))
        if os.geteuid() == 0:
            shutil.chown(path, self.folder.owner())

    def unread(self) -> int:
        """Return how many mails nobody has read."""
        return len(self._files()) - self.read()

    def read(self) -> int:
        """Return how many mails are marked as read."""
        return sum(
            "S" in path.name.rpartition(",")[2] for path in self._files() if ":2," in path.name
        )

    def _files(self) -> list[Path]:
        return [path for part in ("new", "cur") for path in (self.folder / "mail" / part).iterdir()]


@contextmanager
def running_imap(folder: Path, certificate: Path | None = None) -> Iterator[Mailbox]:
    """Serve a mailbox until the end of the block; with a certificate (and its key) by TLS, too."""
    user = pwd.getpwnam("nobody") if os.geteuid() == 0 else pwd.getpwuid(os.geteuid())
    port = _free_port()
    tls_port = _free_port() if certificate else 0
    tls = f"ssl = yes\nssl_cert = <{certificate}\nssl_key = <{certificate}"
    for name in ("mail/new", "mail/cur", "mail/tmp", "run"):
        (folder / name).mkdir(parents=True, exist_ok=True)
    file = folder / "dovecot.conf"
    file.write_text(
        CONFIGURATION.format(
            folder=folder,
            port=port,
            tls_port=tls_port,
            tls=tls if certificate else "ssl = no",
            password=PASSWORD,
            user=user.pw_name,
            group=grp.getgrgid(user.pw_gid).gr_name,
            mail_uid=user.pw_uid,
            mail_gid=user.pw_gid,
        ),
        encoding="ascii",
    )
    if os.geteuid() == 0:
        for path in (folder, *folder.rglob("mail*"), *(folder / "mail").iterdir()):
            os.chown(path, user.pw_uid, user.pw_gid)
        for above in folder.parents:
            if above.stat().st_uid == 0 and above.is_relative_to("/tmp") and above != Path("/tmp"):
                above.chmod(above.stat().st_mode | 0o011)
    server = subprocess.Popen(["dovecot", "-F", "-c", str(file)])
    try:
        _await_server(server, port, folder / "log")
        yield Mailbox(port, folder, tls_port)
    finally:
        server.terminate()
        server.wait(timeout=20)


def _free_port() -> int:
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        return int(free.getsockname()[1])


def _await_server(server: "subprocess.Popen[bytes]", port: int, log: Path) -> None:
    """Wait until somebody can sign in: the port is open before that."""
    for _time in range(300):
        if server.poll() is not None:
            break
        try:
            with imaplib.IMAP4("127.0.0.1", port, timeout=5) as client:
                client.login(USER, PASSWORD)
                return
        except (OSError, imaplib.IMAP4.error):
            time.sleep(0.1)
    said = log.read_text(encoding="utf-8") if log.exists() else "nothing"
    raise AssertionError(f"dovecot does not serve: {said}")
