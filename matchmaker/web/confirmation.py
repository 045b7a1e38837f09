"""“Confirm that it is you”: a guard before what cannot be undone or gives others power.

Put `@confirmed` below the route of such a view. Who has not proved lately that it is them gets a
page that asks for a mailed code, with everything that they sent in it; the code is sent to the same
address, and once it fits, the view goes on as if nothing had been asked.

    @blueprint.post("/people/<int:member_id>/merge")
    @confirmed
    def merge(member_id: int) -> ResponseReturnValue: ...

A page that takes a file asks before: `@confirmed` on its GET, too, since no page can keep a file.
"""

import functools
from collections.abc import Callable
from datetime import timedelta
from typing import Any, Final

import flask_login
from flask import current_app, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config import Settings
from matchmaker.extensions import db
from matchmaker.messages import lazy_gettext
from matchmaker.services.accounts import confirming
from matchmaker.services.accounts.attempts import Limit
from matchmaker.services.accounts.codes import WrongCode
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.kept_form import has_file, kept_form
from matchmaker.web.limits import refuse_beyond

CODE: Final = "confirmation_code"
NEW_CODE: Final = "confirmation_new"
OURS: Final = frozenset({CODE, NEW_CODE, "csrf_token"})
CODES_AN_HOUR: Final = (Limit(6, timedelta(hours=1)),)

WRONG = lazy_gettext("That is not the code. Look at the newest mail and type it again.")
OVER = lazy_gettext("That code no longer works. We have mailed you a new one.")
EMPTY = lazy_gettext("Enter the code from the mail.")


def confirmed(view: Callable[..., Any]) -> Callable[..., Any]:
    """Ask for a proof before a view, unless there was one in the last quarter of an hour."""

    @functools.wraps(view)
    def guarded(*args: Any, **kwargs: Any) -> Any:
        asked = ask_to_confirm()
        return view(*args, **kwargs) if asked is None else asked

    return guarded


def ask_to_confirm() -> ResponseReturnValue | None:
    """Return the page that asks for a proof, or None where there is one."""
    if is_confirmed():
        return None
    if request.method in {"GET", "HEAD"}:
        return redirect(url_for("confirmation.ask", next=request.full_path.rstrip("?")))
    return take_code(request.full_path.rstrip("?"))


def is_confirmed() -> bool:
    """Whether the reader proved lately, in this session, that it is them."""
    return confirming.is_confirmed(db.session(), own_token())


def own_token() -> str:
    """Return the token of the reader's session."""
    return str(flask_login.current_user.get_id())


def take_code(address: str) -> ResponseReturnValue | None:
    """Check the code that was sent; None if it fits, otherwise the page that asks for it.

    `address` is where that page sends the code, with everything else that was sent now.
    """
    session, sentence = db.session(), ""
    if CODE in request.form and not request.form.get(NEW_CODE):
        try:
            key = current_app.config["SECRET_KEY"]
            confirming.check_code(session, own_token(), request.form[CODE], key)
        except WrongCode as wrong:
            is_empty = not request.form[CODE].strip() and not wrong.is_over
            sentence = str(OVER if wrong.is_over else EMPTY if is_empty else WRONG)
        session.commit()
        if not sentence:
            return None
    settings: Settings = current_app.config["SETTINGS"]
    is_wanted = bool(request.form.get(NEW_CODE)) or not settings.has_oidc or bool(sentence)
    is_missing = bool(request.form.get(NEW_CODE)) or (
        confirming.open_code(session, own_token()) is None
    )
    if settings.sign_in_links and is_wanted and is_missing:
        refuse_beyond("confirmation", str(current_member().id), CODES_AN_HOUR)
        confirming.owe_code(session, current_programme(), current_member(), own_token())
        session.commit()
    return confirm_page(address, sentence), 422 if sentence else 403


def confirm_page(address: str, sentence: str = "") -> str:
    """Return the page that asks for the code; what was sent stands in it and nowhere else."""
    return render_template(
        "accounts/confirm.html",
        address=address,
        until=confirming.open_code(db.session(), own_token()),
        mailed_to=current_member().email,
        minutes=confirming.CONFIRMED_FOR // timedelta(minutes=1),
        kept=kept_form(OURS),
        has_file=has_file(),
        sentence=sentence,
    )
