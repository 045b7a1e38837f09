"""Signing in and registering through the organisation's own sign-in (OpenID Connect)."""

from dataclasses import asdict, dataclass
from datetime import timedelta
from typing import Any

from flask import (
    Blueprint,
    current_app,
    flash,
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
from matchmaker.messages import gettext as _
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
from matchmaker.services.accounts.sign_in import open_session, provider_session_code
from matchmaker.services.privacy.erasing import recognise_return
from matchmaker.web.confirmation import own_token
from matchmaker.web.current_member import current_member, has_to_be_told, is_signed_in
from matchmaker.web.current_programme import current_programme
from matchmaker.web.limits import limit_callback, limit_posts, limit_requests
from matchmaker.web.redirects import local_path
from matchmaker.web.views.accounts import provider
from matchmaker.web.views.accounts.going_there import go_there
from matchmaker.web.views.accounts.organisation_words import FAULTS
from matchmaker.web.views.accounts.provider import ProviderFault
from matchmaker.web.views.accounts.registration import name_field, roles_field
from matchmaker.web.views.accounts.sign_in import sign_in_here

blueprint = Blueprint("organisation", __name__)

LONGEST_WAY = 300
"""How long an address may be that is kept while the organisation is asked again."""
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
    there: str = ""
    """Code of their session at the organisation."""


@blueprint.post("/sign-in/organisation")
@limit_posts
def start() -> ResponseReturnValue:
    """Send a browser to the organisation's sign-in, also to prove again that it is somebody."""
    limit_requests()
    is_proof = request.form.get("confirm") == "yes" and is_signed_in()
    is_again = request.form.get("again") == "yes" and is_signed_in()
    try:
        answer, state = provider.begin(_address(), "login" if is_proof or is_again else "")
    except ProviderFault as fault:
        return _fault_page(fault.why)
    if is_proof:
        session["confirming"] = [state, int(clock.now().timestamp())]
    elif is_again:
        _remember_again(state, request.form.get("next", ""))
    return go_there(answer.location or "", _("Sign in"))


@blueprint.get("/sign-in/organisation/again")
@limit_callback
def again() -> ResponseReturnValue:
    """Have the organisation say, unnoticed if it can, that somebody is still a coordinator."""
    wanted = local_path(request.args.get("next", ""))
    if not has_to_be_told():
        return redirect(wanted or url_for("members.me"))
    try:
        answer, state = provider.begin(_address(), "none")
    except ProviderFault as fault:
        return _fault_page(fault.why)
    _remember_again(state, wanted)
    return answer


@blueprint.get("/sign-in/organisation/back")
@limit_callback
def back() -> ResponseReturnValue:
    """Sign in a person who returns from the organisation's sign-in; this uses up its state."""
    kept = session.pop("confirming", None)
    confirming, asked_at = kept if isinstance(kept, list) else ("", 0)
    state = request.args.get("state", "?")
    is_proof = confirming == state
    leads_to = _take_again(state)
    try:
        told = provider.finish()
    except ProviderFault as fault:
        return _not_told(fault, leads_to)
    try:
        claims = check_claims(provider.issuer_of(told), told, _trust())
        pending = Pending(claims, _is_in_group(told), _session_there(claims, told))
        begin_writing(db.session())
        member = _member_of(pending, is_new=not is_proof and leads_to is None)
    except IdentityRefused as refused:
        db.session.rollback()
        if refused.advice:
            current_app.logger.warning("the organisation's sign-in: %s", refused.advice)
        if refused.why == "left":
            _remember(pending)
        return _fault_page(refused.why)
    if is_proof:
        return _confirm(member, pending, told, asked_at)
    if leads_to is not None:
        return _told_again(member, pending, leads_to)
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


def _not_told(fault: ProviderFault, leads_to: str | None) -> ResponseReturnValue:
    """Say why nobody came back; a coordinator whom it wants to ask something goes there."""
    if fault.why != "wants_to_ask":
        return _fault_page(fault.why)
    return _fault_page("denied") if leads_to is None else _again_page(leads_to)


def _member_of(pending: Pending, *, is_new: bool) -> Member | None:
    """Return whom the organisation means; somebody new who runs the programme is a member at once.

    They take part in it only if they wish to, later. Raises `IdentityRefused`.
    """
    member = member_of_claims(db.session(), pending.claims)
    if member is None and is_new and pending.is_in_group:
        name = pending.claims.name
        return register_with_claims(db.session(), current_programme(), pending.claims, name, [])
    return member


def _let_in(member: Member, pending: Pending, to: str = "") -> ResponseReturnValue:
    key = current_app.config["SECRET_KEY"]
    follow_address(db.session(), member, pending.claims, key)
    recognise_return(db.session(), member, key)
    follow_group(db.session(), current_programme(), member, pending.is_in_group)
    token = open_session(db.session(), member, how="organisation", provider_session=pending.there)
    db.session.commit()
    wanted = local_path(session.get("next", ""))
    sign_in_here(member, token)
    return redirect(to or wanted or url_for("members.me"))


def _confirm(
    member: Member | None, pending: Pending, told: Any, asked_at: int
) -> ResponseReturnValue:
    """Take a fresh sign-in there as the proof that the member sits here.

    One from before the question is none: the browser may have been left open there, too.
    """
    signed_in_at = told.get("auth_time")
    is_old = (
        isinstance(signed_in_at, int | float) and signed_in_at < asked_at - provider.CLOCKS_DIFFER
    )
    if not _sits_here(member) or is_old:
        db.session.rollback()
        return _fault_page("another")
    follow_group(db.session(), current_programme(), current_member(), pending.is_in_group)
    confirm_session(db.session(), own_token(), "organisation")
    db.session.commit()
    return render_template("accounts/organisation_confirmed.html")


def _told_again(member: Member | None, pending: Pending, leads_to: str) -> ResponseReturnValue:
    """Note what the organisation says of a coordinator by now, and go on to where they were."""
    if not _sits_here(member):
        db.session.rollback()
        return _again_page(leads_to)
    follow_group(db.session(), current_programme(), current_member(), pending.is_in_group)
    db.session.commit()
    if not pending.is_in_group:
        flash(_("Your organisation says that you do not run the programme any more."), "warning")
        return redirect(url_for("members.me"))
    return (
        redirect(leads_to) if leads_to else render_template("accounts/organisation_confirmed.html")
    )


def _sits_here(member: Member | None) -> bool:
    return is_signed_in() and member is not None and member.id == current_member().id


def _remember_again(state: str, wanted: str) -> None:
    """Keep where a coordinator was going, of the newest tries; a long address is left out."""
    path = local_path(wanted)
    kept = [*session.get("again", []), [state, path if len(path) <= LONGEST_WAY else ""]]
    session["again"] = kept[-provider.MOST_TRIES :]


def _take_again(state: str) -> str | None:
    """Return where a coordinator was going who was sent there again; None where nobody was."""
    kept = dict(session.pop("again", []))
    leads_to = kept.pop(state, None)
    if kept:
        session["again"] = [list(each) for each in kept.items()]
    return None if leads_to is None else str(leads_to)


def _again_page(leads_to: str) -> ResponseReturnValue:
    return render_template("accounts/organisation_again.html", address=leads_to), 403


def _session_there(claims: Claims, told: Any) -> str:
    named = told.get("sid")
    return provider_session_code(claims.issuer, named if isinstance(named, str) else "")


def _address() -> str:
    return _settings().base_url + url_for("organisation.back")


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
    return Pending(Claims(**kept["claims"]), bool(kept["is_in_group"]), str(kept.get("there", "")))


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
