"""Pages for what went wrong: what happened and what to do, without technical words."""

from dataclasses import dataclass

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from sqlalchemy.exc import (
    InterfaceError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
    TimeoutError,
)
from werkzeug.exceptions import HTTPException, SecurityError

from matchmaker.extensions import db


@dataclass(frozen=True, slots=True)
class Message:
    """What an error page says."""

    title: str
    text: str


MESSAGES = {
    400: Message(
        "That did not arrive as expected",
        "Something in the request was missing or broken. Go back and try it once more.",
    ),
    401: Message(
        "You are signed out",
        "What you sent was not saved, because your session has ended. Sign in, go back in your "
        "browser and send it again.",
    ),
    403: Message(
        "This page is not for you",
        "It is for people with another task in the programme. If you think that you should see "
        "it, ask the coordinator.",
    ),
    404: Message(
        "There is no such page",
        "The address may be mistyped, or the page may be gone. If you came from a mail, copy the "
        "whole link.",
    ),
    405: Message(
        "This address cannot be opened directly",
        "It belongs to a button on one of the pages. Go back and press the button there.",
    ),
    413: Message(
        "That was too much at once", "The form was too large to accept. Shorten the longest texts."
    ),
    429: Message(
        "Too many tries in a short time",
        "Wait a few minutes, then try again. Nothing that you did was lost.",
    ),
    500: Message(
        "Something went wrong here",
        "It is our fault, not yours, and it has been noted. Try again in a moment.",
    ),
    503: Message(
        "matchmaker takes a short break",
        "The database cannot be reached just now. Nothing is lost; try again in a minute.",
    ),
}

REFUSED = Message(
    "Please send that again",
    "For your safety, a form works only for the visit in which it was opened, and it needs "
    "cookies. Nothing was changed.",
)
UNKNOWN_HOST = Message(
    "This is not the site's address",
    "The site does not answer to the name that you used. Open it by the address that your "
    "organisation gave you, or by a link in one of our mails.",
)
SIGNED_OUT = Message(
    MESSAGES[401].title,
    "Your session has ended, so this was not saved. What you typed is still here: sign in, come "
    "back to this page, and send it again.",
)
"""In place of 401 where something was typed: going back would show the form without it."""


def register(app: Flask) -> None:
    """Attach the pages."""
    app.register_error_handler(CSRFError, show_refused_form)
    app.register_error_handler(HTTPException, show_http_error)
    app.register_error_handler(SecurityError, show_unknown_host)
    # A table that is missing is an installation between two migrations.
    for fault in (OperationalError, InterfaceError, TimeoutError, ProgrammingError):
        app.register_error_handler(fault, show_database_unavailable)


def show_http_error(error: HTTPException) -> tuple[str, int, list[tuple[str, str]]]:
    """Show the page of a status, and keep its headers (Allow, Retry-After)."""
    status = error.code or 500
    headers = [(name, value) for name, value in error.get_headers() if name not in {"Content-Type"}]
    if status == 401 and (typed := _typed()):
        return _page_to_send_again(SIGNED_OUT, status, typed), status, headers
    message = MESSAGES.get(status, MESSAGES[400 if status < 500 else 500])
    return _page(message, status), status, headers


def show_unknown_host(_error: SecurityError) -> tuple[str, int]:
    """Refuse a request for a host that is not ours, on a page that builds no address."""
    return render_template("errors/unknown_host.html", message=UNKNOWN_HOST), 400


def show_refused_form(_error: CSRFError) -> tuple[str, int]:
    """Explain why a form was refused; offer to send it again if it came from one of our pages.

    A form of another site gets no such offer: sending it again would be what its author wants.
    """
    return _page_to_send_again(REFUSED, 400, _typed()), 400


def _page_to_send_again(message: Message, status: int, typed: list[tuple[str, str]]) -> str:
    return render_template("errors/refused_form.html", message=message, status=status, typed=typed)


def _typed() -> list[tuple[str, str]]:
    """Return what came with a form of ours."""
    sent = request.form.items(multi=True) if _came_from_here() else ()
    return [(name, value) for name, value in sent if name != "csrf_token"]


def _came_from_here() -> bool:
    return request.headers.get("Origin") == request.host_url.rstrip("/") and not request.files


def show_database_unavailable(error: SQLAlchemyError) -> tuple[str, int, dict[str, str]]:
    """Say that the database is away, without asking it anything."""
    # The whole error would name the values of the statement, which may be personal.
    current_app.logger.error("database unavailable: %s", getattr(error, "orig", error))
    db.session.remove()
    return _page(MESSAGES[503], 503), 503, {"Retry-After": "60"}


def _page(message: Message, status: int) -> str:
    return render_template("errors/error.html", message=message, status=status)
