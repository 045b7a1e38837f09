"""The whole monthly job in a fresh process, against an older checkout or its own replay.

    python3 run.py bench job --sizes 2000 10000 --databases sqlite postgresql
    git worktree add --detach /tmp/before v0.1.0 && python3 run.py bench job --baseline /tmp/before

The baseline is `python -m jobs.monthly_match` of the other checkout on the same people; without one
it is `--replay`, which solves the stored round and checks its proof, and looks into nothing more.
Each runs in its own process on a database of its own; the quickest of three counts, and the most
memory that any of them held.
"""

import argparse
import os
import shutil
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from benchmarks.load.databases import fresh_database
from benchmarks.measuring import say_row
from benchmarks.people_file import write_people
from config import ROOT

KINDS: Final = ("sqlite", "postgresql")
TIMES: Final = 3
JOB: Final = ("-m", "jobs.monthly_match")
REPLAY: Final = (*JOB, "--replay")
UPGRADE: Final = ("-m", "flask", "db", "upgrade")
IMPORT: Final = ("-m", "flask", "people", "import")


@dataclass(frozen=True, slots=True)
class Run:
    """What one process took: seconds by the clock and of all cores, and its most memory."""

    seconds: float
    processor: float
    megabytes: float


@dataclass(frozen=True, slots=True)
class Checkout:
    """Code that is measured, with a folder for what it writes."""

    root: Path
    folder: Path

    def run(self, database: str, *command: str) -> Run:
        """Run Python there in a fresh process, on a database."""
        surroundings = os.environ | {
            "SECRET_KEY": "only for a benchmark, thrown away with its database",
            "BASE_URL": "http://localhost:5000",
            "DATABASE_URL": database,
            "DATA_DIR": str(self.folder),
            "WITNESS_DIR": str(self.folder),
            "PYTHONPYCACHEPREFIX": str(self.folder / "bytecode"),
            "PYTHONDONTWRITEBYTECODE": "",
        }
        started = time.perf_counter()
        process = subprocess.Popen(
            [sys.executable, *command],
            cwd=self.root,
            env=surroundings,
            stdout=subprocess.DEVNULL,
        )
        _, status, used = os.wait4(process.pid, 0)
        process.returncode = os.waitstatus_to_exitcode(status)
        if process.returncode:
            raise RuntimeError(f"{' '.join(command)} ended with {process.returncode}")
        seconds = time.perf_counter() - started
        return Run(seconds, used.ru_utime + used.ru_stime, used.ru_maxrss / 2**10)


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python3 run.py bench job",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--sizes", type=int, nargs="+", default=[2_000, 10_000], help="people")
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=["sqlite"])
    parser.add_argument("--baseline", type=Path, help="an older checkout of this repository")
    parser.add_argument("--times", type=int, default=TIMES)
    given = parser.parse_args(arguments)
    say_row("database", "people", "what", "seconds", "processor", "MB",
            "seconds / baseline", "processor / baseline", "MB / baseline")  # fmt: skip
    for kind in given.databases:
        for size in given.sizes:
            _measure(kind, size, given.baseline, given.times)
    return 0


def _measure(kind: str, size: int, other: Path | None, times: int) -> None:
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        people = folder / "people.csv"
        write_people(size, people)
        job, replay = _runs_of(ROOT, kind, folder / "this", people, times)
        named, baseline = "the same, --replay", replay
        if other:
            named = f"jobs.monthly_match of {other.name}"
            baseline, _ = _runs_of(other, kind, folder / "other", people, times)
        _say(kind, size, "jobs.monthly_match", job, baseline)
        _say(kind, size, f"baseline: {named}", baseline, baseline)


def _runs_of(root: Path, kind: str, folder: Path, people: Path, times: int) -> tuple[Run, Run]:
    """Return what the job, and replaying it, took at best; nothing is compiled in what counts."""
    folder.mkdir()
    checkout = Checkout(root.resolve(), folder)
    jobs, replays = list[Run](), list[Run]()
    with fresh_database(kind, folder) as imported:
        checkout.run(imported, *UPGRADE)
        checkout.run(imported, *IMPORT, str(people))
        for number in range(times + 1):
            own = folder / str(number)
            own.mkdir()
            with fresh_database(kind, own, like=imported) as database:
                jobs.append(checkout.run(database, *JOB))
                replays.append(checkout.run(database, *REPLAY))
            shutil.rmtree(own)
    return _best(jobs[1:]), _best(replays[1:])


def _best(runs: list[Run]) -> Run:
    quickest = min(runs, key=lambda run: run.seconds)
    return Run(quickest.seconds, quickest.processor, max(run.megabytes for run in runs))


def _say(kind: str, size: int, what: str, run: Run, baseline: Run) -> None:
    say_row(kind, size, what, run.seconds, run.processor, round(run.megabytes),
            run.seconds / baseline.seconds, run.processor / baseline.processor,
            run.megabytes / baseline.megabytes)  # fmt: skip


if __name__ == "__main__":
    sys.exit(main())
