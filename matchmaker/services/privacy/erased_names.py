"""Where somebody is named who was erased: a code stands there, as the erasure left it."""

from collections.abc import Iterable

from sqlalchemy.orm import Session

from matchmaker.addresses import mailbox_of, placeholder
from matchmaker.services.addresses.known import owners_of
from matchmaker.services.privacy.erasure_list import erasures_in, hash_address


def codes_of_erased(session: Session, addresses: Iterable[str], secret_key: str) -> dict[str, str]:
    """Return the code of each address that belonged to an erased person, also with another tag.

    Who has come back by themself is not among them.
    """
    erased = {each.address_hash for each in erasures_in(session)}
    if not erased:
        return {}
    spellings = {address: {address, mailbox_of(address)} for address in addresses}
    here = owners_of(session, {each for both in spellings.values() for each in both}).keys()
    return {
        address: placeholder(code)
        for address, both in spellings.items()
        if here.isdisjoint(both)
        for code in sorted({hash_address(each, secret_key) for each in both} & erased)[:1]
    }
