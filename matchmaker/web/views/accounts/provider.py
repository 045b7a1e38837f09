"""Talks to the organisation's sign-in (OpenID Connect): where to send people, and who came back.

What it is and can do is asked of it when somebody first signs in, never at start, and no answer is
waited for long.
"""

import re
from collections.abc import Mapping
from datetime import timedelta
from ssl import SSLContext
from typing import Any, Final, Literal
from urllib.parse import urlsplit

from authlib.common.errors import AuthlibBaseError
from authlib.common.urls import add_params_to_uri
from authlib.integrations.base_client.errors import MismatchingStateError
from authlib.integrations.flask_client import FlaskOAuth2App, OAuth
from authlib.integrations.requests_client import OAuth2Session
from flask import Flask, current_app, request, session
from joserfc.errors import JoseError
from requests import RequestException
from requests.adapters import HTTPAdapter
from werkzeug.wrappers import Response

from config import Settings
from matchmaker import clock
from matchmaker.authorities import explain_certificate, trusting_context
from matchmaker.database import begin_writing
from matchmaker.extensions import db
from matchmaker.services.accounts.one_use import issue_token, use_token

NAME: Final = "organisation"
TIMEOUT_SECONDS: Final = 5
KNOWN_FOR: Final = timedelta(days=1)
"""How long what the provider says about itself is believed before it is asked again."""
SIGNATURES: Final = ("RS256", "RS384", "RS512", "PS256", "PS384", "PS512", "ES256", "ES384")
"""Signed with a key that only the provider holds; never with a shared secret, never unsigned."""

STATE_LIFETIME: Final = timedelta(minutes=30)
"""How long somebody may take at the provider's page."""
MOST_TRIES: Final = 4
"""How often somebody may have begun at once, and can come back from each."""
ENDPOINTS: Final = (
    *("authorization_endpoint", "token_endpoint", "jwks_uri", "userinfo_endpoint"),
    "end_session_endpoint",
)
"""What the provider names and is then trusted with a code, a secret, or who somebody is."""
CLOCKS_DIFFER: Final = 120
"""How many seconds the provider's clock may be behind ours, or before it."""
LOOPBACK: Final = frozenset({"localhost", "127.0.0.1", "::1"})

GOOGLE: Final = "https://accounts.google.com"
"""Signs in anybody; `hd` says whose account it is, where an organisation manages it."""
TENANT_ID: Final = "{tenantid}"
"""Stands for the tenant in what an issuer of many tenants calls itself."""

PROMPTS: Final[dict[str, dict[str, Any]]] = {
    "": {},
    "login": {"prompt": "login", "max_age": 0},
    "none": {"prompt": "none"},
}
WANTS_TO_ASK: Final = frozenset(
    {
        *("login_required", "interaction_required", "consent_required"),
        "account_selection_required",
    }
)
"""What a provider answers that was to ask nothing."""

Fault = Literal["unreachable", "denied", "stale", "untrusted", "tenant", "wants_to_ask"]


class ProviderFault(Exception):
    """Nobody could be signed in, and why."""

    def __init__(self, why: Fault) -> None:
        self.why: Fault = why
        super().__init__(why)


class Misused(RuntimeError):
    """The provider is not what the settings say; the message is for the operator's log."""


class InsecureAddress(RequestException):
    """What the provider named, or where it led, is not encrypted; nothing was sent there."""


class TrustingAdapter(HTTPAdapter):
    """Believes the authorities of a context, instead of those that the library brings."""

    def __init__(self, context: SSLContext) -> None:
        self._context = context
        super().__init__()

    def init_poolmanager(self, *sizes: Any, **options: Any) -> None:
        """Make the pool of connections."""
        super().init_poolmanager(*sizes, ssl_context=self._context, **options)

    def proxy_manager_for(self, proxy: str, **options: Any) -> Any:
        """Make the pool of connections through a proxy."""
        return super().proxy_manager_for(proxy, ssl_context=self._context, **options)

    def cert_verify(self, conn: Any, url: str, verify: Any, cert: Any) -> None:
        """Prepare a connection; a file that the environment names is believed, too."""
        super().cert_verify(conn, url, verify, cert)
        if verify is True:
            conn.ca_certs = None


class EncryptedSession(OAuth2Session):  # type: ignore[misc]
    """Talks to encrypted addresses alone, redirections included."""

    def get_adapter(self, url: str) -> Any:
        """Return what connects to an address; the authorities are read when one is encrypted."""
        is_ready = isinstance(self.adapters["https://"], TrustingAdapter)
        if url.lower().startswith("https://") and not is_ready:
            settings: Settings = current_app.config["SETTINGS"]
            self.mount("https://", TrustingAdapter(trusting_context(settings.ca_file)))
        return super().get_adapter(url)

    def send(self, prepared: Any, **options: Any) -> Any:
        """Send a request, if nobody on the way can read it or answer in the provider's place."""
        if not _is_secure(str(prepared.url)):
            raise InsecureAddress("an address of the provider does not begin with https://")
        return super().send(prepared, **options)


