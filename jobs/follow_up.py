"""Remind mentors of open offers, end those that are over, follow up coffee groups.

    python -m jobs.follow_up

Each offer and each group is handled in a transaction of its own; run it as often as you like.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Callable, Sequence

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from jobs.noted import Note, run_noted
from jobs.process import StoppedJob, one_line, run_job
from matchmaker.extensions import db
from matchmaker.services.coffee.answers import follow_up_chat, open_chats
from matchmaker.services.matches.follow_up import follow_up, open_offers
from matchmaker.services.operations.job_runs import FOLLOW_UP


def follow_up_all(session: Session) -> Counter[str]:
    """Do what is due for each offer and coffee group, committing each; count what was done."""
    done: Counter[str] = Counter()
    _follow_up_each(
        session, open_offers(session), lambda offer: follow_up(session, offer).done, done
    )
    _follow_up_each(session, open_chats(session), lambda chat: follow_up_chat(session, chat), done)
    return done


def _follow_up_each(
    session: Session, ids: list[int], step: Callable[[int], str], done: Counter[str]
) -> None:
    session.commit()
    for row_id in ids:
        try:
            did = step(row_id)
            session.commit()
        except IntegrityError:
            # Another process owed the same mail at the same moment; it has done this step.
            session.rollback()
            continue
        if did:
            done[did] += 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    argparse.ArgumentParser(prog="python -m jobs.follow_up", description=__doc__).parse_args(
        arguments
    )
    session = db.session()
    try:
        done = run_noted(session, FOLLOW_UP, lambda: follow_up_all(session), tell)
    except StoppedJob as error:
        return one_line(error)
    sys.stdout.write(tell(done).line + "\n")
    return 0


def tell(done: Counter[str]) -> Note:
    """Say in a line what a run did."""
    reminders = done["reminder"] + done["last_reminder"]
    line = (
        f"{reminders} reminders owed, {done['expired']} offers expired, "
        f"{done['withdrawn']} withdrawn, {done['asked']} coffee groups asked whether they met"
    )
    return Note(line, is_idle=not done.total())


if __name__ == "__main__":
    run_job(main)
