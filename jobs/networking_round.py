"""The job of the coffee groups by the name that it had first, for cron lines that use it."""

import sys
from collections.abc import Sequence

from jobs import coffee_round
from jobs.process import run_job


def main(arguments: Sequence[str] | None = None) -> int:
    """Say the new name and run the job; return the exit status."""
    sys.stderr.write("jobs.networking_round is called jobs.coffee_round now; the old name works.\n")
    return coffee_round.main(arguments)


if __name__ == "__main__":
    run_job(main)
