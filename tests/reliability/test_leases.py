"""Eight processes lease mails at once: each mail is leased by one."""

import json
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from tests.jobs.processes import Launcher
from tests.reliability.mails import owe_many
from tests.reliability.sizes import size

pytestmark = pytest.mark.slow

DELIVERERS = 8
MAILS = size(400, 2_000)


def test_each_mail_is_leased_once(session: Session, database_url: str, tmp_path: Path) -> None:
    owed = set(owe_many(session, MAILS))
    session.commit()

    with Launcher(database_url, tmp_path) as launcher:
        ended = launcher.run(
            "tests.reliability.leaser", str(tmp_path), str(DELIVERERS), count=DELIVERERS
        )

    assert [(process.status, process.errors) for process in ended] == [(0, "")] * DELIVERERS
    shares = [json.loads(process.output) for process in ended]
    leased = [mail for share in shares for mail in share]
    print(f"{MAILS} mails, {DELIVERERS} deliverers, shares {sorted(map(len, shares))}")
    assert len(leased) == MAILS
    assert set(leased) == owed
    assert sum(bool(share) for share in shares) > 1, "nobody competed"
