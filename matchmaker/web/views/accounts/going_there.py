"""The way from a form of ours to a page of the organisation's sign-in."""

from flask import current_app, make_response, redirect, render_template
from werkzeug.wrappers import Response

from matchmaker.web.views.accounts.provider import origin_of


def go_there(url: str, title: str) -> Response:
    """Lead a browser to an address of the provider's, after a form was sent here."""
    if origin_of(url) in {"", *current_app.config["FORM_ORIGINS"]}:
        return redirect(url)
    # The browser would not follow this form to an origin that the page's policy did not name.
    page = make_response(render_template("accounts/organisation_go_on.html", url=url, title=title))
    page.headers["Referrer-Policy"] = "no-referrer"
    return page
