"""Signing in and registering through the organisation's own sign-in (OpenID Connect)."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    current_app,
    make_response,
    redirect,
    render_template,
    request,
    session,
    url_for,
)
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from config import Settings
from matchmaker import clock
from matchmaker.database import begin_writing
from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.accounts.confirming import confirm_session
from matchmaker.services.accounts.coordinators import follow_group, holds_group
from matchmaker.services.accounts.identities import (
    Claims,
    IdentityRefused,
    Trust,
    check_claims,
    follow_address,
    member_of_claims,
    register_with_claims,
)
from matchmaker.services.accounts.one_use import issue_token, use_token
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.services.privacy.erasing import recognise_return
from matchmaker.web.confirmation import own_token
from matchmaker.web.current_member import current_member, is_signed_in
from matchmaker.web.current_programme import current_programme
from matchmaker.web.limits import limit_callback, limit_posts, limit_requests
from matchmaker.web.redirects import local_path
from matchmaker.web.views.accounts import provider
from matchmaker.web.views.accounts.organisation_words import FAULTS
from matchmaker.web.views.accounts.provider import ProviderFault
from matchmaker.web.views.accounts.registration import name_field, roles_field
from matchmaker.web.views.accounts.sign_in import sign_in_here

blueprint = Blueprint("organisation", __name__)

CLOCKS_DIFFER = 120
"""How many seconds the provider's clock may be behind ours."""
PENDING_SECONDS = 1_800
"""How long somebody new has to choose before the organisation is asked about them again."""


class NewcomerForm(FlaskForm):  # type: ignore[misc]
    """What the organisation does not tell."""

    name = name_field()
    roles = roles_field()


@dataclass(frozen=True, slots=True)
class Pending:
    """Somebody whom the organisation vouched for a moment ago, before they are signed in here."""

    claims: Claims
    is_in_group: bool


@blueprint.post("/sign-in/organisation")
@limit_posts
def start() -> ResponseReturnValue:
    """Send a browser to the organisation's sign-in, also to prove again that it is somebody."""
    limit_requests()
    is_anew = request.form.get("confirm") == "yes" and is_signed_in()
    try:
        answer, state = provider.begin(
            _settings().base_url + url_for("organisation.back"), is_anew=is_anew
        )
    except ProviderFault as fault:
        return _fault_page(fault.why)
    if is_anew:
        session["confirming"] = [state, int(clock.now().timestamp())]
    allowed = current_app.config["FORM_ORIGINS"]
    if provider.origin_of(answer.location or "") in allowed:
        return answer
    # The browser would not follow this form to an origin that the page's policy did not name.
    page = make_response(render_template("accounts/organisation_go_on.html", url=answer.location))
    page.headers["Referrer-Policy"] = "no-referrer"
    return page


@blueprint.get("/sign-in/organisation/back")
@limit_callback
def back() -> ResponseReturnValue:
    """Sign in a person who returns from the organisation's sign-in; this uses up its state."""
    kept = session.pop("confirming", None)
    confirming, asked_at = kept if isinstance(kept, list) else ("", 0)
    is_proof = confirming == request.args.get("state", "?")
    try:
        told = provider.finish()
        claims = check_claims(provider.issuer_of(told), told, _trust())
        pending = Pending(claims, _is_in_group(told))
        begin_writing(db.session())
        member = member_of_claims(db.session(), claims)
    except ProviderFault as fault:
        return _fault_page(fault.why)
    except IdentityRefused as refused:
        db.session.rollback()
        if refused.advice:
            current_app.logger.warning("the organisation's sign-in: %s", refused.advice)
        if refused.why == "left":
            _remember(pending)
        return _fault_page(refused.why)
    if is_proof:
        return _confirm(member, told, asked_at)
    if member is None:
        _remember(pending)
        return redirect(url_for("organisation.register"))
    return _let_in(member, pending)


@blueprint.get("/register/organisation")
def register() -> ResponseReturnValue:
    """Ask somebody new for what the organisation does not tell."""
    pending = _pending()
    if pending is None:
        return redirect(url_for("sign_in.request"))
    return _newcomer_page(NewcomerForm(formdata=None, name=pending.claims.name), pending)


