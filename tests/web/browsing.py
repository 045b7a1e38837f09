"""Browsers in which somebody is signed in, and what a page says without its markup.

Rows are read inside `app.app_context()` and requests are made outside of one, as in real life: a
request that found the test's own context would share its session and its signed-in user.
"""

from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.accounts.sign_in import open_session


def browser_of(app: Flask, member_id: int) -> FlaskClient:
    """A browser in which a member is signed in."""
    with app.app_context():
        token = open_session(db.session(), db.session.get_one(Member, member_id))
        db.session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie.update(_user_id=token, _fresh=True, _permanent=True)
    return browser


def text_of(html: str) -> str:
    """What a reader sees in the page's main part, with single spaces."""
    main = BeautifulSoup(html, "html.parser").find("main")
    return " ".join(main.get_text(" ").split()) if main else ""
