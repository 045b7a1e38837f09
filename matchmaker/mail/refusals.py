"""What an answer of a mail server is about: the recipient, the mail, us, or how much we send.

A single answer is often not to be understood for certain. Whoever delivers compares several.
"""

import re
from enum import Enum, auto
from typing import Final

NO_SUCH_ADDRESS: Final = frozenset({"5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10"})
"""Enhanced status codes (RFC 3463, RFC 7505) that are about the address of the recipient alone."""
_STATUS: Final = re.compile(r"\b[245]\.\d{1,3}\.\d{1,3}\b")
_WORDS: Final = re.compile(
    r"(user|recipient|mailbox|address|account)\s+(is\s+)?(unknown|not\s+found|invalid|unavailable)"
    r"|(unknown|no\s+such|invalid)\s+(local\s+)?(user|recipient|mailbox|address|account)"
    r"|(user|recipient|mailbox|address|account)\s+(does\s+not|doesn't)\s+exist",
    re.IGNORECASE,
)
_OTHER_CAUSES: Final = re.compile(
    r"relay|spam|blocked|block\s?list|black\s?list|denied|policy|reputation|sender|quota|full"
    r"|authenticat",
    re.IGNORECASE,
)
_FULL: Final = re.compile(
    r"quota|(mailbox|account)\s+(is\s+)?full|too\s+(large|big)", re.IGNORECASE
)
_ABOUT_US: Final = re.compile(r"5\.7\.\d+|5\.1\.[78]")
"""A policy, what we may send, or the sender's address."""
_ABOUT_THE_MAIL: Final = re.compile(r"5\.(1|2|4|6)\.\d+|5\.3\.4")
_TOO_MANY: Final = re.compile(
    r"too\s+(many(?!\s+errors)|much|fast|quickly|often)|slow\s+down|server\s+(is\s+)?busy"
    r"|throttl|\brate\b|(limit|quota)s?\s+exceeded|exceed\w*\b.*\b(limit|quota)|4\.7\.500",
    re.IGNORECASE,
)
_ABOUT_THEIR_BOX: Final = re.compile(r"\b4\.(1|2)\.\d+")
_GREYLIST: Final = re.compile(r"gr[ea]y\W?list", re.IGNORECASE)
_PLAIN_CODES: Final = frozenset({550, 551, 553})
_ADDRESS: Final = re.compile(r"<?[^\s<>]+@[^\s<>]+>?:?")


def refuses_recipient(code: int, answer: str) -> bool:
    """Whether an answer to a recipient says, for good, that there is no such address.

    A policy, a relay that is closed to us, a full mailbox and a fault of the sender are none.
    """
    if not 500 <= code < 600:
        return False
    text = answer[:500]
    if status := _STATUS.search(text):
        return status[0] in NO_SUCH_ADDRESS
    is_named = _WORDS.search(text) is not None and _OTHER_CAUSES.search(text) is None
    return code in _PLAIN_CODES and is_named


def without_addresses(answer: str) -> str:
    """Return an answer of a mail server without the addresses in it."""
    return " ".join(_ADDRESS.sub("", answer[:500]).split())


class About(Enum):
    """What a refusal for good is about."""

    ADDRESS = auto()
    """Nobody lives there."""
    MAIL = auto()
    """This mail, or this mailbox; another one may be taken."""
    US = auto()
    """What we may send, by the server's rules. One recipient may have rules of their own."""
    UNCLEAR = auto()


class Wait(Enum):
    """What a refusal for now is about."""

    RECIPIENT = auto()
    TOO_MANY = auto()
    """We send more than the server takes."""
    UNCLEAR = auto()


def what_is_refused(code: int, answer: str, *, to_recipient: bool) -> About:
    """Return what a 5xx answer to a recipient, or to the message, is about."""
    if refuses_recipient(code, answer):
        return About.ADDRESS if to_recipient else About.MAIL
    text = answer[:500]
    if status := _STATUS.search(text):
        if _ABOUT_US.fullmatch(status[0]):
            return About.US
        return About.MAIL if _ABOUT_THE_MAIL.fullmatch(status[0]) else About.UNCLEAR
    if code == 552 or _FULL.search(text):
        return About.MAIL
    is_policy = code == 571 or _OTHER_CAUSES.search(text) is not None
    return About.US if is_policy else About.UNCLEAR


def what_is_delayed(answer: str) -> Wait:
    """Return what a 4xx answer is about."""
    text = answer[:500]
    if _ABOUT_THEIR_BOX.search(text) or _GREYLIST.search(text):
        return Wait.RECIPIENT
    return Wait.TOO_MANY if _TOO_MANY.search(text) else Wait.UNCLEAR
