"""Remind mentors of open offers, end those that are over, follow up coffee groups.

    python -m jobs.follow_up [--programme SLUG]

Every programme by itself, or the one that is named. Each offer and each group is handled in a
transaction of its own; run it as often as you like.
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
from matchmaker.models import Programme
from matchmaker.services.coffee.answers import follow_up_chat, open_chats
from matchmaker.services.matches.follow_up import follow_up, open_offers
from matchmaker.services.operations.job_runs import FOLLOW_UP
from matchmaker.services.programme.programmes import (
    UnclearProgramme,
    all_programmes,
    programme_named,
)


def follow_up_all(session: Session, programme: Programme) -> Counter[str]:
    """Do what is due for a programme's offers and coffee groups, committing each; count it."""
    done: Counter[str] = Counter()
    _follow_up_each(
        session, open_offers(session, programme), lambda offer: follow_up(session, offer).done, done
    )
    chats = open_chats(session, programme)
    _follow_up_each(session, chats, lambda chat: follow_up_chat(session, chat), done)
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
    parser = argparse.ArgumentParser(prog="python -m jobs.follow_up", description=__doc__)
    parser.add_argument("--programme", metavar="SLUG", help="only this one; all if left out")
    slug = parser.parse_args(arguments).programme
    session = db.session()
    try:
        for programme in [programme_named(session, slug)] if slug else all_programmes(session):
            sys.stdout.write(follow_up_noted(session, programme) + "\n")
    except UnclearProgramme as error:
        return one_line(error, status=2)
    except StoppedJob as error:
        return one_line(error)
    return 0


def follow_up_noted(session: Session, programme: Programme) -> str:
    """Do what is due in a programme, note the run, and return it in a line."""
    done = run_noted(session, FOLLOW_UP, lambda: follow_up_all(session, programme), tell, programme)
    return tell(done).line


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
