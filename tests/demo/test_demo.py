"""The demo as its user runs it: a process of its own."""

import os
import re
import shutil
import signal
import socket
import sqlite3
import subprocess
import sys
import threading
import time
import urllib.request
from collections.abc import Iterator
from email import message_from_bytes, policy
from pathlib import Path

import pytest
from filelock import FileLock

from config import ROOT

INSTANCE = ROOT / "instance" / "demo"
LAST = "matches WHERE round_id = (SELECT id FROM rounds ORDER BY month DESC)"
MATCHED = """
    SELECT json_extract(summary, '$.matched'), json_extract(summary, '$.mentees')
    FROM rounds ORDER BY month
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A copy of the code, so that nobody's running demo is disturbed."""
    folder = tmp_path_factory.mktemp("clone")
    for name in ("demo", "jobs", "matchmaker", "migrations"):
        shutil.copytree(ROOT / name, folder / name, ignore=shutil.ignore_patterns("__pycache__"))
    for name in ("config.py", "certificates.py", "envfile.py"):
        shutil.copy(ROOT / name, folder)
    return folder


def run_demo(clone: Path, *options: str, **environment: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "demo", *options],
        cwd=clone,
        env=os.environ | environment,
        capture_output=True,
        text=True,
        timeout=900,
        check=False,
    )


@pytest.fixture(scope="module")
def finished(clone: Path) -> subprocess.CompletedProcess[str]:
    """The demo after a run with settings around that must not get in."""
    return run_demo(
        clone,
        "--no-serve",
        DATABASE_URL="postgresql://nobody@127.0.0.1:1/nothing",
        SMTP_HOST="mail.example.test",
        SMTP_USERNAME="somebody",
        MATCHMAKER_ENV="production",
    )


@pytest.fixture
def database(clone: Path, finished: object) -> Iterator[sqlite3.Connection]:
    connection = sqlite3.connect(clone / "instance" / "demo" / "demo.sqlite")
    yield connection
    connection.close()


def number_before(words: str, output: str) -> int:
    summary = output[output.index("People") :]
    found = re.search(rf"(\d+)\s+{re.escape(words)}", summary)
    assert found, f"{words!r} is not in the summary:\n{output}"
    return int(found[1])


@pytest.mark.slow
def test_the_demo_ends_well_and_without_a_word_on_stderr(
    finished: subprocess.CompletedProcess[str],
) -> None:
    assert (finished.returncode, finished.stderr) == (0, "")


@pytest.mark.parametrize(
    ("words", "query"),
    [
        (
            "mentees looked for a mentor",
            "SELECT json_extract(summary, '$.mentees') FROM rounds ORDER BY month DESC",
        ),
        ("mentees matched;", f"SELECT count(*) FROM {LAST} AND NOT is_replacement"),
        ("accepted, both introduced", f"SELECT count(*) FROM {LAST} AND status = 'introduced'"),
        ("declined", f"SELECT count(*) FROM {LAST} AND status = 'declined'"),
        ("waiting for an answer", f"SELECT count(*) FROM {LAST} AND status = 'offered'"),
        (
            "mentees without a match, and why",
            "SELECT count(*) FROM unmatched_mentees "
            "WHERE round_id = (SELECT id FROM rounds ORDER BY month DESC)",
        ),
    ],
)
@pytest.mark.slow
def test_the_summary_says_what_is_in_the_database(
    finished: subprocess.CompletedProcess[str],
    database: sqlite3.Connection,
    words: str,
    query: str,
) -> None:
    assert number_before(words, finished.stdout) == database.execute(query).fetchone()[0] > 0


@pytest.mark.slow
def test_every_mail_owed_was_captured_and_belongs_to_one_recipient(
    clone: Path, database: sqlite3.Connection
) -> None:
    query = "SELECT message_id, recipient FROM outbox_mails WHERE status = 'sent'"
    owed = database.execute(query).fetchall()

    kept = [
        message_from_bytes(path.read_bytes(), policy=policy.default)
        for path in (clone / "instance" / "demo" / "mail").glob("*.eml")
    ]

    captured = [(mail["Message-ID"], mail["To"].addresses[0].addr_spec) for mail in kept]
    assert sorted(captured) == sorted(owed)


