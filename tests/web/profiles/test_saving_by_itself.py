"""The profile form on a phone: with scripts each part saves itself, and nothing is lost."""

from collections.abc import Callable

import pytest
import sqlalchemy as sa
from playwright.sync_api import Dialog, Page, Route, expect
from sqlalchemy.orm import Session

from jobs.monthly_match import make_round
from matchmaker.models import Member, SignInSession
from matchmaker.services.profiles.storing import profile_of
from matchmaker.services.profiles.values import ProfileValues
from tests.factories import make_mentee, make_mentor, the_programme
from tests.web.chromium import IN_CHROMIUM
from tests.web.conftest import OpenPage

pytestmark = IN_CHROMIUM

Open = Callable[..., Page]
Stored = Callable[[], ProfileValues]
ABOUT = "#about-you .part-words"
SAVED = "“About you” is saved."


@pytest.fixture
def member(session: Session) -> Member:
    return make_mentee(session, "Mia", about="Before.")


@pytest.fixture
def open_form(member: Member, open_page: OpenPage) -> Open:
    def open_form(**options: object) -> Page:
        page = open_page(member, "/profile", viewport={"width": 360, "height": 700}, **options)
        page.set_default_timeout(20_000)
        return page

    return open_form


@pytest.fixture
def stored(session: Session, member: Member) -> Stored:
    def stored() -> ProfileValues:
        values = profile_of(session, the_programme(session), member)
        session.rollback()
        return values

    return stored


def say(page: Page, words: str) -> None:
    expect(page.locator(ABOUT)).to_have_text(words, timeout=20_000)


def test_what_is_typed_and_chosen_is_saved_and_said_to_be(open_form: Open, stored: Stored) -> None:
    page = open_form()
    bar = page.locator(".save-words")
    assert bar.get_attribute("role") == "status"
    assert not page.is_visible("button[value=save-about-you]")

    page.fill("#about", "By itself.")
    say(page, SAVED)
    page.locator("label[for=interests-agile_pmo]").click()
    expect(bar).to_have_text("“Where you stand” is saved.", timeout=20_000)

    assert (stored().about, stored().interests) == ("By itself.", ("agile_pmo",))
    assert not page.locator("form[data-unsaved]").count()
    page.context.close()


def test_by_keyboard_a_line_is_saved_once_it_is_left(open_form: Open, stored: Stored) -> None:
    page = open_form()
    page.focus("#job_title")

    page.keyboard.type("Analyst")
    page.keyboard.press("Tab")

    say(page, SAVED)
    assert page.evaluate("document.activeElement.id") == "department"
    assert stored().job_title == "Analyst"
    page.context.close()


def test_a_fault_is_shown_at_its_field_until_it_is_mended(open_form: Open, stored: Stored) -> None:
    page = open_form()
    page.fill("#manager_email", "nobody")
    page.press("#manager_email", "Tab")

    say(page, "“About you” is not saved yet: one answer needs another look.")
    field = page.locator("#manager_email")
    assert field.get_attribute("aria-invalid") == "true"
    assert "manager_email-error" in (field.get_attribute("aria-describedby") or "").split()
    assert page.locator("#manager_email-error").text_content().strip().startswith("Error:")
    assert page.locator("form[data-unsaved]").count() == 1
    page.fill("#manager_email", "boss@example.org")
    page.press("#manager_email", "Tab")
    say(page, SAVED)

    assert page.locator(".field-error").count() == 0
    assert field.get_attribute("aria-describedby") == "manager_email-hint"
    assert stored().manager_email == "boss@example.org"
    page.context.close()


def test_while_the_site_is_away_nothing_is_lost_and_who_leaves_is_asked(
    open_form: Open, stored: Stored
) -> None:
    page = open_form()
    asked: list[str] = []

    def stay(dialog: Dialog) -> None:
        asked.append(dialog.type)
        dialog.dismiss()

    def fail(route: Route) -> None:
        route.abort()

    page.on("dialog", stay)
    page.route("**/profile", fail)

    page.fill("#about", "Typed in a tunnel.")
    say(
        page,
        "Not saved yet: the site cannot be reached. What you typed is still here, and we keep "
        "trying.",
    )
    page.close(run_before_unload=True)
    page.wait_for_function("() => true")
    assert asked == ["beforeunload"]
    page.unroute("**/profile", fail)
    say(page, SAVED)

    assert stored().about == "Typed in a tunnel."
    page.context.close()


def test_what_was_saved_on_another_device_is_not_written_over(
    open_form: Open, stored: Stored
) -> None:
    here, there = open_form(), open_form()
    there.fill("#about", "From the phone.")
    say(there, SAVED)

    here.fill("#about", "From the desk.")
    expect(here.locator(ABOUT)).to_contain_text("changed elsewhere", timeout=20_000)
    assert stored().about == "From the phone."
    with here.expect_navigation():
        here.click("button[value=save-about-you]")

    assert "From the phone." in here.inner_text(".error-summary")
    assert here.input_value("#about") == "From the desk."
    with here.expect_navigation():
        here.click("button[value=save-about-you]")
    assert stored().about == "From the desk."
    here.context.close()
    there.context.close()


def test_a_request_is_taken_back_only_with_the_button(
    session: Session, open_page: OpenPage
) -> None:
    make_mentee(session, needs={"risk": (1, 4)})
    mentor = make_mentor(session, levels={"risk": 4})
    make_round(session, the_programme(session), publish=True)
    page = open_page(mentor, "/profile", viewport={"width": 360, "height": 700})

    page.locator("label[for=role-mentor]").click()
    words = page.locator("#roles .part-words")
    expect(words).to_contain_text("takes back a request", timeout=20_000)
    with page.expect_navigation():
        page.click("button[value=save-roles]")

    assert "we have taken it back" in " ".join(page.inner_text("main").split())
    page.context.close()


def test_save_my_profile_waits_for_what_is_being_saved(open_form: Open, stored: Stored) -> None:
    page = open_form()
    page.fill("#about", "First.")
    page.press("#about", "Tab")
    with page.expect_request("**/profile"):
        pass
    page.fill("#about", "Second.")

    with page.expect_navigation(url="**/profile/saved"):
        page.click(".save-bar button")

    assert stored().about == "Second."
    page.context.close()


def test_signed_out_elsewhere_the_text_stays_and_the_button_leads_on(
    open_form: Open, session: Session
) -> None:
    page = open_form()
    session.execute(sa.delete(SignInSession))
    session.commit()

    page.fill("#about", "Still here.")
    say(page, "Not saved yet. Press the button to save it.")
    with page.expect_navigation():
        page.click("button[value=save-about-you]")

    kept = page.locator("textarea[name=about]")
    assert kept.input_value() == "Still here."
    page.context.close()


def test_without_scripts_a_button_saves_its_part(open_form: Open, stored: Stored) -> None:
    page = open_form(java_script_enabled=False)
    page.fill("#about", "By hand.")

    with page.expect_navigation():
        page.click("button[value=save-about-you]")

    assert page.url.endswith("/profile?saved=about-you#about-you")
    assert page.inner_text(ABOUT).endswith(SAVED)
    assert stored().about == "By hand."
    page.context.close()
