"""Mail addresses as texts: one spelling, the mailbox behind it, and what stands for one erased."""

import re
from functools import lru_cache
from typing import Final
from urllib.parse import quote

from email_validator import EmailNotValidError, ValidatedEmail, validate_email

from matchmaker.messages import gettext as _

LONGEST_ADDRESS: Final = 254
"""As long as any server of mail takes one."""
LONGEST_NAME: Final = 64
"""As long as the part before the @-sign may be."""
_PLAIN_NAME: Final = re.compile(r"[a-z0-9_+-]+(?:\.[a-z0-9_+-]+)*", re.ASCII | re.IGNORECASE)
_PLACEHOLDER_DOMAIN = "@erased.invalid"
"""Ends what stands where an erased person's address stood; no mail can be sent there."""


class InvalidAddress(ValueError):
    """The text is not a mail address; the message is a sentence for the person who typed it."""


def normalise_address(text: str) -> str:
    """Return an address stripped, in lower case and in ASCII (international domains in punycode).

    Raises `InvalidAddress` with a plain sentence.
    """
    text = text.strip()
    if len(text) > LONGEST_ADDRESS:
        raise InvalidAddress(
            _("Enter a mail address like name@example.org. This is too long to be one.")
        )
    if plain := _plain_address(text):
        return plain
    try:
        checked = _validated(text)
    except EmailNotValidError as error:
        raise InvalidAddress(_what_is_wrong(text)) from error
    address = checked.ascii_email
    if address is None or "." not in checked.ascii_domain:
        raise InvalidAddress(_("Enter a mail address like name@example.org."))
    return address.lower()


def _plain_address(text: str) -> str:
    """Return what becomes of an address whose part before the @-sign is plain; empty for others.

    Most are, at a few domains: in a list of thousands each domain is looked at once.
    """
    name, _sign, domain = text.rpartition("@")
    if len(name) > LONGEST_NAME or not _PLAIN_NAME.fullmatch(name):
        return ""
    address = f"{name}@{_plain_domain(domain)}".lower()
    return "" if address.endswith("@") or len(address) > LONGEST_ADDRESS else address


@lru_cache(maxsize=1024)
def _plain_domain(domain: str) -> str:
    """Return a domain in ASCII; empty where an address at it is not taken."""
    try:
        checked = _validated(f"name@{domain}")
    except EmailNotValidError:
        return ""
    return checked.ascii_domain if "." in checked.ascii_domain else ""


def _validated(text: str) -> ValidatedEmail:
    return validate_email(
        text, check_deliverability=False, allow_smtputf8=False, globally_deliverable=False
    )


def _what_is_wrong(text: str) -> str:
    """Say which part of an address is wrong; the library says it in English alone."""
    name, sign, _domain = text.rpartition("@")
    if not sign:
        return _("Enter a mail address like name@example.org. An address must have an @-sign.")
    try:
        _validated(f"{name}@example.org")
    except EmailNotValidError:
        return _(
            "Enter a mail address like name@example.org. The part before the @-sign is not valid."
        )
    return _("Enter a mail address like name@example.org. The part after the @-sign is not valid.")


def mailbox_of(address: str) -> str:
    """Return an address without a tag: mail for ada+x@ and for ada@ is read by the same person."""
    name, sign, domain = address.rpartition("@")
    return f"{name.partition('+')[0] or name}{sign}{domain}"


def mail_link(address: str) -> str:
    """Return where a link leads that writes to an address, whatever signs it has (RFC 6068)."""
    return f"mailto:{quote(address, safe='@+')}"


def draft_link(subject: str, text: str, address: str = "") -> str:
    """Return where a link leads that opens a drafted mail, to an address or to nobody yet."""
    body = quote(text.replace("\n", "\r\n"), safe="")
    return f"{mail_link(address)}?subject={quote(subject, safe='')}&body={body}"


def placeholder(code: str) -> str:
    """Return what stands in the place of an erased address."""
    return f"{code}{_PLACEHOLDER_DOMAIN}"


def is_placeholder(address: str) -> bool:
    """Whether an address is no address any more, since its owner was erased."""
    return address.endswith(_PLACEHOLDER_DOMAIN)
