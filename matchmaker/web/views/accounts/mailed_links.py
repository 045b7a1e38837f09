"""Mailed sign-in links, where the operator has switched them off."""

from typing import Final

from flask import abort, request

MAILED: Final = frozenset(
    {"sign_in.link", "sign_in.confirm", "sign_in.check_mail", "sign_in.type_code"}
)
ASKED_FOR: Final = frozenset({"sign_in.request", "registration.register"})


def refuse_mailed_links() -> None:
    """Answer 404 to whatever asks for a link or uses one; the pages themselves stay."""
    asks = request.endpoint in ASKED_FOR and request.method == "POST"
    if asks or request.endpoint in MAILED:
        abort(404)
