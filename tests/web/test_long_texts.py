"""Long texts in a real browser: the room that is left is seen and heard, and no text is lost."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Dialog, Page
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MatchStatus
from tests.factories import make_match, make_mentee, make_mentor, make_round
from tests.web.chromium import IN_CHROMIUM
from tests.web.conftest import OpenPage

pytestmark = IN_CHROMIUM

OpenNotes = Callable[..., Page]
NARROW = {"width": 360, "height": 700}


@pytest.fixture
def open_notes(session: Session, open_page: OpenPage) -> OpenNotes:
    """Return a way to open the notes of a pair as its mentor, on a phone."""
    mentor = make_mentor(session)
    match = make_match(
        session, make_round(session), make_mentee(session), mentor, MatchStatus.ACTIVE,
        introduced_at=clock.now(),
    )  # fmt: skip

    def open_notes(**options: object) -> Page:
        return open_page(mentor, f"/matches/{match.id}/notes", viewport=NARROW, **options)

    return open_notes


def questions_of(page: Page) -> list[str]:
    """Return a list into which each question of the browser goes; it is answered with yes."""
    asked: list[str] = []

    def answer(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.accept()

    page.on("dialog", answer)
    return asked


def test_the_room_that_is_left_is_seen_at_once_and_heard_after_a_pause(
    open_notes: OpenNotes,
) -> None:
    page = open_notes()
    page.clock.install()
    heard = page.locator("#text ~ [role=status]")

    page.locator("#text").press_sequentially("Ten signs.")

    assert page.inner_text(".room-left") == "Characters left: 7,990"
    assert heard.text_content() == ""
    page.clock.run_for(1_000)
    assert heard.text_content() == "Characters left: 7,990"
    page.fill("#text", "x" * 8_003)
    assert page.inner_text(".room-left.is-over") == "Characters too many: 3"
    page.context.close()


def test_without_scripts_the_form_says_how_long_a_text_may_be(open_notes: OpenNotes) -> None:
    page = open_notes(java_script_enabled=False)

    assert page.inner_text("#text-room") == "Up to 8,000 characters."
    described = page.get_attribute("#text", "aria-describedby")
    assert described is not None
    assert "text-room" in described.split()
    page.context.close()


def test_who_leaves_an_unsaved_text_is_asked_and_nobody_else(open_notes: OpenNotes) -> None:
    page = open_notes()
    asked = questions_of(page)

    page.click("h1")
    page.reload()
    assert asked == []
    page.locator("#text").press_sequentially("Not saved")
    page.reload()
    assert asked == ["beforeunload"]
    page.locator("#text").press_sequentially("Saved")
    with page.expect_navigation():
        page.click("main form [type=submit]")
    page.click("h1")
    page.reload()

    assert asked == ["beforeunload"]
    assert "Saved" in page.input_value("#text")
    page.context.close()


def test_a_text_that_came_back_with_a_fault_is_not_saved(open_notes: OpenNotes) -> None:
    page = open_notes()
    asked = questions_of(page)
    page.fill("#text", "x" * 30_000)
    with page.expect_navigation():
        page.click("main form [type=submit]")

    assert page.input_value("#text") == "x" * 30_000
    page.click("h1")
    page.reload()

    assert asked == ["beforeunload"]
    page.context.close()


@pytest.mark.parametrize("runs_scripts", [True, False])
def test_going_back_from_a_form_that_was_too_large_finds_the_text_there(
    open_notes: OpenNotes, runs_scripts: bool
) -> None:
    page = open_notes(java_script_enabled=runs_scripts)
    page.fill("#text", "x" * 600_000)
    with page.expect_navigation():
        page.click("main form [type=submit]")
    assert page.inner_text("h1") == "That was too much at once"

    page.go_back()

    assert page.input_value("#text") == "x" * 600_000
    page.context.close()
