"""`run.py` as a newcomer starts it: in a clone of its own, with a real `.venv/`.

The packages are made by the test, so that no network is needed.
"""

import base64
import hashlib
import os
import re
import signal
import socket
import subprocess
import sys
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

import run

ROOT = Path(__file__).resolve().parents[1]

# A venv made by Debian's Python may hold no pip, so the clone is started like a newcomer would.
PYTHON = str(getattr(sys, "_base_executable", sys.executable))


class Clone:
    """A clone with the real run.py, but locks that name packages made by the test."""

    def __init__(self, root: Path) -> None:
        self.root = root / "clone"
        self.wheels = root / "wheels"
        self.wheels.mkdir()
        for name in ("requirements", "demo", "pytest"):
            (self.root / name).mkdir(parents=True)
        for name in ("run.py", "dotvenv.py"):
            (self.root / name).write_bytes((ROOT / name).read_bytes())
        shown = "import sys, small; print('version', small.VERSION, *sys.argv[1:])"
        (self.root / "demo" / "__main__.py").write_text(shown)
        (self.root / "pytest" / "__main__.py").write_text(shown + "; import extra")
        self.lock("demo.txt", small="1.0")
        self.lock("postgres.txt", small="1.0")
        self.lock("dev.txt", small="1.0", extra="1.0")
        self.lock("fast.txt", small="1.0", quick="1.0")
        engine = self.root / "matchmaker" / "matching"
        engine.mkdir(parents=True)
        (engine / "compile_ahead.py").write_text("import quick; open('compiled', 'w').close()")

    def lock(self, lock: str, **versions: str) -> None:
        """Write a lock of the given packages, and their wheels."""
        pins = [
            f"{name}=={version} --hash=sha256:{write_wheel(self.wheels, name, version)}\n"
            for name, version in versions.items()
        ]
        (self.root / "requirements" / lock).write_text("".join(pins))

    def start(self, *arguments: str, **settings: str) -> subprocess.Popen[str]:
        kept = {name: value for name, value in os.environ.items() if not name.startswith("PIP_")}
        offline = {"PIP_NO_INDEX": "1", "PIP_FIND_LINKS": str(self.wheels)}
        return subprocess.Popen(
            [PYTHON, str(self.root / "run.py"), *arguments],
            env=kept | {"PIP_CONFIG_FILE": os.devnull} | (settings or offline),
            cwd=self.root.parent,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )

    def run(self, *arguments: str, **settings: str) -> tuple[int, str, str]:
        process = self.start(*arguments, **settings)
        out, err = process.communicate(timeout=300)
        return process.returncode, out, err


def write_wheel(folder: Path, name: str, version: str) -> str:
    """Make a wheel of one module that knows its version; returns the hash of the file."""
    path = folder / f"{name}-{version}-py3-none-any.whl"
    facts = f"{name}-{version}.dist-info"
    files = {
        f"{name}.py": f"VERSION = {version!r}\n",
        f"{facts}/METADATA": f"Metadata-Version: 2.1\nName: {name}\nVersion: {version}\n",
        f"{facts}/WHEEL": "Wheel-Version: 1.0\nRoot-Is-Purelib: true\nTag: py3-none-any\n",
    }
    record = "".join(f"{file},{hash_record(text)},{len(text)}\n" for file, text in files.items())
    with zipfile.ZipFile(path, "w") as wheel:
        for file, text in (files | {f"{facts}/RECORD": f"{record}{facts}/RECORD,,\n"}).items():
            wheel.writestr(zipfile.ZipInfo(file), text)
    return hashlib.sha256(path.read_bytes()).hexdigest()


def hash_record(text: str) -> str:
    digest = hashlib.sha256(text.encode()).digest()
    return "sha256=" + base64.urlsafe_b64encode(digest).decode().rstrip("=")


@pytest.fixture
def clone(tmp_path: Path) -> Clone:
    return Clone(tmp_path)


class SilentIndex:
    """A package index that takes a call and never answers."""

    def __init__(self, server: socket.socket) -> None:
        self._server = server
        self._calls: list[socket.socket] = []
        self.settings = {
            "PIP_INDEX_URL": f"http://127.0.0.1:{server.getsockname()[1]}/simple",
            "PIP_TIMEOUT": "2",
            "PIP_RETRIES": "0",
        }

    def wait_for_call(self) -> None:
        self._calls.append(self._server.accept()[0])

    def hang_up(self) -> None:
        for call in self._calls:
            call.close()


