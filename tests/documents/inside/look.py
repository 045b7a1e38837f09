"""Looks at an installation from inside its machine, as a member and as its administrator."""

import json
import re
import ssl
import subprocess
import sys
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Callable
from email import message_from_bytes, policy
from http.cookiejar import CookieJar
from pathlib import Path
from typing import TypeVar

SITE = "https://mentoring.example.org"
MAILS = Path("/test/mails/new")
Found = TypeVar("Found")
UNITS = ("matchmaker-web", "matchmaker-worker")
PATIENCE_SECONDS = 90


def main(question: str) -> None:
    QUESTIONS[question]()
    sys.stdout.write(f"looked: {question}\n")
    sys.stdout.flush()


def sign_in() -> None:
    """A coordinator signs in by a mailed link, through the web server; no secret is in its log."""
    browser = urllib.request.build_opener(
        urllib.request.HTTPCookieProcessor(CookieJar()),
        urllib.request.HTTPSHandler(context=ssl.create_default_context()),
    )
    form = _open(browser, f"{SITE}/sign-in")
    fields = dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]+)"', form))
    _open(browser, f"{SITE}/sign-in", fields | {"email": "cora@example.org"})
    link = _wait(_mailed_link)
    page = _open(browser, link)
    if "Sign out" not in page:
        fields = dict(re.findall(r'name="(csrf_token)"[^>]*value="([^"]+)"', page))
        page = _open(browser, link, fields)
    assert "Sign out" in page, page[:2_000]
    token = urllib.parse.urlsplit(link).path.rsplit("/", 1)[-1]
    logs = "".join(path.read_text() for path in Path("/var/log/nginx").glob("*.log"))
    assert "/sign-in" in logs, "nginx wrote no log"
    assert token not in logs, "the secret of a link stands in the web server's log"


def clients_are_told_apart() -> None:
    """Nobody asked the site past the web server without saying for whom."""
    with urllib.request.urlopen("http://127.0.0.1:8000/readyz", timeout=10) as answer:
        told = json.load(answer)
    assert not told.get("warnings"), told


def nothing_open() -> None:
    """Only root writes the program, only the service reads what it keeps."""
    for folder in ("/var/lib/matchmaker", "/var/lib/matchmaker-witness"):
        assert _run("stat", "--format=%U %a", folder) == "matchmaker 700", folder
        assert any(Path(folder).iterdir()), f"nothing is kept in {folder}"
        assert _run("find", folder, "-perm", "/077", "!", "-type", "s") == ""
    assert _run("stat", "--format=%U %G %a", "/srv/matchmaker/.env") == "root matchmaker 640"
    assert _run("find", "/srv/matchmaker", "-user", "matchmaker") == ""
    as_service = ["sudo", "-u", "matchmaker", "find", "/srv/matchmaker", "-writable"]
    assert _run(*as_service, "!", "-type", "l") == ""


def at_work() -> None:
    """Both services run, and neither had to be started again."""
    for unit in UNITS:
        assert _wait(lambda unit=unit: _state(unit) == "active")
        assert _run("systemctl", "show", "--value", "--property=NRestarts", unit) == "0"
    _wait(_is_answered)


def reload_keeps_the_process() -> None:
    before = _run("systemctl", "show", "--value", "--property=MainPID", "matchmaker-web")
    _run("systemctl", "reload", "matchmaker-web")
    for _time in range(20):
        # A busy machine takes its time to start the new processes; whoever asks meanwhile waits.
        with urllib.request.urlopen(f"{SITE}/healthz", timeout=PATIENCE_SECONDS) as answer:
            assert answer.status == 200
        time.sleep(0.25)
    after = _run("systemctl", "show", "--value", "--property=MainPID", "matchmaker-web")
    assert before == after != "0"


def a_wrong_setting_ends_both() -> None:
    """One line each, no second try; and mended, they start."""
    settings = Path("/srv/matchmaker/.env")
    right = settings.read_text()
    settings.write_text(right.replace("SMTP_PORT=2525", "SMTP_PORT=smtp"))
    subprocess.run(["systemctl", "restart", *UNITS], capture_output=True, check=False)
    for unit in UNITS:
        _wait(lambda unit=unit: _state(unit) == "failed")
        time.sleep(3)
        assert _state(unit) == "failed"
        said = _run("journalctl", "--unit", unit, "--output=cat", "--lines=20")
        lines = [line for line in said.splitlines() if "SMTP_PORT" in line]
        assert len(lines) == 1, said
        assert "Traceback" not in said
    settings.write_text(right)
    _run("systemctl", "restart", *UNITS)
    at_work()


def a_database_that_is_away_is_waited_for() -> None:
    _run("systemctl", "stop", "postgresql", "postgresql@*", *UNITS)
    subprocess.run(["systemctl", "start", "--no-block", *UNITS], check=True)
    time.sleep(12)
    assert {_state(unit) for unit in UNITS} <= {"activating", "active"}
    assert not _is_answered()
    _run("systemctl", "start", "postgresql")
    _wait(_is_answered)
    _wait(lambda: _state("matchmaker-worker") == "active")


QUESTIONS: dict[str, Callable[[], None]] = {
    look.__name__: look
    for look in (
        sign_in, clients_are_told_apart, nothing_open, at_work, reload_keeps_the_process,
        a_wrong_setting_ends_both, a_database_that_is_away_is_waited_for,
    )
}  # fmt: skip


def _open(
    browser: urllib.request.OpenerDirector, address: str, fields: dict[str, str] | None = None
) -> str:
    sent = urllib.parse.urlencode(fields).encode() if fields else None
    request = urllib.request.Request(address, sent, {"Referer": f"{SITE}/"})
    with browser.open(request, timeout=20) as answer:
        text: str = answer.read().decode()
    return text


def _mailed_link() -> str:
    for path in sorted(MAILS.glob("*")) if MAILS.is_dir() else ():
        mail = message_from_bytes(path.read_bytes(), policy=policy.default)
        body = mail.get_body(("plain",))
        found = re.search(rf"{SITE}/sign-in/link/\S+", body.get_content() if body else "")
        if found:
            return found[0]
    return ""


def _wait(ask: Callable[[], Found]) -> Found:
    ends_at = time.monotonic() + PATIENCE_SECONDS
    while not (found := ask()):
        if time.monotonic() > ends_at:
            raise AssertionError(
                "waited too long\n" + _run("journalctl", "--lines=60", "--no-pager")
            )
        time.sleep(0.3)
    return found


def _is_answered() -> bool:
    try:
        with urllib.request.urlopen(f"{SITE}/healthz", timeout=10) as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _state(unit: str) -> str:
    asked = ["systemctl", "show", "--value", "--property=ActiveState", unit]
    return _run(*asked)


def _run(*command: str) -> str:
    ended = subprocess.run(command, capture_output=True, text=True, check=False)
    assert ended.returncode == 0, (command, ended.stdout, ended.stderr)
    return ended.stdout.strip()


if __name__ == "__main__":
    for name in sys.argv[1:]:
        main(name)
