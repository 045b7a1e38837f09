"""What only a real browser can tell: the policy, the focus, and life without scripts."""

from flask import Flask
from playwright.sync_api import Browser
from sqlalchemy.orm import Session

from matchmaker.services.accounts.links import request_link, token_of
from tests.conftest import SECRET_KEY
from tests.factories import the_programme
from tests.web.chromium import IN_CHROMIUM

pytestmark = IN_CHROMIUM
PAGES = ("/", "/how-it-works", "/register?as=mentor", "/sign-in", "/check-your-mail", "/nowhere")


def test_the_policy_blocks_nothing_that_the_pages_need(chromium: Browser, site: str) -> None:
    page = chromium.new_page()
    complaints: list[str] = []
    requests: list[str] = []
    page.on("console", lambda message: complaints.append(message.text))
    page.on("request", lambda request: requests.append(request.url))

    for url in PAGES[:-1]:
        page.goto(site + url)
    page.close()

    assert complaints == []
    assert [url for url in requests if not url.startswith((site, "data:"))] == []


def test_the_summary_of_faults_has_the_focus_and_leads_to_the_fields(
    chromium: Browser, site: str
) -> None:
    page = chromium.new_page()
    page.goto(site + "/register")
    page.fill("#name", "Ada")
    page.click("main button")

    page.wait_for_selector(".error-summary:focus")
    page.keyboard.press("Tab")
    page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.id")
    kept = page.input_value("#name")
    page.close()

    assert (focused, kept) == ("email", "Ada")


def test_the_first_stop_of_the_keyboard_skips_the_navigation(chromium: Browser, site: str) -> None:
    page = chromium.new_page()
    page.goto(site)

    page.keyboard.press("Tab")
    is_seen = page.locator(".skip-link").bounding_box()["y"] >= 0
    page.keyboard.press("Enter")
    focused = page.evaluate("document.activeElement.id")
    page.close()

    assert is_seen
    assert focused == "main"


def test_a_person_registers_and_signs_in_without_scripts(
    app: Flask, chromium: Browser, site: str, session: Session
) -> None:
    context = chromium.new_context(java_script_enabled=False)
    page = context.new_page()
    page.goto(site)
    page.click("text=I can mentor")
    page.fill("#name", "Ada")
    page.fill("#email", "ada@example.org")
    page.click("main button")
    heading = page.inner_text("h1")
    link = request_link(session, the_programme(session), "ada@example.org", SECRET_KEY)
    token = token_of(link, SECRET_KEY)
    session.commit()

    page.goto(f"{site}/sign-in/link/{token}")
    page.click("main button")
    signed_in = page.url
    context.close()

    assert heading == "Check your mail"
    assert signed_in == f"{site}/profile"
