"""My page: the status in a sentence, what is next, and the buttons."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import pytest
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MatchStatus, Member, RoundStatus, UnmatchedMentee
from tests.factories import (
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_round,
    part_of,
)
from tests.web.conftest import SignIn

Read = Callable[[Member], BeautifulSoup]


@pytest.fixture
def read(sign_in: SignIn) -> Read:
    """Return a member's own page."""

    def read(member: Member) -> BeautifulSoup:
        response = sign_in(member).get("/me")
        assert response.status_code == 200
        return BeautifulSoup(response.text, "html.parser")

    return read


def status_in(page: BeautifulSoup) -> str:
    found = page.select_one(".standing-words")
    assert found is not None
    return " ".join(found.text.split())


def words_of(page: BeautifulSoup) -> str:
    return " ".join(page.text.split())


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_a_mentee_with_an_open_offer_reads_the_day_but_not_the_name(
    session: Session, read: Read
) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session, "Secret Mentor")
    answer_by = datetime(2026, 12, 2, 12, tzinfo=UTC)
    make_match(session, make_round(session), mentee, mentor, answer_by=answer_by)

    page = read(mentee)

    assert status_in(page) == "A mentor has been asked, and has until 2 December 2026 to answer."
    assert "Secret" not in str(page)
    assert mentor.email not in str(page)


def test_a_mentee_who_was_introduced_finds_the_match(session: Session, read: Read) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session, "Bo Lind")
    match = make_match(
        session,
        make_round(session),
        mentee,
        mentor,
        MatchStatus.INTRODUCED,
        introduced_at=clock.now(),
    )

    page = read(mentee)

    assert status_in(page) == "You have a mentor: Bo Lind."
    assert page.select_one(f"a[href='/matches/{match.id}']")


def test_a_mentor_reads_who_writes_first(session: Session, read: Read) -> None:
    mentee, mentor = make_mentee(session, "Ada Adeyemi"), make_mentor(session)
    make_match(
        session,
        make_round(session),
        mentee,
        mentor,
        MatchStatus.INTRODUCED,
        introduced_at=clock.now(),
    )

    assert "Ada Adeyemi writes to you first." in words_of(read(mentor))


def test_a_mentor_finds_the_offers_that_wait(session: Session, read: Read) -> None:
    mentor = make_mentor(session, capacity=3)
    round_ = make_round(session)
    match = make_match(session, round_, make_mentee(session, "Mia"), mentor)
    make_match(session, round_, make_mentee(session, "Ana"), mentor, MatchStatus.ACTIVE)

    page = read(mentor)

    assert status_in(page) == "You have been suggested as a mentor: please answer."
    assert page.select_one(f"a[href='/offers/{match.id}']")
    assert "2 of 3" in words_of(page)


def test_a_mentee_without_a_match_reads_why(session: Session, read: Read) -> None:
    mentee = make_mentee(session)
    round_ = make_round(session, "2026-10")
    session.add(UnmatchedMentee(round_id=round_.id, mentee_id=mentee.id, reason="no_mentors"))

    page = read(mentee)

    assert "In October 2026 there was no mentor for you. No mentor took part" in words_of(page)


def test_history_says_what_came_of_it_but_not_who_was_asked(session: Session, read: Read) -> None:
    mentee, mentor = make_mentee(session, "Mia"), make_mentor(session, "Secret Mentor")
    make_match(
        session,
        make_round(session, "2026-09"),
        mentee,
        mentor,
        MatchStatus.DECLINED,
        decline_reason="not_a_fit",
        decline_note="PRIVATE",
    )

    page, other = read(mentee), read(mentor)

    assert "September 2026: a mentor was asked" in words_of(page)
    assert "Secret" not in str(page)
    assert "PRIVATE" not in str(page) + str(other)
    assert "you were asked to mentor Mia" in words_of(other)


def test_a_paused_mentor_comes_back_with_one_click(
    session: Session, read: Read, sign_in: SignIn
) -> None:
    mentor = make_mentor(session)
    part_of(session, mentor).silent_since = clock.now()
    page = read(mentor)
    assert page.select_one("form[method='post'][action='/me/back'] button")

    response = sign_in(mentor).post("/me/back", follow_redirects=True)

    session.expire_all()
    assert part_of(session, mentor).silent_since is None
    assert "Welcome back." in response.text
    assert "I am back" not in response.text


