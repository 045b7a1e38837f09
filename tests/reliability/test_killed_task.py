"""A worker is killed at points all over a publication that was asked for: whole, or not there."""

import signal
from pathlib import Path

import pytest
from sqlalchemy.orm import Session

from matchmaker.models import MatchStatus, Member
from tests.jobs.processes import Launcher
from tests.jobs.test_tasks import PUBLISHED, ask, cora, look
from tests.reliability.sizes import size

__all__ = ["cora"]
EVERY = size(15, 2)


@pytest.mark.slow
def test_a_publication_that_is_killed_anywhere_is_whole_or_not_there(
    session: Session, cora: Member, database_url: str, tmp_path: Path
) -> None:
    ask(session, cora)
    killed = 0
    with Launcher(database_url, tmp_path) as launcher:
        for kill_after in range(10, 300, EVERY):
            [ended] = launcher.run("tasks", kill_after=kill_after, database_url=database_url)
            seen = look(session)
            assert seen[:3] in (PUBLISHED[:3], ("solved", {MatchStatus.PROPOSED}, 0))
            if seen[0] == "published":
                break
            killed += ended.status == -signal.SIGKILL
            # Asked for again where three attempts are over.
            ask(session, cora)

    print(f"{killed} publications killed, the last before call {kill_after}")
    assert killed > 0
    assert look(session)[:3] == PUBLISHED[:3]


@pytest.mark.slow
def test_of_many_at_once_one_publishes(
    session: Session, cora: Member, database_url: str, tmp_path: Path
) -> None:
    ask(session, cora)

    with Launcher(database_url, tmp_path) as launcher:
        ended = launcher.run("tasks", count=6, database_url=database_url)

    assert {each.status for each in ended} == {0}, ended
    assert look(session) == PUBLISHED
