"""A real Chromium, driven by what stands on the page: labels, buttons, links."""

import re
from typing import Literal
from urllib.parse import urlsplit

from playwright.sync_api import Browser, ConsoleMessage, Locator, Page

from tests.accessibility.looking import axe_faults

FORM_ANSWERS = (409, 422)
"""What a form is answered with that has a fault, or whose text is older than another's."""
SEEN: set[str] = set()
"""Pages that axe has looked at: one look at each kind is enough."""


class ChromiumBrowser:
    """One person's browser window; with or without scripts, wide or as narrow as a phone."""

    def __init__(
        self,
        browser: Browser,
        base_url: str,
        *,
        scripts: bool = True,
        width: int = 1280,
        is_looked_at: bool = False,
    ) -> None:
        self._context = browser.new_context(
            java_script_enabled=scripts,
            viewport={"width": width, "height": 800},
            base_url=base_url,
        )
        self._context.set_default_timeout(10_000)
        self._runs_scripts = scripts
        self._is_looked_at = is_looked_at
        self.page = self._context.new_page()
        self.errors: list[str] = []
        self.foreign_requests: list[str] = []
        self.status = 0
        host = urlsplit(base_url).netloc
        self.page.on("pageerror", lambda error: self.errors.append(str(error)))
        self.page.on("console", self._note_error)
        self.page.on(
            "request",
            lambda request: (
                self.foreign_requests.append(request.url)
                if urlsplit(request.url).netloc not in {host, ""}
                else None
            ),
        )

    @property
    def path(self) -> str:
        return urlsplit(self.page.url).path

    def open(self, address: str) -> None:
        """Go to a path, or to a whole address as it stands in a mail."""
        response = self.page.goto(address)
        self.status = response.status if response else 0
        self._look()

    def fill(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        self._control(label).fill(text)

    def choose(self, label: str, option: str, group: str = "") -> None:
        """Choose an option, by its text, in the list with this label (of a group of fields)."""
        self._control(label, group).select_option(label=option)

    def tick(self, label: str, group: str = "") -> None:
        """Tick the box, or take the choice, with this label (of a group of fields)."""
        self._label(label, group).click()
        assert self._control(label, group).is_checked()

    def press(self, button: str) -> None:
        """Press the button with this text and wait for the next page."""
        found = self._reveal(self._named("button", button))
        with self.page.expect_navigation() as navigation:
            found.click()
        self.status = navigation.value.status if navigation.value else 0
        self._look()

    def follow(self, link: str) -> None:
        """Follow the first link with this text."""
        self._reveal(self._named("link", link)).click()
        self.page.wait_for_load_state()
        self._look()

    def text(self) -> str:
        """Return what the page says, with single spaces, folded parts included."""
        return " ".join((self.page.locator("main").text_content() or "").split())

    def wait_for(self, sentence: str) -> None:
        """Wait until the page says something: by itself, or, without scripts, by looking again."""
        if not self._runs_scripts:
            self.follow("Look again")
        self.page.get_by_text(sentence).wait_for(timeout=60_000)

    def close(self) -> None:
        """Close the window."""
        self._context.close()

    def _note_error(self, message: ConsoleMessage) -> None:
        """Keep what the console complains of, apart from answers to a form that are no fault."""
        is_answer = any(f"status of {status}" in message.text for status in FORM_ANSWERS)
        if message.type == "error" and not is_answer:
            self.errors.append(message.text)

    def _look(self) -> None:
        """Note a page that has to be scrolled sideways, or in which axe finds a fault."""
        wide = "document.documentElement.scrollWidth > window.innerWidth"
        if self.page.evaluate(wide):
            self.errors.append(f"{self.path} is wider than the window")
        if self._is_looked_at and (seen := self._kind_of_page()) not in SEEN:
            SEEN.add(seen)
            self.errors += [f"{self.path}: {fault}" for fault in axe_faults(self.page)]

    def _kind_of_page(self) -> str:
        """Return the path without its numbers, and the headings."""
        headings = self.page.locator("main :is(h1, h2)").all_text_contents()
        return re.sub(r"\d+", "#", f"{self.path} {headings}")

    def _label(self, label: str, group: str = "") -> Locator:
        part: Page | Locator = self.page
        if group:
            legend = self.page.locator("legend").filter(has_text=group).first
            part = legend.locator("xpath=..")
        words = r"\s+".join(re.escape(word) for word in label.split())
        found = part.locator("label").filter(has_text=re.compile(rf"^\s*{words}"))
        return self._reveal(found.first)

    def _control(self, label: str, group: str = "") -> Locator:
        name = self._label(label, group).get_attribute("for")
        return self.page.locator(f"[id='{name}']")

    def _named(self, role: Literal["button", "link"], name: str) -> Locator:
        """Return the first of that name that is seen; of none, the first that is folded away."""
        seen = self.page.get_by_role(role, name=named(name))
        if seen.count():
            return seen.first
        return self.page.get_by_role(role, name=named(name), include_hidden=True).first

    def _reveal(self, locator: Locator) -> Locator:
        """Open the folded parts of the page around an element, as a person would."""
        for _ in range(3):
            folded = locator.locator("xpath=ancestor::details[not(@open)][1]/summary")
            if locator.is_visible() or folded.count() == 0:
                break
            folded.first.click()
        return locator


def named(text: str) -> re.Pattern[str]:
    """Return what matches an element by its whole name; a part of it may be for the ear only."""
    return re.compile(rf"^{re.escape(text)}$".replace(r":\ ", r"\s*:\ "))
