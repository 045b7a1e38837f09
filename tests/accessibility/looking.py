"""Looks at a page as axe does, and as somebody does with a keyboard, a thumb, large type."""

from pathlib import Path

from axe_playwright_python.sync_playwright import Axe
from playwright.sync_api import Page

LOOKING = (Path(__file__).parent / "looking.js").read_text()
TAGS = ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"]
AXE = {"runOnly": {"type": "tag", "values": TAGS}, "resultTypes": ["violations"]}
WIDE = {"width": 1280, "height": 800}
ZOOMED = {"width": 320, "height": 256}
"""A window of 1280 by 1024 at 400 %; as narrow as the narrowest phone."""


def faults_on(page: Page) -> list[str]:
    """Return what is wrong with a page: wide, enlarged, in the dark, in few colours."""
    faults = look(page, "summaryFaults", "motionFaults")
    page.locator("details").evaluate_all("parts => parts.forEach(part => part.open = true)")
    page.set_viewport_size(WIDE)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="light")
    faults += axe_faults(page) + look(page, "focusFaults", "targetFaults", "regionFaults")
    page.set_viewport_size(ZOOMED)  # type: ignore[arg-type]
    page.emulate_media(color_scheme="dark")
    faults += axe_faults(page) + look(page, "widthFaults", "targetFaults", "regionFaults")
    page.emulate_media(forced_colors="active")
    return faults + look(page, "focusFaults", "spacingFaults")


def axe_faults(page: Page) -> list[str]:
    """Return what axe finds against WCAG 2.2 at level AA, and against good practice."""
    found = Axe().run(page, options=AXE)
    return [
        f"{violation['id']}: {node['html']} {node['failureSummary']}"
        for violation in found.response["violations"]
        for node in violation["nodes"][:3]
    ]


def look(page: Page, *checks: str) -> list[str]:
    """Return what some checks of `looking.js` find on a page."""
    # The focus that a script gives is shown only to who has used the keyboard before.
    page.keyboard.press("Shift")
    width = page.evaluate("window.innerWidth")
    calls = ", ".join(f"...looking.{check}('at {width}')" for check in checks)
    script = f"() => {{ const looking = {LOOKING.strip()}; return [{calls}]; }}"
    found: list[str] = page.evaluate(script)
    return found
