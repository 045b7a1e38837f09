"""Pages for what went wrong: what happened and what to do, without technical words."""

import sqlite3
from typing import Final

from flask import Flask, current_app, render_template, request
from flask_wtf.csrf import CSRFError
from markupsafe import escape
from sqlalchemy.exc import (
    InterfaceError,
    OperationalError,
    ProgrammingError,
    SQLAlchemyError,
    TimeoutError,
)
from werkzeug.exceptions import BadHost, HTTPException, SecurityError, TooManyRequests

from matchmaker.extensions import db
from matchmaker.messages import in_language
from matchmaker.web.error_words import (
    MESSAGES,
    OUT_OF_REACH,
    REFUSED,
    TYPED_IS_KEPT,
    UNKNOWN_HOST,
    Message,
    wait_message,
)
from matchmaker.web.language import browsers_language
from matchmaker.web.limits import count_refused

MOST_KEPT: Final = 200_000
"""How much of a form a page holds, as the page writes it: more than the largest profile takes."""

Answer = tuple[str, int, list[tuple[str, str]]]


def register(app: Flask) -> None:
    """Attach the pages."""
    app.register_error_handler(CSRFError, show_refused_form)
    app.register_error_handler(HTTPException, show_http_error)
    for unknown in (SecurityError, BadHost):
        app.register_error_handler(unknown, show_unknown_host)
    # A table that is missing is an installation between two migrations.
    for fault in (
        *(OperationalError, InterfaceError, TimeoutError, ProgrammingError),
        sqlite3.OperationalError,
    ):
        app.register_error_handler(fault, show_database_unavailable)


def show_http_error(error: HTTPException) -> Answer:
    """Show the page of a status, and keep its headers (Allow, Retry-After)."""
    if isinstance(request.routing_exception, (SecurityError, BadHost)):
        # Whatever else is wrong with it, no address can be built for a host that is not ours.
        return *show_unknown_host(error), []
    status = error.code or 500
    headers = [(name, value) for name, value in error.get_headers() if name not in {"Content-Type"}]
    message = MESSAGES.get(status, MESSAGES[400 if status < 500 else 500])
    is_kept = status in TYPED_IS_KEPT and bool(_typed())
    if is_kept:
        message = TYPED_IS_KEPT[status]
    if isinstance(error, TooManyRequests) and isinstance(error.retry_after, int):
        message = wait_message(error.retry_after, is_kept=is_kept)
    if is_kept and status == 401:
        return _counted_page(message, status)
    page = _page_to_send_again(message, status) if is_kept else _page(message, status)
    return page, status, headers


def show_unknown_host(_error: HTTPException) -> tuple[str, int]:
    """Refuse a request for a host that is not ours, on a page that builds no address."""
    with in_language(browsers_language()):
        return render_template("errors/unknown_host.html", message=UNKNOWN_HOST), 400


def show_refused_form(_error: CSRFError) -> Answer:
    """Explain why a form was refused; offer to send it again if it came from one of our pages.

    A form of another site gets no such offer: sending it again would be what its author wants. It
    counts as something sent: programs can write any origin.
    """
    return _counted_page(REFUSED, 400)


def _counted_page(message: Message, status: int) -> Answer:
    """Show a stranger what they sent once more, unless they did so more often than people do."""
    try:
        count_refused()
    except TooManyRequests as error:
        headers = [(name, value) for name, value in error.get_headers() if name == "Retry-After"]
        return _page(MESSAGES[429], 429), 429, headers
    except SQLAlchemyError as error:
        return show_database_unavailable(error)
    return _page_to_send_again(message, status), status, []


def show_database_unavailable(error: SQLAlchemyError | sqlite3.Error) -> Answer:
    """Say that the database is away, without asking it anything; offer what was sent again."""
    # The whole error would name the values of the statement, which may be personal.
    current_app.logger.error("database unavailable: %s", getattr(error, "orig", error))
    db.session.remove()
    if request.method == "POST" and _came_from_here():
        page = _page_to_send_again(OUT_OF_REACH, 503)
    else:
        page = _page(MESSAGES[503], 503)
    return page, 503, [("Retry-After", "60")]


def _page_to_send_again(message: Message, status: int) -> str:
    """Return a page whose button sends the same form once more; the page alone holds its values."""
    typed = _typed()
    return _render(
        "errors/send_again.html",
        message=message,
        status=status,
        typed=typed or [],
        is_offered=typed is not None,
    )


def _typed() -> list[tuple[str, str]] | None:
    """Return what came with a form of ours; None where it is not one, or more than one holds."""
    if not _came_from_here():
        return None
    try:
        sent, has_files = request.form.items(multi=True), bool(request.files)
    except HTTPException:
        return None
    typed = [(name, value) for name, value in sent if name != "csrf_token"]
    size = sum(len(escape(name)) + len(escape(value)) for name, value in typed)
    return typed if size <= MOST_KEPT and not has_files else None


def _came_from_here() -> bool:
    """Whether one of our pages sent this. Browsers alone write these headers, never a page.

    A page that is sent without a referrer has no origin to tell, and behind a proxy that is not
    trusted ours looks like another; the second header knows better.
    """
    return (
        request.headers.get("Origin") == request.host_url.rstrip("/")
        or request.headers.get("Sec-Fetch-Site") == "same-origin"
    )


def _page(message: Message, status: int) -> str:
    return _render("errors/error.html", message=message, status=status)


def _render(template: str, status: int, **facts: object) -> str:
    """Return the page; after a fault of the server, in a language known without the database."""
    if status < 500:
        return render_template(template, status=status, **facts)
    with in_language(browsers_language()):
        return render_template(template, status=status, **facts)
