"""Take the README's pictures again, from a running demo: `python -m docs.images.take`.

Needs the environment of `python3 run.py test`, Chromium, and `python3 run.py demo` in another
terminal. Whom to be is what the demo's desk proposes for each place in the story.
"""

import argparse
import sys
from dataclasses import dataclass
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.chromium import launch

HERE = Path(__file__).parent
AS_MENTEE = "Open a mentorship as the mentee"
AS_COORDINATOR = "Review the round as a coordinator"


@dataclass(frozen=True, slots=True)
class Picture:
    """A file, the card of the desk that says whom to be, and the way to the page."""

    name: str
    card: str
    start: str
    link: str = ""
    """CSS of a link to follow from the start."""
    height: int = 820
    """In pixels, of a window that is 1100 wide."""


PICTURES = (
    Picture("mentorship.png", AS_MENTEE, "/me", ".standing a.btn-primary", 1230),
    Picture("my-page.png", AS_MENTEE, "/me", height=900),
    Picture("round.png", AS_COORDINATOR, "/rounds", "main a[href^='/rounds/']"),
)


def main() -> None:
    """Sign in as each of the people and keep what they see."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="http://127.0.0.1:5000")
    site = parser.parse_args().site
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(base_url=site)
        for picture in PICTURES:
            take(page, picture)
        browser.close()


def take(page: Page, picture: Picture) -> None:
    """Become somebody, go to the page, and take the picture."""
    page.set_viewport_size({"width": 1100, "height": picture.height})
    page.goto("/demo/")
    card = page.locator(".demo-starts .card").filter(has_text=picture.card)
    card.get_by_role("button").click()
    page.goto(picture.start)
    if picture.link:
        page.locator(picture.link).first.click()
    page.screenshot(path=HERE / picture.name)
    sys.stdout.write(f"{HERE / picture.name}\n")


if __name__ == "__main__":
    main()