@pytest.fixture
def silent_index(enable_loopback: None) -> Iterator[SilentIndex]:
    with socket.create_server(("127.0.0.1", 0)) as server:
        server.settimeout(300)
        index = SilentIndex(server)
        yield index
        index.hang_up()


@pytest.fixture
def enable_loopback(socket_enabled: None) -> None:
    """Let this test listen, whatever the rest of the suite may do."""


@pytest.mark.parametrize("arguments", [[], ["fly"], [""], ["--port"]])
def test_an_unknown_command_is_answered_with_the_usage(clone: Clone, arguments: list[str]) -> None:
    code, out, err = clone.run(*arguments)

    assert (code, out, err) == (2, "", run.USAGE + "\n")


def test_help_names_every_command(clone: Clone) -> None:
    code, out, err = clone.run("--help")

    assert (code, err) == (0, "")
    assert all(f"\n  {name} " in out for name in run.LOCK_OF_COMMAND)


def test_an_environment_of_somebody_else_is_not_deleted(clone: Clone) -> None:
    mine = clone.root / ".venv" / "mine.txt"
    mine.parent.mkdir()
    mine.write_text("precious")

    code, _, err = clone.run("demo")

    assert code == 1
    assert err == f"{mine.parent} was not made by run.py; move it away or delete it\n"
    assert mine.read_text() == "precious"


@pytest.mark.slow
def test_the_first_run_sets_up_and_the_second_starts_at_once(clone: Clone) -> None:
    first = clone.run("demo", "--port", "5001")
    second = clone.run("demo")

    assert first[:2] == (0, "version 1.0 --port 5001\n")
    assert re.fullmatch(
        r"Setting up \.venv \(first time only\) \.\.\. 1 package \.\.\. done in \d+ s\n", first[2]
    )
    assert second == (0, "version 1.0\n", "")


@pytest.mark.slow
def test_a_real_installation_is_set_up_once(clone: Clone) -> None:
    first = clone.run("setup")
    second = clone.run("setup")

    ready = "Ready: use .venv/bin/flask and .venv/bin/python.\n"
    compiling = r"Compiling the engine for large rounds \.\.\. done in \d+ s\n"
    assert first[0] == second[0] == 0
    assert re.search(compiling + re.escape(ready) + "$", first[2])
    assert re.fullmatch(compiling + re.escape(ready), second[2])
    assert (clone.root / "compiled").exists()


@pytest.mark.slow
def test_an_environment_of_an_earlier_version_leaves_settings_to_us_from_its_next_set_up_on(
    clone: Clone,
) -> None:
    clone.run("setup", "--small")
    [made] = (clone.root / ".venv").rglob("matchmaker.pth")
    made.unlink()

    clone.run("setup", "--small")

    assert told_to_flask(clone, {}) == "1"
    assert told_to_flask(clone, {"FLASK_SKIP_DOTENV": "0"}) == "0"


def told_to_flask(clone: Clone, variables: dict[str, str]) -> str:
    """Return whether `flask` is told, in the clone's environment, to leave `.env` alone."""
    program = "import os; print(os.environ['FLASK_SKIP_DOTENV'])"
    python = clone.root / ".venv" / "bin" / "python"
    told = subprocess.run([python, "-c", program], env=variables, capture_output=True, check=True)
    return told.stdout.decode().strip()


@pytest.mark.slow
def test_a_small_organisation_does_without_the_compiled_engine(clone: Clone) -> None:
    code, _, err = clone.run("setup", "--small")

    assert code == 0
    assert "engine" not in err
    assert not (clone.root / "compiled").exists()


@pytest.mark.slow
def test_where_the_engine_cannot_be_had_one_line_says_so(clone: Clone) -> None:
    clone.lock("fast.txt", small="1.0")
    lock = clone.root / "requirements" / "fast.txt"
    lock.write_text(lock.read_text() + "nowhere==1.0 --hash=sha256:" + "0" * 64 + "\n")

    code, _, err = clone.run("setup")
    asked_for = clone.run("setup", "fast")

    assert code == 0
    assert "The compiled engine for large rounds is left out: " in err
    assert err.endswith("Ready: use .venv/bin/flask and .venv/bin/python.\n")
    assert asked_for[0] == 1


