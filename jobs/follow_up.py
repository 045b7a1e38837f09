"""Remind mentors of open offers, prompt pairs, end what is over, follow up coffee groups, remind
of certifications that expire.

    python -m jobs.follow_up [--programme SLUG]

Every programme by itself, or the one that is named. Reminders, prompts and coffee groups are seen
to some hundred in a transaction, an offer or a mentorship that ends in one of its own; run it as
often as you like.
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
from matchmaker.database import in_parts
from matchmaker.extensions import db
from matchmaker.fault_words import describe_error
from matchmaker.models import Programme
from matchmaker.services.certifications.expiring import expiring, remind_of_expiry
from matchmaker.services.coffee.answers import follow_up_chats, open_chats
from matchmaker.services.matches.follow_up import end_if_over, follow_up, open_offers
from matchmaker.services.mentorships.closing import (
    end_if_overdue,
    mentorships_overdue,
)
from matchmaker.services.mentorships.prompts import (
    mentorships_that_go_on,
    prompt,
    tell_ends,
)
from matchmaker.services.operations.job_runs import FOLLOW_UP
from matchmaker.services.programme.programmes import (
    UnclearProgramme,
    all_programmes,
    programme_named,
)
from matchmaker.services.road.steps import people_met, planning_to_meet

AT_ONCE: Final = 250
"""Offers, or coffee groups, that one transaction holds."""
STUCK: Final = "stuck"
"""Counts what could not be followed up."""


def follow_up_all(session: Session, programme: Programme) -> Counter[str]:
    """Do what is due for a programme's offers, mentorships and coffee groups; commit, count it."""
    done: Counter[str] = Counter()
    over: list[int] = []

    def remind(match_ids: list[int]) -> None:
        followed = follow_up(session, programme, match_ids)
        session.commit()
        done.update(followed.reminders)
        over.extend(followed.over)

    def end(match_ids: list[int]) -> None:
        ended = end_if_over(session, programme, *match_ids)
        session.commit()
        done.update([ended] if ended else [])

    def prompt_pairs(match_ids: list[int]) -> None:
        told = tell_ends(session, programme, match_ids)
        prompted = prompt(session, programme, match_ids)
        session.commit()
        done.update(told_ends=told, prompts=prompted)

    def finish(match_ids: list[int]) -> None:
        what = end_if_overdue(session, *match_ids)
        session.commit()
        done.update([f"mentorships_{what}"] if what else [])

    def ask(group_ids: list[int]) -> None:
        followed = follow_up_chats(session, programme, group_ids)
        session.commit()
        done.update(asked=followed.asked, closed=followed.closed)

    def tick_who_met(member_ids: list[int]) -> None:
        met = people_met(session, programme, member_ids)
        session.commit()
        done.update(steps_ticked=met)

    def remind_of_certifications(record_ids: list[int]) -> None:
        reminded = remind_of_expiry(session, programme, record_ids)
        session.commit()
        done.update(certifications=reminded)

    done[STUCK] += _do(session, "match", open_offers(session, programme), remind)
    done[STUCK] += _do(session, "match", over, end, at_once=1)
    overdue = mentorships_overdue(session, programme)
    done[STUCK] += _do(session, "mentorship", overdue, finish, at_once=1)
    going_on = mentorships_that_go_on(session, programme)
    done[STUCK] += _do(session, "mentorship", going_on, prompt_pairs)
    done[STUCK] += _do(session, "coffee group", open_chats(session, programme), ask)
    done[STUCK] += _do(session, "member", planning_to_meet(session, programme), tick_who_met)
    expire = expiring(session, programme)
    done[STUCK] += _do(session, "certification", expire, remind_of_certifications)
    return +done


def _do(
    session: Session,
    kind: str,
    ids: Sequence[int],
    step: Callable[[list[int]], None],
    at_once: int = AT_ONCE,
) -> int:
    """Take a step for so many rows at once, each in a transaction; return how many are stuck.

    Where it fails for several it is taken for each by itself: one that fails is noted, and the
    others are taken.
    """
    session.commit()
    stuck = 0
    for some in in_parts(ids, at_once):
        try:
            step(some)
        except Exception as error:
            session.rollback()
            is_doubled = isinstance(error, IntegrityError)
            if isinstance(error, DBAPIError) and not is_doubled:
                raise
            if len(some) > 1:
                stuck += _do(session, kind, some, step, at_once=1)
                continue
            if is_doubled:
                # Another process owed the same mail at the same moment; it has done this step.
                continue
            place = traceback.extract_tb(error.__traceback__)[-1]
            current_app.logger.error(
                "%s %s could not be followed up: %s in %s, line %s",
                *(kind, some[0], describe_error(error), place.filename, place.lineno),
            )
            stuck += 1
    return stuck


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
        f"{done['withdrawn']} withdrawn, {done['asked']} coffee groups asked whether they met, "
        f"{done['prompts']} prompts to pairs, "
        f"{done['certifications']} reminders of certifications, "
        f"{done['mentorships_completed']} mentorships completed, "
        f"{done['mentorships_ended']} ended"
    )
    what = "thing" if stuck == 1 else "things"
    fault = f"{stuck} {what} could not be followed up; the log says which and why" if stuck else ""
    return Note(line, is_idle=not done.total(), fault=fault)


if __name__ == "__main__":
    run_job(main)
