"""Mails as people read them: enlarged, in the dark, with a screen reader, as plain text."""

import re
from pathlib import Path

import pytest
from axe_playwright_python.sync_playwright import Axe
from bs4 import BeautifulSoup
from playwright.sync_api import Browser

from matchmaker.models import MailKind
from tests.accessibility.looking import AXE

GOLDEN = Path(__file__).parents[1] / "mail" / "golden"
WCAG = [tag for tag in AXE["runOnly"]["values"] if tag != "best-practice"]
"""A mail has no landmarks: its reader is the mail program's."""
SAYS_NOTHING = {"here", "click here", "link", "this link", "more", "read more"}

pytestmark = pytest.mark.parametrize("kind", list(MailKind))


@pytest.mark.browser
def test_a_mail_can_be_read_in_the_light_and_in_the_dark(chromium: Browser, kind: MailKind) -> None:
    page = chromium.new_page(viewport={"width": 320, "height": 640})
    page.set_content((GOLDEN / f"{kind}.html").read_text())
    faults = {}

    for scheme in ("light", "dark"):
        page.emulate_media(color_scheme=scheme)  # type: ignore[arg-type]
        found = Axe().run(page, options=AXE | {"runOnly": {"type": "tag", "values": WCAG}})
        faults[scheme] = [violation["id"] for violation in found.response["violations"]]
    too_wide = page.evaluate("document.documentElement.scrollWidth > window.innerWidth")
    page.close()

    assert faults == {"light": [], "dark": []}
    assert not too_wide


def test_a_mail_names_its_language_and_its_links_say_where_they_lead(kind: MailKind) -> None:
    page = BeautifulSoup((GOLDEN / f"{kind}.html").read_text(), "html.parser")
    headers = (GOLDEN / f"{kind}.headers").read_text()

    words = {" ".join(link.get_text(" ").split()).lower() for link in page.select("a[href]")}

    assert page.html is not None
    assert page.html["lang"] == "en"
    assert "Content-Language: en" in headers
    assert words
    assert not words & SAYS_NOTHING
    assert "" not in words


def test_the_text_leads_wherever_the_html_leads(kind: MailKind) -> None:
    page = BeautifulSoup((GOLDEN / f"{kind}.html").read_text(), "html.parser")
    text = (GOLDEN / f"{kind}.txt").read_text()

    addresses = {
        re.sub(r"^mailto:|\?.*$", "", str(link["href"])) for link in page.select("a[href]")
    }

    assert {address for address in addresses if address not in text} == set()
