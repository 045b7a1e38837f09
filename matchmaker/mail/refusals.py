"""What a refusal says: that nobody lives at the address, or anything else."""

import re
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
