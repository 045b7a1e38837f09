"""A coordinator by a group of the organisation's: the organisation has to say so each day.

Where it last did too long ago, a page is opened after a short way over the organisation's sign-in,
which mostly nobody notices. What was typed meanwhile stands in the page that asks for it.
"""

from typing import Final

from flask import make_response, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from matchmaker.web.kept_form import has_file, kept_form

OURS: Final = frozenset({"csrf_token"})


def ask_to_be_told() -> Response:
    """Return the way to the organisation's sign-in, or for a form the page that leads there."""
    address = request.full_path.rstrip("?")
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("organisation.again", next=address))
    page = render_template(
        "accounts/organisation_again.html",
        is_form=True,
        address=address,
        kept=kept_form(OURS),
        has_file=has_file(),
    )
    return make_response(page, 403)