@blueprint.post("/register/organisation")
@limit_posts
def finish() -> ResponseReturnValue:
    """Make somebody new a member, or take back in who had left."""
    pending = _pending()
    if pending is None:
        return _fault_page("stale")
    claims = pending.claims
    form = NewcomerForm()
    try:
        if request.form.get("comes_back") == "yes":
            member = member_of_claims(db.session(), claims, comes_back=True)
            if member is not None and _use_up():
                return _let_in(member, pending)
        if not form.validate():
            return _newcomer_page(form, pending), 422
        if not _use_up():
            db.session.rollback()
            return _fault_page("stale")
        member = register_with_claims(
            db.session(), current_programme(), claims, form.name.data, form.roles.data
        )
    except IdentityRefused as refused:
        db.session.rollback()
        return _fault_page(refused.why)
    recognise_return(db.session(), member, current_app.config["SECRET_KEY"])
    return _let_in(member, pending, url_for("profiles.edit"))


def _let_in(member: Member, pending: Pending, to: str = "") -> ResponseReturnValue:
    key = current_app.config["SECRET_KEY"]
    follow_address(db.session(), member, pending.claims, key)
    recognise_return(db.session(), member, key)
    follow_group(db.session(), current_programme(), member, pending.is_in_group)
    token = open_session(db.session(), member, how="organisation")
    db.session.commit()
    wanted = local_path(session.get("next", ""))
    sign_in_here(member, token)
    return redirect(to or wanted or url_for("members.me"))


def _confirm(member: Member | None, told: Any, asked_at: int) -> ResponseReturnValue:
    """Take a fresh sign-in there as the proof that the member sits here.

    One from before the question is none: the browser may have been left open there, too.
    """
    signed_in_at = told.get("auth_time")
    is_old = isinstance(signed_in_at, int | float) and signed_in_at < asked_at - CLOCKS_DIFFER
    if not is_signed_in() or member is None or member.id != current_member().id or is_old:
        db.session.rollback()
        return _fault_page("another")
    confirm_session(db.session(), own_token(), "organisation")
    db.session.commit()
    return render_template("accounts/organisation_confirmed.html")


def _use_up() -> bool:
    """Use up what is kept of somebody: a copy of their cookie opens nothing afterwards."""
    ticket = str(session.get("pending", {}).get("ticket", ""))
    return use_token(db.session(), "newcomer", ticket)


def _trust() -> Trust:
    settings = _settings()
    return Trust(
        allowed_domains=settings.allowed_email_domains,
        own_domains=settings.oidc_trusted_domains,
        address_claim=settings.oidc_email_claim,
    )


def _is_in_group(told: Any) -> bool:
    settings = _settings()
    claim = settings.oidc_coordinator_claim
    return bool(claim) and holds_group(told.get(claim), settings.oidc_coordinator_value)


def _remember(pending: Pending) -> None:
    """Keep in the signed cookie whom the organisation vouched for, and when; for one use."""
    begin_writing(db.session())
    ticket = issue_token(db.session(), "newcomer", timedelta(seconds=PENDING_SECONDS))
    db.session.commit()
    at = int(clock.now().timestamp())
    session["pending"] = {**asdict(pending), "at": at, "ticket": ticket}


def _pending() -> Pending | None:
    kept = session.get("pending")
    if not kept or clock.now().timestamp() - kept["at"] > PENDING_SECONDS:
        return None
    return Pending(Claims(**kept["claims"]), bool(kept["is_in_group"]))


def _newcomer_page(form: NewcomerForm, pending: Pending) -> str:
    return render_template(
        "accounts/organisation_register.html", form=form, address=pending.claims.address
    )


def _fault_page(why: str) -> ResponseReturnValue:
    words = FAULTS[why]
    return render_template("accounts/organisation_fault.html", why=why, words=words), words.status


def _settings() -> Settings:
    settings: Settings = current_app.config["SETTINGS"]
    return settings
