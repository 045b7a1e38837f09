"""Text that people type: one spelling, and nothing in it that could act in a header or a page.

A leaf, for forms, imports and services.
"""

import re
import unicodedata

from matchmaker.messages import gettext as _

ENCODED_WORD = re.compile(r"=\?[^?]*\?[bq]\?", re.IGNORECASE)
"""What a mail program would decode when it reads a header."""

WRITING_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that make a text look different from what it is."""

FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


class UncleanText(ValueError):
    """The text holds something that is not writing; the message is a sentence for its author."""


def clean_line(text: str) -> str:
    """Return one line, stripped, composed (NFC), with single spaces; raises `UncleanText`."""
    line = unicodedata.normalize("NFC", text).strip()
    is_invisible = bool(line) and all(unicodedata.category(sign) == "Cf" for sign in line)
    if is_invisible or any(_is_forbidden(character) for character in line):
        raise UncleanText(_("Use letters, signs and spaces only, on one line."))
    if ENCODED_WORD.search(line):
        raise UncleanText(_("Leave out “=?”: mail programs read it as a command."))
    return re.sub(r"\s+", " ", line)


def tidy_text(text: str) -> str:
    """Return text stripped and composed (NFC), lines ended by LF.

    Control characters are gone, and so are marks that make text look different from what it is.
    """
    lines = unicodedata.normalize("NFC", text).replace("\r\n", "\n").replace("\r", "\n")
    return "".join(sign for sign in lines if sign == "\n" or not _is_dropped(sign)).strip()


def _is_dropped(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or character in WRITING_DIRECTION


def _is_forbidden(character: str) -> bool:
    return unicodedata.category(character) in FORBIDDEN_CATEGORIES or character in WRITING_DIRECTION