@pytest.mark.slow
def test_what_was_added_to_an_installation_is_kept_up_to_date_and_compiled(clone: Clone) -> None:
    clone.lock("redis.txt", small="1.0", extra="1.0")
    clone.lock("postgres.txt", small="1.0")
    added = clone.run("setup", "redis")
    clone.lock("redis.txt", small="1.0", extra="2.0")
    updated = clone.run("setup")

    found = sorted((clone.root / ".venv").rglob("extra-*.dist-info"))
    assert (added[0], updated[0]) == (0, 0)
    assert [path.name for path in found] == ["extra-2.0.dist-info"]
    assert list((clone.root / ".venv").rglob("__pycache__/extra.*.pyc"))


def test_an_unknown_addition_is_answered_with_the_usage(clone: Clone) -> None:
    code, out, err = clone.run("setup", "radis")

    assert (code, out, err) == (2, "", "usage: python3 run.py setup [redis] [fast | --small]\n")


@pytest.mark.slow
def test_the_tests_only_add_to_the_demo_and_a_changed_lock_is_installed(clone: Clone) -> None:
    clone.run("demo")
    tests = clone.run("test")
    clone.lock("demo.txt", small="2.0")
    changed = clone.run("demo")

    assert tests[0] == 0
    assert "Updating .venv ... 1 package ... done" in tests[2]
    assert changed[:2] == (0, "version 2.0\n")


@pytest.mark.slow
def test_two_first_runs_at_the_same_time_both_succeed(clone: Clone) -> None:
    runs = [clone.start("demo") for _ in range(2)]
    ended = [(run.communicate(timeout=300), run.returncode) for run in runs]

    assert [(out, code) for (out, _), code in ended] == [("version 1.0\n", 0)] * 2
    said = "".join(err for (_, err), _ in ended)
    assert said.count("Setting up .venv") == 1
    assert said.count("waiting for it ...") == 1


@pytest.mark.slow
def test_without_a_network_one_line_says_so_and_nothing_is_left(clone: Clone) -> None:
    code, out, err = clone.run("demo", PIP_INDEX_URL="http://127.0.0.1:9/simple", PIP_RETRIES="1")

    assert (code, out) == (1, "")
    assert err.splitlines()[1:] == [
        "Could not reach the package index: Connection refused; "
        "check the network or your pip configuration, then run the same command again"
    ]
    assert not (clone.root / ".venv").exists()
    assert clone.run("demo")[:2] == (0, "version 1.0\n")


@pytest.mark.slow
def test_a_wrong_hash_is_refused(clone: Clone) -> None:
    lock = clone.root / "requirements" / "demo.txt"
    lock.write_text(re.sub(r"sha256:\w+", "sha256:" + "0" * 64, lock.read_text()))

    code, out, err = clone.run("demo")

    assert (code, out) == (1, "")
    assert "DO NOT MATCH THE HASHES" in err
    assert len(err.splitlines()) == 2


@pytest.mark.slow
def test_a_run_killed_half_way_is_made_good_by_the_next(
    clone: Clone, silent_index: SilentIndex
) -> None:
    killed = clone.start("demo", **silent_index.settings)
    silent_index.wait_for_call()
    os.killpg(killed.pid, signal.SIGKILL)
    killed.communicate()

    assert (clone.root / ".venv").exists()
    assert clone.run("demo")[:2] == (0, "version 1.0\n")


@pytest.mark.slow
def test_the_next_run_waits_for_what_a_killed_one_left_at_work(
    clone: Clone, silent_index: SilentIndex
) -> None:
    killed = clone.start("demo", **silent_index.settings)
    silent_index.wait_for_call()
    killed.kill()
    killed.communicate()

    code, out, err = clone.run("demo")

    assert (code, out) == (0, "version 1.0\n")
    assert "waiting for it ..." in err


@pytest.mark.slow
def test_an_interrupted_run_ends_with_a_line(clone: Clone, silent_index: SilentIndex) -> None:
    interrupted = clone.start("demo", **silent_index.settings)
    silent_index.wait_for_call()
    os.killpg(interrupted.pid, signal.SIGINT)
    _, err = interrupted.communicate(timeout=60)

    assert interrupted.returncode == 130
    assert err.endswith("Stopped.\n")
    assert "Traceback" not in err
