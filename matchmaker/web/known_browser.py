"""Knows a browser again in which somebody has signed in before.

It opens nothing: it only keeps what strangers ask for apart from what its owner asks for.
"""

import hashlib
import hmac
from datetime import timedelta
from typing import Final

from flask import after_this_request, current_app, request
from itsdangerous import BadSignature, URLSafeTimedSerializer
from werkzeug.wrappers import Response

from config import Settings

LIFETIME: Final = timedelta(days=180)


def remember_browser(address: str) -> None:
    """Mark this browser, with the answer to this request, as one where an address signed in.

    However many browsers an address signs in from, they bear the same mark and share what they may.
    """
    value = _serializer().dumps(_code(address))

    @after_this_request
    def set_cookie(response: Response) -> Response:
        response.set_cookie(
            _cookie_name(),
            value,
            max_age=LIFETIME,
            secure=current_app.config["SESSION_COOKIE_SECURE"],
            httponly=True,
            samesite="Lax",
        )
        return response


def known_browser() -> str:
    """Return the mark of this browser, or nothing where nobody has signed in here."""
    try:
        found = _serializer().loads(
            request.cookies.get(_cookie_name(), ""), max_age=int(LIFETIME.total_seconds())
        )
    except BadSignature:
        return ""
    # Before, a browser had a code of its own beside that of the address.
    mark = found[-1] if isinstance(found, list) and found else found
    return mark if isinstance(mark, str) else ""


def known_browser_of(address: str) -> str:
    """Return the mark of this browser if it is the address that signed in here last."""
    mark = known_browser()
    return mark if hmac.compare_digest(mark, _code(address)) else ""


def _serializer() -> URLSafeTimedSerializer:
    return URLSafeTimedSerializer(current_app.config["SECRET_KEY"], salt="known browser")


def _code(address: str) -> str:
    key = current_app.config["SECRET_KEY"]
    return hmac.new(key.encode(), f"known {address}".encode(), hashlib.sha256).hexdigest()


def _cookie_name() -> str:
    settings: Settings = current_app.config["SETTINGS"]
    return "__Host-known" if settings.is_https else "known"
