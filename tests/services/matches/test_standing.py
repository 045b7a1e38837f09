"""Where a member stands, and what of a match they may see."""

from datetime import date

import pytest
import time_machine
from sqlalchemy import event
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MatchStatus, Member, RoundStatus, UnmatchedMentee
from matchmaker.services.matches.standing import standing_of
from tests.factories import (
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_round,
    part_of,
    the_programme,
)

NEVER_MET = [
    MatchStatus.OFFERED,
    MatchStatus.DECLINED,
    MatchStatus.EXPIRED,
    MatchStatus.WITHDRAWN,
    MatchStatus.CANCELLED,
]


@pytest.mark.parametrize("status", NEVER_MET)
def test_a_mentee_does_not_learn_who_was_asked(session: Session, status: MatchStatus) -> None:
    mentee, mentor = make_mentee(session, "Mia"), make_mentor(session, "Bo")
    make_match(session, make_round(session), mentee, mentor, status)

    standing = standing_of(session, the_programme(session), mentee)

    seen = standing.as_mentee or standing.past[0]
    assert seen.partner_name == ""


def test_both_see_each_other_once_introduced(session: Session) -> None:
    mentee, mentor = make_mentee(session, "Mia"), make_mentor(session, "Bo")
    make_match(
        session,
        make_round(session),
        mentee,
        mentor,
        MatchStatus.INTRODUCED,
        introduced_at=clock.now(),
    )

    as_mentee, as_mentor = (
        standing_of(session, the_programme(session), mentee),
        standing_of(session, the_programme(session), mentor),
    )

    assert as_mentee.as_mentee is not None
    assert as_mentee.as_mentee.partner_name == "Bo"
    assert [seen.partner_name for seen in as_mentor.mentees] == ["Mia"]
    assert as_mentee.headline == "introduced"


def test_a_proposed_match_is_seen_by_nobody(session: Session) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session)
    round_ = make_round(session, status=RoundStatus.SOLVED)
    make_match(session, round_, mentee, mentor, MatchStatus.PROPOSED)

    assert standing_of(session, the_programme(session), mentee).as_mentee is None
    assert standing_of(session, the_programme(session), mentor).offers == ()


def test_an_offer_takes_a_place_and_waits_for_the_mentor(session: Session) -> None:
    mentor = make_mentor(session, capacity=3)
    round_ = make_round(session)
    make_match(session, round_, make_mentee(session), mentor)
    make_match(session, round_, make_mentee(session), mentor, MatchStatus.ACTIVE)
    make_match(session, round_, make_mentee(session), mentor, MatchStatus.ENDED)

    standing = standing_of(session, the_programme(session), mentor)

    assert standing.headline == "offer_to_answer"
    assert standing.places_used == 2
    assert len(standing.past) == 1


def test_the_reason_of_the_newest_published_round_is_told(session: Session) -> None:
    mentee = make_mentee(session)
    for month, status, reason in (
        ("2026-09", RoundStatus.CLOSED, "all_taken"),
        ("2026-10", RoundStatus.PUBLISHED, "no_mentors"),
        ("2026-11", RoundStatus.SOLVED, "no_gap_stated"),
    ):
        round_ = make_round(session, month, status)
        session.add(UnmatchedMentee(round_id=round_.id, mentee_id=mentee.id, reason=reason))
    session.flush()

    last = standing_of(session, the_programme(session), mentee).last_round

    assert last is not None
    assert last.month == "2026-10"
    assert last.why.headline == "No mentor took part this month."


def test_what_would_help_is_told_without_names_or_rules(session: Session) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session, "Bo")
    nothing = {"matched": 1, "mentor_id": None, "places": 1, "with_mentor_id": None}
    nothing |= {"rule": None, "skill": None, "languages": []}
    found = [
        nothing | {"kind": "place", "mentor_id": mentor.id, "with_mentor_id": mentor.id},
        nothing | {"kind": "rule", "rule": "met_before", "with_mentor_id": mentor.id},
        nothing | {"kind": "recruit", "skill": "risk", "languages": ["pl"]},
    ]
    session.add(
        UnmatchedMentee(
            round_id=make_round(session, "2026-10").id,
            mentee_id=mentee.id,
            reason="all_taken",
            explanation={"eligible": 1, "remedies": {"found": found, "is_complete": True}},
        )
    )
    session.flush()

    last = standing_of(session, the_programme(session), mentee).last_round

    assert last is not None
    assert last.why.advice == (
        "One more place with a mentor who takes part would be enough for you.",
        "One more mentor strong in Risk, issue and dependency management who speaks Polish would "
        "help. Do you know anybody?",
        "The coordinators see this, too, when they look for mentors.",
    )


def test_an_older_reason_is_not_told_after_a_round_with_a_match(session: Session) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session)
    earlier = make_round(session, "2026-09")
    session.add(UnmatchedMentee(round_id=earlier.id, mentee_id=mentee.id, reason="all_taken"))
    make_match(session, make_round(session, "2026-10"), mentee, mentor, MatchStatus.ENDED)

    assert standing_of(session, the_programme(session), mentee).last_round is None


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_a_break_names_the_first_round_after_it(session: Session) -> None:
    mentee = make_mentee(session)
    make_round(session, "2026-11")
    part_of(session, mentee).paused_until = date(2027, 1, 15)

    standing = standing_of(session, the_programme(session), mentee)

    assert standing.headline == "paused"
    assert standing.first_round == date(2027, 2, 1)


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_a_break_that_is_over_is_not_told(session: Session) -> None:
    mentee = make_mentee(session)
    part_of(session, mentee).paused_until = date(2026, 11, 23)

    assert standing_of(session, the_programme(session), mentee).paused_until is None


def test_headlines_tell_the_most_pressing_truth(session: Session) -> None:
    first = make_mentee(session)
    part_of(session, first).has_first_priority = True
    silent = make_mentor(session)
    part_of(session, silent).silent_since = clock.now()
    networker = make_member(session)
    part_of(session, networker).is_networker = True
    unreachable = make_mentor(session)
    unreachable.address_refused_at = clock.now()

    headlines = {
        standing_of(session, the_programme(session), member).headline
        for member in (
            first,
            silent,
            networker,
            unreachable,
            make_mentee(session),
            make_mentee(session, needs={}),
            make_mentor(session),
            make_mentor(session, capacity=0),
            make_coordinator(session),
        )
    }

    assert headlines == {
        "waiting_first",
        "silent",
        "unreachable",
        "coffee",
        "waiting",
        "incomplete",
        "ready_to_mentor",
        "no_capacity",
        "no_role",
    }


def test_a_long_history_costs_no_more_queries(session: Session) -> None:
    mentor = make_mentor(session, capacity=5)
    counts = []

    for months in (range(1, 3), range(3, 12)):
        for month in months:
            round_ = make_round(session, f"2025-{month:02}")
            make_match(session, round_, make_mentee(session), mentor, MatchStatus.ENDED)
        session.commit()
        session.expire_all()
        counts.append(queries_of_standing(session, mentor))

    assert counts[0] == counts[1] <= 14


def queries_of_standing(session: Session, member: Member) -> int:
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_rest: object) -> None:
        statements.append(statement)

    event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        standing_of(session, the_programme(session), member)
    finally:
        event.remove(session.get_bind(), "before_cursor_execute", note)
    return sum(statement.startswith("SELECT") for statement in statements)
