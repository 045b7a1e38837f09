"""A deliverer that only leases: takes mails until none is left, and prints the ids as JSON.

It begins when all of them are there, so that they compete however busy the machine is.
"""

import json
import os
import sys
import time
from collections.abc import Sequence
from datetime import timedelta
from pathlib import Path

from matchmaker.extensions import db
from matchmaker.services.outbox.leases import lease_mails

LEASE = timedelta(minutes=5)
PATIENCE_SECONDS = 60
SENDING_SECONDS = 0.02
"""As long as ten mails take; meanwhile others get their turn."""


def wait_for_all(folder: Path, count: int) -> None:
    """Leave a sign in the folder and wait until there are as many as there are deliverers."""
    (folder / f"{os.getpid()}.ready").touch()
    end = time.monotonic() + PATIENCE_SECONDS
    while len(list(folder.glob("*.ready"))) < count and time.monotonic() < end:
        time.sleep(0.005)


def main(arguments: Sequence[str] | None = None) -> int:
    """Lease ten at a time, committing each, as deliverers do.

    The arguments are a folder where each deliverer says that it is there, and how many there are.
    """
    folder, count = arguments or ("", "")
    session = db.session()
    session.connection()
    session.rollback()
    wait_for_all(Path(folder), int(count))
    mine: list[int] = []
    while leased := lease_mails(session, 10, LEASE):
        session.commit()
        mine += [mail.mail_id for mail in leased]
        time.sleep(SENDING_SECONDS)
    json.dump(mine, sys.stdout)
    return 0
