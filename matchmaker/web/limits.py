"""How much one client may send to the pages that anybody can reach."""

from collections.abc import Callable
from typing import Any

from flask import current_app

from matchmaker.extensions import limiter

REQUESTS_PER_CLIENT = "20 per minute; 100 per hour"
"""Generous: a whole office may share one address. Mails are counted by their recipient besides."""


def limit_posts(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer 429 to a client that sends more than a person would."""
    return limiter.limit(REQUESTS_PER_CLIENT, methods=["POST"], exempt_when=_is_off)(view)


def _is_off() -> bool:
    return not current_app.config["RATELIMIT_ENABLED"]
