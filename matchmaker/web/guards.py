"""Who may open a page. A guard runs before every view of the blueprint it is registered with."""

import hmac
from collections.abc import Callable

from flask import abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from config import Settings
from matchmaker.database import begin_writing
from matchmaker.extensions import db
from matchmaker.services.access.log import note_refusal
from matchmaker.web.current_member import (
    current_member,
    has_to_be_told,
    is_coordinator,
    is_signed_in,
)
from matchmaker.web.proxies import client_address
from matchmaker.web.telling import ask_to_be_told

Guard = Callable[[], Response | None]


def anyone() -> None:
    """Let everybody in."""


def signed_in() -> Response | None:
    """Let members in; send others to sign in and back, or answer 401 to what they sent."""
    if is_signed_in():
        return None
    if request.method not in {"GET", "HEAD"}:
        abort(401)
    return redirect(url_for("sign_in.request", next=request.full_path.rstrip("?")))


def coordinator_only() -> Response | None:
    """Let those in who run the programme; other members get 403, which is noted.

    Who does by a group goes over the organisation's sign-in first, once a day.
    """
    response = signed_in()
    if response is None and has_to_be_told():
        return ask_to_be_told()
    if response is None and not is_coordinator():
        member_id = current_member().id
        begin_writing(db.session())
        note_refusal(db.session(), member_id, request.endpoint or "")
        db.session.commit()
        abort(403)
    return response


def monitor_only() -> None:
    """Let in who shows the token of the settings; in development also programs of this machine.

    In production nobody is let in without a token: a proxy that tells nothing of its clients looks
    like a program of this machine. To everybody else the page does not exist.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if settings.metrics_token:
        shown = request.headers.get("Authorization", "").removeprefix("Bearer ")
        if not hmac.compare_digest(shown.encode(), settings.metrics_token.encode()):
            abort(404)
        return
    is_forwarded = any(
        name in request.headers for name in ("X-Forwarded-For", "Forwarded", "X-Real-IP")
    )
    has_proxy = is_forwarded or settings.trusted_proxies
    address = client_address(request.remote_addr)
    is_local = address is not None and address.is_loopback and not has_proxy
    if settings.environment == "production" or not is_local:
        abort(404)
