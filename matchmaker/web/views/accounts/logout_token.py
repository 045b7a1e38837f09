"""Reads what the organisation's sign-in tells of somebody who signed out there."""

import json
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import UTC, datetime
from typing import Any, Final

from authlib.common.errors import AuthlibBaseError
from flask import current_app
from joserfc import jwt
from joserfc.errors import JoseError
from joserfc.jwk import KeySet
from joserfc.jws import JWSRegistry, extract_compact
from requests import RequestException

from config import Settings
from matchmaker import clock
from matchmaker.web.views.accounts.provider import (
    CLOCKS_DIFFER,
    TENANT_ID,
    ProviderFault,
    check_tenant,
    issuer_of,
    name_error,
    open_client,
    unreachable,
)

ENDED: Final = "http://schemas.openid.net/event/backchannel-logout"
"""What a token is about that says that somebody signed out there."""
TOLD_WITHIN: Final = 600
"""How many seconds old such a word may be."""
KEYS_KNOWN_FOR: Final = 300


@dataclass(frozen=True, slots=True)
class Ended:
    """What the provider tells of somebody who signed out there."""

    issuer: str
    subject: str
    session: str
    told_at: datetime


def read_end(text: str) -> Ended:
    """Return who signed out there, by a logout token (OpenID Connect Back-Channel Logout 1.0).

    Raises `ProviderFault`, also where there is no telling whether the provider wrote it.
    """
    try:
        kid = _key_named(text)
        client = open_client()
        algorithms = client.server_metadata["id_token_signing_alg_values_supported"]
        registry = JWSRegistry(algorithms=algorithms, strict_check_header=False)
        told: dict[str, Any] = jwt.decode(
            text, key=_keys_with(client, kid), registry=registry
        ).claims
        issuer = str(client.server_metadata["issuer"])
        check_tenant(told, issuer)
        if TENANT_ID not in issuer and told.get("iss") != issuer:
            raise ValueError("another issuer")
        return _read(told)
    except RequestException as error:
        raise unreachable(error) from error
    except (AuthlibBaseError, JoseError, RuntimeError, ValueError, LookupError, TypeError) as error:
        name = name_error(error)
        current_app.logger.warning("a sign-out at the organisation was refused: %s", name)
        raise ProviderFault("untrusted") from error


def _key_named(text: str) -> object:
    """Return the name of the key that a token is said to be signed with, if it is one for us.

    Looked at before the provider is asked anything: a made-up token must not make us ask.
    """
    unproved = extract_compact(text.encode("ascii"))
    if not _is_for_us(json.loads(unproved.payload)):
        raise ValueError("for another client")
    return unproved.headers().get("kid")


def _is_for_us(told: Mapping[str, Any]) -> bool:
    settings: Settings = current_app.config["SETTINGS"]
    audience = told["aud"]
    return settings.oidc_client_id in ([audience] if isinstance(audience, str) else audience)


def _read(told: Mapping[str, Any]) -> Ended:
    """Return what a token of the provider's says, if it is about somebody's end just now."""
    now, said_at = clock.now().timestamp(), float(told["iat"])
    if abs(now - said_at) > TOLD_WITHIN or float(told.get("exp", now)) < now - CLOCKS_DIFFER:
        raise ValueError("not of this hour")
    # Without this, the proof that somebody signed in would sign them out.
    if not isinstance(told["events"][ENDED], dict) or "nonce" in told:
        raise ValueError("not about an end")
    subject, named = told.get("sub", ""), told.get("sid", "")
    if not (isinstance(subject, str) and isinstance(named, str) and (subject or named)):
        raise ValueError("about nobody")
    at = datetime.fromtimestamp(said_at + CLOCKS_DIFFER, UTC)
    return Ended(issuer_of(told), subject, named, at)


def _keys_with(client: Any, kid: object) -> KeySet:
    """Return the provider's keys; they are asked for anew at most every few minutes."""
    keys = KeySet.import_key_set(client.fetch_jwk_set())
    now = clock.now().timestamp()
    is_known = kid in {each.kid for each in keys.keys}
    if not is_known and now - client.server_metadata.get("_keys_at", 0) > KEYS_KNOWN_FOR:
        client.server_metadata["_keys_at"] = now
        keys = KeySet.import_key_set(client.fetch_jwk_set(force=True))
    return keys