class OrganisationApp(FlaskOAuth2App):  # type: ignore[misc]
    """The provider's client."""

    client_cls = EncryptedSession


def register(app: Flask) -> None:
    """Make the client of the provider that the settings name; nothing is asked yet."""
    settings: Settings = app.config["SETTINGS"]
    OAuth(app).register(
        NAME,
        client_cls=OrganisationApp,
        client_id=settings.oidc_client_id,
        client_secret=settings.oidc_client_secret or None,
        server_metadata_url=f"{settings.oidc_issuer.rstrip('/')}/.well-known/openid-configuration",
        client_kwargs={
            "scope": settings.oidc_scopes,
            "code_challenge_method": "S256",
            "default_timeout": TIMEOUT_SECONDS,
            **({} if settings.oidc_client_secret else {"token_endpoint_auth_method": "none"}),
        },
    )


def sign_out_url(returns_to: str) -> str:
    """Return where somebody signs out at the provider; empty where they cannot, or should not.

    Nobody's token is kept for this, so that the provider asks them whether they mean it.
    """
    settings: Settings = current_app.config["SETTINGS"]
    if not (settings.has_oidc and settings.oidc_single_logout):
        return ""
    try:
        endpoint = open_client().server_metadata.get("end_session_endpoint")
    except (RequestException, AuthlibBaseError, RuntimeError, ValueError) as error:
        unreachable(error)
        return ""
    told = {"client_id": settings.oidc_client_id, "post_logout_redirect_uri": returns_to}
    return str(add_params_to_uri(endpoint, list(told.items()))) if endpoint else ""


def try_provider(app: Flask) -> str:
    """Ask the provider what it says about itself; return how it went, nothing without one.

    Raises RuntimeError with a line for the operator.
    """
    settings: Settings = app.config["SETTINGS"]
    if not settings.has_oidc:
        return ""
    try:
        keys = open_client().fetch_jwk_set()
    except RequestException as error:
        # What happened on the wire lies inside of what three libraries say about it.
        inner: BaseException = error
        while inner.__context__ is not None:
            inner = inner.__context__
        reason = explain_certificate(error) or inner
        raise RuntimeError(f"{settings.oidc_issuer} cannot be reached: {reason}") from error
    return f"{settings.oidc_issuer} answers, with {len(keys.get('keys', []))} keys"


def begin(redirect_uri: str, prompt: Literal["", "login", "none"] = "") -> tuple[Response, str]:
    """Return the redirect to the provider, with nonce and challenge kept in the session; the state.

    The state works once, which the server sees to: a copy of the cookie cannot use it again.
    `prompt`: "login", the person has to sign in there once more; "none", nothing is to be asked of
    them there. Commits. Raises `ProviderFault`.
    """
    begin_writing(db.session())
    state = issue_token(db.session(), NAME, STATE_LIFETIME)
    db.session.commit()
    _forget_older_states()
    try:
        client = open_client()
        answer: Response = client.authorize_redirect(redirect_uri, state=state, **PROMPTS[prompt])
    except (RequestException, AuthlibBaseError, RuntimeError, ValueError) as error:
        raise unreachable(error) from error
    return answer, state


def _forget_older_states() -> None:
    """Keep what the newest tries need, one in each tab: browsers drop a cookie that grew long."""
    states = [key for key in session if key.startswith(f"_state_{NAME}_")]
    for key in sorted(states, key=lambda key: session[key]["exp"])[: 1 - MOST_TRIES]:
        session.pop(key)


def finish() -> Mapping[str, Any]:
    """Return what the provider says about the returning person: signed, fresh, and meant for us.

    Raises `ProviderFault`.
    """
    if request.args.get("error") == "access_denied":
        raise ProviderFault("denied")
    # Checked first: a made-up address must not make us wait for the provider.
    state = request.args.get("state", "")
    if f"_state_{NAME}_{state}" not in session or not _use_up(state):
        raise ProviderFault("stale")
    if request.args.get("error") in WANTS_TO_ASK:
        raise ProviderFault("wants_to_ask")
    try:
        client = open_client()
        settings: Settings = current_app.config["SETTINGS"]
        issuer = str(client.server_metadata["issuer"])
        # Where there are many, it depends on the tenant that the token names: looked at below.
        known = {} if TENANT_ID in issuer else {"values": [issuer]}
        token = client.authorize_access_token(
            claims_options={
                "iss": {"essential": True, **known},
                "aud": {"essential": True, "value": settings.oidc_client_id},
            }
        )
        # Without a signed token there is no proof, whatever else the answer says of a person.
        if not isinstance(token.get("id_token"), str):
            raise ValueError("no id_token")
        told: Mapping[str, Any] | None = token.get("userinfo")
        check_tenant(told or {}, issuer)
        is_short = told is not None and settings.oidc_email_claim not in told
        if told and is_short and client.server_metadata.get("userinfo_endpoint"):
            more = client.userinfo(token=token)
            if more.get("sub") == told.get("sub"):
                told = {**more, **told}
    except MismatchingStateError as error:
        raise ProviderFault("stale") from error
    except RequestException as error:
        raise unreachable(error) from error
    except (AuthlibBaseError, JoseError, RuntimeError, ValueError, KeyError, TypeError) as error:
        current_app.logger.warning("the organisation's sign-in was refused: %s", name_error(error))
        raise ProviderFault("untrusted") from error
    if not told:
        raise ProviderFault("untrusted")
    return told


