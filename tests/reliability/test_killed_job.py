"""The monthly job killed at points all over its way, and run again: the same result as ever."""

import signal
from collections import Counter
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from demo.organisation import load_organisation
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    MailKind,
    Match,
    MatchStatus,
    OutboxMail,
    Participation,
    Round,
    RoundStatus,
    StatusChange,
    UnmatchedMentee,
)
from tests.factories import the_programme
from tests.jobs.processes import Launcher
from tests.reliability.copies import copy_of, reading
from tests.reliability.sizes import size

pytestmark = pytest.mark.slow

POINTS = size(4, 20)
FIRST = 3
MONTH = clock.current_month("Europe/London")
ORDER = ("monthly_match", "--month", MONTH, "--publish")


@dataclass(frozen=True)
class Visible:
    """What of a round anybody could see."""

    status: RoundStatus | None
    logged: str | None
    digest: str | None
    matches: dict[tuple[int, int], tuple[MatchStatus, int, dict[str, Any]]]
    left_over: dict[int, str]
    mails: Counter[tuple[MailKind, str]]
    standings: dict[int, tuple[int, bool]]


def test_a_killed_job_that_runs_again_gives_the_same_result(
    app: Flask, session: Session, database_url: str, tmp_path: Path
) -> None:
    load_organisation(session, the_programme(session))
    session.commit()
    session.remove()  # type: ignore[attr-defined]
    db.engine.dispose()
    reached: list[str] = []

    with Launcher(database_url, tmp_path) as launcher:
        with copy_of(database_url, tmp_path) as url:
            calls = count_calls(launcher, url)
            expected = look(url)
        assert expected.status == RoundStatus.PUBLISHED
        for kill_before in points_of(calls):
            with copy_of(database_url, tmp_path) as url:
                [killed] = launcher.run(*ORDER, kill_after=kill_before, database_url=url)
                seen = look(url)
                [finished] = launcher.run(*ORDER, database_url=url)

                assert killed.status == -signal.SIGKILL, killed.errors
                assert_not_half(seen, expected)
                assert (finished.status, finished.errors) == (0, "")
                assert look(url) == expected
                reached.append(seen.status.value if seen.status else "nothing")

    print(
        f"killed at {POINTS} of {calls} calls to the database, "
        f"having reached {dict(Counter(reached))}"
    )
    assert len(set(reached)) >= 2


def points_of(calls: int) -> list[int]:
    """Return where to kill: closer together at the start, where the steps are short."""
    step = (calls / FIRST) ** (1 / (POINTS - 1))
    return [min(calls, round(FIRST * step**point)) for point in range(POINTS)]


def count_calls(launcher: Launcher, url: str) -> int:
    """Run the job undisturbed and return how many calls to the database it makes."""
    [ended] = launcher.run(*ORDER, kill_after=10**9, database_url=url)
    assert (ended.status, ended.errors) == (0, "")
    return int(ended.output.splitlines()[-1])


def look(url: str) -> Visible:
    """Return what is in the database, apart from ids and times."""
    with reading(url) as session:
        round_ = session.scalars(sa.select(Round)).one_or_none()
        changes = sa.select(StatusChange.new_status).where(StatusChange.round_id.is_not(None))
        return Visible(
            status=round_.status if round_ else None,
            logged=session.scalars(changes.order_by(StatusChange.id.desc())).first(),
            digest=round_.result_digest if round_ else None,
            matches={
                (match.mentee_id, match.mentor_id): (match.status, match.points, match.reasons)
                for match in session.scalars(sa.select(Match))
            },
            left_over={
                row.mentee_id: row.reason for row in session.scalars(sa.select(UnmatchedMentee))
            },
            mails=Counter(
                (row.kind, row.recipient) for row in session.scalars(sa.select(OutboxMail))
            ),
            standings={
                row.member_id: (row.rounds_waited, row.has_first_priority)
                for row in session.scalars(sa.select(Participation))
            },
        )


def assert_not_half(seen: Visible, expected: Visible) -> None:
    """A round shows nothing, or all its proposals, or all that was published."""
    assert seen.logged == seen.status
    if seen.status == RoundStatus.PUBLISHED:
        assert seen == expected
        return
    kinds = {kind for kind, _ in seen.mails}
    if seen.status == RoundStatus.SOLVED:
        assert seen.digest == expected.digest
        assert seen.left_over == expected.left_over
        assert seen.matches.keys() == expected.matches.keys()
        assert {status for status, _, _ in seen.matches.values()} == {MatchStatus.PROPOSED}
        assert kinds == {MailKind.ROUND_READY}
    else:
        assert (seen.matches, seen.left_over, kinds) == ({}, {}, set())
