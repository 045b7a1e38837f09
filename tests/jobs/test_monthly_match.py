"""The monthly job as a process: its output, its exit status, and twenty of it at once."""

import json
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, MatchStatus, Round, RoundStatus
from tests.factories import make_mentee, make_mentor
from tests.jobs.processes import Launcher, run_job, run_job_afresh

MONTH = clock.current_month("UTC")
"""Read once: if the month ends while the tests run, it is still next to the present one."""


@pytest.fixture
def people(session: Session) -> None:
    make_mentee(session, "Ada")
    make_mentee(session, "Ben", needs={})
    make_mentor(session, "Mia")
    session.commit()


def test_a_run_says_what_it_did_and_the_next_that_it_is_done(
    people: None, database_url: str, tmp_path: Path
) -> None:
    first = run_job_afresh(
        "monthly_match", "--month", MONTH, database_url=database_url, cwd=tmp_path
    )
    second = run_job("monthly_match", "--month", MONTH, database_url=database_url, cwd=tmp_path)

    assert first.status == second.status == 0
    assert f"{MONTH}: 1 of 2 mentees matched (mentors: 1, places: 1)" in first.output
    assert second.output == f"{MONTH}: already done (round 1, solved)\n"
    assert (first.errors, second.errors) == ("", "")


def test_a_report_can_be_read_by_a_program_and_a_round_published_at_once(
    people: None, session: Session, database_url: str, tmp_path: Path
) -> None:
    status, output, _ = run_job(
        *("monthly_match", "--month", MONTH, "--publish", "--json"),
        database_url=database_url,
        cwd=tmp_path,
    )

    report = json.loads(output)
    assert status == 0
    assert (report["outcome"], report["status"], report["offers"]) == ("made", "published", 1)
    assert report["summary"]["matched"] == 1
    assert session.scalars(sa.select(Match)).one().status == MatchStatus.OFFERED


def test_a_replay_gives_the_same_answer(people: None, database_url: str, tmp_path: Path) -> None:
    run_job("monthly_match", "--month", MONTH, database_url=database_url, cwd=tmp_path)

    status, output, _ = run_job(
        "monthly_match", "--replay", "--month", MONTH, database_url=database_url, cwd=tmp_path
    )

    assert status == 0
    assert "same result again" in output


@pytest.mark.parametrize(
    ("arguments", "status", "line"),
    [
        (["--month", "2026-13"], 2, "is not a month"),
        (["--programme", "berlin"], 2, "there is no programme 'berlin'; there are: main"),
        (["--month", "2031-01"], 2, "2031-01 is far away"),
        (["--month", "1999-12", "--publish"], 2, "1999-12 is far away"),
        (["--replay", "--month", MONTH], 1, f"there is no solved round for {MONTH}"),
    ],
)
def test_an_operator_s_mistake_is_one_line(
    database_url: str, tmp_path: Path, arguments: list[str], status: int, line: str
) -> None:
    code, output, errors = run_job(
        "monthly_match", *arguments, database_url=database_url, cwd=tmp_path
    )

    assert code == status
    assert line in errors
    assert errors.count("\n") == 1
    assert output == ""


@pytest.mark.parametrize("job", ["monthly_match", "follow_up", "deliver_mail"])
def test_a_database_that_is_not_there_is_one_line(tmp_path: Path, job: str) -> None:
    code, _, errors = run_job(
        job, database_url="postgresql://nobody@127.0.0.1:1/nothing", cwd=tmp_path
    )

    assert code == 1
    assert errors.startswith("matchmaker: ")
    assert errors.count("\n") == 1


@pytest.mark.slow
def test_twenty_processes_make_one_round(
    people: None, session: Session, database_url: str, tmp_path: Path
) -> None:
    with Launcher(database_url, tmp_path) as launcher:
        ended = launcher.run("monthly_match", "--month", MONTH, count=20)

    assert [(process.status, process.errors) for process in ended] == [(0, "")] * 20
    assert sum("already done" in process.output for process in ended) == 19
    assert sum("mentees matched" in process.output for process in ended) == 1
    assert session.scalars(sa.select(Round)).one().status == RoundStatus.SOLVED
    assert session.scalar(sa.select(sa.func.count(Match.id))) == 1
