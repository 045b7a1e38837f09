"""The message of the first attempt, kept so that every later attempt sends the same bytes.

A profile may change between two attempts, and a new version may word a letter differently. A
secret in the message, such as the token of a sign-in link, is masked in what is kept.
"""

import re
from collections.abc import Iterator
from typing import Final

from matchmaker.mail.message import LetterMessage
from matchmaker.models import OutboxMail

MASK: Final = "not-stored-"
_SOFT_BREAK: Final = b"=\r\n"


def keep_or_repeat(message: LetterMessage, row: OutboxMail, secrets: tuple[str, ...]) -> None:
    """Keep a message at its first attempt; at a later one send what was kept instead."""
    masks = [_mask(number, secret) for number, secret in enumerate(secrets)]
    if row.body is None:
        body = message.finished
        for secret, mask in zip(secrets, masks, strict=True):
            body = swap(body, secret, mask)
        row.body = body
        return
    body = row.body
    for secret, mask in zip(secrets, masks, strict=True):
        body = swap(body, mask, secret)
    message.finished = body


def swap(body: bytes, old: str, new: str) -> bytes:
    """Put `new` wherever `old` stands, of the same length; a line that breaks inside stays so.

    Both must be letters that quoted-printable leaves as they are.
    """
    if len(old) != len(new):
        raise ValueError("a secret and its mask must have the same length")
    breaks = b"(?:%s)?" % re.escape(_SOFT_BREAK)
    pattern = breaks.join(re.escape(old[i : i + 1].encode()) for i in range(len(old)))
    return re.sub(pattern, lambda found: b"".join(_refill(found[0], new)), body)


def _refill(found: bytes, new: str) -> Iterator[bytes]:
    rest = found
    for letter in new.encode():
        if rest.startswith(_SOFT_BREAK):
            yield _SOFT_BREAK
            rest = rest.removeprefix(_SOFT_BREAK)
        yield bytes([letter])
        rest = rest[1:]


def _mask(number: int, secret: str) -> str:
    """Return a word of the secret's length that stands nowhere else."""
    return (f"{number}-" + MASK * (len(secret) // len(MASK) + 1))[: len(secret)]