def open_client() -> Any:
    """Return the client, with what the provider says about itself checked and fresh."""
    client = current_app.extensions["authlib.integrations.flask_client"].create_client(NAME)
    loaded_at = client.server_metadata.get("_loaded_at", 0)
    if clock.now().timestamp() - loaded_at > KNOWN_FOR.total_seconds():
        client.server_metadata.clear()
    metadata = client.load_server_metadata()
    try:
        _check_issuer(str(metadata.get("issuer", "")))
        _check_endpoints(metadata)
    except RuntimeError:
        client.server_metadata.clear()
        raise
    offered = metadata.get("id_token_signing_alg_values_supported") or ["RS256"]
    metadata["id_token_signing_alg_values_supported"] = [
        each for each in SIGNATURES if each in offered
    ]
    return client


def _use_up(state: str) -> bool:
    begin_writing(db.session())
    is_first = use_token(db.session(), NAME, state)
    db.session.commit()
    return is_first


def _check_issuer(named: str) -> None:
    """Refuse a provider that calls itself otherwise than the settings, or serves whomever."""
    settings: Settings = current_app.config["SETTINGS"]
    pattern = re.escape(named.rstrip("/")).replace(re.escape(TENANT_ID), "[^/]+")
    if not re.fullmatch(pattern, settings.oidc_issuer.rstrip("/")):
        raise Misused(f"it calls itself {named[:200]!r}: set OIDC_ISSUER to that")
    if TENANT_ID in named and not settings.oidc_tenants:
        raise Misused("it signs in people of any organisation: name yours in OIDC_TENANTS")


def check_tenant(told: Mapping[str, Any], issuer: str) -> None:
    """Refuse whoever does not come from a tenant that the settings name, if they name any."""
    settings: Settings = current_app.config["SETTINGS"]
    if not settings.oidc_tenants:
        return
    claim = "hd" if issuer == GOOGLE else "tid"
    tenant = str(told.get(claim, ""))
    if tenant.lower() not in settings.oidc_tenants:
        current_app.logger.warning(
            "the organisation's sign-in: somebody came whose %s OIDC_TENANTS does not name: %r",
            *(claim, tenant[:100]),
        )
        raise ProviderFault("tenant")
    if TENANT_ID in issuer and told.get("iss") != issuer.replace(TENANT_ID, tenant):
        raise ValueError("its issuer is that of another tenant")


def issuer_of(told: Mapping[str, Any]) -> str:
    """Return under whose name a person is known, whom `finish` told of: each tenant has its own."""
    settings: Settings = current_app.config["SETTINGS"]
    named = str(told["iss"])
    is_ours = named.rstrip("/") == settings.oidc_issuer.rstrip("/")
    return settings.oidc_issuer if is_ours else named


def _check_endpoints(metadata: Mapping[str, Any]) -> None:
    """Refuse a provider that would have us, or people's browsers, talk unencrypted."""
    for name in ENDPOINTS:
        address = metadata.get(name)
        if address and not (isinstance(address, str) and _is_secure(address)):
            raise Misused(f"its {name} does not begin with https://")


def _is_secure(address: str) -> bool:
    """Whether an address is encrypted; on this machine it need not be, if the issuer is not."""
    settings: Settings = current_app.config["SETTINGS"]
    issuer, parts = urlsplit(settings.oidc_issuer), urlsplit(address)
    if parts.scheme == "https" and parts.netloc:
        return True
    return issuer.scheme == parts.scheme == "http" and parts.hostname in LOOPBACK


def unreachable(error: Exception) -> ProviderFault:
    """Log why the provider cannot be asked; return the fault."""
    current_app.logger.warning("the organisation's sign-in is out of reach: %s", _reason(error))
    return ProviderFault("unreachable")


def _reason(error: Exception) -> str:
    return explain_certificate(error) or name_error(error)


def name_error(error: Exception) -> str:
    """Name an error, without what others wrote in it: that may hold addresses and tokens."""
    if isinstance(error, Misused):
        return str(error)
    return str(getattr(error, "error", "") or type(error).__name__)


def origin_of(url: str) -> str:
    """Return scheme, host and port of an address, as a browser's policy writes them."""
    parts = urlsplit(url)
    return f"{parts.scheme}://{parts.netloc}"
