"""Mail addresses: one spelling a person, so that a member is never two people."""

from email_validator import EmailNotValidError, validate_email

_PLACEHOLDER_DOMAIN = "@erased.invalid"
"""Ends what stands where an erased person's address stood; no mail can be sent there."""


class InvalidAddress(ValueError):
    """The text is not a mail address; the message is a sentence for the person who typed it."""


def normalise_address(text: str) -> str:
    """Return an address stripped, in lower case and in ASCII (international domains in punycode).

    Raises `InvalidAddress` with a plain sentence.
    """
    try:
        checked = validate_email(
            text.strip(),
            check_deliverability=False,
            allow_smtputf8=False,
            globally_deliverable=False,
        )
    except EmailNotValidError as error:
        raise InvalidAddress(
            "Enter a mail address like name@example.org. " + _as_sentence(error)
        ) from error
    address = checked.ascii_email
    if address is None or "." not in checked.ascii_domain:
        raise InvalidAddress("Enter a mail address like name@example.org.")
    return address.lower()


def _as_sentence(error: EmailNotValidError) -> str:
    return str(error).rstrip(".").replace("email address", "address") + "."


def placeholder(code: str) -> str:
    """Return what stands in the place of an erased address."""
    return f"{code}{_PLACEHOLDER_DOMAIN}"


def is_placeholder(address: str) -> bool:
    """Whether an address is no address any more, since its owner was erased."""
    return address.endswith(_PLACEHOLDER_DOMAIN)
