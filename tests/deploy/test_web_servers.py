"""The examples for nginx and Caddy with the real programs, before a real gunicorn, over TLS."""

import contextlib
import json
import re
import shutil
import signal
import socket
import ssl
import subprocess
import sys
import time
import urllib.parse
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from email.message import Message
from http.client import HTTPConnection
from pathlib import Path
from typing import NamedTuple

import pytest

from config import ROOT
from tests.jobs.processes import environment
from tests.mail.sink import find_free_port

pytestmark = pytest.mark.slow
NAME = "mentoring.example.org"
PATIENCE_SECONDS = 120
LINK = "/sign-in/link/a-secret-of-somebody"


class Answer(NamedTuple):
    """What came back, read to its end."""

    status: int
    headers: Message
    text: str


class Front:
    """The web server, as a browser meets it under its name."""

    def __init__(self, port: int, certificate: Path, log: Path) -> None:
        self.port = port
        self.log = log
        self._context = ssl.create_default_context(cafile=str(certificate))
        self._cookie = ""

    def ask(self, path: str, form: dict[str, str] | None = None, **headers: str) -> Answer:
        headers = {"Cookie": self._cookie, "Referer": f"https://{NAME}/"} | headers
        body = urllib.parse.urlencode(form) if form else None
        if body:
            headers["Content-Type"] = "application/x-www-form-urlencoded"
        plain = socket.create_connection(("127.0.0.1", self.port), timeout=PATIENCE_SECONDS)
        with self._context.wrap_socket(plain, server_hostname=NAME) as encrypted:
            browser = HTTPConnection(NAME)
            browser.sock = encrypted
            browser.request("POST" if form else "GET", path, body, headers)
            with browser.getresponse() as answer:
                told = Answer(answer.status, answer.headers, answer.read().decode())
        self._cookie = (told.headers["Set-Cookie"] or self._cookie).partition(";")[0]
        return told

    def token(self) -> str:
        """Return what a form of this browser has to bring along."""
        page = self.ask("/sign-in").text
        found = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', page)
        assert found
        return found[1]


def nginx(folder: Path, port: int, site: int, certificate: Path, key: Path) -> list[str]:
    """Write our example with other ports and paths; return how it is started."""
    ours = (ROOT / "deploy" / "nginx.conf").read_text()
    ours = re.sub(r"^ *listen \[::\].*\n", "", ours, flags=re.MULTILINE)
    ours = ours.replace("listen 80;", f"listen 127.0.0.1:{find_free_port()};")
    ours = ours.replace("listen 443 ", f"listen 127.0.0.1:{port} ")
    ours = ours.replace(f"/etc/letsencrypt/live/{NAME}/fullchain.pem", str(certificate))
    ours = ours.replace(f"/etc/letsencrypt/live/{NAME}/privkey.pem", str(key))
    ours = ours.replace("/var/log/nginx", str(folder)).replace(
        "127.0.0.1:8000", f"127.0.0.1:{site}"
    )
    places = "".join(
        f"{kind}_temp_path {folder}/{kind}; "
        for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
    )
    written = folder / "nginx.conf"
    written.write_text(
        f"pid {folder}/nginx.pid; error_log {folder}/error.log; daemon off; events {{}}\n"
        f"http {{ {places}\n{ours}\n}}"
    )
    subprocess.run(["nginx", "-t", "-c", str(written)], check=True, capture_output=True)
    return ["nginx", "-c", str(written)]


def caddy(folder: Path, port: int, site: int, certificate: Path, key: Path) -> list[str]:
    """Write our example with other ports and a certificate at hand; return how it is started."""
    ours = (ROOT / "deploy" / "Caddyfile").read_text()
    ours = ours.replace("127.0.0.1:8000", f"127.0.0.1:{site}")
    ours = ours.replace(
        f"{NAME} {{", f"https://{NAME}:{port} {{\n\tbind 127.0.0.1\n\ttls {certificate} {key}"
    )
    alone = f"\tadmin off\n\tauto_https disable_redirects\n\tstorage file_system {folder}\n"
    ours = ours.replace("\tservers {", alone + "\tservers {", 1)
    version = subprocess.run(
        ["caddy", "version"], check=True, capture_output=True, text=True
    ).stdout
    if tuple(map(int, version.lstrip("v").split(".")[:2])) < (2, 7):
        # What the comment of the example says of older ones.
        ours = ours.replace(
            "\t\trequest_buffers 1MB", "\t\tbuffer_requests\n\t\tmax_buffer_size 1MB"
        )
    written = folder / "Caddyfile"
    written.write_text(ours)
    return ["caddy", "run", "--config", str(written), "--adapter", "caddyfile"]


