"""What the tests in a real browser share: when they can run, and what makes a page hard to read."""

import pytest
from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

from tests.chromium import find_chromium

IN_CHROMIUM = [
    pytest.mark.browser,
    pytest.mark.skipif(find_chromium() is None, reason="there is no chromium here"),
    pytest.mark.filterwarnings("ignore::ResourceWarning"),
    # A browser sees the same on either database.
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]


def faults_of(page: Page) -> list[str]:
    """What axe finds against WCAG 2.2 at level AA, and what is wider than the window."""
    tags = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
    found = Axe().run(page, options={"runOnly": {"type": "tag", "values": tags}})
    faults = [
        f"{violation['id']}: {violation['nodes'][0]['html']}"
        for violation in found.response["violations"]
    ]
    width = page.evaluate("document.documentElement.scrollWidth - window.innerWidth")
    return faults + ([f"{width} pixels too wide"] if width > 0 else [])
