"""My page: the line about the next matching, a break, the pair's next step, inviting a mentor."""

from collections.abc import Callable
from datetime import date
from urllib.parse import parse_qs, urlsplit

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MatchStatus, Member, UnmatchedMentee
from matchmaker.web.filters import initials
from tests.factories import (
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_networker,
    make_round,
    part_of,
    the_programme,
)
from tests.web.conftest import SignIn

NOW = "2026-11-23T12:00:00Z"


def page_of(sign_in: SignIn, member: Member) -> BeautifulSoup:
    return BeautifulSoup(sign_in(member).get("/me").text, "html.parser")


def round_line(page: BeautifulSoup) -> str:
    found = page.select_one(".standing-round")
    return " ".join(found.text.split()) if found else ""


def waiting(session: Session) -> Member:
    return make_mentee(session)


def with_a_mentor(session: Session) -> Member:
    mentee, mentor = make_mentee(session), make_mentor(session)
    make_match(session, make_round(session, "2026-11"), mentee, mentor, MatchStatus.ACTIVE)
    return mentee


def without_places(session: Session) -> Member:
    return make_mentor(session, capacity=0)


def with_taken_places(session: Session) -> Member:
    mentor = make_mentor(session, capacity=1)
    make_match(session, make_round(session, "2026-11"), make_mentee(session), mentor)
    return mentor


def with_an_empty_profile(session: Session) -> Member:
    member = make_member(session)
    part_of(session, member).is_mentee = True
    return member


def refused(session: Session) -> Member:
    mentee = make_mentee(session)
    mentee.address_refused_at, mentee.address_refusal = clock.now(), "550"
    return mentee


def in_coffee_chats_alone(session: Session) -> Member:
    return make_networker(session, "Nia")


@pytest.mark.parametrize(
    ("make", "line"),
    [
        (waiting, "You are in the next matching"),
        (with_a_mentor, "You are not in the next matching, because you have a mentor."),
        (without_places, "You are not in the next matching, because you are taking no mentees."),
        (with_taken_places, "You are not in the next matching, because your places are taken."),
        (with_an_empty_profile, "You are not in the next matching, because your profile is not"),
        (refused, "You are not in the next matching, because our mail does not reach you."),
        (in_coffee_chats_alone, ""),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_one_line_says_whether_one_is_in_the_next_matching(
    session: Session, sign_in: SignIn, make: Callable[[Session], Member], line: str
) -> None:
    said = round_line(page_of(sign_in, make(session)))

    assert said.startswith(line)
    assert bool(said) == bool(line)
    if said.startswith("You are not"):
        assert "The next matching" in said


@time_machine.travel(NOW, tick=False)
def test_a_break_is_taken_on_my_page(session: Session, sign_in: SignIn) -> None:
    mentor = make_mentor(session)

    answer = sign_in(mentor).post("/me/break", data={"until": "2026-12-24"}, follow_redirects=True)

    assert part_of(session, mentor).paused_until == date(2026, 12, 24)
    page = BeautifulSoup(answer.text, "html.parser")
    assert round_line(page).startswith("You are in no matching until you are back.")
    assert page.select_one("form[action='/me/break']") is None


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("", "Enter the day on which you are back, after today."),
        ("2026-11-23", "Enter the day on which you are back, after today."),
        ("soon", "Enter a day such as 2027-01-31."),
        ("2031-01-01", "or an earlier day. To stop for good, leave"),
    ],
)
@time_machine.travel(NOW, tick=False)
def test_a_day_that_cannot_be_is_refused_and_stays(
    session: Session, sign_in: SignIn, typed: str, sentence: str
) -> None:
    mentee = make_mentee(session)

    answer = sign_in(mentee).post("/me/break", data={"until": typed})

    assert answer.status_code == 422
    page = BeautifulSoup(answer.text, "html.parser")
    assert sentence in page.text
    field = page.select_one("details[open] #until")
    assert field is not None
    assert (field.get("value") or "") == typed
    assert part_of(session, mentee).paused_until is None


@time_machine.travel(NOW, tick=False)
def test_the_mentor_is_shown_with_what_is_next(session: Session, sign_in: SignIn) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session, "Bo van Lind")
    make_match(
        session,
        make_round(session),
        mentee,
        mentor,
        MatchStatus.INTRODUCED,
        introduced_at=clock.now(),
    )

    person = page_of(sign_in, mentee).select_one(".person")

    assert person is not None
    words = " ".join(person.text.split())
    assert words.startswith("BL Bo van Lind")
    assert "Next:" in words


@pytest.mark.parametrize(
    ("name", "letters"),
    [("Ada", "A"), ("Bo van Lind", "BL"), ("박지훈", "박"), ("“", ""), ("", "")],
)
def test_initials(name: str, letters: str) -> None:
    assert initials(name) == letters


def test_who_has_no_mentor_can_invite_one(session: Session, sign_in: SignIn) -> None:
    mentee = make_mentee(session, "Mia & Co")
    round_ = make_round(session, "2026-10")
    session.add(UnmatchedMentee(round_id=round_.id, mentee_id=mentee.id, reason="no_mentors"))

    page = page_of(sign_in, mentee)

    link, text = page.select_one("a[href^='mailto:?']"), page.select_one(".invitation")
    assert link is not None
    assert text is not None
    mail = parse_qs(urlsplit(str(link["href"])).query)
    assert mail["subject"] == [f"Would you mentor in {the_programme(session).name}?"]
    assert mail["body"][0].replace("\r\n", "\n") == text.text
    assert "http://localhost/register" in text.text
    assert "Mia & Co" in text.text
    assert page.select_one("a[href='/profile#roles-group']")
