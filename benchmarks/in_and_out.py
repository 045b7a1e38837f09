"""An organisation's list in and out, each in a process of its own, against the bare inserts."""

import os
import subprocess
import sys
import tempfile
import time
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.load.databases import fresh_database, write_people
from benchmarks.load.processes import Environment, environment_of
from benchmarks.measuring import say_row

IN_A_TEAM: Final = 110
FLASK: Final = ("flask", "--app", "wsgi")


@dataclass(frozen=True, slots=True)
class Run:
    """What a process took: seconds on the clock, of the processors, and its most memory."""

    seconds: float
    cpu_seconds: float
    megabytes: int


def in_and_out(sizes: list[int], _capacity: int) -> None:
    """Time importing, importing again, changing everybody and exporting."""
    say_row("people", "database", "what", "seconds", "processor", "MB", "processor / bare")
    for size in sizes:
        for kind in ("sqlite", "postgresql"):
            with tempfile.TemporaryDirectory() as name, fresh_database(kind, Path(name)) as url:
                _measure(-(-size // IN_A_TEAM), kind, url, Path(name))


def _measure(teams: int, kind: str, url: str, folder: Path) -> None:
    file = write_people(teams, folder / "people.csv")
    changed = folder / "changed.csv"
    changed.write_text(file.read_text("utf-8").replace(",Customer Services,", ",Service,"), "utf-8")
    surroundings = environment_of(url, 5000, 25)
    _run(*FLASK, "db", "upgrade", surroundings=surroundings, folder=folder)
    _run(*FLASK, "programme", "show", surroundings=surroundings, folder=folder)
    bare = ("benchmarks.bare_import", str(file), url)
    import_ = (*FLASK, "people", "import")
    commands = {
        "bare: csv and executemany": bare,
        "a command that does nothing": (*FLASK, "programme", "show"),
        "import, all new": (*import_, str(file)),
        "import, all the same": (*import_, str(file)),
        "import --update, some changed": (*import_, str(changed), "--update"),
        "export": (*FLASK, "people", "export", str(folder / "out.csv")),
    }
    least = 0.0
    for what, command in commands.items():
        run = _run(*command, surroundings=surroundings, folder=folder)
        least = least or run.cpu_seconds
        say_row(teams * IN_A_TEAM, kind, what, run.seconds, run.cpu_seconds, run.megabytes,
                run.cpu_seconds / least)  # fmt: skip


def _run(*command: str, surroundings: Environment, folder: Path) -> Run:
    """Run a Python module to its end."""
    started = time.perf_counter()
    with (folder / "said.txt").open("wb") as said:
        process = subprocess.Popen(
            [sys.executable, "-m", *command],
            env=dict(surroundings),
            cwd=folder,
            stdout=said,
            stderr=said,
        )
        _, status, used = os.wait4(process.pid, 0)
    seconds = time.perf_counter() - started
    process.returncode = os.waitstatus_to_exitcode(status)
    if process.returncode:
        raise RuntimeError(f"{' '.join(command)}: {(folder / 'said.txt').read_text()}")
    return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss // 2**10)
