"""What this version says about an organisation: on its pages, in members' own files, in mails."""

from collections.abc import Iterable
from email import message_from_bytes, policy
from html.parser import HTMLParser
from typing import Any, Final

import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.accounts.sign_in import open_session
from tests.mail.conftest import deliver
from tests.mail.sink import Sink

PAGES: Final = {
    "harriet.osei": (
        *("/rounds", "/rounds/1", "/rounds/2", "/rounds/3", "/rounds/4", "/matches/8"),
        *("/matches/12", "/networking", "/networking/1", "/networking/2"),
    ),
    "chiara.lopresti": ("/offers/13", "/coffee/5"),
    "lim.weijie": ("/matches/12", "/me"),
    "jose.mariapena": ("/matches/11", "/me"),
    "aissatou.diop": ("/me",),
    "wanjiru.kamau": ("/me",),
}
"""Who looks at which pages; the first is a coordinator."""
OWN_DATA: Final = ("lim.weijie", "jose.mariapena", "zdenka.rihova", "wanjiru.kamau")
AFTER_ERASING: Final = {
    "harriet.osei": ("/rounds/2", "/rounds/3", "/rounds/4", "/matches/8", "/matches/11"),
    "jihoon.park": ("/me", "/matches/11"),
}

_BLOCK: Final = frozenset(
    {"br", "dd", "details", "div", "dl", "dt", "h1", "h2", "h3", "h4", "header", "li", "nav"}
    | {"ol", "p", "section", "summary", "table", "td", "th", "tr", "ul"}
)
_PASSED_OVER: Final = frozenset({"form", "script", "select", "style", "svg"})
"""A page may ask for something in another way and still say the same."""


def read_pages(app: Flask, pages: dict[str, tuple[str, ...]]) -> dict[str, list[str]]:
    """Return what each page says to somebody, line by line, after its HTTP status."""
    found = {}
    for name, addresses in pages.items():
        browser = sign_in(app, name)
        for address in addresses:
            answer = browser.get(address, follow_redirects=True)
            found[f"{name} {address}"] = [str(answer.status_code), *lines_of(answer.text)]
    return found


def read_own_data(app: Flask, names: Iterable[str]) -> dict[str, Any]:
    """Return what each member's own file holds, apart from what it says about itself."""
    found = {}
    for name in names:
        data = sign_in(app, name).get("/me/data.json").get_json()
        del data["About this file"]
        found[name] = data
    return found


def read_mails(app: Flask, sink: Sink) -> list[str]:
    """Send what is owed and return who received what."""
    with app.app_context():
        deliver(app, db.session(), sink)
    mails = [message_from_bytes(each.content, policy=policy.default) for each in sink.mails]
    return sorted(f"{mail['To']}: {mail['Subject']}" for mail in mails)


def erase(app: Flask, name: str) -> None:
    """Let a member erase themself."""
    answer = sign_in(app, name).post("/me/erase", data={"sure": "yes"})
    assert answer.status_code < 400


def sign_in(app: Flask, name: str) -> FlaskClient:
    """Return a browser in which a member is signed in."""
    browser = app.test_client()
    with app.app_context():
        query = sa.select(Member).filter_by(email=f"{name}@example.org")
        token = open_session(db.session(), db.session.scalars(query).one())
        db.session.commit()
    with browser.session_transaction() as cookie:
        cookie.update(_user_id=token, _fresh=True, _permanent=True)
    return browser


class _MainText(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.text = ""
        self.depth: dict[str, int] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:  # noqa: ARG002
        if tag == "main" or tag in _PASSED_OVER:
            self.depth[tag] = self.depth.get(tag, 0) + 1
        self.text += "\n" if tag in _BLOCK else " "

    def handle_endtag(self, tag: str) -> None:
        if tag in self.depth:
            self.depth[tag] -= 1
        self.text += "\n" if tag in _BLOCK else " "

    def handle_data(self, data: str) -> None:
        if self.depth.get("main") and not any(self.depth.get(tag) for tag in _PASSED_OVER):
            self.text += data.replace("\n", " ")


def lines_of(page: str) -> list[str]:
    """Return the visible text of a page's main part, without its forms."""
    parser = _MainText()
    parser.feed(page)
    return [line for line in (" ".join(raw.split()) for raw in parser.text.split("\n")) if line]
