"""What was just done is said to who does not see it."""

import pytest
from playwright.sync_api import Browser

from tests.accessibility.stage import Stage

SOON_MS = 1_500
WATCH = """
window.told = [];
addEventListener("DOMContentLoaded", () => {
    const note = (changes) => changes.forEach((change) =>
        change.addedNodes.forEach((node) => window.told.push(node.textContent.trim())));
    new MutationObserver(note).observe(document.querySelector("[role=status]"), {childList: true});
});
"""


@pytest.mark.browser
def test_a_message_is_put_into_the_live_region_once_the_page_is_there(
    chromium: Browser, full: Stage
) -> None:
    page = full.open(chromium, "quitter", "/me")
    page.add_init_script(WATCH)

    with page.expect_navigation():
        page.click("text=Sign out")
    page.wait_for_timeout(SOON_MS)
    told = page.evaluate("window.told.filter(Boolean)")
    shown = page.inner_text("[role=status]").strip()
    page.context.close()

    assert told == ["You are signed out."]
    assert shown == "You are signed out."
