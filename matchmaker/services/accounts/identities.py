"""Signing in as whom the organisation's own sign-in (OpenID Connect) vouches for.

A member is bound to issuer and subject at the first sign-in, by a verified address. After that the
address says nothing any more: it may be given to somebody else one day.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final, Literal

import sqlalchemy as sa
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.addresses import LONGEST_ADDRESS, InvalidAddress, normalise_address
from matchmaker.models import ChangeSource, MailKind, Member, Programme, SignInIdentity
from matchmaker.services.accounts.address_changes import (
    NotChanged,
    change_address,
    note_refused_change,
)
from matchmaker.services.accounts.members import (
    DomainNotAllowed,
    check_domain,
    choose_first_roles,
    find_or_create_member,
)
from matchmaker.services.addresses.known import find_by_current_address, find_member
from matchmaker.services.outbox.outbox import owe_mail
from matchmaker.text import holds_address, tidy_start

LONGEST_NAME = 200
LONGEST_SUBJECT = 255

ENTRAS: Final = "xms_edov"
"""Entra's claim (optional there) that the owner of the address's domain was verified."""
VERIFIED: Final = ("email_verified", ENTRAS)
"""The claims that say whether `email` is the person's own."""

Refusal = Literal["no_address", "not_verified", "not_said", "domain", "bound", "earlier", "left"]


class IdentityRefused(Exception):
    """The organisation vouches for somebody who cannot come in, and why.

    `advice` is for the operator's log, where a setting could help; it names nobody.
    """

    def __init__(self, why: Refusal, advice: str = "") -> None:
        self.why: Refusal = why
        self.advice = advice
        super().__init__(why)


@dataclass(frozen=True, slots=True)
class Trust:
    """What of the provider's words is believed, as the operator set it."""

    allowed_domains: Sequence[str] = ()
    """Whose addresses may take part; empty: any."""
    own_domains: Sequence[str] = ()
    """The organisation gives out every address there, and the provider tells nobody another's."""
    address_claim: str = "email"


@dataclass(frozen=True, slots=True)
class Claims:
    """What the organisation says of a person, checked: address verified, domain allowed."""

    issuer: str
    subject: str
    address: str
    name: str


def check_claims(issuer: str, told: Mapping[str, Any], trust: Trust) -> Claims:
    """Return what was told, where it will do. Raises `IdentityRefused`."""
    subject = told.get("sub")
    if not isinstance(subject, str) or not 0 < len(subject) <= LONGEST_SUBJECT:
        raise IdentityRefused("no_address", "it names nobody: it has no usable sub")
    try:
        address = normalise_address(_text_of(told, trust.address_claim))
    except InvalidAddress as error:
        raise IdentityRefused("no_address", _advise_another_claim(told, trust)) from error
    _check_ownership(told, address, trust)
    try:
        check_domain(address, list(trust.allowed_domains))
    except DomainNotAllowed as error:
        raise IdentityRefused("domain") from error
    name = " ".join(tidy_start(_text_of(told, "name"), LONGEST_NAME).split())
    # Some providers call people by their address, until somebody gives them a name.
    return Claims(issuer, subject, address, "" if holds_address(name, LONGEST_NAME) else name)


def _check_ownership(told: Mapping[str, Any], address: str, trust: Trust) -> None:
    """Raise `IdentityRefused` unless the address is the person's own, as far as one can know.

    A provider that says no is believed, whatever the settings trust. One that says nothing is
    believed about addresses that only the organisation gives out. Other claims than `email` are
    verified by nobody, so that there only the domain counts.
    """
    domain = address.rpartition("@")[2]
    said = {claim: told[claim] for claim in VERIFIED if told.get(claim) is not None}
    denied = [claim for claim, value in said.items() if not _says_yes(claim, value)]
    if denied:
        raise IdentityRefused(
            "not_verified",
            f"it says that an address at {domain} is not verified ({denied[0]}): have it marked as "
            "verified there",
        )
    is_vouched_for = bool(said) and trust.address_claim == "email"
    if not is_vouched_for and domain not in trust.own_domains:
        raise IdentityRefused(
            "not_said",
            f"it does not say whether an address at {domain} is verified. If your organisation "
            f"alone gives out the addresses there, set OIDC_TRUSTED_DOMAINS={domain}",
        )


