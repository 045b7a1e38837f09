"""The monthly job killed at any moment: nothing half visible, and the next run finishes it."""

import signal
from pathlib import Path

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, OutboxMail, Round, RoundStatus, StatusChange, UnmatchedMentee
from tests.factories import make_coordinator, make_mentee, make_mentor
from tests.jobs.processes import Launcher

MONTH = clock.current_month("UTC")
SOLVED_OR_LATER = {RoundStatus.SOLVED, RoundStatus.PUBLISHED}


@pytest.mark.slow
def test_a_job_killed_anywhere_is_finished_by_the_next_run(
    session: Session, database_url: str, tmp_path: Path
) -> None:
    make_mentee(session, "Ada")
    make_mentee(session, "Ben", needs={})
    make_mentor(session, "Mia")
    make_coordinator(session)
    session.commit()
    reached = []

    with Launcher(database_url, tmp_path) as launcher:
        for statement in range(1, 200):
            arguments = ("--month", MONTH, "--publish")
            ended = launcher.run("monthly_match", *arguments, kill_after=statement)[0]
            reached.append(assert_nothing_half(session))
            if ended.status == 0:
                break
            assert ended.status == -signal.SIGKILL, ended.errors

    assert "already done" in ended.output
    assert {None, "draft", "frozen", "solved", "published"} == set(reached)
    assert len(reached) > 20, "the test killed too few runs to mean anything"
    assert session.scalar(sa.select(sa.func.count(Match.id))) == 1
    mails = session.execute(sa.select(OutboxMail.kind, OutboxMail.recipient)).all()
    assert len(mails) == len(set(mails)) == 4


def assert_nothing_half(session: Session) -> RoundStatus | None:
    """A round shows proposals only when solved, and the log agrees; return the state reached."""
    session.rollback()
    round_ = session.scalars(sa.select(Round)).one_or_none()
    if round_ is None:
        session.rollback()
        return None
    pairs = session.scalar(sa.select(sa.func.count(Match.id)))
    left_over = session.scalar(sa.select(sa.func.count(UnmatchedMentee.id)))
    logged = session.scalars(
        sa.select(StatusChange.new_status)
        .filter_by(round_id=round_.id)
        .order_by(StatusChange.id.desc())
    ).first()
    assert (pairs, left_over) == ((1, 1) if round_.status in SOLVED_OR_LATER else (0, 0))
    assert logged == round_.status
    status = round_.status
    session.rollback()
    return status
