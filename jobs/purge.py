"""Delete what was kept long enough; erase again members whom a restoration brought back.

    python -m jobs.purge

Run it every day. Each step and each erasure commits by itself; run it as often as you like.
"""

import argparse
import sys
from collections import Counter
from collections.abc import Sequence
from contextlib import suppress
from datetime import timedelta
from pathlib import Path

from filelock import Timeout
from flask import current_app
from sqlalchemy.orm import Session

from config import Settings
from jobs.exclusive import exclusive
from jobs.noted import Note, run_noted
from jobs.process import one_line, run_job
from matchmaker import clock
from matchmaker.database import empty_write_ahead_log
from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.operations.job_runs import PURGE, forget_old_runs
from matchmaker.services.operations.witness import forget_sent
from matchmaker.services.privacy.erasing import erase_again, learn_erasures
from matchmaker.services.privacy.erasure_list import (
    FaultyList,
    complete_lists,
    erasures_in,
    read_lists,
)
from matchmaker.services.privacy.retention import (
    STEPS,
    erase_leaver,
    leavers_to_erase,
    retention_of,
)


def purge(session: Session, settings: Settings, instance: Path) -> Counter[str]:
    """Do what is due and return how much of each; commits. Raises `FaultyList`."""
    keep, key = retention_of(settings), settings.secret_key
    done: Counter[str] = Counter()
    with exclusive(db.engine, "purge"):
        erasures = read_lists(settings.erasure_lists_in(instance))
        again = learn_erasures(session, erasures, key)
        session.commit()
        for member_id in again:
            erase_again(session, session.get_one(Member, member_id), key)
            session.commit()
            done["people erased again"] += 1
        for member_id in leavers_to_erase(session, keep):
            done["people who had left erased"] += erase_leaver(session, member_id, keep, key)
            session.commit()
        for what, step in STEPS.items():
            done[what] = step(session, keep, key)
            session.commit()
        done["old notes of jobs deleted"] = forget_old_runs(session)
        complete_lists(settings.erasure_lists_in(instance), erasures_in(session) | erasures)
        session.commit()
        _forget_what_left(settings, instance)
        empty_write_ahead_log(db.engine)
    return done


def _forget_what_left(settings: Settings, instance: Path) -> None:
    """Let go of the witness's notes of mails whose rows are deleted by now."""
    before = clock.now() - timedelta(days=settings.keep_mails_days)
    with suppress(OSError, Timeout):
        forget_sent(settings.witness_in(instance), before)


def describe(done: Counter[str]) -> str:
    """Say in one line what a run did."""
    parts = [f"{number} {what}" for what, number in done.items() if number]
    return ", ".join(parts) or "nothing was due"


def main(arguments: Sequence[str] | None = None) -> int:
    """Run from the command line; return the exit status."""
    argparse.ArgumentParser(
        prog="python -m jobs.purge",
        description=__doc__,
        formatter_class=argparse.RawDescriptionHelpFormatter,
    ).parse_args(arguments)
    try:
        done = purge_noted()
    except FaultyList as error:
        return one_line(error)
    sys.stdout.write(describe(done) + "\n")
    return 0


def purge_noted() -> Counter[str]:
    """Do what is due, and note the run. Raises `FaultyList`."""
    session, instance = db.session(), Path(current_app.instance_path)
    settings: Settings = current_app.config["SETTINGS"]
    return run_noted(session, PURGE, lambda: purge(session, settings, instance), tell)


def tell(done: Counter[str]) -> Note:
    """Return what a run did as it is noted."""
    return Note(describe(done), is_idle=not done.total())


if __name__ == "__main__":
    run_job(main)
