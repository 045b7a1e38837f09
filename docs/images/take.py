"""Take the README's pictures again, from a running demo: `python docs/images/take.py`.

Needs the environment of `python3 run.py test`, Chromium, and `python3 run.py demo` in another
terminal.
"""

import argparse
import sys
from pathlib import Path

from playwright.sync_api import Page, sync_playwright

from tests.chromium import launch

HERE = Path(__file__).parent
PICTURES = (
    ("match.png", "Be Beatriz", "Open our match"),
    ("round.png", "Be Daniel", ""),
)


def main() -> None:
    """Sign in as two of the sample people and keep what they see."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--site", default="http://127.0.0.1:5000")
    site = parser.parse_args().site
    with sync_playwright() as playwright:
        browser = launch(playwright)
        page = browser.new_page(viewport={"width": 1100, "height": 760}, base_url=site)
        for name, person, link in PICTURES:
            take(page, name, person, link)
        browser.close()


def take(page: Page, name: str, person: str, link: str) -> None:
    """Become a person, follow a link of their page (or open the round), and take the picture."""
    page.goto("/demo/")
    page.locator("button", has_text=person).first.click()
    page.goto("/me" if link else "/rounds/6")
    if link:
        page.get_by_role("link", name=link).click()
    page.screenshot(path=HERE / name)
    sys.stdout.write(f"{HERE / name}\n")


if __name__ == "__main__":
    main()
