"""Headers of every answer, where a form was sent from, and logs without secrets."""

import logging

from flask import Flask, current_app, request
from flask_wtf.csrf import CSRFError
from werkzeug.wrappers import Response

from config import Settings
from matchmaker.text import TOKEN_IN_PATH

CONTENT_SECURITY_POLICY = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        # Bootstrap's style sheet holds its small pictures as data.
        "img-src 'self' data:",
        "font-src 'self'",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
HEADERS = {
    "Content-Security-Policy": CONTENT_SECURITY_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), geolocation=(), microphone=()",
    "Referrer-Policy": "same-origin",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
}
SAFE_METHODS = frozenset({"GET", "HEAD", "OPTIONS"})
STATIC_ENDPOINTS = frozenset({"static", "bootstrap.static"})
ONE_YEAR_SECONDS = 31_536_000
FROM_ANYWHERE = frozenset({"unsubscribe.refuse", "ended_there.take"})
"""Mail programs send the one, the organisation's sign-in the other; a token says for whom."""


class HideTokens(logging.Filter):
    """Keeps the tokens of mailed links out of the log: Flask notes the path of what failed."""

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every record pass, without its tokens."""
        record.msg, record.args = TOKEN_IN_PATH.sub("…", record.getMessage()), ()
        return True


HIDE_TOKENS = HideTokens()


def register(app: Flask) -> None:
    """Guard every request and answer of the application."""
    settings: Settings = app.config["SETTINGS"]
    app.config["FORM_ORIGINS"] = settings.form_origins()
    # The page of a sign-in link sends no Referer at all, so that its token stays out of logs;
    # `refuse_other_sites` asks for the same in a way that survives that.
    app.config["WTF_CSRF_SSL_STRICT"] = False
    app.logger.addFilter(HIDE_TOKENS)
    app.before_request(refuse_other_sites)
    app.after_request(add_headers)


def refuse_other_sites() -> None:
    """Refuse what another site's page sends here, besides the check of the form's own token."""
    if request.endpoint in FROM_ANYWHERE:
        return
    if request.method not in SAFE_METHODS and request.headers.get("Sec-Fetch-Site") in {
        "cross-site",
        "same-site",
    }:
        raise CSRFError("The form was sent from another site.")


def add_headers(response: Response) -> Response:
    """Add the headers that the view has not set itself."""
    for name, value in HEADERS.items():
        response.headers.setdefault(name, value)
    if origins := current_app.config["FORM_ORIGINS"]:
        # A form's policy also holds for where its answer leads: to the organisation's sign-in.
        policy = response.headers["Content-Security-Policy"]
        allowed = f"form-action 'self' {' '.join(origins)}"
        response.headers["Content-Security-Policy"] = policy.replace("form-action 'self'", allowed)
    settings: Settings = current_app.config["SETTINGS"]
    if settings.is_https or request.is_secure:
        response.headers.setdefault("Strict-Transport-Security", f"max-age={ONE_YEAR_SECONDS}")
    if request.endpoint not in STATIC_ENDPOINTS:
        # Pages differ by who is signed in and hold forms bound to a session.
        response.headers.setdefault("Cache-Control", "no-store")
    return response
