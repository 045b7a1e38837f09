"""The page by itself that asks a member to prove that it is them, before a page that needs it."""

from flask import Blueprint, redirect, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.web.confirmation import confirm_page, is_confirmed, take_code
from matchmaker.web.redirects import local_path

blueprint = Blueprint("confirmation", __name__)


@blueprint.get("/confirm")
def ask() -> ResponseReturnValue:
    """Offer a code; nothing is mailed by looking."""
    if is_confirmed():
        return redirect(_wanted())
    return confirm_page(url_for("confirmation.confirm", next=_wanted()))


@blueprint.post("/confirm")
def confirm() -> ResponseReturnValue:
    """Mail a code, or check it and go on."""
    if is_confirmed():
        return redirect(_wanted(), 303)
    asked = take_code(url_for("confirmation.confirm", next=_wanted()))
    return redirect(_wanted(), 303) if asked is None else asked


def _wanted() -> str:
    return local_path(request.args.get("next", "")) or url_for("members.me")
