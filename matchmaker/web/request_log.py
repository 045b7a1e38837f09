"""A number for every request, in the log, in the answer and on error pages; one line when done.

A line names the route, not the path: a path may hold a token. It says nothing of who asked.
"""

import logging
import re
import time
import uuid
from typing import Final

import structlog
from flask import Flask, g, request
from werkzeug.wrappers import Response

HEADER: Final = "X-Request-ID"
GIVEN_BY_A_PROXY: Final = re.compile(r"[A-Za-z0-9-]{8,64}")
QUIET: Final = frozenset(
    {"static", "bootstrap.static", "health.alive", "health.ready", "status.show"}
)
"""Asked every few seconds, or of no interest."""
log = logging.getLogger("matchmaker.requests")


def register(app: Flask) -> None:
    """Number each request before anything else of it happens."""
    app.before_request(number_request)
    app.after_request(tell_request)
    app.teardown_request(_forget)
    app.jinja_env.globals["request_id"] = request_id


def number_request() -> None:
    """Take the number that a trusted proxy gave, or make one."""
    given = request.headers.get(HEADER, "")
    is_trusted = request.environ.get("werkzeug.proxy_fix.orig") is not None
    is_good = is_trusted and GIVEN_BY_A_PROXY.fullmatch(given) is not None
    g.request_id = given if is_good else uuid.uuid4().hex
    g.request_began = time.perf_counter()
    structlog.contextvars.bind_contextvars(request_id=g.request_id)


def request_id() -> str:
    """Return this request's number; empty for an error before there was one."""
    return str(g.get("request_id", ""))


def seconds_taken() -> float:
    """Return how long this request has taken so far."""
    return time.perf_counter() - float(g.get("request_began", time.perf_counter()))


def tell_request(response: Response) -> Response:
    """Name the request in the answer and note how it went."""
    if not request_id():
        return response
    response.headers[HEADER] = request_id()
    if request.endpoint not in QUIET:
        log.info(
            "request",
            extra={
                "method": request.method,
                "route": request.url_rule.rule if request.url_rule else "none",
                "status": response.status_code,
                "milliseconds": round(1000 * seconds_taken()),
            },
        )
    return response


def _forget(_error: BaseException | None) -> None:
    structlog.contextvars.unbind_contextvars("request_id")
