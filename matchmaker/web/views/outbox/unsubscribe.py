"""The link in mails that one can do without: a page with a button, and one click of mail programs.

RFC 8058: a mail program posts `List-Unsubscribe=One-Click`, without cookies and from anywhere. Our
button posts the same. Opening the link changes nothing.
"""

from typing import Final

from flask import Blueprint, current_app, render_template, request
from werkzeug.wrappers import Response

from matchmaker.extensions import csrf, db
from matchmaker.messages import lazy_gettext
from matchmaker.services.outbox.refusable_words import WORDS
from matchmaker.services.outbox.refusing import (
    RefusalLink,
    UnknownLink,
    is_refused_by_link,
    read_refusal_token,
    refuse_by_link,
)
from matchmaker.web.limits import limit_click, limit_posts

blueprint = Blueprint("unsubscribe", __name__)

FIELD: Final = "List-Unsubscribe"
CLICK: Final = "One-Click"
UNKNOWN = lazy_gettext(
    "We do not know this link. Open it again from the mail, or choose your mails on “My data”."
)
NOT_PRESSED = lazy_gettext("Press the button to stop these mails.")


@blueprint.get("/unsubscribe/<token>")
def ask(token: str) -> Response:
    """Show what the button stops."""
    try:
        link = _read(token)
        return _page(link, is_done=is_refused_by_link(db.session(), link))
    except UnknownLink:
        return _unknown()


@blueprint.post("/unsubscribe/<token>")
def refuse(token: str) -> Response:
    """Stop these mails; the same again changes nothing."""
    try:
        link = _read(token)
    except UnknownLink:
        answer: Response = _refuse_unknown()
        return answer
    limit_click(f"{link.what} {link.programme_id} {link.member_id}")
    if request.form.getlist(FIELD) != [CLICK]:
        return _page(link, is_done=False, fault=str(NOT_PRESSED), status=422)
    try:
        refuse_by_link(db.session(), link)
    except UnknownLink:
        db.session.rollback()
        return _unknown()
    db.session.commit()
    return _page(link, is_done=True)


csrf.exempt(f"{__name__}.refuse")


@limit_posts
def _refuse_unknown() -> Response:
    return _unknown()


def _read(token: str) -> RefusalLink:
    return read_refusal_token(token, current_app.config["SECRET_KEY"])


def _page(link: RefusalLink, *, is_done: bool, fault: str = "", status: int = 200) -> Response:
    words = WORDS[link.what]
    sentence = words.done if is_done else words.ask
    return _answer(status, is_done=is_done, sentence=sentence, fault=fault, is_known=True)


def _unknown() -> Response:
    return _answer(404, is_done=False, sentence=UNKNOWN, fault="", is_known=False)


def _answer(status: int, **shown: object) -> Response:
    page = render_template("outbox/unsubscribe.html", field=FIELD, click=CLICK, **shown)
    response = current_app.make_response(page)
    response.status_code = status
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
