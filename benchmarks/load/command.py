"""The site under load, against a bare Flask application with one query in the same run.

    python3 run.py bench load
    python3 run.py bench load --databases sqlite --seconds 60 --rate 1 --teams 5

Four gunicorn processes serve the site, and four the bare application on the same database. People
come at an even pace, register, press the mailed link and fill in their profiles twice; meanwhile
mails are delivered, and the month's jobs run. After each request of theirs the bare application is
asked once. Status 1 if a request failed or an acknowledged write is not in the database.
"""

import argparse
import sys
from collections.abc import Sequence

from benchmarks.load.loading import Load, Outcome, put_under_load
from benchmarks.measuring import say_row

KINDS = ("sqlite", "postgresql")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    parser = argparse.ArgumentParser(
        prog="python3 run.py bench load",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    )
    parser.add_argument("--databases", nargs="+", choices=KINDS, default=KINDS)
    parser.add_argument("--seconds", type=float, default=150, help="how long people come")
    parser.add_argument("--rate", type=float, default=1.0, help="people a second")
    parser.add_argument("--teams", type=int, default=5, help="so many times 110 members before")
    given = parser.parse_args(arguments)
    say_row("database", "what", "requests", "p50 ms", "p95 ms", "p99 ms", "slowest ms",
            "p95 / bare", "p99 / bare")  # fmt: skip
    has_failed = False
    for kind in given.databases:
        outcome = put_under_load(Load(kind, given.seconds, given.rate, given.teams))
        say_times(outcome)
        say_counts(outcome)
        has_failed |= bool(outcome.notes.faults or outcome.lost)
    return int(has_failed)


def say_times(outcome: Outcome) -> None:
    """Print what a run took: altogether, of the bare application, and by what was asked."""
    notes = outcome.notes
    bare = percentiles(notes.bare)
    everything = [seconds for times in notes.times.values() for seconds in times]
    rows = {"everything": everything, "bare application": notes.bare, **notes.times}
    for name, times in rows.items():
        own = percentiles(times)
        ratios = [round(own[part] / bare[part], 1) for part in (95, 99)]
        say_row(outcome.load.kind, name, len(times), *(round(1000 * s) for s in own.values()),
                round(1000 * max(times)), *map(str, ratios))  # fmt: skip


def percentiles(times: Sequence[float]) -> dict[int, float]:
    """Return the times that 50, 95 and 99 in a hundred stay below."""
    ordered = sorted(times)
    return {
        part: ordered[min(len(ordered) - 1, len(ordered) * part // 100)] for part in (50, 95, 99)
    }


def say_counts(outcome: Outcome) -> None:
    """Print what came of everything that was asked."""
    load, notes = outcome.load, outcome.notes
    print(
        f"{load.kind}: {load.people} people in {load.seconds:.0f} s, {notes.arrived} all the way; "
        f"{len(notes.faults)} requests failed; {notes.writes} writes acknowledged, "
        f"{len(outcome.lost)} lost; {outcome.mails} mails, {outcome.repeated} of them repeated, "
        f"{outcome.waiting} wait for another attempt"
    )
    for name, (seconds, said) in outcome.jobs.items():
        print(f"{load.kind}: {name} in {seconds:.1f} s: {said}")
    for line in (notes.faults + outcome.lost)[:20]:
        print(f"{load.kind}: {line}", file=sys.stderr)
