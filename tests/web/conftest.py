"""Browsers for the tests of pages: without and with Chromium, and a way to sign somebody in."""

import threading
from collections.abc import Callable, Iterator
from contextlib import suppress
from typing import Any

import pytest
from flask import Flask
from flask.testing import FlaskClient
from playwright.sync_api import Browser, Page
from waitress.server import create_server

from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.accounts.sign_in import open_session

SignIn = Callable[..., FlaskClient]
OpenPage = Callable[..., Page]


def run_until_closed(server: Any) -> None:
    """Serve; a browser that asks while the server is being closed is no fault."""
    with suppress(OSError):
        server.run()


@pytest.fixture
def client(app: Flask) -> FlaskClient:
    """A visitor's browser."""
    return app.test_client()


@pytest.fixture
def sign_in(app: Flask) -> SignIn:
    """Return a browser in which a member is signed in; commits the session of the test first."""

    def sign_in(member: Member, client: FlaskClient | None = None) -> FlaskClient:
        browser = client or app.test_client()
        token = open_session(db.session(), member)
        db.session.commit()
        with browser.session_transaction() as cookie:
            cookie.update(_user_id=token, _fresh=True, _permanent=True)
        return browser

    return sign_in


@pytest.fixture
def site(app: Flask) -> Iterator[str]:
    """The address of a served application."""
    server = create_server(app, host="127.0.0.1", port=0, threads=2)
    thread = threading.Thread(target=run_until_closed, args=(server,), daemon=True)
    thread.start()
    yield f"http://127.0.0.1:{server.effective_port}"
    server.close()
    thread.join(timeout=5)


@pytest.fixture
def open_page(app: Flask, chromium: Browser, site: str, sign_in: SignIn) -> OpenPage:
    """Return a way to open a page in Chromium as a member who is signed in."""

    def open_page(member: Member, path: str, **options: object) -> Page:
        cookie = sign_in(member).get_cookie(app.config.get("SESSION_COOKIE_NAME", "session"))
        assert cookie is not None
        context = chromium.new_context(timezone_id="Asia/Kolkata", **options)  # type: ignore[arg-type]
        context.add_cookies([{"name": cookie.key, "value": cookie.value, "url": site}])
        page = context.new_page()
        page.goto(site + path)
        return page

    return open_page
