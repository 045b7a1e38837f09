"""The job of coffee groups as a process: its output, twenty at once, and killed anywhere."""

import json
import signal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import CoffeeGroup, CoffeeRound, CoffeeStatus, OutboxMail
from tests.factories import make_networker
from tests.jobs.processes import Launcher, run_job

MONTH = clock.current_month("UTC")


@pytest.fixture
def people(session: Session) -> None:
    for name in ("Ana", "Bo", "Cy", "Di", "Ed"):
        make_networker(session, name)
    session.commit()


def test_a_run_says_what_it_did_and_the_next_that_it_is_done(
    people: None, database_url: str, tmp_path: Path
) -> None:
    arguments = ("coffee_round", "--month", MONTH)
    first = run_job(*arguments, database_url=database_url, cwd=tmp_path)
    second = run_job(*arguments, "--json", database_url=database_url, cwd=tmp_path)

    assert first.output == f"{MONTH}: 5 networkers in 2 coffee groups (1 of three)\n"
    assert json.loads(second.output)["outcome"] == "already done"
    assert (first.status, second.status, first.errors) == (0, 0, "")


@pytest.mark.slow
def test_the_job_s_old_name_works_and_says_the_new_one(
    people: None, database_url: str, tmp_path: Path
) -> None:
    ended = run_job("networking_round", "--month", MONTH, database_url=database_url, cwd=tmp_path)

    assert (ended.status, "2 coffee groups" in ended.output) == (0, True)
    assert ended.errors == (
        "jobs.networking_round is called jobs.coffee_round now; the old name works.\n"
    )


def test_a_wrong_month_is_one_line(database_url: str, tmp_path: Path) -> None:
    ended = run_job("coffee_round", "--month", "2026-13", database_url=database_url, cwd=tmp_path)

    assert (ended.status, ended.errors.count("\n"), ended.output) == (2, 1, "")


@pytest.mark.slow
def test_twenty_processes_make_one_round_and_tell_everybody_once(
    people: None, session: Session, database_url: str, tmp_path: Path
) -> None:
    with Launcher(database_url, tmp_path) as launcher:
        ended = launcher.run("coffee_round", "--month", MONTH, count=20)

    assert [process.status for process in ended] == [0] * 20
    assert sum("already done" in process.output for process in ended) == 19
    assert session.scalar(sa.select(sa.func.count(CoffeeRound.id))) == 1
    assert session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 5


@pytest.mark.slow
def test_a_job_killed_anywhere_is_finished_by_the_next_run(
    people: None, session: Session, database_url: str, tmp_path: Path
) -> None:
    statuses = []
    with Launcher(database_url, tmp_path) as launcher:
        for statement in range(1, 100):
            ended = launcher.run("coffee_round", "--month", MONTH, kill_after=statement)[0]
            session.rollback()
            groups = session.scalars(sa.select(CoffeeGroup)).all()
            assert len(groups) in {0, 2}
            told = [group for group in groups if group.status == CoffeeStatus.NOTIFIED]
            mails = session.scalar(sa.select(sa.func.count(OutboxMail.id)))
            assert mails == sum(len(group.people) for group in told)
            statuses.append(ended.status)
            session.rollback()
            if ended.status == 0:
                break

    assert set(statuses) == {0, -signal.SIGKILL}
    assert len(statuses) > 10
    assert mails == 5
