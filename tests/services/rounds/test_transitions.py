"""Every allowed and every forbidden change of state."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    MATCH_TRANSITIONS,
    ROUND_TRANSITIONS,
    MatchStatus,
    RoundStatus,
    StatusChange,
)
from matchmaker.services.rounds.transitions import (
    ForbiddenTransition,
    OutOfDate,
    move_match,
    move_round,
)
from tests.factories import make_match, make_mentee, make_mentor, make_round

ALLOWED_MATCH = [(old, new) for old, after in MATCH_TRANSITIONS.items() for new in sorted(after)]
ALLOWED_ROUND = [(old, new) for old, after in ROUND_TRANSITIONS.items() for new in sorted(after)]


@pytest.mark.parametrize(("old", "new"), ALLOWED_MATCH)
def test_a_match_moves_along_its_lifecycle_and_the_change_is_logged(
    session: Session, old: MatchStatus, new: MatchStatus
) -> None:
    now = clock.now()
    match = make_match(
        session,
        make_round(session),
        make_mentee(session),
        make_mentor(session),
        old,
        offered_at=now,
        answer_by=now,
    )

    move_match(session, match, new, actor=match.mentor, reason="because")

    change = session.scalars(sa.select(StatusChange)).one()
    assert match.status == new
    assert (change.old_status, change.new_status) == (old, new)
    assert (change.actor_id, change.reason) == (match.mentor_id, "because")


@pytest.mark.parametrize("old", list(MatchStatus))
def test_a_match_goes_no_other_way(session: Session, old: MatchStatus) -> None:
    match = make_match(
        session, make_round(session), make_mentee(session), make_mentor(session), old
    )

    for new in set(MatchStatus) - MATCH_TRANSITIONS[old]:
        with pytest.raises(ForbiddenTransition):
            move_match(session, match, new, actor=None)

    assert match.status == old
    assert session.scalars(sa.select(StatusChange)).all() == []


@pytest.mark.parametrize(("old", "new"), ALLOWED_ROUND)
def test_a_round_moves_along_its_lifecycle_and_the_change_is_logged(
    session: Session, old: RoundStatus, new: RoundStatus
) -> None:
    round_ = make_round(session, status=old)

    move_round(session, round_, new, actor=None)

    assert round_.status == new
    assert session.scalars(sa.select(StatusChange)).one().new_status == new


@pytest.mark.parametrize("old", list(RoundStatus))
def test_a_round_goes_no_other_way(session: Session, old: RoundStatus) -> None:
    round_ = make_round(session, status=old)

    for new in set(RoundStatus) - ROUND_TRANSITIONS[old]:
        with pytest.raises(ForbiddenTransition):
            move_round(session, round_, new, actor=None)

    assert round_.status == old


def test_a_state_that_somebody_else_changed_is_noticed(session: Session) -> None:
    match = make_match(session, make_round(session), make_mentee(session), make_mentor(session))
    session.execute(
        sa.text("UPDATE matches SET status = 'declined' WHERE id = :id"), {"id": match.id}
    )

    with pytest.raises(OutOfDate):
        move_match(session, match, MatchStatus.ACCEPTED, actor=None)

    assert session.scalars(sa.select(StatusChange)).all() == []
