"""Finding skills and choosing levels on a phone, by keyboard, and without scripts."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect
from sqlalchemy.orm import Session

from tests.factories import make_mentor
from tests.web.chromium import IN_CHROMIUM
from tests.web.conftest import OpenPage

pytestmark = IN_CHROMIUM

Open = Callable[..., Page]
RISK = "Risk, issue and dependency management"


@pytest.fixture
def open_form(session: Session, open_page: OpenPage) -> Open:
    """Return a way to open the profile of a mentor who teaches one skill."""
    mentor = make_mentor(session, levels={"coaching": 4})

    def open_form(**options: object) -> Page:
        return open_page(mentor, "/profile", viewport={"width": 320, "height": 640}, **options)

    return open_form


def shown(page: Page) -> list[str]:
    rows = page.locator("#skill-lists .skill")
    return [str(row.get_attribute("data-name")) for row in rows.all() if row.is_visible()]


def test_by_keyboard_a_word_finds_a_skill_and_arrows_choose_its_level(open_form: Open) -> None:
    page = open_form()
    page.focus("#skill-find")

    page.keyboard.type("RISK depend")
    assert shown(page) == [RISK]
    expect(page.locator(".skill-find [role=status]")).to_have_text("Skills found: 1")
    page.keyboard.press("Enter")
    for _ in range(4):
        page.keyboard.press("ArrowRight")

    assert page.is_checked("#level-risk-3")
    taught = page.locator("#teachable li")
    assert sorted(taught.all_text_contents()) == [
        "Coaching and capability development: Proficient",
        f"{RISK}: Competent",
    ]
    assert page.evaluate("document.documentElement.scrollWidth <= innerWidth")
    page.context.close()


def test_escape_shows_everything_as_it_was(open_form: Open) -> None:
    page = open_form()
    before = shown(page)
    page.fill("#skill-find", "budget")
    assert len(shown(page)) == 1

    page.press("#skill-find", "Escape")

    assert page.input_value("#skill-find") == ""
    assert shown(page) == before
    page.context.close()


def test_a_word_that_no_skill_has_is_told(open_form: Open) -> None:
    page = open_form()

    page.fill("#skill-find", "juggling")

    assert shown(page) == []
    status = page.locator(".skill-find [role=status]")
    expect(status).to_have_text("No skill has this word. Try another one.")
    page.context.close()


def test_without_scripts_there_is_a_plain_list_in_groups(open_form: Open) -> None:
    page = open_form(java_script_enabled=False)

    assert not page.is_visible("#skill-find")
    assert "Coaching and capability development" in page.inner_text("#teachable")
    page.locator("#skill-lists summary").first.click()
    page.locator("#skill-lists details label.scale-step").nth(4).click()
    with page.expect_navigation():
        page.click("button[value=save-where-you-stand]")

    assert page.locator("#teachable li").count() == 2
    page.context.close()
