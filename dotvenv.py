"""Makes and keeps `.venv/`: the packages of a hashed lock, installed once, for `run.py`.

Standard library only, in the syntax of Python 3.6. Writes only `.venv/` and `.cache/` of the clone.
"""

import contextlib
import hashlib
import json
import os
import re
import shutil
import subprocess
import sys
import threading
import time
from collections.abc import Iterator
from pathlib import Path

try:
    import fcntl
except ImportError:  # Windows: there nothing guards two first runs at the same time.
    fcntl = None

# Each lock with the locks whose every pin it holds too.
LOCKS_WITHIN = {
    "demo.txt": ["demo.txt"],
    "postgres.txt": ["postgres.txt"],
    "redis.txt": ["redis.txt", "postgres.txt"],
    "fast.txt": ["fast.txt"],
    "dev.txt": ["dev.txt", "demo.txt", "postgres.txt"],
    "compare.txt": ["compare.txt"],
}

# Read by Python itself when it starts. The `flask` command would read `.env` before the settings
# are checked, and tell what is wrong there in its own way.
STARTUP_FILE = "matchmaker.pth"
STARTUP_LINE = 'import os; os.environ.setdefault("FLASK_SKIP_DOTENV", "1")\n'

UNFINISHED = {}  # The stamp of an environment that is being changed.
ADVICE = "on Debian and Ubuntu install the package python3-venv, then run the same command again"
ISOLATED = ("PYTHONPATH", "PYTHONHOME")  # They would mix other packages into the locked ones.
UNREACHABLE = re.compile(r"connection broken by|Could not fetch URL|Max retries exceeded")
SYSTEM_REASON = re.compile(r"\[Errno -?\d+\] ([^'\")]+)")
KIND_OF_REASON = re.compile(r"connection broken by '(\w+)")


class SetupError(Exception):
    """The environment could not be made; the message is the one line to show."""


class Status:
    """One line that tells what is going on and for how long, on a terminal and in a log."""

    def __init__(self, title: str) -> None:
        self._title = title
        self._started = time.monotonic()
        self._is_terminal = sys.stderr.isatty()
        self._is_finished = threading.Event()
        self.package_count = 0

    def __enter__(self) -> "Status":
        self._write(self._title)
        if self._is_terminal:
            threading.Thread(target=self._redraw, daemon=True).start()
        return self

    def __exit__(self, kind: object, *_rest: object) -> None:
        self._is_finished.set()
        start = "\r" + self._title if self._is_terminal else ""
        ending = "stopped after" if kind else "done in"
        self._write(f"{start}{self._packages()} ... {ending} {self._elapsed_seconds()} s\n")

    def _redraw(self) -> None:
        while not self._is_finished.wait(0.5):
            self._write(f"\r{self._title}{self._packages()} ... {self._elapsed_seconds()} s")

    def _packages(self) -> str:
        noun = "package" if self.package_count == 1 else "packages"
        return f" ... {self.package_count} {noun}" if self.package_count else ""

    def _elapsed_seconds(self) -> int:
        return round(time.monotonic() - self._started)

    @staticmethod
    def _write(text: str) -> None:
        sys.stderr.write(text)
        sys.stderr.flush()