@pytest.mark.slow
def test_mentees_stay_unmatched_for_different_reasons(database: sqlite3.Connection) -> None:
    reasons = database.execute("SELECT DISTINCT reason FROM unmatched_mentees").fetchall()

    assert {reason for (reason,) in reasons} == {"all_taken", "no_eligible_mentor", "no_gap_stated"}


@pytest.mark.slow
def test_mentors_declined_for_several_reasons(database: sqlite3.Connection) -> None:
    query = "SELECT count(DISTINCT decline_reason) FROM matches WHERE status = 'declined'"

    assert database.execute(query).fetchone()[0] >= 2


@pytest.mark.slow
def test_mentees_go_on_being_matched_since_places_come_back(
    database: sqlite3.Connection,
) -> None:
    [first, *later] = database.execute(MATCHED).fetchall()
    back = "SELECT count(*) FROM matches WHERE status IN ('completed', 'ended')"

    assert len(later) == 5
    matched, looking = (sum(numbers) for numbers in zip(*later, strict=True))
    assert matched / looking >= first[0] / first[1] / 2
    assert database.execute(back).fetchone()[0] >= 10


@pytest.mark.parametrize(
    ("words", "query"),
    [
        ("mentorships under way", "matches WHERE status IN ('introduced', 'active')"),
        ("sessions held", "mentoring_sessions WHERE status = 'held'"),
        ("goals reached", "goals WHERE status = 'reached'"),
        ("answers to", "pulses"),
    ],
)
@pytest.mark.slow
def test_the_summary_counts_what_the_pairs_did(
    finished: subprocess.CompletedProcess[str],
    database: sqlite3.Connection,
    words: str,
    query: str,
) -> None:
    found = re.search(rf"(\d+)\s+{words}", finished.stdout)
    assert found
    assert int(found[1]) == database.execute(f"SELECT count(*) FROM {query}").fetchone()[0] > 0


@pytest.mark.slow
def test_some_ask_for_another_and_find_one(database: sqlite3.Connection) -> None:
    asked = database.execute("SELECT match_id FROM concerns WHERE kind = 'another'").fetchall()
    again = """
        SELECT count(*) FROM concerns
        JOIN matches AS old ON old.id = concerns.match_id
        JOIN matches AS later ON later.mentee_id = old.mentee_id AND later.id > old.id
        WHERE concerns.kind = 'another' AND later.introduced_at IS NOT NULL
            AND later.mentor_id != old.mentor_id
    """

    assert len(asked) >= 2
    assert database.execute(again).fetchone()[0] >= 1


@pytest.mark.parametrize("table", ["goals", "actions", "shared_notes", "private_notes"])
@pytest.mark.slow
def test_pairs_keep_a_living_page(database: sqlite3.Connection, table: str) -> None:
    assert database.execute(f"SELECT count(DISTINCT match_id) FROM {table}").fetchone()[0] >= 5


@pytest.mark.slow
def test_pairs_have_a_session_ahead(database: sqlite3.Connection) -> None:
    query = """
        SELECT count(*) FROM mentoring_sessions
        WHERE status = 'planned' AND starts_at > datetime('now')
    """

    assert database.execute(query).fetchone()[0] >= 3


@pytest.mark.parametrize("status", ["offered", "introduced", "active", "completed", "ended"])
@pytest.mark.slow
def test_the_desk_has_pairs_in_every_state(database: sqlite3.Connection, status: str) -> None:
    query = "SELECT count(*) FROM matches WHERE status = ?"

    assert database.execute(query, (status,)).fetchone()[0] >= 2


@pytest.mark.slow
def test_nothing_that_was_done_lies_ahead(database: sqlite3.Connection) -> None:
    query = "SELECT max(changed_at) <= datetime('now') FROM status_changes"

    assert database.execute(query).fetchone()[0]


@pytest.mark.slow
def test_all_people_are_invented(database: sqlite3.Connection) -> None:
    emails = [email for (email,) in database.execute("SELECT email FROM members")]

    assert len(emails) > 100
    assert all(email.endswith("@example.org") for email in emails)


