"""A deliverer that only claims: takes mails until none is left, and prints the ids as JSON."""

import json
import sys
from collections.abc import Sequence
from datetime import timedelta

from matchmaker.extensions import db
from matchmaker.services.outbox.outbox import claim_mails

LEASE = timedelta(minutes=5)


def main(_arguments: Sequence[str] | None = None) -> int:
    """Claim ten at a time, committing each, as deliverers do."""
    session = db.session()
    mine: list[int] = []
    while claims := claim_mails(session, 10, LEASE):
        session.commit()
        mine += [claim.mail_id for claim in claims]
    json.dump(mine, sys.stdout)
    return 0
