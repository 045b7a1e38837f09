"""Short codes that are mailed, to be typed: derived when they are needed, stored nowhere."""

import hashlib
import hmac
from typing import Final

LETTERS: Final = "23456789BCDFGHJKMNPQRSTVWXZ"
"""Nothing that looks like something else, and no vowels, so that no word can come of it."""
LENGTH: Final = 8
TRIES: Final = 5
"""How often somebody may type a code before it is worth nothing."""


class WrongCode(Exception):
    """What was typed is not the code; `is_over` says that no code can be typed any more."""

    def __init__(self, *, is_over: bool) -> None:
        self.is_over = is_over
        super().__init__()


def derive_code(purpose: str, nonce: str, secret_key: str) -> str:
    """Return the code that belongs to a nonce; without the key nobody can work it out."""
    message = f"code {purpose} {nonce}".encode()
    number = int.from_bytes(hmac.new(secret_key.encode(), message, hashlib.sha256).digest())
    letters = []
    for _ in range(LENGTH):
        number, rest = divmod(number, len(LETTERS))
        letters.append(LETTERS[rest])
    return "".join(letters)


def show_code(code: str) -> str:
    """Return a code in two halves, as it is easier to read and to type."""
    return f"{code[: LENGTH // 2]}-{code[LENGTH // 2 :]}"


def fits(code: str, typed: str) -> bool:
    """Whether what somebody typed is a code, with or without its hyphen, in any case."""
    kept = "".join(letter for letter in typed[:40].upper() if letter.isalnum())
    return hmac.compare_digest(code.encode(), kept.encode("utf-8", "surrogateescape"))
