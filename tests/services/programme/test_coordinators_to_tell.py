"""Which coordinators get mails: those named by a person, and those vouched for lately."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Coordinator, GrantSource, MailKind, Member, OutboxMail, RoundStatus
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.programme.programmes import (
    TOLD_LATELY,
    appoint_coordinator,
    coordinators_to_tell,
)
from tests.factories import make_coordinator, make_member, make_round, the_programme

A_DAY = timedelta(days=1)


def by_group(session: Session, name: str, ago: timedelta | None) -> Member:
    """A coordinator of whom the organisation said so last some time ago."""
    member = make_member(session, name)
    appoint_coordinator(session, the_programme(session), member, source=GrantSource.GROUP)
    session.flush()
    session.execute(
        sa.update(Coordinator)
        .filter_by(member_id=member.id, source=GrantSource.GROUP)
        .values(told_at=None if ago is None else clock.now() - ago)
    )
    return member


def names(session: Session) -> list[str]:
    return [each.name for each in coordinators_to_tell(session, the_programme(session))]


def test_who_was_in_the_group_long_ago_is_told_nothing_more(session: Session) -> None:
    make_coordinator(session, "Cora")
    by_group(session, "Lately", TOLD_LATELY - A_DAY)
    by_group(session, "Long ago", TOLD_LATELY + A_DAY)
    by_group(session, "Just named", None)

    assert names(session) == ["Cora", "Lately", "Just named"]


def test_who_was_named_by_a_person_too_is_always_told(session: Session) -> None:
    make_coordinator(session, "Cora")
    both = by_group(session, "Both", TOLD_LATELY + A_DAY)
    appoint_coordinator(session, the_programme(session), both)

    assert names(session) == ["Cora", "Both"]


def test_where_nobody_would_be_left_all_are_told(session: Session) -> None:
    by_group(session, "Ann", TOLD_LATELY + A_DAY)
    by_group(session, "Bo", 2 * TOLD_LATELY)

    assert names(session) == ["Ann", "Bo"]


def test_a_named_one_who_has_left_does_not_count(session: Session) -> None:
    make_coordinator(session, "Cora").left_at = clock.now()
    by_group(session, "Ann", TOLD_LATELY + A_DAY)
    session.flush()

    assert names(session) == ["Ann"]


@pytest.mark.parametrize("is_late", [False, True])
def test_a_published_round_is_told_to_them_alone(session: Session, is_late: bool) -> None:
    make_coordinator(session, "Cora")
    ann = by_group(session, "Ann", TOLD_LATELY + A_DAY if is_late else A_DAY)
    round_ = make_round(session, status=RoundStatus.SOLVED)

    publish_round(session, round_, None)

    told = sa.select(OutboxMail.id).filter_by(kind=MailKind.ROUND_PUBLISHED, member_id=ann.id)
    assert bool(session.scalars(told).all()) is not is_late
