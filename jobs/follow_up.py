"""Remind mentors of open offers, and expire those that nobody answered.

    python -m jobs.follow_up

Each offer is handled in a transaction of its own; run it as often as you like.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from jobs.process import run_job
from matchmaker.extensions import db
from matchmaker.services.follow_up import follow_up, open_offers


def follow_up_all(session: Session) -> Counter[str]:
    """Do what is due for every open offer, committing each; return how often what was done."""
    done: Counter[str] = Counter()
    offers = open_offers(session)
    session.commit()
    for match_id in offers:
        try:
            step = follow_up(session, match_id)
            session.commit()
        except IntegrityError:
            # Another process owed the same mail at the same moment; it has done this step.
            session.rollback()
            continue
        if step.done:
            done[step.done] += 1
    return done


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    argparse.ArgumentParser(prog="python -m jobs.follow_up", description=__doc__).parse_args(
        arguments
    )
    done = follow_up_all(db.session())
    reminders = done["reminder"] + done["last_reminder"]
    sys.stdout.write(f"{reminders} reminders owed, {done['expired']} offers expired\n")
    return 0


if __name__ == "__main__":
    run_job(main)
