"""The image of `deploy/`, on a base of Debian's packages, run as the compose file says."""

import http.client
import re
import time
from collections.abc import Callable, Iterator
from email import message_from_bytes, policy
from pathlib import Path
from typing import Any
from urllib.parse import urlencode

import pytest
import yaml

from config import ROOT
from tests.conftest import SECRET_KEY, new_postgres_database
from tests.deploy import podman
from tests.deploy.podman import Podman, options_of
from tests.documents import machine
from tests.documents.machine import CannotHere
from tests.documents.repository import copy_repository
from tests.mail.sink import Sink, find_free_port, running_sink

pytestmark = [
    pytest.mark.slow,
    pytest.mark.machine,
    pytest.mark.skipif(bool(podman.why_not_here()), reason=podman.why_not_here()),
    pytest.mark.skipif(bool(machine.why_not_root()), reason=machine.why_not_root()),
]
BASE = "localhost/debian-python"
IMAGE = "localhost/matchmaker"
HOST = "mentoring.example.org"
SERVICES: dict[str, dict[str, Any]] = yaml.safe_load(
    (ROOT / "deploy/compose.yaml").read_text(encoding="utf-8")
)["services"]
PATIENCE_SECONDS = 90


@pytest.fixture(scope="module")
def containers(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Podman]:
    """With the image, made as the document says where no registry is reached."""
    containers = Podman(tmp_path_factory.mktemp("podman"))
    context = tmp_path_factory.mktemp("context")
    copy_repository(context)
    try:
        packages = ("python3", "python3-venv", "ca-certificates")
        containers.import_base(BASE, machine.release(), packages)
        containers.build(BASE, IMAGE, context)
        yield containers
    except CannotHere as why:
        pytest.skip(str(why))
    finally:
        containers.close()


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


def test_the_site_and_the_worker_sign_somebody_in(
    containers: Podman, sink: Sink, tmp_path: Path
) -> None:
    port = find_free_port()
    with new_postgres_database() as url:
        settings = tmp_path / "settings.env"
        settings.write_text(
            f"SECRET_KEY={SECRET_KEY}\nBASE_URL=https://{HOST}\nTRUSTED_PROXIES=1\n"
            f"MAIL_FROM=mentoring@example.org\nSMTP_HOST=127.0.0.1\nSMTP_PORT={sink.port}\n"
            f"SMTP_SECURITY=none\nDATABASE_URL={url}\n"
        )

        def start(name: str, *options: str, command: list[str] | None = None) -> None:
            service = SERVICES[name]
            given = [*options_of(service), f"--env-file={settings}", f"--name={name}", *options]
            containers.run(IMAGE, *(command or service.get("command", [])), options=given)

        start("migrate")
        serve = ["gunicorn", "--bind", f"127.0.0.1:{port}", "wsgi:app"]
        start("web", "--detach", command=serve)
        start("worker", "--detach")
        wait(containers, lambda: ask(port, "/healthz")[0] == 200)
        assert ask(port, "/readyz")[0] == 200
        containers.do("exec", "web", "flask", "coordinator", "add", "cora@example.org",
                      "--name", "Cora Cole")  # fmt: skip

        link = ask_for_a_link(containers, port, sink)

        page = ask(port, link.removeprefix(f"https://{HOST}"))[2]
        assert "Cora Cole" in page or "cora@example.org" in page
        assert containers.do("exec", "web", "flask", "backup", "create",
                             "/var/lib/matchmaker/backup.dump").returncode == 0  # fmt: skip
        for name in ("web", "worker"):
            containers.do("stop", "--time=40", name)
            state = containers.do("inspect", "--format={{.State.ExitCode}}", name).stdout.strip()
            assert state == "0", (name, state)


def ask_for_a_link(containers: Podman, port: int, sink: Sink) -> str:
    """Fill in the page to sign in, and return the link that is mailed."""
    _status, cookies, form = ask(port, "/sign-in")
    token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
    assert token
    body = urlencode({"csrf_token": token[1], "email": "cora@example.org"})
    assert ask(port, "/sign-in", body, cookies)[0] in {200, 302, 303}
    wait(containers, lambda: bool(sink.mails))
    mail = message_from_bytes(sink.mails[0].content, policy=policy.default)
    text = mail.get_body(("plain",))
    link = re.search(rf"https://{HOST}/sign-in/link/\S+", text.get_content() if text else "")
    assert link
    return link[0]


def ask(port: int, path: str, body: str | None = None, cookies: str = "") -> tuple[int, str, str]:
    """Ask as the web server in front does. The status (0: no answer), the cookies, the page."""
    headers = {
        "Host": HOST, "Referer": f"https://{HOST}/", "Cookie": cookies,
        "X-Forwarded-For": "192.0.2.7", "X-Forwarded-Proto": "https",
        "Content-Type": "application/x-www-form-urlencoded",
    }  # fmt: skip
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=20)
    try:
        connection.request("POST" if body else "GET", path, body, headers)
        answer = connection.getresponse()
        page = answer.read().decode()
    except OSError:
        return 0, "", ""
    finally:
        connection.close()
    cookies = "; ".join(line.partition(";")[0] for line in answer.headers.get_all("Set-Cookie", []))
    return answer.status, cookies, page


def wait(containers: Podman, is_so: Callable[[], bool]) -> None:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not is_so():
        if time.monotonic() > ends_at:
            said = [containers.do("logs", name, check=False).stderr for name in ("web", "worker")]
            raise AssertionError("waited too long\n" + "\n".join(said)[-6_000:])
        time.sleep(0.3)
