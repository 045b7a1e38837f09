"""What a report about one of our mails says: that it came back, or that somebody calls it spam.

Delivery status notifications (RFC 3464) and abuse reports (RFC 5965). Anybody can write to the
mailbox, so a report is believed only with the Message-ID of a mail of ours, which nobody can guess.
"""

import re
from dataclasses import dataclass
from email import message_from_bytes
from email.message import Message
from typing import Final, Literal

from matchmaker.mail.refusals import refuses_recipient

MOST_CANDIDATES: Final = 20
LONGEST_SAID: Final = 500
_OUR_MESSAGE_ID: Final = re.compile(r"<[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}@[^>\s]{1,255}>")
_STATUS: Final = re.compile(r"[245]\.\d{1,3}\.\d{1,3}")
_SAYS_NOTHING: Final = frozenset({"5.0.0", "5.5.0"})
"""Status codes that gateways write where they know none: the server's own words say more."""

Kind = Literal["returned", "delayed", "complaint"]


@dataclass(frozen=True, slots=True)
class Report:
    """One report, or one recipient's part of it."""

    kind: Kind
    message_ids: tuple[str, ...]
    """Those that it names and that look like ours, the likeliest first."""
    recipient: str = ""
    """The address that it is about, in small letters; empty where it does not say."""
    said: str = ""
    """What the other server said."""
    is_no_address: bool = False
    """Whether it says, for good, that nobody lives at the address."""


def read_report(content: bytes) -> Report | None:
    """Return what a mail reports; None where it is no report, or says nothing of a mail of ours."""
    message = message_from_bytes(content)
    if message.get_content_type() != "multipart/report":
        return None
    message_ids = tuple(dict.fromkeys(_message_ids(message, content)))[:MOST_CANDIDATES]
    parts = {part.get_content_type(): part for part in message.walk()}
    if not message_ids:
        return None
    if status := parts.get("message/delivery-status"):
        return _delivery(status, message_ids)
    if "message/feedback-report" in parts:
        return _complaint(parts["message/feedback-report"], message_ids)
    return None


def _delivery(part: Message, message_ids: tuple[str, ...]) -> Report | None:
    """Read the first recipient of ours: each of our mails goes to one alone."""
    for fields in _groups(part):
        action = _field(fields, "Action").lower()
        recipient = _address(fields, "Original-Recipient") or _address(fields, "Final-Recipient")
        if action == "delayed":
            return Report("delayed", message_ids, recipient)
        if action == "failed":
            return _failure(fields, message_ids, recipient)
    return None


def _failure(fields: Message, message_ids: tuple[str, ...], recipient: str) -> Report | None:
    found = _STATUS.search(_field(fields, "Status"))
    status = found[0] if found else ""
    _kind, _, diagnostic = _field(fields, "Diagnostic-Code").rpartition(";")
    words = " ".join(diagnostic.split())
    if status.startswith("4"):
        # Given up after days: the mail is lost, which says nothing about the address.
        return Report("returned", message_ids, recipient, f"{status} {words}".strip())
    shown = words if status and status in words else f"{status} {words}".strip()
    code = words[:3] if words[:3].isdigit() else "550"
    judged = words if status in _SAYS_NOTHING else f"{status} {words}"
    is_none = refuses_recipient(int(code), judged)
    return Report("returned", message_ids, recipient, shown[:LONGEST_SAID], is_none)


def _complaint(part: Message, message_ids: tuple[str, ...]) -> Report | None:
    for fields in _groups(part):
        if kind := _field(fields, "Feedback-Type").lower():
            return Report("complaint", message_ids) if kind == "abuse" else None
    return None


def _groups(part: Message) -> list[Message]:
    payload = part.get_payload()
    return [each for each in payload if isinstance(each, Message)] if type(payload) is list else []


def _message_ids(message: Message, content: bytes) -> list[str]:
    """Return the Message-IDs of the mail that came back; elsewhere in the report, too."""
    found = []
    for part in message.walk():
        if part.get_content_type() == "text/rfc822-headers":
            payload = part.get_payload(decode=True)
            returned = message_from_bytes(payload if isinstance(payload, bytes) else b"")
            found.append(_field(returned, "Message-ID"))
        elif part.get_content_type() == "message/rfc822":
            found += [_field(each, "Message-ID") for each in _groups(part)]
    found.append(content.decode("latin-1"))
    return [each for text in found for each in _OUR_MESSAGE_ID.findall(text)]


def _address(fields: Message, name: str) -> str:
    """Return the address of a field such as `rfc822; ada@example.org`."""
    return _field(fields, name).rpartition(";")[2].strip().strip("<>").lower()


def _field(fields: Message, name: str) -> str:
    return str(fields.get(name, ""))[:2_000].strip()