class Environment:
    """`.venv/` of one clone: what is installed in it, and how it gets there.

    A stamp inside says which locks are installed. While packages are being changed it says that
    the work is unfinished, so that the next run notices one that was killed, and starts afresh.
    """

    def __init__(self, root: Path) -> None:
        self.home = root / ".venv"
        self.python = self.home / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
        self._requirements = root / "requirements"
        self._cache = root / ".cache"
        self._stamp = self.home / "run-stamp.json"
        self._draft = self.home / "run-stamp.draft"
        # A program that outlives a killed run keeps the guard: the next run waits for its end.
        self._inherited: list[int] = []

    def provides(self, lock: str) -> bool:
        """Whether the packages of the lock, as it is now, are installed."""
        stamp = self._read_stamp()
        return self._is_sound(stamp) and stamp["installed"].get(lock) == self._digest(lock)

    def installed(self) -> "list[str]":
        """The locks that were installed, as they are now or as they were."""
        stamp = self._read_stamp()
        return sorted(stamp["installed"]) if self._is_sound(stamp) else []

    def prepare(self, lock: str) -> None:
        """Install what the lock names, unless it is there. Raises SetupError if that fails."""
        if self.provides(lock):
            return
        with self._guarded():
            if self.provides(lock):  # Another run did it while this one waited.
                return
            stamp = self._read_stamp()
            if self._is_sound(stamp):
                installed = stamp["installed"]
                with Status("Updating .venv") as status:
                    self._install(lock, status)
            else:
                installed = {}
                self._make_afresh(lock)
            installed.update({name: self._digest(name) for name in LOCKS_WITHIN[lock]})
            self.leave_settings_to_us()
            self._write_stamp(self._describe(installed))

    def leave_settings_to_us(self) -> None:
        """Keep the `flask` command of this environment from reading `.env` by itself."""
        layout = "Lib/site-packages" if os.name == "nt" else "lib/python*/site-packages"
        for packages in self.home.glob(layout):
            file = packages / STARTUP_FILE
            if not file.exists():
                file.write_text(STARTUP_LINE, encoding="utf-8")

    def _make_afresh(self, lock: str) -> None:
        self._discard()
        self.home.mkdir()
        self._write_stamp(UNFINISHED)
        try:
            with Status("Setting up .venv (first time only)") as status:
                fault = self._try([sys.executable, "-m", "venv", "--without-pip", str(self.home)])
                if fault:
                    raise SetupError(f"Could not make .venv: {fault}; {ADVICE}")
                self._install(lock, status)
        except SetupError:
            self._discard()
            raise

    def _discard(self) -> None:
        """Delete `.venv/` if it is ours; a run killed meanwhile leaves none, or a whole one."""
        doomed = self._cache / "discarded"
        if doomed.exists():
            shutil.rmtree(str(doomed))
        if self.home.exists():
            is_ours = self._stamp.exists() or set(self.home.iterdir()) <= {self._draft}
            if not is_ours:
                raise SetupError(f"{self.home} was not made by run.py; move it away or delete it")
            self.home.rename(doomed)
            shutil.rmtree(str(doomed))

    def _install(self, lock: str, status: Status) -> None:
        options = ["--require-hashes", "--only-binary", ":all:", "--no-deps", "--no-input"]
        options += ["--disable-pip-version-check", "--progress-bar", "off"]
        # Python compiles what it imports; doing all of it here would take ten seconds more.
        options += ["--no-compile"]
        options += ["--cache-dir", str(self._cache / "pip")]
        command = [*self._find_pip(), "install", *options, "-r", str(self._requirements / lock)]
        pip = subprocess.Popen(
            command,
            env=self._surroundings(),
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            encoding="utf-8",
            errors="replace",
            pass_fds=self._inherited,
        )
        lines = []
        try:
            for line in pip.stdout:
                lines.append(line)
                status.package_count += line.startswith(("Collecting ", "Processing "))
                if line.startswith("Installing collected packages"):
                    self._write_stamp(UNFINISHED)
        except BaseException:
            pip.terminate()
            raise
        (self._cache / "setup.log").write_text("".join(lines), encoding="utf-8")
        if pip.wait():
            raise SetupError(explain_failure(lines))

    def _find_pip(self) -> "list[str]":
        """A pip that installs into `.venv/`: its own, or the one of the Python that runs this."""
        own = [str(self.python), "-m", "pip"]
        borrowed = [sys.executable, "-m", "pip", "--python", str(self.python)]
        if not self._try([*own, "--version"]):
            return own
        if not self._try([str(self.python), "-m", "ensurepip"]):
            return own
        if not self._try([*borrowed, "--version"]):
            return borrowed
        raise SetupError(f"This Python has neither ensurepip nor pip 22.3 or newer; {ADVICE}")

    def _try(self, command: "list[str]") -> str:
        """Run a short program; its last line if it fails, nothing if it succeeds."""
        done = subprocess.run(
            command,
            env=self._surroundings(),
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            pass_fds=self._inherited,
            check=False,
        )
        if done.returncode == 0:
            return ""
        lines = done.stdout.decode("utf-8", "replace").strip().splitlines()
        return lines[-1] if lines else f"it ended with {done.returncode}"

    def _surroundings(self) -> "dict[str, str]":
        # pip unpacks into its temporary directory, and may have been told to install for the user.
        temporary = self._cache / "tmp"
        temporary.mkdir(parents=True, exist_ok=True)
        return dict(isolated_environment(), TMPDIR=str(temporary), PIP_USER="0")

    @contextlib.contextmanager
    def _guarded(self) -> "Iterator[None]":
        """Keep a second run from setting up the same environment at the same time."""
        self._cache.mkdir(exist_ok=True)
        with (self._cache / "setup.guard").open("a") as guard:
            if fcntl:
                try:
                    fcntl.flock(guard, fcntl.LOCK_EX | fcntl.LOCK_NB)
                except BlockingIOError:
                    say("Another run is setting up .venv; waiting for it ...")
                    fcntl.flock(guard, fcntl.LOCK_EX)
                self._inherited = [guard.fileno()]
            yield
            self._inherited = []

    def _is_sound(self, stamp: "dict") -> bool:
        return stamp == self._describe(stamp.get("installed")) and self.python.exists()

    def _describe(self, installed: "dict") -> "dict":
        # A moved clone, or another Python behind the link, leaves an environment that is broken.
        base = os.path.realpath(str(self.python))
        return {"home": str(self.home), "base": base, "installed": installed}

    def _digest(self, lock: str) -> str:
        return hashlib.sha256((self._requirements / lock).read_bytes()).hexdigest()

    def _read_stamp(self) -> "dict":
        try:
            return json.loads(self._stamp.read_text(encoding="utf-8"))
        except (FileNotFoundError, NotADirectoryError, ValueError):
            return UNFINISHED

    def _write_stamp(self, stamp: "dict") -> None:
        self._draft.write_text(json.dumps(stamp), encoding="utf-8")
        self._draft.replace(self._stamp)


def explain_failure(lines: "list[str]") -> str:
    """Say in one line why pip failed."""
    broken = [line for line in lines if UNREACHABLE.search(line)]
    if broken:
        found = SYSTEM_REASON.search(broken[-1]) or KIND_OF_REASON.search(broken[-1])
        reason = found.group(1) if found else "no answer"
        return (
            f"Could not reach the package index: {reason}; "
            "check the network or your pip configuration, then run the same command again"
        )
    errors = [line[len("ERROR: ") :].strip() for line in lines if line.startswith("ERROR: ")]
    if not errors or errors[-1] == "Exception:":  # pip fell over: its last line says of what.
        errors = [line.strip() for line in lines if line.strip()] or ["pip stopped without a word"]
    reason = errors[-1]
    return f"Could not install the packages: {reason} (all that pip said: .cache/setup.log)"


def isolated_environment() -> "dict[str, str]":
    return {name: value for name, value in os.environ.items() if name not in ISOLATED}


def say(line: str) -> None:
    print(line, file=sys.stderr, flush=True)
