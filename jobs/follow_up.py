"""Remind mentors of open offers, end those that are over, follow up coffee groups.

    python -m jobs.follow_up [--programme SLUG]

Every programme by itself, or the one that is named. Each offer and each group is handled in a
transaction of its own; run it as often as you like.
"""

import argparse
import sys
import traceback
from collections import Counter
from collections.abc import Callable, Sequence
from typing import Final

from flask import current_app
from sqlalchemy.exc import DBAPIError, IntegrityError
from sqlalchemy.orm import Session

from jobs.noted import Note, run_noted
from jobs.process import StoppedJob, one_line, run_job, word
from matchmaker.extensions import db
from matchmaker.fault_words import describe_error
from matchmaker.models import Programme
from matchmaker.services.coffee.answers import follow_up_chat, open_chats
from matchmaker.services.matches.follow_up import follow_up, open_offers
from matchmaker.services.operations.job_runs import FOLLOW_UP
from matchmaker.services.programme.programmes import (
    UnclearProgramme,
    all_programmes,
    programme_named,
)

STUCK: Final = "stuck"
"""Counts what could not be followed up."""


def follow_up_all(session: Session, programme: Programme) -> Counter[str]:
    """Do what is due for a programme's offers and coffee groups, committing each; count it."""
    done: Counter[str] = Counter()
    offers = open_offers(session, programme)
    _follow_up_each(session, "match", offers, lambda one: follow_up(session, one).done, done)
    chats = open_chats(session, programme)
    _follow_up_each(session, "coffee group", chats, lambda one: follow_up_chat(session, one), done)
    return done


def _follow_up_each(
    session: Session, kind: str, ids: list[int], step: Callable[[int], str], done: Counter[str]
) -> None:
    """Take each step by itself: one that fails is noted, and the others are taken."""
    session.commit()
    for row_id in ids:
        try:
            did = step(row_id)
            session.commit()
        except IntegrityError:
            # Another process owed the same mail at the same moment; it has done this step.
            session.rollback()
            continue
        except DBAPIError:
            raise
        except Exception as error:
            session.rollback()
            place = traceback.extract_tb(error.__traceback__)[-1]
            current_app.logger.error(
                "%s %s could not be followed up: %s in %s, line %s",
                *(kind, row_id, describe_error(error), place.filename, place.lineno),
            )
            did = STUCK
        if did:
            done[did] += 1


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    parser = argparse.ArgumentParser(prog="python -m jobs.follow_up", description=__doc__)
    parser.add_argument(
        "--programme", metavar="SLUG", type=word, help="only this one; all if left out"
    )
    slug = parser.parse_args(arguments).programme
    session = db.session()
    try:
        programmes = [programme_named(session, slug)] if slug else all_programmes(session)
        notes = [follow_up_noted(session, programme) for programme in programmes]
    except UnclearProgramme as error:
        return one_line(error, status=2)
    except StoppedJob as error:
        return one_line(error)
    sys.stdout.write("".join(f"{note.line}\n" for note in notes))
    faults = [note.fault for note in notes if note.fault]
    return one_line("; ".join(faults)) if faults else 0


def follow_up_noted(session: Session, programme: Programme) -> Note:
    """Do what is due in a programme, note the run, and return the note."""
    done = run_noted(session, FOLLOW_UP, lambda: follow_up_all(session, programme), tell, programme)
    return tell(done)


def tell(done: Counter[str]) -> Note:
    """Say in a line what a run did."""
    stuck = done[STUCK]
    reminders = done["reminder"] + done["last_reminder"]
    line = (
        f"{reminders} reminders owed, {done['expired']} offers expired, "
        f"{done['withdrawn']} withdrawn, {done['asked']} coffee groups asked whether they met"
    )
    what = "offer or coffee group" if stuck == 1 else "offers or coffee groups"
    fault = f"{stuck} {what} could not be followed up; the log says why" if stuck else ""
    return Note(line, is_idle=not done.total(), fault=fault)


if __name__ == "__main__":
    run_job(main)
