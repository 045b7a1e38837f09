"""The same Chromium for somebody who has no mouse: Tab, Enter, Space, arrows and letters only."""

from datetime import date, time

from playwright.sync_api import Locator

from tests.journey.chromium import ChromiumBrowser

MOST_STOPS = 400


class KeyboardBrowser(ChromiumBrowser):
    """One person's browser window, driven from the keyboard."""

    def fill(self, label: str, text: str) -> None:
        """Go to the field with this label and type over what is in it."""
        control = self._control(label)
        self._go_to(control)
        self.page.keyboard.press("Control+A")
        self.page.keyboard.type(_as_typed(text, control.get_attribute("type")))

    def choose(self, label: str, option: str, group: str = "") -> None:
        """Go to the list with this label and walk down to an option."""
        control = self._control(label, group)
        self._go_to(control)
        self.page.keyboard.press("Home")
        for _ in range(MOST_STOPS):
            if control.evaluate("list => list.selectedOptions[0].text.trim()") == option:
                return
            self.page.keyboard.press("ArrowDown")
        raise AssertionError(f"{label!r} has no {option!r}")

    def tick(self, label: str, group: str = "") -> None:
        """Tick a box with Space, or walk to a choice with the arrows."""
        control = self._control(label, group)
        if control.get_attribute("type") == "radio":
            self._walk_to(control)
        else:
            self._go_to(control)
            if not control.is_checked():
                self.page.keyboard.press("Space")
        assert control.is_checked()

    def press(self, button: str) -> None:
        """Go to the button with this text and press Enter."""
        found = self._named("button", button)
        self._go_to(self._reveal(found))
        with self.page.expect_navigation() as navigation:
            self.page.keyboard.press("Enter")
        self.status = navigation.value.status if navigation.value else 0
        self._look()

    def follow(self, link: str) -> None:
        """Go to the first link with this text and press Enter."""
        self._go_to(self._reveal(self._named("link", link)))
        with self.page.expect_navigation():
            self.page.keyboard.press("Enter")

    def _walk_to(self, choice: Locator) -> None:
        """Go to a group of radio buttons, in which Tab stops once, and walk along it."""
        name = choice.get_attribute("name")
        group = self.page.locator(f"input[type=radio][name='{name}']")
        chosen = group.locator(":scope:checked")
        self._go_to(chosen if chosen.count() else group.first)
        for _ in range(group.count()):
            if choice.is_checked():
                return
            self.page.keyboard.press("ArrowRight")

    def _go_to(self, target: Locator) -> None:
        """Press Tab, or Shift and Tab, until the focus is there."""
        element = target.element_handle()
        for _ in range(MOST_STOPS):
            where = element.evaluate(
                """target => {
                    const now = document.activeElement;
                    if (now === target) return "here";
                    const after = now.compareDocumentPosition(target);
                    return now !== document.body && after & Node.DOCUMENT_POSITION_PRECEDING
                        ? "before" : "after";
                }"""
            )
            if where == "here":
                return
            self.page.keyboard.press("Shift+Tab" if where == "before" else "Tab")
        raise AssertionError(f"the keyboard does not reach {target}")

    def _reveal(self, locator: Locator) -> Locator:
        """Open the folded parts of the page around an element with Enter."""
        for _ in range(3):
            folded = locator.locator("xpath=ancestor::details[not(@open)][1]/summary")
            if locator.is_visible() or folded.count() == 0:
                break
            self._go_to(folded.first)
            self.page.keyboard.press("Enter")
        return locator


def _as_typed(text: str, kind: str | None) -> str:
    """Return what somebody types into a field of a kind in an American browser."""
    if kind == "date":
        return f"{date.fromisoformat(text):%m%d%Y}"
    if kind == "time":
        return f"{time.fromisoformat(text):%I%M%p}"
    return text