def test_a_break_can_be_ended_from_my_page(session: Session, sign_in: SignIn) -> None:
    mentee = make_mentee(session)
    part_of(session, mentee).paused_until = clock.now().date() + timedelta(days=9)
    browser = sign_in(mentee)
    assert "I am back" in browser.get("/me").text

    browser.post("/me/back")

    session.expire_all()
    assert part_of(session, mentee).paused_until is None


def test_looking_at_the_page_brings_nobody_back(session: Session, sign_in: SignIn) -> None:
    mentee = make_mentee(session)
    part_of(session, mentee).paused_until = date(2040, 1, 1)
    browser = sign_in(mentee)

    assert browser.get("/me/back").status_code == 405

    session.expire_all()
    assert part_of(session, mentee).paused_until == date(2040, 1, 1)


def test_a_mentee_can_withdraw_once(session: Session, sign_in: SignIn) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session)
    match = make_match(session, make_round(session), mentee, mentor)
    url = f"/me/offers/{match.id}/withdraw"
    browser = sign_in(mentee)

    first = browser.post(url, follow_redirects=True)
    second = browser.post(url, follow_redirects=True)

    session.expire_all()
    assert match.status == MatchStatus.WITHDRAWN
    assert "We tell the mentor we asked" in first.text
    assert "answered a moment earlier" in second.text


@pytest.mark.parametrize("who", ["mentor", "stranger"])
def test_only_the_mentee_can_withdraw(session: Session, sign_in: SignIn, who: str) -> None:
    mentee, mentor, stranger = make_mentee(session), make_mentor(session), make_member(session)
    url = f"/me/offers/{make_match(session, make_round(session), mentee, mentor).id}/withdraw"
    browser = sign_in(mentor if who == "mentor" else stranger)

    assert browser.post(url).status_code == 404
    assert browser.post("/me/offers/999/withdraw").status_code == 404


def test_a_proposal_cannot_be_found_by_withdrawing_it(session: Session, sign_in: SignIn) -> None:
    mentee, mentor = make_mentee(session), make_mentor(session)
    round_ = make_round(session, status=RoundStatus.SOLVED)
    match = make_match(session, round_, mentee, mentor, MatchStatus.PROPOSED)
    url = f"/me/offers/{match.id}/withdraw"

    assert sign_in(mentee).post(url).status_code == 404


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
@pytest.mark.parametrize(
    ("status", "said"),
    [
        (None, "This month’s matching can be made now."),
        (RoundStatus.SOLVED, "The matching of November 2026 waits for your review."),
        (RoundStatus.PUBLISHED, "This month’s matching is published"),
        (RoundStatus.DISCARDED, "The next matching is on 1 December 2026. None is made by itself"),
    ],
)
def test_a_coordinator_is_led_to_the_rounds(
    session: Session, read: Read, status: RoundStatus | None, said: str
) -> None:
    with time_machine.travel("2026-10-10T12:00:00Z"):
        coordinator = make_coordinator(session)
    if status:
        make_round(session, "2026-11", status)

    page = read(coordinator)

    assert status_in(page) == "You run the programme and take no other part in it."
    assert said in words_of(page)
    assert page.select_one(".standing a[href='/rounds']")


def test_nobody_else_is_led_to_the_rounds(session: Session, read: Read) -> None:
    page = read(make_member(session))

    assert status_in(page) == "You are not taking part at the moment."
    assert not page.select_one("a[href='/rounds']")


@pytest.mark.parametrize("make", [make_mentee, make_mentor])
def test_whom_mail_does_not_reach_is_promised_nothing_that_comes_without_them(
    session: Session, read: Read, make: Callable[[Session, str], Member]
) -> None:
    member = make(session, "Max")
    part_of(session, member).is_networker = part_of(session, member).has_first_priority = True
    member.address_refused_at, member.address_refusal = clock.now(), "550 5.1.1 no such user"

    page = read(member)

    assert status_in(page) == "You are left out until our mail reaches you again."
    words = words_of(page)
    assert "As soon as mail reaches you, you take part again." in words
    for promise in (
        "Your next matching is",
        "come first",
        "coffee chat is arranged",
        "ready to mentor",
    ):
        assert promise not in words
    assert page.select_one('a[href="/me/address"]')
