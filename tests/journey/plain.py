"""A browser without scripts: it reads pages, fills forms by their labels and presses buttons.

It does what a person does and nothing else, so a form that lacks a label, a token or a button
cannot be used with it.
"""

from typing import Any
from urllib.parse import urljoin, urlsplit

from bs4 import BeautifulSoup, Tag
from flask.testing import FlaskClient
from werkzeug.datastructures import MultiDict

ORIGIN = "http://localhost"
"""Where the test client's pages come from, as browsers tell it with every form."""


class PlainBrowser:
    """One person's browser: its own cookies, one page at a time."""

    def __init__(self, client: FlaskClient) -> None:
        self._client = client
        self._soup = BeautifulSoup("", "html.parser")
        self.path = ""
        self.status = 0

    def open(self, address: str) -> None:
        """Go to a path, or to a whole address as it stands in a mail."""
        parts = urlsplit(address)
        self._load(self._client.get(parts.path + (f"?{parts.query}" if parts.query else "")))

    def fill(self, label: str, text: str) -> None:
        """Type into the field with this label."""
        control = self._control(label)
        if control.name == "textarea":
            control.string = text
        else:
            control["value"] = text

    def choose(self, label: str, option: str, group: str = "") -> None:
        """Choose an option, by its text, in the list with this label (of a group of fields)."""
        for entry in self._control(label, group).find_all("option"):
            entry.attrs.pop("selected", None)
            if _text(entry) == option:
                entry["selected"] = ""
                break
        else:
            raise AssertionError(f"{label!r} does not offer {option!r}")

    def tick(self, label: str, group: str = "") -> None:
        """Tick the box, or take the choice, with this label (of a group of fields)."""
        control = self._control(label, group)
        if control["type"] == "radio":
            for other in self._soup.find_all("input", attrs={"name": control["name"]}):
                other.attrs.pop("checked", None)
        control["checked"] = ""

    def press(self, button: str) -> None:
        """Press the button with this text; its form is sent."""
        for found in self._soup.find_all("button"):
            form = found.find_parent("form")
            if form is not None and button in (_text(found), found.get("aria-label")):
                self._send(form, found)
                return
        raise AssertionError(f"no button {button!r} in a form on {self.path}")

    def follow(self, link: str) -> None:
        """Follow the first link with this text."""
        for found in self._soup.find_all("a", href=True):
            if _text(found) == link:
                self.open(urljoin(self.path, found["href"]))
                return
        raise AssertionError(f"no link {link!r} on {self.path}")

    def text(self) -> str:
        """Return what the page says, with single spaces."""
        main = self._soup.find("main")
        return _text(main) if main else _text(self._soup)

    def wait_for(self, sentence: str) -> None:
        """Look again until the page says something; what it tells of has happened by now."""
        if sentence not in self.text():
            self.follow("Look again")
        assert sentence in self.text()

    def close(self) -> None:
        """Nothing is open."""

    def _load(self, response: Any) -> None:
        while response.status_code in {301, 302, 303, 307, 308}:
            response = self._client.get(response.headers["Location"])
        self.status = response.status_code
        self.path = response.request.path
        self._soup = BeautifulSoup(response.get_data(as_text=True), "html.parser")

    def _control(self, label: str, group: str = "") -> Tag:
        part = self._group(group) if group else self._soup
        for found in part.find_all("label"):
            if _text(found).startswith(label):
                control = self._soup.find(id=found["for"])
                assert control is not None, f"the label {label!r} belongs to nothing"
                return control
        raise AssertionError(f"no field {label!r} {group} on {self.path}")

    def _group(self, legend: str) -> Tag:
        for found in self._soup.find_all("fieldset"):
            if _text(found.find("legend")).startswith(legend):
                return found
        raise AssertionError(f"no group {legend!r} on {self.path}")

    def _send(self, form: Tag, button: Tag) -> None:
        values = MultiDict(
            (control["name"], value)
            for control in form.find_all(["input", "textarea", "select"])
            if control.get("name") and not control.has_attr("disabled")
            for value in _values_of(control)
        )
        if button.get("name"):
            values.add(button["name"], button.get("value", ""))
        target = urljoin(self.path, button.get("formaction") or form.get("action") or self.path)
        if form.get("method", "get").lower() == "post":
            self._load(self._client.post(target, data=values, headers={"Origin": ORIGIN}))
        else:
            self._load(self._client.get(target, query_string=values))


def _values_of(control: Tag) -> list[str]:
    if control.name == "textarea":
        return [control.get_text().removeprefix("\n")]
    if control.name == "select":
        options = control.find_all("option")
        chosen = [option for option in options if option.has_attr("selected")]
        if not chosen and not control.has_attr("multiple"):
            chosen = options[:1]
        return [option.get("value", _text(option)) for option in chosen]
    if control.get("type") in {"checkbox", "radio"}:
        return [control.get("value", "on")] if control.has_attr("checked") else []
    if control.get("type") in {"submit", "button", "file"}:
        return []
    return [control.get("value", "")]


def _text(element: Tag) -> str:
    words = " ".join(element.get_text(" ").split())
    # A word that only some see or hear may stand right before.
    return words.replace(" : ", ": ")