PROGRAMS: dict[str, Callable[..., list[str]]] = {"nginx": nginx, "caddy": caddy}


@pytest.fixture(
    params=[
        pytest.param(
            name,
            marks=pytest.mark.skipif(not shutil.which(name), reason=f"{name} is not installed"),
        )
        for name in PROGRAMS
    ]
)
def front(request: pytest.FixtureRequest, tmp_path: Path) -> Iterator[Front]:
    """One of the two before a site as it is in production."""
    site, port = find_free_port(), find_free_port()
    certificate, key = tmp_path / "certificate.pem", tmp_path / "key.pem"
    subprocess.run(
        [
            *("openssl", "req", "-x509", "-newkey", "rsa:2048", "-nodes", "-days", "2"),
            *("-subj", f"/CN={NAME}", "-addext", f"subjectAltName=DNS:{NAME}"),
            *("-keyout", str(key), "-out", str(certificate)),
        ],
        check=True,
        capture_output=True,
    )
    settings = environment(
        f"sqlite:///{tmp_path / 'site.sqlite'}",
        MATCHMAKER_ENV="production", BASE_URL=f"https://{NAME}", TRUSTED_PROXIES="1",
        WEB_CONCURRENCY="1", SIGN_IN_REQUESTS_AN_HOUR="5", DATA_DIR=str(tmp_path),
    )  # fmt: skip
    serve = [sys.executable, "-m", "gunicorn", "--bind", f"127.0.0.1:{site}", "wsgi:app"]
    log = tmp_path / "front.log"
    command = PROGRAMS[request.param](tmp_path, port, site, certificate, key)
    with (
        log.open("w") as said,
        running(serve, cwd=ROOT, env=settings, stderr=subprocess.DEVNULL),
        running(command, cwd=tmp_path, stdout=said, stderr=said),
    ):
        met = Front(port, certificate, tmp_path)
        wait_until_answered(met)
        yield met


def test_it_ends_tls_and_hands_on_to_the_site(front: Front) -> None:
    answer = front.ask("/healthz")

    assert (answer.status, answer.text.strip()) == (200, "ok")
    assert answer.headers["Strict-Transport-Security"]
    assert [front.ask(path).status for path in ("/metrics", "/status")] == [404, 404]


def test_what_a_client_says_of_itself_is_not_believed(front: Front) -> None:
    """Two of five an hour are allowed in a minute, whichever address each request claims."""
    form = {"csrf_token": front.token(), "email": "cora@example.org"}

    answered = [
        front.ask("/sign-in", form, **{"X-Forwarded-For": f"198.51.100.{number}"}).status
        for number in range(4)
    ]

    assert answered[-1] == 429, answered
    told = json.loads(front.ask("/readyz").text)
    assert not told.get("warnings"), told


def test_no_secret_and_no_search_stands_in_its_log(front: Front) -> None:
    for path in (LINK, "/address/confirm/a-secret-of-somebody", "/people?search=Cora"):
        front.ask(path)
    front.ask("/healthz")

    logs = "".join(path.read_text() for path in front.log.glob("*.log"))

    assert "a-secret" not in logs
    assert "Cora" not in logs


def test_what_is_too_large_is_refused(front: Front) -> None:
    form = {"csrf_token": front.token(), "email": "c" * 2_000_000}

    # Caddy 2.6 says that the site did not take it.
    assert front.ask("/sign-in", form).status in {413, 502}


@contextmanager
def running(command: list[str], **options: object) -> Iterator[None]:
    process = subprocess.Popen(command, **options)
    try:
        yield
    finally:
        process.send_signal(signal.SIGTERM)
        process.wait(timeout=PATIENCE_SECONDS)


def wait_until_answered(front: Front) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while time.monotonic() < ends_at:
        with contextlib.suppress(OSError):
            if front.ask("/healthz").status == 200:
                return
        time.sleep(0.3)
    raise AssertionError("nobody answers")
