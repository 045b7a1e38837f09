"""Members as accounts: who may have one, and making one."""

from collections.abc import Iterable

from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.addresses import normalise_address
from matchmaker.messages import format_list, language
from matchmaker.messages import gettext as _
from matchmaker.models import AddressTaken, Member, Profile, Programme
from matchmaker.services.addresses.known import find_member
from matchmaker.services.profiles.values import ROLES
from matchmaker.services.programme.programmes import participation_of


class DomainNotAllowed(ValueError):
    """The address lies outside the allowed domains; the message says which they are."""


def check_domain(address: str, allowed_domains: list[str]) -> None:
    """Raise `DomainNotAllowed` unless the address is in one of the domains, if there are any."""
    domain = address.rpartition("@")[2]
    if allowed_domains and domain not in allowed_domains:
        domains = format_list(allowed_domains, "or")
        raise DomainNotAllowed(
            _("Use your address at %(domains)s; others cannot take part here.", domains=domains)
        )


def find_or_create_member(
    session: Session, programme: Programme, email: str, name: str = ""
) -> Member:
    """Return the member whose address it is or was, as one of a programme.

    A new one gets an empty profile and no role yet.

    Of two who create the same member at once, the slower returns what the faster made. The name is
    that of a new one; a member names themself. Raises `InvalidAddress`.
    """
    member = find_member(session, email)
    if member is None:
        try:
            with session.begin_nested():
                member = _create_member(session, normalise_address(email), name)
        except (IntegrityError, AddressTaken):
            member = find_member(session, email)
            if member is None:
                raise
    participation_of(session, programme, member)
    session.flush()
    return member


def _create_member(session: Session, address: str, name: str) -> Member:
    now = clock.now()
    member = Member(email=address, name=name, language=language(), created_at=now)
    member.profile = Profile(updated_at=now)
    session.add(member)
    session.flush()
    return member


def choose_first_roles(
    session: Session, programme: Programme, member: Member, roles: Iterable[str]
) -> bool:
    """Give a member who takes no part in a programme yet the roles they registered for.

    Return whether it did.

    Somebody who has roles changes them in their profile, never by registering again: anybody can
    type their address there.
    """
    participation = participation_of(session, programme, member)
    chosen = [role for role in ROLES if role in set(roles)]
    if any(getattr(participation, f"is_{role}") for role in ROLES) or not chosen:
        return False
    for role in chosen:
        setattr(participation, f"is_{role}", True)
    session.flush()
    return True


def missing_roles(
    session: Session, programme: Programme, member: Member, roles: Iterable[str]
) -> list[str]:
    """Return those of the roles that a member does not have in a programme."""
    participation = participation_of(session, programme, member)
    return [
        role for role in ROLES if role in set(roles) and not getattr(participation, f"is_{role}")
    ]


def take_up(
    session: Session, programme: Programme, member: Member, name: str, roles: Iterable[str]
) -> None:
    """Give a member the roles that they said yes to, and a name where they have none."""
    participation = participation_of(session, programme, member)
    for role in missing_roles(session, programme, member, roles):
        setattr(participation, f"is_{role}", True)
    member.name = member.name or name
    session.flush()
