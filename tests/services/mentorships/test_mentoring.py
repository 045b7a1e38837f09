"""What somebody gave as a mentor, and where one with their skills is wanted."""

from datetime import UTC, datetime

import pytest
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    Goal,
    GoalStatus,
    Match,
    MatchStatus,
    Round,
    RoundStatus,
    SessionStatus,
    UnmatchedMentee,
)
from matchmaker.services.mentorships.beginning import begin_mentorship
from matchmaker.services.mentorships.mentoring import WantedSkill, YourMentoring, your_mentoring
from matchmaker.services.mentorships.parting import part
from matchmaker.services.wording.bands import CountBand
from tests.factories import (
    make_match,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
    the_programme,
)


def of_mentor(session: Session, match: Match, *, tells_of_others: bool = True) -> YourMentoring:
    programme = the_programme(session)
    return your_mentoring(session, programme, match.mentor, tells_of_others=tells_of_others)


def hold(session: Session, match: Match, year: int, minutes: int, status: str = "held") -> None:
    make_mentoring_session(
        session,
        match,
        status=SessionStatus(status),
        starts_at=datetime(year, 6, 1, 9, tzinfo=UTC),
        minutes=minutes,
    )


def test_hours_are_added_up_by_year_over_all_mentees(session: Session, match: Match) -> None:
    other = make_match(
        session,
        make_round(session, "2026-10"),
        make_mentee(session, "Bo"),
        match.mentor,
        MatchStatus.COMPLETED,
        introduced_at=clock.now(),
    )
    for pair in (match, other):
        begin_mentorship(session, pair)
    hold(session, match, 2026, 60)
    hold(session, match, 2025, 30)
    hold(session, match, 2026, 60, "missed")
    hold(session, other, 2026, 45)

    mentoring = of_mentor(session, match)

    assert mentoring.minutes_by_year == ((2026, 105), (2025, 30))
    assert mentoring.minutes == 135
    assert {(each.name, each.sessions, each.minutes) for each in mentoring.mentees} == {
        ("Ada", 2, 90),
        ("Bo", 1, 45),
    }


def test_a_mentor_does_not_learn_who_ended_it(session: Session, match: Match) -> None:
    begin_mentorship(session, match)
    part(session, match, match.mentee)
    assert match.status == MatchStatus.CANCELLED

    assert [each.status for each in of_mentor(session, match).mentees] == [MatchStatus.ENDED]


def test_goals_that_were_reached_stand_with_their_mentee_once(
    session: Session, match: Match
) -> None:
    begin_mentorship(session, match)
    now = clock.now()
    for skill, status in (("risk", "reached"), ("risk", "reached"), ("finance", "dropped")):
        goal = Goal(
            match_id=match.id,
            skill=skill,
            from_level=1,
            to_level=3,
            status=GoalStatus(status),
            suggested_by_id=match.mentee_id,
            suggested_at=now,
            settled_at=now,
        )
        session.add(goal)
    session.flush()

    [ada] = of_mentor(session, match).mentees

    assert ada.reached == ("risk",)


@pytest.fixture
def newest(session: Session, match: Match) -> Round:
    """December's round, published; Mo can teach risk up to level 4."""
    round_ = make_round(session, "2026-12")
    round_.status, round_.solved_at = RoundStatus.PUBLISHED, clock.now()
    for row in match.mentor.profile.skills:
        row.level = 4 if row.skill == "risk" else None
    assert any(row.skill == "risk" for row in match.mentor.profile.skills)
    session.flush()
    return round_


def leave_over(session: Session, round_: Round, number: int, level: int = 1) -> None:
    for each in range(number):
        mentee = make_mentee(session, f"Left {level} {each}", {"risk": (level, 5)})
        session.add(
            UnmatchedMentee(round_id=round_.id, mentee_id=mentee.id, reason="not_enough_places")
        )
    session.flush()


def test_a_skill_is_wanted_if_five_can_learn_it_here(
    session: Session, match: Match, newest: Round
) -> None:
    leave_over(session, newest, 5)
    leave_over(session, newest, 5, level=4)

    wanted = of_mentor(session, match).wanted

    assert wanted == (WantedSkill("risk", CountBand.FIVE_TO_NINE),)
    assert of_mentor(session, match).month == "2026-12"


def test_fewer_than_five_are_not_told_of(session: Session, match: Match, newest: Round) -> None:
    leave_over(session, newest, 4)

    assert of_mentor(session, match).wanted == ()


def test_who_has_found_a_mentor_since_is_not_counted(
    session: Session, match: Match, newest: Round
) -> None:
    leave_over(session, newest, 5)
    found = session.query(UnmatchedMentee).first()
    assert found is not None
    make_match(session, newest, found.mentee, make_mentor(session, "Pat"), MatchStatus.OFFERED)

    assert of_mentor(session, match).wanted == ()


def test_nothing_is_told_that_was_counted_over_everybody_to_who_must_not_know(
    session: Session, match: Match, newest: Round
) -> None:
    leave_over(session, newest, 12)

    assert of_mentor(session, match).wanted
    assert of_mentor(session, match, tells_of_others=False).wanted == ()
