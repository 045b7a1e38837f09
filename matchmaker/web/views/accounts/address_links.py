"""The links that a change of address mails: one confirms it, one stops it.

Opening them changes nothing.
"""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from werkzeug.wrappers import Response

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.services.accounts.address_changes import (
    ChangeUnusable,
    confirm_change,
    find_change,
    stop_change,
)
from matchmaker.services.accounts.sign_in import end_sessions_of
from matchmaker.services.privacy.erasing import recognise_return
from matchmaker.web.current_member import current_member, is_signed_in
from matchmaker.web.limits import limit_posts

blueprint = Blueprint("address_links", __name__)

WHY = {
    "unknown": lazy_gettext("We do not know this link. Open it again from the mail."),
    "over": lazy_gettext("This link no longer works. Ask for the change again, on “My data”."),
    "done": lazy_gettext("This was done already. Nothing is left to do here."),
    "stopped": lazy_gettext("This change was stopped. Nothing was changed by this link."),
    "taken": lazy_gettext(
        "This address belongs to another entry in the programme. If both are you, ask a "
        "coordinator to make one of them."
    ),
    "left": lazy_gettext("The member has left the programme. Nothing was changed."),
}


@blueprint.get("/address/<token>")
def show(token: str) -> ResponseReturnValue:
    """Show the button that confirms a new address."""
    try:
        change = find_change(db.session(), token, "confirm")
    except ChangeUnusable as error:
        return _unusable(error)
    return _page(is_stop=False, address=change.new_address)


@blueprint.post("/address/<token>")
@limit_posts
def confirm(token: str) -> ResponseReturnValue:
    """Give the member the address."""
    try:
        change = confirm_change(db.session(), token)
    except ChangeUnusable as error:
        db.session.rollback()
        return _unusable(error)
    if not (is_signed_in() and current_member().id == change.member_id):
        # Who reads this mailbox is perhaps not who asked: then that one must be out.
        end_sessions_of(db.session(), change.member)
    recognise_return(db.session(), change.member, current_app.config["SECRET_KEY"])
    address = change.new_address
    db.session.commit()
    flash(_("Mails from the programme go to %(address)s now.", address=address))
    return redirect(url_for("home.index"), 303)


@blueprint.get("/address/stop/<token>")
def ask_to_stop(token: str) -> ResponseReturnValue:
    """Show the button that stops a change."""
    try:
        change = find_change(db.session(), token, "stop")
    except ChangeUnusable as error:
        return _unusable(error)
    return _page(is_stop=True, address=change.new_address)


@blueprint.post("/address/stop/<token>")
@limit_posts
def stop(token: str) -> ResponseReturnValue:
    """Stop a change, or take it back, and end every session of the member."""
    try:
        change = stop_change(db.session(), token)
    except ChangeUnusable as error:
        db.session.rollback()
        return _unusable(error)
    address = change.old_address
    db.session.commit()
    flash(
        _(
            "The change was stopped, and you are signed out everywhere. Mails go to %(address)s.",
            address=address,
        )
    )
    return redirect(url_for("home.index"), 303)


def _page(*, is_stop: bool, address: str) -> Response:
    return _without_referrer(
        render_template("accounts/address_link.html", is_stop=is_stop, address=address)
    )


def _unusable(error: ChangeUnusable) -> Response:
    page = render_template("accounts/address_link_unusable.html", sentence=WHY[error.why])
    response = _without_referrer(page)
    response.status_code = 404 if error.why == "unknown" else 410
    return response


def _without_referrer(page: str) -> Response:
    response = current_app.make_response(page)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
