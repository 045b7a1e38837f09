"""What members are promised of the next rounds is true in every state that rounds are in."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import date

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from jobs.monthly_match import make_round
from matchmaker.models import Match, MatchStatus, RoundStatus
from matchmaker.services.matches.offers import decline_offer
from matchmaker.services.matches.promise import promise_to
from matchmaker.services.matches.standing import standing_of
from matchmaker.services.programme.policies import adopt_policy, current_policy
from tests.factories import make_match, make_mentee, make_mentor, part_of, the_programme
from tests.factories import make_round as make_stored_round

pytestmark = pytest.mark.usefixtures("november")


@pytest.fixture
def november() -> Iterator[object]:
    with time_machine.travel("2026-11-23T12:00:00Z", tick=False) as clock:
        yield clock


@pytest.mark.parametrize(
    ("status", "made_month", "is_in_made", "month"),
    [
        (None, "", False, "2026-12"),
        (RoundStatus.DRAFT, "", False, "2026-11"),
        (RoundStatus.FROZEN, "2026-11", None, "2026-12"),
        (RoundStatus.PUBLISHED, "", False, "2026-12"),
        (RoundStatus.CLOSED, "", False, "2026-12"),
        (RoundStatus.DISCARDED, "", False, "2026-12"),
    ],
)
def test_a_promise_names_the_round_that_takes_somebody_in(
    session: Session,
    status: RoundStatus | None,
    made_month: str,
    is_in_made: bool | None,
    month: str,
) -> None:
    ada = make_mentee(session, "Ada")
    if status:
        make_stored_round(session, "2026-11", status)

    promise = promise_to(session, the_programme(session), ada)

    assert (promise.made_month, promise.is_in_made) == (made_month, is_in_made)
    assert promise.month == month


def test_who_is_in_a_solved_round_is_told_so_and_who_came_later_is_told_the_next(
    session: Session,
) -> None:
    ada, ben = make_mentee(session, "Ada"), make_mentee(session, "Ben")
    make_mentor(session)
    make_round(session, the_programme(session), "2026-11")
    cy = make_mentee(session, "Cy")

    found = {
        member.name: promise_to(session, the_programme(session), member)
        for member in (ada, ben, cy)
    }

    assert {name: promise.is_in_made for name, promise in found.items()} == {
        "Ada": True,
        "Ben": True,
        "Cy": False,
    }
    assert {promise.month for promise in found.values()} == {"2026-12"}


def test_who_loses_an_offer_after_the_next_round_was_made_comes_first_in_the_one_after(
    session: Session,
) -> None:
    ada, mia = make_mentee(session, "Ada"), make_mentor(session)
    past = make_stored_round(session, "2026-10")
    make_match(session, past, ada, mia)
    make_round(session, the_programme(session), "2026-11")
    make_round(session, the_programme(session), "2026-12")

    promise = promise_to(session, the_programme(session), ada)

    assert (promise.made_month, promise.is_in_made, promise.month) == ("2026-12", False, "2027-01")


def test_after_a_break_the_first_round_after_it_is_promised(session: Session) -> None:
    ada = make_mentee(session, "Ada")
    part_of(session, ada).paused_until = date(2027, 1, 15)

    assert promise_to(session, the_programme(session), ada).month == "2027-02"


def test_where_the_highest_total_comes_first_nobody_is_promised_to(session: Session) -> None:
    programme, ada, mia = the_programme(session), make_mentee(session, "Ada"), make_mentor(session)
    make_round(session, programme, "2026-11", publish=True)
    [match] = session.scalars(sa.select(Match).filter_by(status=MatchStatus.OFFERED))
    decline_offer(session, match, mia, "")
    assert standing_of(session, programme, ada).promise.waiting_counts

    policy = current_policy(session, programme)
    adopt_policy(
        session,
        programme,
        replace(policy, matching=replace(policy.matching, objective="best_score")),
    )

    standing = standing_of(session, programme, ada)
    assert standing.headline == "waiting_first"
    assert not standing.promise.waiting_counts
