"""Signing in and out. A mailed link opens a page with a button; only the button signs in.

A link, and the code beside it, signs in the browser that asked for it. Opened anywhere else, it
shows the code, to be typed there.
"""

import secrets

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

from config import Settings
from matchmaker.extensions import db, login_manager
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Member, SignInLink
from matchmaker.services.accounts.codes import WrongCode, show_code
from matchmaker.services.accounts.links import (
    LINK_MINUTES,
    LinkUnusable,
    asker_of,
    confirm_link,
    end_links_of,
    find_link,
    find_link_by_code,
    link_code,
    request_link,
    token_of,
)
from matchmaker.services.accounts.members import missing_roles
from matchmaker.services.accounts.sign_in import (
    end_session,
    end_sessions_of,
    is_newcomer,
    is_opened_there,
    member_of_press,
    member_of_session,
    open_session,
    press_token,
)
from matchmaker.services.addresses.known import find_by_current_address
from matchmaker.services.privacy.erasing import recognise_return
from matchmaker.services.programme.programmes import is_coordinator
from matchmaker.web.answering_browser import remember_answering_browser
from matchmaker.web.asking_browser import asking_browser, mark_asking_browser
from matchmaker.web.current_member import SignedIn, current_member, is_signed_in
from matchmaker.web.current_programme import current_programme
from matchmaker.web.fields import AddressField, check_address
from matchmaker.web.known_browser import known_browser_of, remember_browser
from matchmaker.web.limits import limit_posts, limit_requests, may_mark_browser
from matchmaker.web.redirects import local_path
from matchmaker.web.registered import keep_registered
from matchmaker.web.typed import typed_text
from matchmaker.web.views.accounts.going_there import go_there
from matchmaker.web.views.accounts.link_words import EMPTY, OVER, UNUSABLE, WRONG, Words
from matchmaker.web.views.accounts.provider import sign_out_url

blueprint = Blueprint("sign_in", __name__)

LONGEST_CODE = 20


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
        limit_requests()
        request_link(
            db.session(),
            current_programme(),
            form.email.data,
            current_app.config["SECRET_KEY"],
            asked_by=known_browser_of(form.email.data),
            browser=mark_asking_browser(),
        )
        db.session.commit()
        session["mailed_to"] = form.email.data
        return redirect(url_for("sign_in.check_mail"))
    wanted = local_path(request.args.get("next", ""))
    if is_signed_in():
        return redirect(wanted or url_for("members.me"))
    if wanted:
        session["next"] = wanted
    return render_template("accounts/request_link.html", form=form, is_sent_here="next" in session)


@blueprint.get("/check-your-mail")
def check_mail() -> str:
    """Say that a mail is on its way, and take its code: the same to everybody, member or not."""
    return _check_mail_page()


@blueprint.post("/check-your-mail")
@limit_posts
def type_code() -> ResponseReturnValue:
    """Sign in the person who typed the code of a mail in the browser that asked for it."""
    typed, browser, key = typed_text("code", LONGEST_CODE), asking_browser(), _key()
    if not typed.strip():
        return _check_mail_page(str(EMPTY)), 422
    try:
        found = find_link_by_code(db.session(), browser, typed, key)
    except WrongCode as wrong:
        db.session.commit()
        return _check_mail_page(str(OVER if wrong.is_over else WRONG)), 422
    # A code that fits is used up at once; the try that was counted goes with it.
    return _press(token_of(found, key), browser, comes_back=False)


@blueprint.get("/sign-in/link/<token>")
def link(token: str) -> ResponseReturnValue:
    """Show the button of a link, or its code elsewhere; opening the page changes nothing."""
    try:
        found = find_link(db.session(), token)
    except LinkUnusable as error:
        return _unusable(error, token)
    if asker_of(found, asking_browser()) is None:
        return _elsewhere(found)
    mark_asking_browser()
    return _without_referrer(render_template("accounts/link.html", address=found.email))


@blueprint.post("/sign-in/link/<token>")
def confirm(token: str) -> ResponseReturnValue:
    """Sign in the person who pressed the button of a link; a double click is one press."""
    comes_back = request.form.get("comes_back") == "yes"
    return _press(token, asking_browser(), comes_back=comes_back)


@blueprint.post("/sign-out", endpoint="out")
def sign_out() -> ResponseReturnValue:
    """End the session here and on the server; who came from the organisation may leave it, too."""
    is_there = False
    if is_signed_in():
        is_there = is_opened_there(db.session(), current_user.get_id())
        end_session(db.session(), current_user.get_id())
        db.session.commit()
    session.clear()
    flash(_("You are signed out."))
    return _leave(is_there)


