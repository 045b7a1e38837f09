"""What a pair could talk about next, by how far they are."""

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker.models import Match
from matchmaker.services.mentorships.agenda import MenteeGap
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.page import match_view
from matchmaker.services.mentorships.question_sheets import next_sheet


def gap(name: str, is_taught: bool) -> MenteeGap:
    return MenteeGap(name, name, 1, 3, "1 · Aware", "3 · Competent", is_taught)


@pytest.mark.parametrize(
    ("held", "is_review", "is_closing", "title"),
    [
        (0, False, False, "For your second session"),
        (1, False, False, "For your second session"),
        (2, False, False, "For your next session"),
        (2, True, False, "For looking back together"),
        (1, True, True, "For your last session"),
    ],
)
def test_each_stage_has_its_questions(
    held: int, is_review: bool, is_closing: bool, title: str
) -> None:
    sheet = next_sheet(held, [], is_review=is_review, is_closing=is_closing)

    assert sheet.title == title
    assert len(sheet.questions) >= 3


def test_sessions_take_the_gaps_that_the_mentor_teaches_in_turn() -> None:
    gaps = [gap("Risk", True), gap("Budgets", True), gap("Agile", False)]

    about = [
        "".join(next_sheet(held, gaps, is_review=False, is_closing=False).questions)
        for held in (1, 2, 3)
    ]

    assert ["Risk" in text for text in about] == [True, False, True]
    assert ["Budgets" in text for text in about] == [False, True, False]
    assert not any("Agile" in text for text in about)


def test_a_gap_that_the_mentor_does_not_teach_is_better_than_none() -> None:
    sheet = next_sheet(1, [gap("Agile", False)], is_review=False, is_closing=False)

    assert any("Agile, from 1 · Aware to 3 · Competent" in each for each in sheet.questions)


def test_the_page_of_a_pair_shows_the_questions_of_its_stage(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    def titles() -> list[str]:
        courses = [match_view(session, match, side).course for side in ("mentee", "mentor")]
        courses.append(match_view(session, match, "other").course)
        return [course.sheet.title if course and course.sheet else "" for course in courses]

    assert titles() == ["", "", ""]
    confirm_meeting(session, match, match.mentee)
    assert titles() == ["For your second session"] * 2 + [""]
    time.move_to("2027-02-01T09:00+00:00")
    assert titles() == ["For looking back together"] * 2 + [""]
    time.move_to("2027-04-25T09:00+00:00")
    assert titles() == ["For your last session"] * 2 + [""]
