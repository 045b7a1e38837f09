"""Steps on the road: suggestions, what is planned and done, and what ticks itself."""

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from jobs.follow_up import follow_up_all
from matchmaker.models import (
    CertificationState,
    CoffeeAnswer,
    CoffeeStatus,
    MatchStatus,
    Member,
    RoadStepKind,
    RoadStepStatus,
)
from matchmaker.services.profiles.storing import profile_of, save_profile
from matchmaker.services.road.readiness import SkillOnTheRoad
from matchmaker.services.road.steps import (
    MOST_OPEN,
    RoadIsFull,
    StepValues,
    add_step,
    change_step,
    had_already,
    refuse_step,
    settle_step,
    shared_steps,
    steps_view,
)
from matchmaker.services.road.suggestions import suggestions_for
from tests.factories import (
    make_coffee_group,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_networker,
    make_round,
    the_programme,
)

NOW = datetime(2026, 11, 2, 9, tzinfo=UTC)
GAPS = (SkillOnTheRoad("risk", 1, 3), SkillOnTheRoad("finance", 2, 3))
ALL_KINDS = list(RoadStepKind)


def plan(kind: RoadStepKind, title: str = "A step", **more: object) -> StepValues:
    return replace(StepValues(kind, title), **more)  # type: ignore[arg-type]


def test_three_are_suggested_of_three_kinds_the_widest_gap_first(session: Session) -> None:
    member = make_member(session, "Ada")

    found = suggestions_for(member.profile, GAPS, set())

    assert [(each.kind, each.skill) for each in found] == [
        (RoadStepKind.GROW, "risk"),
        (RoadStepKind.NETWORK, ""),
        (RoadStepKind.RESPONSIBILITY, "finance"),
    ]
    assert "you are at 1, and the role asks for 3" in found[0].reason


def test_what_was_planned_or_refused_is_not_suggested_again_until_nothing_is_left(
    session: Session,
) -> None:
    member = make_member(session, "Ada")
    seen: list[tuple[RoadStepKind, str]] = []

    while suggested := suggestions_for(member.profile, GAPS, had_already(session, member)):
        first = suggested[0]
        seen.append((first.kind, first.skill))
        if len(seen) % 2:
            refuse_step(session, member, first, date(2026, 11, 2))
            continue
        add_step(session, member, StepValues(first.kind, first.title, skill=first.skill))

    assert len(seen) == len(set(seen))
    assert {kind for kind, _skill in seen} == set(ALL_KINDS)


@pytest.mark.parametrize("state", [CertificationState.STUDYING, CertificationState.WANTED])
def test_a_certification_of_the_profile_is_named(
    session: Session, state: CertificationState
) -> None:
    member = make_member(session, "Ada")
    values = profile_of(session, the_programme(session), member)
    stated = replace(values, certifications={"capm": state})
    save_profile(session, the_programme(session), member, stated)

    known = {(kind, "") for kind in ALL_KINDS if kind != RoadStepKind.CERTIFY}
    [found] = suggestions_for(member.profile, (), known)

    assert found.title == "Set a date for the CAPM exam"


def test_open_steps_stand_by_their_day_and_a_second_press_adds_none(session: Session) -> None:
    member = make_member(session, "Ada")
    today = date(2026, 11, 2)
    late = plan(RoadStepKind.LEARN, "Late", planned_on=today + timedelta(days=9))
    for values in (plan(RoadStepKind.LEARN, "Some day"), late, late):
        add_step(session, member, values)
    soon = add_step(session, member, plan(RoadStepKind.GROW, "Soon", planned_on=today))

    assert [each.title for each in steps_view(session, member).open] == [
        "Soon",
        "Late",
        "Some day",
    ]
    change_step(session, soon, plan(RoadStepKind.GROW, "Sooner", is_shared=True))
    assert [each.title for each in shared_steps(session, member)] == ["Sooner"]
    settle_step(session, soon, RoadStepStatus.DONE, today, "Went well")
    settle_step(session, soon, RoadStepStatus.DROPPED, today)
    assert [each.outcome for each in steps_view(session, member).done] == ["Went well"]
    assert shared_steps(session, member) == ()


def test_there_is_an_end_to_how_many_can_be_open(session: Session) -> None:
    member = make_member(session, "Ada")
    for number in range(MOST_OPEN):
        add_step(session, member, plan(RoadStepKind.LEARN, f"Step {number}"))

    assert not steps_view(session, member).has_room
    with pytest.raises(RoadIsFull):
        add_step(session, member, plan(RoadStepKind.LEARN, "One more"))
    [suggested, *_others] = suggestions_for(member.profile, GAPS, had_already(session, member))
    for _twice in range(2):
        refuse_step(session, member, suggested, date(2026, 11, 2))
    assert (suggested.kind, suggested.skill) in had_already(session, member)


def is_ticked(session: Session, member: Member) -> bool:
    return bool(steps_view(session, member).done)


@pytest.mark.parametrize("days", [-1, 1])
def test_a_session_after_it_was_planned_ticks_meeting_people(session: Session, days: int) -> None:
    with time_machine.travel(NOW, tick=False):
        mentee, mentor = make_mentee(session), make_mentor(session)
        round_, met_at = make_round(session), NOW + timedelta(days=days)
        match = make_match(
            session, round_, mentee, mentor, MatchStatus.INTRODUCED, introduced_at=NOW
        )
        add_step(session, mentee, plan(RoadStepKind.NETWORK))
        add_step(session, mentor, plan(RoadStepKind.NETWORK))
        make_mentoring_session(session, match, starts_at=met_at)
        session.commit()

    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        for _twice in range(2):
            follow_up_all(session, the_programme(session))

    assert is_ticked(session, mentee) == (days > 0)
    assert not is_ticked(session, mentor)


@pytest.mark.parametrize("answer", [CoffeeAnswer.MET, CoffeeAnswer.NOT_MET])
def test_so_does_a_coffee_chat_that_took_place(session: Session, answer: CoffeeAnswer) -> None:
    with time_machine.travel(NOW, tick=False):
        ada, bo = make_networker(session, "Ada"), make_networker(session, "Bo")
        add_step(session, ada, plan(RoadStepKind.NETWORK))
        status = CoffeeStatus.MET if answer == CoffeeAnswer.MET else CoffeeStatus.NOTIFIED
        group = make_coffee_group(session, [ada, bo], status=status)
        group.notified_at = NOW + timedelta(hours=1)
        for person in group.people:
            person.answer = answer
        session.commit()

    with time_machine.travel(NOW + timedelta(days=2), tick=False):
        follow_up_all(session, the_programme(session))

    assert is_ticked(session, ada) == (answer == CoffeeAnswer.MET)