@blueprint.post("/sign-out/everywhere", endpoint="everywhere_out")
def sign_out_everywhere() -> ResponseReturnValue:
    """End every session of the member, wherever they signed in, and what could open another."""
    is_there = False
    if is_signed_in():
        is_there = is_opened_there(db.session(), current_user.get_id())
        end_links_of(db.session(), current_member())
        end_sessions_of(db.session(), current_member())
        db.session.commit()
    session.clear()
    flash(_("You are signed out here and everywhere else."))
    return _leave(is_there)


def _leave(is_there: bool) -> ResponseReturnValue:
    """Go on to the organisation's sign-in if somebody is still signed in there, and home."""
    home = url_for("home.index")
    settings: Settings = current_app.config["SETTINGS"]
    url = sign_out_url(settings.base_url + home) if is_there else ""
    return go_there(url, _("Sign out")) if url else redirect(home)


def sign_in_here(member: Member, session_token: str) -> None:
    """Make this browser hold a session that was opened; nothing of an earlier one stays."""
    session.clear()
    session.permanent = True
    if may_mark_browser(member.email):
        remember_browser(member.email)
    remember_answering_browser(member, session_token)
    login_user(SignedIn(member, session_token))


def _press(token: str, browser: str, *, comes_back: bool) -> ResponseReturnValue:
    """Use a link up in the browser that asked for it, and go on to where its owner was going."""
    # A browser without a secret has no second press: each gets a session of its own.
    session_token = press_token(token, browser or secrets.token_urlsafe(32), _key())
    try:
        found = find_link(db.session(), token)
        was_member = find_by_current_address(db.session(), found.email) is not None
        member = confirm_link(db.session(), token, browser=browser, comes_back=comes_back)
        recognise_return(db.session(), member, _key())
    except LinkUnusable as error:
        db.session.rollback()
        if error.why == "elsewhere":
            return _elsewhere(find_link(db.session(), token))
        return _second_press(session_token) or _unusable(error, token)
    is_new = is_newcomer(db.session(), member)
    open_session(db.session(), member, session_token)
    db.session.commit()
    wanted = local_path(session.get("next", ""))
    sign_in_here(member, session_token)
    if was_member and (leads_to := _registered_again(found, member, browser, wanted)):
        return redirect(leads_to)
    return redirect(_after_sign_in(member, wanted if was_member else "", is_new))


def _after_sign_in(member: Member, wanted: str, is_new: bool) -> str:
    """Return where somebody was going; without that, somebody new begins with their profile.

    Who runs the programme without a part in it has nothing to fill in.
    """
    is_new = is_new and not is_coordinator(db.session(), current_programme(), member)
    return wanted or url_for("profiles.edit" if is_new else "members.me")


def _registered_again(found: SignInLink, member: Member, browser: str, wanted: str) -> str:
    """Return the page that asks a member whether they want what was registered with the link."""
    asker = asker_of(found, browser)
    if asker is None or not asker.roles:
        return ""
    roles = missing_roles(db.session(), current_programme(), member, asker.roles)
    if roles or not member.name:
        keep_registered("" if member.name else asker.name, roles, wanted)
        return url_for("registered.ask")
    flash(_("You were registered already. What you take part in stays as it was; change it here."))
    return url_for("profiles.edit")


def _second_press(session_token: str) -> ResponseReturnValue | None:
    """Let in a browser that never saw the answer to its first press: it sent a second one."""
    member = member_of_press(db.session(), session_token)
    if member is None:
        return None
    wanted = local_path(session.get("next", ""))
    sign_in_here(member, session_token)
    return redirect(_after_sign_in(member, wanted, member.profile.completed_at is None))


def _check_mail_page(sentence: str = "") -> str:
    return render_template(
        "accounts/check_mail.html",
        address=session.get("mailed_to", ""),
        minutes=LINK_MINUTES,
        sentence=sentence,
    )


def _elsewhere(found: SignInLink) -> Response:
    code = show_code(link_code(found, _key()))
    page = render_template("accounts/link_elsewhere.html", code=code, address=found.email)
    return _without_referrer(page)


def _unusable(error: LinkUnusable, token: str) -> Response:
    form = SignInForm(formdata=None)
    unusable = UNUSABLE[error.why]
    words = Words(unusable.title, unusable.text % {"minutes": LINK_MINUTES})
    status = 404 if error.why == "unknown" else 410
    page = render_template(
        "accounts/unusable_link.html", why=error.why, words=words, form=form, token=token
    )
    return _without_referrer(page, status)


def _without_referrer(page: str, status: int = 200) -> Response:
    """Return a page whose address is secret: its links do not tell where they were followed."""
    response = make_response(page, status)
    response.headers["Referrer-Policy"] = "no-referrer"
    return response


def _key() -> str:
    return str(current_app.config["SECRET_KEY"])
