"""Knows the browser again in which a member has signed in, so that they can answer from their mail.

Its cookie is good for that alone: only the page of a mailed question asks for it, and a session is
never opened by it.
"""

from typing import Final

from flask import after_this_request, current_app, request
from werkzeug.wrappers import Response

from config import Settings
from matchmaker.database import begin_writing
from matchmaker.extensions import db
from matchmaker.models import AnsweringBrowser, Member
from matchmaker.services.accounts.answering_browsers import (
    LIFETIME,
    browser_of_token,
    remember_browser,
)

LONGEST: Final = 100


def remember_answering_browser(member: Member, session_token: str) -> None:
    """Let this browser, in which a member has just signed in, answer from their mail. Commits."""
    begin_writing(db.session())
    key = current_app.config["SECRET_KEY"]
    token = remember_browser(db.session(), member, session_token, _token(), key)
    db.session.commit()

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            token,
            max_age=LIFETIME,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def answering_browser() -> AnsweringBrowser | None:
    """Return this browser, if it may answer for somebody."""
    return browser_of_token(db.session(), _token())


def answering_browser_id() -> int | None:
    """Return which of a member's browsers this one is, if it is one."""
    browser = answering_browser()
    return browser.id if browser else None


def _token() -> str:
    return request.cookies.get(_cookie_name(), "")[:LONGEST]


def _cookie_name() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return "__Host-answers" if settings.is_https else "answers"