@pytest.mark.slow
def test_nothing_is_written_outside_the_instance_folder(clone: Path, finished: object) -> None:
    found = {path.name for path in clone.iterdir()} - {"__pycache__"}

    assert sorted(found) == [
        "certificates.py",
        "config.py",
        "demo",
        "envfile.py",
        "instance",
        "jobs",
        "matchmaker",
        "migrations",
    ]
    assert sorted(path.name for path in (clone / "instance").iterdir()) == ["demo", "demo.lock"]


def test_a_folder_that_cannot_be_made_is_one_line(clone: Path, tmp_path: Path) -> None:
    other = tmp_path / "clone"
    shutil.copytree(clone, other, ignore=shutil.ignore_patterns("instance"))
    (other / "instance").touch()

    ended = run_demo(other, "--no-serve")

    assert ended.returncode == 1
    assert ended.stderr.startswith("demo: ")
    assert ended.stderr.count("\n") == 1


def test_a_taken_port_is_one_line_before_any_work(clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]

        result = run_demo(clone, "--port", str(port))

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == f"demo: port {port} is taken; choose another with --port N\n"


@pytest.mark.slow
def test_a_second_demo_in_the_same_directory_is_refused_and_spoils_nothing(
    clone: Path, database: sqlite3.Connection
) -> None:
    with FileLock(clone / "instance" / "demo.lock"):
        result = run_demo(clone, "--no-serve")

    assert (result.returncode, result.stdout) == (1, "")
    assert result.stderr == "demo: another demo is running in this directory; stop it first\n"
    assert database.execute("SELECT count(*) FROM members").fetchone()[0] > 100


@pytest.mark.parametrize(
    "port",
    ["0", *(pytest.param(port, marks=pytest.mark.slow) for port in ("65536", "http"))],
)
def test_a_wrong_port_is_a_usage_error(clone: Path, port: str) -> None:
    result = run_demo(clone, "--port", port)

    assert result.returncode == 2
    assert "argument --port" in result.stderr


@pytest.mark.slow
def test_the_demo_serves_delivers_new_mail_and_ends_on_ctrl_c(clone: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    site = f"http://127.0.0.1:{port}"
    demo = subprocess.Popen(
        [sys.executable, "-m", "demo", "--port", str(port)],
        cwd=clone,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )
    try:
        said = _read_until(demo, "Stop with Ctrl-C")
        assert site in said
        browser = urllib.request.build_opener(urllib.request.HTTPCookieProcessor())
        form = browser.open(f"{site}/sign-in").read().decode()
        token = re.search(r'name="csrf_token"[^>]*value="([^"]+)"', form)
        assert token
        answer = f"csrf_token={token[1]}&email=amara.okafor%40example.org".encode()
        browser.open(f"{site}/sign-in", answer)

        assert _mails_to(clone, "amara.okafor@example.org", f"{site}/sign-in/link/")
        demo.send_signal(signal.SIGINT)
        rest, _ = demo.communicate(timeout=30)
    finally:
        demo.kill()
        demo.communicate()
    assert rest.strip() == "The demo has ended."
    assert demo.returncode == 0


def _read_until(process: subprocess.Popen[str], words: str) -> str:
    said = ""
    watchdog = threading.Timer(900, process.kill)
    watchdog.start()
    assert process.stdout
    while words not in said:
        line = process.stdout.readline()
        assert line, f"the demo ended early:\n{said}"
        said += line
    watchdog.cancel()
    return said


def _mails_to(clone: Path, address: str, words: str) -> list[Path]:
    deadline = time.monotonic() + 20
    while time.monotonic() < deadline:
        found = [
            path
            for path in (clone / "instance" / "demo" / "mail").glob("*.eml")
            if address in (text := _text_of(path)) and words in text
        ]
        if found:
            return found
        time.sleep(0.2)
    return []


def _text_of(path: Path) -> str:
    mail = message_from_bytes(path.read_bytes(), policy=policy.default)
    body = mail.get_body(("plain",))
    return f"{mail['To']}\n{body.get_content() if body else ''}"