def _says_yes(claim: str, value: object) -> bool:
    """Whether a claim says yes; some providers write the word instead of the value."""
    if claim == ENTRAS and isinstance(value, int | str):
        return str(value).lower() in {"true", "1"}
    return value is True or value == "true"


def _advise_another_claim(told: Mapping[str, Any], trust: Trust) -> str:
    missing = f"it tells no address in {trust.address_claim}"
    for claim in ("email", "preferred_username", "upn"):
        address = _text_of(told, claim)
        if claim != trust.address_claim and holds_address(address, LONGEST_ADDRESS):
            return (
                f"{missing}, but one in {claim}: have {trust.address_claim} told, or set "
                f"OIDC_EMAIL_CLAIM={claim} and OIDC_TRUSTED_DOMAINS to your domains"
            )
    return f"{missing}: have it told, or name the claim that tells it in OIDC_EMAIL_CLAIM"


def _text_of(told: Mapping[str, Any], claim: str) -> str:
    text = told.get(claim)
    return text if isinstance(text, str) else ""


def member_of_claims(
    session: Session, claims: Claims, *, comes_back: bool = False
) -> Member | None:
    """Return whom the claims stand for, bound now if not before; None for somebody new.

    Raises `IdentityRefused`: the address is that of a member who is bound to another subject, or
    was that of a member who has another now; or the member has left and does not say that they
    come back.
    """
    identity = _find(session, claims)
    if identity is None:
        member = find_by_current_address(session, claims.address)
        if member is None:
            if find_member(session, claims.address):
                raise IdentityRefused("earlier")
            return None
        identity = _bind(session, member, claims)
    if identity.member.left_at is not None and not comes_back:
        raise IdentityRefused("left")
    identity.member.left_at = None
    identity.used_at = clock.now()
    session.flush()
    return identity.member


def follow_address(session: Session, member: Member, claims: Claims, secret_key: str) -> None:
    """Give a member the address that the organisation tells of now, if it told of another before.

    Where they changed it here, what the organisation goes on telling says nothing new. One that is
    another member's is left alone: coordinators are shown that the two may be one person.
    """
    identity = _find(session, claims)
    if identity is None or identity.told_address == claims.address:
        return
    is_theirs = find_member(session, claims.address) is member
    if identity.told_address is not None or not is_theirs:
        try:
            source = ChangeSource.ORGANISATION
            change_address(session, member, claims.address, source, secret_key)
        except NotChanged:
            note_refused_change(session, member, claims.address, secret_key)
            return
    identity.told_address = claims.address
    session.flush()


def register_with_claims(
    session: Session, programme: Programme, claims: Claims, name: str, roles: Sequence[str]
) -> Member:
    """Make somebody new a member of a programme, with the name and roles that they chose.

    They are owed the welcome.

    Raises `IdentityRefused` where they are no longer new and cannot come in.
    """
    member = member_of_claims(session, claims)
    if member is None:
        member = find_or_create_member(session, programme, claims.address, name)
        _bind(session, member, claims)
    if choose_first_roles(session, programme, member, roles):
        owe_mail(session, programme.id, MailKind.WELCOME, f"member:{member.id}", member)
    return member


def _find(session: Session, claims: Claims) -> SignInIdentity | None:
    query = sa.select(SignInIdentity).filter_by(issuer=claims.issuer, subject=claims.subject)
    return session.scalars(query).one_or_none()


def _bind(session: Session, member: Member, claims: Claims) -> SignInIdentity:
    """Bind a member to a subject; of two at once one wins, and who is bound stays bound."""
    now = clock.now()
    identity = SignInIdentity(
        member=member, issuer=claims.issuer, subject=claims.subject, bound_at=now, used_at=now
    )
    try:
        with session.begin_nested():
            session.add(identity)
            session.flush()
    except IntegrityError as error:
        found = _find(session, claims)
        if found is None or found.member_id != member.id:
            raise IdentityRefused("bound") from error
        return found
    return identity
