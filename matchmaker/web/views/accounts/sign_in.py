"""Signing in and out. A mailed link opens a page with a button; only the button signs in."""

import secrets
from dataclasses import dataclass

from flask import (
    Blueprint,
    Response,
    current_app,
    flash,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_login import current_user, login_user
from flask_wtf import FlaskForm
from wtforms.validators import InputRequired

from matchmaker.extensions import db, login_manager
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Member, SignInLink
from matchmaker.services.accounts.sign_in import (
    LINK_MINUTES,
    Fault,
    LinkUnusable,
    confirm_link,
    end_session,
    end_sessions_of,
    find_link,
    is_newcomer,
    member_of_press,
    member_of_session,
    open_session,
    press_token,
    request_link,
)
from matchmaker.services.privacy.erasing import recognise_return
from matchmaker.web.current_member import SignedIn, current_member, is_signed_in
from matchmaker.web.current_programme import current_programme
from matchmaker.web.fields import AddressField, check_address
from matchmaker.web.known_browser import known_browser_of, remember_browser
from matchmaker.web.limits import limit_posts
from matchmaker.web.redirects import local_path

blueprint = Blueprint("sign_in", __name__)


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of a link that does not work says."""

    title: str
    text: str


UNUSABLE: dict[Fault, Words] = {
    "expired": Words(
        lazy_gettext("This link has expired"),
        lazy_gettext(
            "A link works for %(minutes)s minutes, so that an old mail cannot sign anybody in. "
            "Ask for a new one."
        ),
    ),
    "used": Words(
        lazy_gettext("This link has been used"),
        lazy_gettext(
            "Every link works once, and pressing one ends the others. If you are not signed in "
            "yet, ask for a new one."
        ),
    ),
    "unknown": Words(
        lazy_gettext("We do not know this link"),
        lazy_gettext(
            "Perhaps a part of it was cut off on the way. Copy the whole link from the mail, or "
            "ask for a new one."
        ),
    ),
    "left": Words(
        lazy_gettext("This account is closed"),
        lazy_gettext(
            "You have left the programme. You can still come back, with everything as it was; if "
            "you do not, it is erased some weeks after you left."
        ),
    ),
}


class SignInForm(FlaskForm):  # type: ignore[misc]
    """Only the address; there are no passwords."""

    email = AddressField(
        lazy_gettext("Work e-mail"),
        [InputRequired(lazy_gettext("Enter your work e-mail address.")), check_address],
    )


@login_manager.user_loader  # type: ignore[untyped-decorator]
def load_signed_in(token: str) -> SignedIn | None:
    """Return the member who holds a session token, or None."""
    member = member_of_session(db.session(), token)
    return SignedIn(member, token) if member else None


@blueprint.route("/sign-in", methods=["GET", "POST"], endpoint="request")
@limit_posts
def ask_for_link() -> ResponseReturnValue:
    """Ask for an address and mail it a link; the answer is the same for any address."""
    form = SignInForm()
    if form.validate_on_submit():
        request_link(
            db.session(),
            current_programme(),
            form.email.data,
            current_app.config["SECRET_KEY"],
            asked_by=known_browser_of(form.email.data),
        )
        db.session.commit()
        session["mailed_to"] = form.email.data
        return redirect(url_for("registration.check_mail"))
    wanted = local_path(request.args.get("next", ""))
    if is_signed_in():
        return redirect(wanted or url_for("members.me"))
    if wanted:
        session["next"] = wanted
    return render_template("accounts/request_link.html", form=form, is_sent_here=bool(wanted))


@blueprint.get("/sign-in/link/<token>")
def link(token: str) -> ResponseReturnValue:
    """Show the button of a link; opening the page, however often, changes nothing."""
    try:
        found = find_link(db.session(), token)
    except LinkUnusable as error:
        return _unusable(error)
    session.setdefault("browser", secrets.token_urlsafe(32))
    return _without_referrer(render_template("accounts/link.html", address=found.email))


@blueprint.post("/sign-in/link/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Sign in the person who pressed the button of a link; a double click is one press."""
    browser = session.get("browser", "") or secrets.token_urlsafe(32)
    session_token = press_token(token, browser, current_app.config["SECRET_KEY"])
    try:
        found = find_link(db.session(), token)
        comes_back = request.form.get("comes_back") == "yes"
        member = confirm_link(db.session(), token, comes_back=comes_back)
        recognise_return(db.session(), member, current_app.config["SECRET_KEY"])
    except LinkUnusable as error:
        db.session.rollback()
        return _second_press(session_token) or _unusable(error)
    newcomer = is_newcomer(db.session(), member)
    open_session(db.session(), member, session_token)
    db.session.commit()
    wanted = local_path(session.get("next", ""))
    sign_in_here(member, session_token)
    if newcomer:
        return redirect(url_for("profiles.edit"))
    return redirect(_after_sign_in(found, wanted))


@blueprint.post("/sign-out", endpoint="out")
def sign_out() -> ResponseReturnValue:
    """End the session here and on the server."""
    if is_signed_in():
        end_session(db.session(), current_user.get_id())
        db.session.commit()
    session.clear()
    flash(_("You are signed out."))
    return redirect(url_for("home.index"))


@blueprint.post("/sign-out/everywhere", endpoint="everywhere_out")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the member, wherever they signed in."""
    if is_signed_in():
        end_sessions_of(db.session(), current_member())
        db.session.commit()
    session.clear()
    flash(_("You are signed out here and everywhere else."))
    return redirect(url_for("home.index"))


def sign_in_here(member: Member, session_token: str) -> None:
    """Make this browser hold a session that was opened; nothing of an earlier one stays."""
    session.clear()
    session.permanent = True
    remember_browser(member.email)
    login_user(SignedIn(member, session_token))


def _after_sign_in(found: SignInLink, wanted: str) -> str:
    if found.roles:
        flash(
            _("You were registered already. What you take part in stays as it was; change it here.")
        )
        return url_for("profiles.edit")
    return wanted or url_for("members.me")


def _second_press(session_token: str) -> ResponseReturnValue | None:
    """Let in a browser that never saw the answer to its first press: it sent a second one."""
    member = member_of_press(db.session(), session_token)
    if member is None:
        return None
    wanted = local_path(session.get("next", ""))
    is_begun = member.profile.completed_at is not None
    sign_in_here(member, session_token)
    return redirect((wanted or url_for("members.me")) if is_begun else url_for("profiles.edit"))


def _unusable(error: LinkUnusable) -> Response:
    form = SignInForm(formdata=None)
    unusable = UNUSABLE[error.why]
    words = Words(unusable.title, unusable.text % {"minutes": LINK_MINUTES})
    status = 404 if error.why == "unknown" else 410
    return _without_referrer(
        render_template("accounts/unusable_link.html", why=error.why, words=words, form=form),
        status,
    )


def _without_referrer(page: str, status: int = 200) -> Response:
    """Return a page whose address is secret: its links do not tell where they were followed."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response
