"""Coffee chats on the pages: for those who are in them, for coordinators, for nobody else."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from sqlalchemy.orm import Session

from jobs.coffee_round import make_coffee_round
from matchmaker import clock
from matchmaker.models import (
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeRound,
    CoffeeStatus,
    Member,
    NetworkerLeftOut,
)
from matchmaker.services.coffee.answers import answer_chat
from tests.factories import (
    make_coffee_group,
    make_coordinator,
    make_member,
    make_networker,
    part_of,
    the_programme,
)
from tests.web.conftest import SignIn

Read = Callable[[Member, str], str]


@pytest.fixture
def read(sign_in: SignIn) -> Read:
    """Return what a member reads on a page, with single spaces."""

    def read(member: Member, url: str) -> str:
        answer = sign_in(member).get(url)
        assert answer.status_code == 200
        return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())

    return read


@pytest.fixture
def pair(session: Session) -> tuple[Member, Member, CoffeeGroup]:
    ana = make_networker(session, "Ana", department="Finance")
    bo = make_networker(session, "Bo", department="Rail", job_title="Analyst", about="I row.")
    return ana, bo, make_coffee_group(session, [ana, bo], shared_interests=["agile_pmo"])


def test_my_page_shows_whom_to_meet_and_how_to_reach_them(
    read: Read, pair: tuple[Member, Member, CoffeeGroup]
) -> None:
    words = read(pair[0], "/me")

    assert "Have a coffee with Bo." in words
    assert "You write first" in words
    assert "bo@example.org" in words
    assert "We met" in words


def test_the_page_of_a_chat_says_what_they_share(
    read: Read, pair: tuple[Member, Member, CoffeeGroup]
) -> None:
    ana, bo, group = pair

    words, others = read(ana, f"/coffee/{group.id}"), read(bo, f"/coffee/{group.id}")

    for part in ("Coffee with Bo", "bo@example.org", "Analyst", "I row.", "Agile PMO"):
        assert part in words
    assert "Ana writes first." in others


def test_opening_the_page_answers_nothing_and_a_button_does(
    session: Session, sign_in: SignIn, pair: tuple[Member, Member, CoffeeGroup]
) -> None:
    ana, _, group = pair
    url = f"/coffee/{group.id}"
    browser = sign_in(ana)

    browser.get(url)
    assert browser.get(f"{url}/met").status_code == 405
    assert group.people[0].answer == CoffeeAnswer.NONE
    session.rollback()
    first = browser.post(f"{url}/met", follow_redirects=True)
    again = browser.post(f"{url}/met", follow_redirects=True)
    other = browser.post(f"{url}/not-met", follow_redirects=True)

    assert "Good to hear." in first.text
    assert "told us already" in again.text
    assert "It happens" in other.text
    session.expire_all()
    assert group.status == CoffeeStatus.NOT_MET


@pytest.mark.parametrize("url", ["/coffee/1", "/coffee/1/met", "/coffee/1/not-met"])
def test_a_chat_of_others_does_not_exist(
    session: Session, sign_in: SignIn, pair: tuple[Member, Member, CoffeeGroup], url: str
) -> None:
    browser = sign_in(make_coordinator(session))

    answer = browser.get(url) if url.endswith("1") else browser.post(url)

    assert answer.status_code == 404


def test_a_chat_that_nobody_was_told_of_does_not_exist(
    session: Session, sign_in: SignIn, read: Read
) -> None:
    ana, bo = make_networker(session, "Ana"), make_networker(session, "Bo")
    group = make_coffee_group(session, [ana, bo], status=CoffeeStatus.FORMED)

    assert sign_in(ana).get(f"/coffee/{group.id}").status_code == 404
    assert "Bo" not in read(ana, "/me")


def test_who_has_left_is_not_shown(
    session: Session, read: Read, pair: tuple[Member, Member, CoffeeGroup]
) -> None:
    ana, bo, group = pair
    bo.left_at = clock.now()

    words = read(ana, f"/coffee/{group.id}")

    assert "Nobody to meet" in words
    assert "bo@example.org" not in words + read(ana, "/me")


@time_machine.travel("2026-11-23T12:00:00Z", tick=False)
def test_a_month_can_be_skipped_and_taken_back(
    session: Session, sign_in: SignIn, pair: tuple[Member, Member, CoffeeGroup]
) -> None:
    browser = sign_in(pair[0])
    assert "Skip December 2026" in browser.get("/me").text

    skipped = browser.post("/coffee/skip", follow_redirects=True)
    participation = part_of(session, pair[0])
    session.expire_all()
    assert participation.skipped_chat_month == "2026-12"
    assert "You have no chat in December 2026" in skipped.text
    session.rollback()
    back = browser.post("/coffee/back", follow_redirects=True)

    session.expire_all()
    assert participation.skipped_chat_month is None
    assert "Welcome back." in back.text


def test_a_paused_networker_comes_back_with_one_click(session: Session, sign_in: SignIn) -> None:
    ana = make_networker(session, "Ana")
    part_of(session, ana).chats_paused_since = clock.now()
    browser = sign_in(ana)
    page = browser.get("/me").text
    assert "Your coffee chats are paused" in page
    assert "I am back" in page

    browser.post("/coffee/back")

    session.expire_all()
    assert part_of(session, ana).chats_paused_since is None


def test_who_was_left_out_is_told_so(session: Session, read: Read) -> None:
    ana = make_networker(session, "Ana")
    make_coffee_round(session, the_programme(session), "2026-11")

    assert session.scalars(sa.select(NetworkerLeftOut.reason)).one() == "alone"
    assert "In November 2026 there was nobody for you to meet." in read(ana, "/me")


def test_nobody_else_sees_anything_of_coffee(session: Session, read: Read) -> None:
    assert "coffee chats" not in read(make_member(session), "/me").partition("join")[0]


def test_a_coordinator_sees_groups_answers_repeats_and_who_was_left_out(
    session: Session, read: Read, pair: tuple[Member, Member, CoffeeGroup]
) -> None:
    ana, bo, group = pair
    group.repeats = [[ana.id, bo.id, 4]]
    left = make_networker(session, "Lone Lee")
    round_ = session.scalars(sa.select(CoffeeRound)).one()
    round_.summary = {"networkers": 3, "groups": 1, "left_out": 1, "repeats": 1}
    session.add(NetworkerLeftOut(round_id=round_.id, member_id=left.id, reason="nobody_allowed"))
    answer_chat(session, group, bo, CoffeeAnswer.MET)
    coordinator = make_coordinator(session)

    index = read(coordinator, "/coffee/rounds")
    page = read(coordinator, f"/coffee/rounds/{round_.id}")

    assert "November 2026 3 1 1 0 1 1 1" in index
    for part in ("Ana", "Bo", "Said “we met”", "No answer", "Ana and Bo met 4 rounds ago."):
        assert part in page
    assert "Lone Lee Nobody who takes part may meet them" in page


def test_without_rounds_a_coordinator_reads_how_one_is_made(session: Session, read: Read) -> None:
    coordinator = make_coordinator(session)

    assert "python -m jobs.coffee_round" in read(coordinator, "/coffee/rounds")


def test_a_round_that_is_not_there_is_not_found(session: Session, sign_in: SignIn) -> None:
    assert sign_in(make_coordinator(session)).get("/coffee/rounds/7").status_code == 404


def test_the_first_addresses_of_the_rounds_lead_to_those_of_today(
    session: Session, sign_in: SignIn, pair: tuple[Member, Member, CoffeeGroup]
) -> None:
    browser = sign_in(make_coordinator(session))

    for rest in ("", f"/{pair[2].round_id}"):
        answer = browser.get(f"/networking{rest}")
        assert (answer.status_code, answer.location) == (301, f"/coffee/rounds{rest}")
