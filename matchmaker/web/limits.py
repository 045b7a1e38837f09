"""How much one client, or one member, may send. Counted in the database: all processes share it.

A count is its own transaction, before the view does anything: what becomes of the request does
not matter.
"""

import functools
import ipaddress
import math
from collections.abc import Callable
from datetime import timedelta
from typing import Any

from flask import current_app, request
from werkzeug.exceptions import TooManyRequests

from config import Settings
from matchmaker.database import begin_writing
from matchmaker.extensions import db
from matchmaker.services.accounts.attempts import Limit, count_attempt
from matchmaker.web.current_member import current_member
from matchmaker.web.known_browser import known_browser, known_browser_of
from matchmaker.web.proxies import client_address

MINUTE, HOUR = timedelta(minutes=1), timedelta(hours=1)
MEMBER_LIMITS = (Limit(120, MINUTE),)
"""What a member sends, on all pages together; nobody types as fast."""


MARKS_AN_HOUR = (Limit(60, HOUR),)
"""How many browsers of one network address can become known; a class that registers has room."""


def limit_posts(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer 429 to a client that sends more to one of the open pages than people would.

    A form that comes back with faults counts, too, so this is thrice what is allowed to get through
    (`limit_requests`): a class that registers together may make mistakes.
    """

    @functools.wraps(view)
    def limited(*args: Any, **kwargs: Any) -> Any:
        if request.method == "POST":
            refuse_beyond("client", _client(), _client_limits())
        return view(*args, **kwargs)

    return limited


def limit_requests() -> None:
    """Answer 429 to a client that asks for more mails, or for the organisation, than people would.

    Twenty people behind one address get theirs in the same minute.
    """
    an_hour = _requests_an_hour()
    refuse_beyond("request", _client(), (Limit(2 * an_hour // 5, MINUTE), Limit(an_hour, HOUR)))


def limit_callback(view: Callable[..., Any]) -> Callable[..., Any]:
    """Answer 429 to a client that comes back from the organisation more often than people would."""

    @functools.wraps(view)
    def limited(*args: Any, **kwargs: Any) -> Any:
        begin_writing(db.session())
        refuse_beyond("callback", _client(), _client_limits())
        return view(*args, **kwargs)

    return limited


def may_mark_browser(address: str) -> bool:
    """Whether this browser may become known as one of an address; a known one stays so. Commits."""
    if known_browser_of(address) or not current_app.config["RATELIMIT_ENABLED"]:
        return True
    begin_writing(db.session())
    key = current_app.config["SECRET_KEY"]
    wait = count_attempt(db.session(), key, "mark", network_of_client(), MARKS_AN_HOUR)
    db.session.commit()
    return wait is None


def count_refused() -> None:
    """Count what a client sent and a guard refused; answer 429 beyond what people would send.

    It is a count of its own: somebody who signs in anew meanwhile loses nothing.
    """
    an_hour = _requests_an_hour()
    refuse_beyond("refused", _client(), (Limit(an_hour // 5, MINUTE), Limit(an_hour, HOUR)))


def _client_limits() -> tuple[Limit, ...]:
    an_hour = 3 * _requests_an_hour()
    return Limit(an_hour // 5, MINUTE), Limit(an_hour, HOUR)


def _requests_an_hour() -> int:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.sign_in_requests_an_hour


def limit_click(what: str) -> None:
    """Answer 429 where one mailed link is pressed more often than people would.

    Counted by link, since mail providers press from few addresses for very many people.
    """
    refuse_beyond("click", what, (Limit(10, MINUTE), Limit(60, HOUR)))


def limit_member() -> None:
    """Answer 429 to a member who sends more than a person would; a guard has let them in."""
    if request.method == "POST":
        refuse_beyond("member", str(current_member().id), MEMBER_LIMITS)


def refuse_beyond(what: str, who: str, limits: tuple[Limit, ...]) -> None:
    """Count an attempt and answer 429 beyond the limits."""
    if not current_app.config["RATELIMIT_ENABLED"]:
        return
    key = current_app.config["SECRET_KEY"]
    wait = count_attempt(db.session(), key, what, who, limits)
    db.session.commit()
    if wait is not None:
        raise TooManyRequests(retry_after=math.ceil(wait.total_seconds()))


def _client() -> str:
    """Name who asks: the address that signed in here before, otherwise the network address.

    So a stranger behind the same network address takes nothing from those who are known, and who
    signs in from four browsers may not send four times as much.
    """
    if mark := known_browser():
        return f"known {mark}"
    return network_of_client()


def network_of_client() -> str:
    """Name the network address that asks."""
    address = client_address(request.remote_addr)
    if address is None:
        return "unknown"
    if isinstance(address, ipaddress.IPv6Address):
        # One household or office holds a whole /64.
        return str(ipaddress.ip_network((address, 64), strict=False))
    return str(address)
