"""The parts of `run.py`: locks, stamp, and what it says of an old Python or a failing pip."""

import ast
import re
from pathlib import Path

import pytest

import dotvenv
import run

ROOT = Path(__file__).resolve().parents[1]
LOCKS = ("runtime.txt", "postgres.txt", "redis.txt", "demo.txt", "fast.txt", "dev.txt")


def read_pins(lock: str) -> set[str]:
    text = (ROOT / "requirements" / lock).read_text()
    return set(re.findall(r"^[^\s#]+==[^\\\n]+", text, re.MULTILINE))


@pytest.mark.parametrize("name", ["run.py", "dotvenv.py"])
def test_an_old_python_can_read_the_file(name: str) -> None:
    source = (ROOT / name).read_text()

    ast.parse(source, feature_version=(3, 6))

    assert "from __future__ import annotations" not in source


def test_an_old_python_is_named_in_one_line() -> None:
    line = run.explain_old_python((3, 9, 18, "final", 0))

    assert line.startswith("matchmaker needs Python 3.11 or newer; this is 3.9.18 (")
    assert "\n" not in line


@pytest.mark.parametrize("version", [(3, 11, 0), (3, 12, 1), (3, 13, 0), (4, 0, 0)])
def test_a_newer_python_will_do(version: tuple[int, ...]) -> None:
    assert run.explain_old_python(version) == ""


@pytest.mark.parametrize("port", ["6000", "6667", "10080", "25", "0"])
@pytest.mark.parametrize("form", ["--port {}", "--port={}", "--no-serve --port 1 --port {}"])
def test_a_port_that_browsers_refuse_is_told_in_one_line(form: str, port: str) -> None:
    line = run.explain_refused_port(form.format(port).split())

    assert line.startswith(f"Browsers refuse to open port {port};")
    assert "\n" not in line


@pytest.mark.parametrize(
    "arguments", ["", "--port", "--port 5000", "--port x", "--port=8000", "--port -1", "--port ²"]
)
def test_of_other_ports_nothing_is_said(arguments: str) -> None:
    assert run.explain_refused_port(arguments.split()) == ""


@pytest.mark.parametrize("lock", LOCKS)
def test_every_pin_has_hashes_and_names_no_place(lock: str) -> None:
    text = (ROOT / "requirements" / lock).read_text()

    blocks = re.split(r"^(?=\S+==)", text, flags=re.MULTILINE)

    assert read_pins(lock)
    assert all("--hash=sha256:" in block for block in blocks if block)
    assert not re.search(r"://|@ |file:|--index|--find-links|(?m:^-)", text)


@pytest.mark.parametrize(
    "lock", ["runtime.txt", "postgres.txt", "redis.txt", "demo.txt", "fast.txt"]
)
def test_the_developers_lock_holds_every_pin_of_the_others(lock: str) -> None:
    assert read_pins(lock) <= read_pins("dev.txt")


@pytest.mark.parametrize(
    "lock", sorted({*run.LOCK_OF_COMMAND.values(), *run.EXTRAS_OF_SETUP.values()})
)
def test_what_a_command_installs_is_noted_with_the_locks_within(lock: str) -> None:
    within = dotvenv.LOCKS_WITHIN[lock]

    assert lock in within
    assert all(read_pins(name) <= read_pins(lock) for name in within)


def test_a_moved_or_unfinished_environment_provides_nothing(tmp_path: Path) -> None:
    lock = tmp_path / "requirements" / "demo.txt"
    environment = dotvenv.Environment(tmp_path)
    for folder in (lock.parent, environment.python.parent):
        folder.mkdir(parents=True)
    lock.write_text("small==1.0\n")
    environment.python.touch()
    stamp = environment._describe({"demo.txt": environment._digest("demo.txt")})

    answers = []
    for written in (stamp, dotvenv.UNFINISHED, stamp | {"home": "/elsewhere"}, stamp):
        environment._write_stamp(written)
        answers.append(environment.provides("demo.txt"))
    lock.write_text("small==1.1\n")
    answers.append(environment.provides("demo.txt"))

    assert answers == [True, False, False, True, False]


@pytest.mark.parametrize("left", [[], ["run-stamp.draft"], ["run-stamp.json", "lib"]])
def test_whatever_a_killed_run_left_may_be_deleted(tmp_path: Path, left: list[str]) -> None:
    environment = dotvenv.Environment(tmp_path)
    (tmp_path / ".cache" / "discarded" / "lib").mkdir(parents=True)
    environment.home.mkdir()
    for name in left:
        (environment.home / name).touch()

    environment._discard()

    assert [path.name for path in tmp_path.rglob("*")] == [".cache"]


@pytest.mark.parametrize(
    ("said", "reason"),
    [
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by 'NewConnectionError("
            "'<x object at 0x7>: Failed to establish a new connection: "
            "[Errno -2] Name or service not known')': /simple/flask/",
            "Could not reach the package index: Name or service not known; check",
        ),
        (
            "WARNING: Retrying (Retry(total=0)) after connection broken by "
            "'ReadTimeoutError(\"HTTPSConnectionPool(host='x', port=443)\")': /simple/flask/",
            "Could not reach the package index: ReadTimeoutError; check",
        ),
        (
            "ERROR: Could not install packages due to an OSError: [Errno 28] No space left",
            "Could not install the packages: Could not install packages due to an OSError: "
            "[Errno 28] No space left (all that pip said",
        ),
        (
            "ERROR: Exception:\nTraceback (most recent call last):\n"
            "OSError: [Errno 28] No space left",
            "Could not install the packages: OSError: [Errno 28] No space left (all that pip said",
        ),
    ],
)
def test_what_pip_says_becomes_one_line(said: str, reason: str) -> None:
    line = dotvenv.explain_failure(["Collecting flask\n", *said.splitlines(keepends=True)])

    assert line.startswith(reason)
    assert "\n" not in line
