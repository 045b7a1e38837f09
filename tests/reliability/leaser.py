"""A deliverer that only leases: takes mails until none is left, and prints the ids as JSON."""

import json
import sys
from collections.abc import Sequence
from datetime import timedelta

from matchmaker.extensions import db
from matchmaker.services.outbox.outbox import lease_mails

LEASE = timedelta(minutes=5)


def main(_arguments: Sequence[str] | None = None) -> int:
    """Lease ten at a time, committing each, as deliverers do."""
    session = db.session()
    mine: list[int] = []
    while leased := lease_mails(session, 10, LEASE):
        session.commit()
        mine += [mail.mail_id for mail in leased]
    json.dump(mine, sys.stdout)
    return 0
