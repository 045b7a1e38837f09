"""Knows the browser again that asked for a sign-in link: the link, or its code, works there alone.

A program that follows the links of a mail, or somebody who was sent another's link, is in a browser
that did not ask.
"""

import secrets
from datetime import timedelta
from typing import Final

from flask import after_this_request, current_app, request
from werkzeug.wrappers import Response

from config import Settings

LIFETIME: Final = timedelta(hours=1)
LONGEST: Final = 100


def asking_browser() -> str:
    """Return this browser's secret; an empty string where nothing was asked for."""
    return request.cookies.get(_cookie_name(), "")[:LONGEST]


def mark_asking_browser() -> str:
    """Return this browser's secret, given to it with the answer to this request."""
    secret = asking_browser() or secrets.token_urlsafe(32)

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            secret,
            max_age=LIFETIME,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response

    return secret


def _cookie_name() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return "__Host-asked" if settings.is_https else "asked"
