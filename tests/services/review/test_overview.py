"""A round in numbers and lists: what the review page is made from."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy.orm import Session

from jobs.monthly_match import make_round as run_job
from matchmaker import clock
from matchmaker.models import MatchStatus, Round, RoundStatus
from matchmaker.services.programme.coordinator_view import WHOLE, CoordinatorView
from matchmaker.services.review import decisions
from matchmaker.services.review.index import list_rounds
from matchmaker.services.review.overview import publication_forecast, round_overview
from matchmaker.services.review.pairs import pair_page
from tests.factories import (
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_round,
    part_of,
    solve_again,
    the_programme,
)


def test_rounds_are_listed_newest_first_and_without_numbers_until_solved(session: Session) -> None:
    make_round(session, "2026-09")
    make_round(session, "2026-11", RoundStatus.DRAFT)

    lines = list_rounds(session, the_programme(session))

    assert [line.month for line in lines] == ["2026-11", "2026-09"]
    assert (lines[0].numbers.matched, lines[0].numbers.average_points) == (0, None)


def test_what_needs_a_look_comes_first(session: Session) -> None:
    now = clock.now()
    round_ = make_round(session)
    fields = {
        "calm": {"answer_by": now + timedelta(days=5)},
        "reminded": {"answer_by": now + timedelta(days=5), "reminders_sent": 1},
        "not_met": {
            "status": MatchStatus.INTRODUCED,
            "introduced_at": now - timedelta(days=15),
        },
        "overdue": {"answer_by": now - timedelta(hours=1)},
        "no_mentor_now": {"status": MatchStatus.DECLINED},
        "met": {"status": MatchStatus.ACTIVE, "introduced_at": now - timedelta(days=30)},
    }
    for name, values in fields.items():
        make_match(session, round_, make_mentee(session, name), make_mentor(session), **values)

    rows = pair_page(session, round_, "attention").rows

    assert [row.mentee.name for row in rows[:4]] == [
        "no_mentor_now",
        "overdue",
        "not_met",
        "reminded",
    ]
    assert [row.attention for row in rows] == [*list(fields)[4:0:-1], "", ""]


def test_a_declined_offer_that_was_replaced_needs_no_look(session: Session) -> None:
    round_, mentee = make_round(session), make_mentee(session, "Ada")
    make_match(session, round_, mentee, make_mentor(session), MatchStatus.DECLINED)
    make_match(
        session,
        round_,
        mentee,
        make_mentor(session),
        answer_by=clock.now() + timedelta(days=3),
        is_replacement=True,
    )

    rows = pair_page(session, round_, "attention").rows

    assert [row.attention for row in rows] == ["", ""]
    assert [row.is_replacement for row in rows] == [True, False]


@pytest.mark.parametrize("order", ["attention", "lowest", "highest", "mentee", "mentor"])
def test_every_order_holds_every_pair_once(session: Session, order: str) -> None:
    round_ = make_round(session)
    for points in (30, 60, 45):
        make_match(session, round_, make_mentee(session), make_mentor(session), points=points)

    rows = pair_page(session, round_, order).rows

    assert sorted(row.points for row in rows) == [30, 45, 60]


def test_an_alternative_who_has_left_for_good_is_not_shown(session: Session) -> None:
    round_ = make_round(session)
    known = make_mentor(session, "Max")
    reasons = {
        "alternatives": [
            {"mentor_id": known.id, "points": 41, "is_taken": True},
            {"mentor_id": 9_999, "points": 40, "is_taken": False},
        ]
    }
    make_match(session, round_, make_mentee(session), make_mentor(session), reasons=reasons)

    row = pair_page(session, round_, "lowest").rows[0]

    assert [(other.mentor.name, other.points, other.is_taken) for other in row.alternatives] == [
        ("Max", 41, True)
    ]


def test_that_nobody_else_suits_is_said_only_where_others_were_looked_for(
    session: Session,
) -> None:
    def told(reasons: dict[str, Any], view: CoordinatorView = WHOLE, **fields: Any) -> str:
        mentee, mentor = make_mentee(session), make_mentor(session)
        match = make_match(session, round_, mentee, mentor, reasons=reasons, **fields)
        rows = pair_page(session, round_, "lowest", 1, view).rows
        return next(row.no_alternatives for row in rows if row.match_id == match.id)

    round_ = make_round(session)
    mentor = make_mentor(session)
    none: dict[str, Any] = {"alternatives": []}
    gone = {"alternatives": [{"mentor_id": 9_999, "points": 40, "is_taken": False}]}
    kept = {"alternatives": [{"mentor_id": mentor.id, "points": 40, "is_taken": False}]}

    assert told(none) == "Nobody else."
    assert told(none, is_locked=True) == "Locked: others were not looked for."
    assert told(none, is_replacement=True) == ""
    assert told({}) == ""
    assert told(gone) == "Nobody else who is still here."
    assert told(kept) == ""
    for reasons in (none, gone, kept):
        assert told(reasons, CoordinatorView(is_whole=False)) == ""


def test_load_counts_live_matches_of_all_rounds_and_proposals_of_this_one(
    session: Session,
) -> None:
    mia, idle = make_mentor(session, "Mia", capacity=3), make_mentor(session, "Ida")
    part_of(session, idle).paused_until = date(2999, 1, 1)
    earlier, round_ = make_round(session, "2026-10"), solved(session)
    make_match(session, earlier, make_mentee(session), mia, MatchStatus.ACTIVE)
    make_match(session, earlier, make_mentee(session), mia, MatchStatus.DECLINED)
    make_match(session, round_, make_mentee(session), mia, MatchStatus.PROPOSED)

    first, second = round_overview(session, round_).loads

    assert (first.mentor.name, first.live, first.proposed, first.free) == ("Mia", 1, 1, 1)
    assert (second.mentor.name, second.free, second.is_paused) == ("Ida", 1, True)


def test_the_log_names_people_and_leaves_typed_reasons_alone(session: Session) -> None:
    make_mentee(session, "Ada")
    make_mentor(session, "Mia")
    coordinator = make_coordinator(session)
    round_ = session.get_one(Round, run_job(session, the_programme(session), "2026-11").round_id)

    decision = decisions.lock_pair(session, round_, 1, 2, "mentor 2 asked: please", coordinator)
    locked = round_overview(session, round_)
    decisions.lift_decision(session, decision, coordinator)
    lifted = round_overview(session, round_)
    solve_again(session, round_, coordinator)
    solved_again = round_overview(session, round_)

    assert locked.history[-1].reason == "lock of Ada with Mia: mentor 2 asked: please"
    assert lifted.history[-1].reason == "lifted: lock of Ada with Mia"
    assert [o.has_undone_work for o in (locked, lifted, solved_again)] == [True, True, False]


def test_the_forecast_counts_every_mail_of_a_publication(session: Session) -> None:
    for needs in (None, None, {}):
        make_mentee(session, needs=needs)
    make_mentor(session, capacity=2)
    make_coordinator(session)
    round_ = session.get_one(Round, run_job(session, the_programme(session), "2026-11").round_id)

    forecast = publication_forecast(session, round_)

    assert (forecast.offers, forecast.mentors) == (2, 1)
    assert (forecast.unmatched, forecast.coordinators) == (1, 1)
    assert forecast.mails == 3


def solved(session: Session) -> Round:
    round_ = make_round(session, "2026-11", RoundStatus.SOLVED)
    round_.created_at = datetime(2026, 11, 1, tzinfo=UTC)
    return round_
