"""Who may open a page. A guard runs before every view of the blueprint it is registered with."""

import hmac
from collections.abc import Callable

from flask import abort, current_app, redirect, request, url_for
from werkzeug.wrappers import Response

from config import Settings
from matchmaker.database import begin_writing
from matchmaker.extensions import db
from matchmaker.services.access.log import note_refusal
from matchmaker.web.current_member import current_member, is_coordinator, is_signed_in

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
    """Let those in who run the programme; other members get 403, which is noted."""
    response = signed_in()
    if response is None and not is_coordinator():
        member_id = current_member().id
        begin_writing(db.session())
        note_refusal(db.session(), member_id, request.endpoint or "")
        db.session.commit()
        abort(403)
    return response


def monitor_only() -> None:
    """Let in who shows the token of the settings; without one, programs of this machine.

    What came through a proxy is not of this machine. To everybody else the page does not exist.
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
    if is_forwarded or request.remote_addr not in {"127.0.0.1", "::1"}:
        abort(404)
