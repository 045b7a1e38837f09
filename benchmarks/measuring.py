"""Wall time, processor time and memory of one call."""

import resource
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Final, Generic, TypeVar

STATUS: Final = Path("/proc/self/status")
RESET: Final = Path("/proc/self/clear_refs")
LONG: Final = 10.0
"""Seconds."""
Result = TypeVar("Result")


@dataclass(frozen=True, slots=True)
class Measured(Generic[Result]):
    """What a call returned, how long it took, and how much of the processors."""

    result: Result
    seconds: float
    cpu_seconds: float


def measure(call: Callable[[], Result], *, times: int = 1) -> Measured[Result]:
    """Return the quickest of several calls: the one that was disturbed least.

    What takes longer than `LONG` is not called again.
    """
    runs: list[Measured[Result]] = []
    while len(runs) < times and sum(run.seconds for run in runs) < LONG:
        wall, cpu = time.perf_counter(), time.process_time()
        result = call()
        runs.append(Measured(result, time.perf_counter() - wall, time.process_time() - cpu))
    return min(runs, key=lambda run: run.seconds)


def forget_peak() -> None:
    """Let the peak be counted from now on, where the system can (Linux)."""
    if RESET.exists():
        RESET.write_text("5")


def peak_megabytes() -> int:
    """Return the most memory that this process has held, of late or (not on Linux) so far."""
    if STATUS.exists():
        lines = STATUS.read_text().splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM")) // 2**10
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // (2**20 if sys.platform == "darwin" else 2**10)


def say_row(*cells: object) -> None:
    """Print one row of a table."""
    print(" | ".join(f"{cell:.3f}" if isinstance(cell, float) else str(cell) for cell in cells))
    sys.stdout.flush()
