"""The page after saving: the gaps, who could help, and what happens next and when."""

from collections.abc import Callable
from datetime import date

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from matchmaker.models import Member, RoundStatus
from matchmaker.services.programme.programmes import change_programme
from tests.factories import (
    make_member,
    make_mentee,
    make_mentor,
    make_round,
    part_of,
    the_programme,
)
from tests.web.conftest import SignIn

Read = Callable[[Member], str]


@pytest.fixture
def read(sign_in: SignIn) -> Read:
    """Return the words of the page that a member sees after saving."""

    def read(member: Member) -> str:
        page = BeautifulSoup(sign_in(member).get("/profile/saved").text, "html.parser")
        main = page.select_one("main")
        assert main is not None
        return " ".join(main.text.split())

    return read


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_a_mentee_reads_when_the_next_matching_is_and_what_comes_then(
    session: Session, read: Read
) -> None:
    make_round(session, "2026-11")

    words = read(make_mentee(session))

    assert "Your next matching is on 1 December 2026." in words
    assert "5 days to answer" in words


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_a_matching_that_is_not_made_yet_is_told_as_due(session: Session, read: Read) -> None:
    with time_machine.travel("2026-10-10T12:00:00Z"):
        mentee = make_mentee(session)

    words = read(mentee)

    assert "This month’s matching has not been made yet. It can come any day now." in words


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_the_first_who_come_are_not_promised_a_matching_in_that_month(
    session: Session, read: Read
) -> None:
    words = read(make_mentee(session))

    assert "Your next matching is on 1 December 2026." in words


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_a_matching_under_review_is_told(session: Session, read: Read) -> None:
    make_round(session, "2026-11", RoundStatus.SOLVED)

    words = read(make_mentee(session))

    assert "The matching of November 2026 is being checked." in words, words
    assert "The one after that is on 1 December 2026." in words


@pytest.mark.parametrize(
    ("moment", "time_zone", "said"),
    [
        ("2026-11-30T22:59:59Z", "Europe/Berlin", "Your next matching is on 1 December 2026."),
        ("2026-11-30T23:00:00Z", "Europe/Berlin", "It can come any day now."),
        (
            "2026-12-01T07:59:59Z",
            "America/Los_Angeles",
            "Your next matching is on 1 December 2026.",
        ),
        ("2026-12-01T08:00:00Z", "America/Los_Angeles", "It can come any day now."),
    ],
)
def test_the_month_turns_in_the_programmes_zone_not_in_the_members(
    session: Session, read: Read, moment: str, time_zone: str, said: str
) -> None:
    change_programme(session, the_programme(session), time_zone=time_zone)
    make_round(session, "2026-11")
    with time_machine.travel("2026-10-10T12:00:00Z"):
        mentee = make_mentee(session, time_zone="Asia/Tokyo")

    with time_machine.travel(moment, tick=False):
        words = read(mentee)

    assert said in words


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_a_mentor_reads_that_they_are_asked_first(session: Session, read: Read) -> None:
    make_round(session, "2026-11")

    words = read(make_mentor(session))

    assert "As a mentor, your next matching is on 1 December 2026." in words
    assert "Nobody is introduced to you before you have said yes." in words


def test_a_mentor_without_places_reads_how_to_take_part(session: Session, read: Read) -> None:
    assert "You are taking no mentees at the moment." in read(make_mentor(session, capacity=0))


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_somebody_on_a_break_reads_when_it_ends(session: Session, read: Read) -> None:
    make_round(session, "2026-11")
    mentee = make_mentee(session)
    part_of(session, mentee).paused_until = date(2026, 12, 24)

    words = read(mentee)

    assert "Your break ends on 24 December 2026." in words
    assert "The first matching after it is on 1 January 2027" in words
    assert "matching is on" not in words


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_a_half_done_profile_reads_what_is_missing_and_until_when(
    session: Session, read: Read
) -> None:
    make_round(session, "2026-11")

    words = read(make_mentee(session, needs={}, languages=[]))

    assert "Complete your profile before 1 December 2026." in words
    assert "a language, since pairs share at least one" in words
    assert "a skill with both your level now and a higher target" in words


def test_somebody_without_a_role_is_asked_what_brings_them_here(
    session: Session, read: Read
) -> None:
    assert "what brings you here" in read(make_member(session))


def test_two_levels_of_ones_own_tell_of_nobody_in_between(session: Session, read: Read) -> None:
    for number in range(7):
        make_mentor(session, levels={"risk": 3 if number == 0 else 4})

    at_two, at_three = (read(make_mentee(session, needs={"risk": (level, 5)})) for level in (2, 3))

    for words in (at_two, at_three):
        assert "Five to nine mentors could help you here." in words


def test_each_gap_says_how_many_could_help_without_names(session: Session, read: Read) -> None:
    needs = {"risk": (1, 4), "finance": (1, 3), "methods": (0, 2)}
    mentee = make_mentee(
        session, needs=needs | {"benefits": (None, 3), "coaching": (4, 4)}, target_role="manager"
    )
    for number in range(6):
        make_mentor(session, f"Secret {number}", levels={"risk": 4} | {"finance": 2 + number // 5})

    words = read(mentee)

    assert "Your gaps to PMO manager" in words
    assert "Five to nine mentors could help you here." in words
    assert "Fewer than five mentors could help you here." in words
    assert "No mentor in the programme teaches this yet." in words
    assert "You have not said where you are, so there is no gap to show." in words
    assert "You have reached it." in words
    assert "Secret" not in words
