"""Who may open a page. A guard runs before every view of the blueprint it is registered with."""

from collections.abc import Callable

from flask import abort, redirect, request, url_for
from werkzeug.wrappers import Response

from matchmaker.web.current_member import is_coordinator, is_signed_in

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
    """Let those in who run the programme; other members get 403."""
    response = signed_in()
    if response is None and not is_coordinator():
        abort(403)
    return response
