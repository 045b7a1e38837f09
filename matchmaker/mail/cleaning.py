"""Text that people typed, made safe to stand in a header, a calendar file or a letter."""

import unicodedata
from typing import Final

LONGEST_LINE: Final = 200
_DIRECTION_MARKS: Final = frozenset(
    "\N{LEFT-TO-RIGHT EMBEDDING}\N{RIGHT-TO-LEFT EMBEDDING}\N{POP DIRECTIONAL FORMATTING}"
    "\N{LEFT-TO-RIGHT OVERRIDE}\N{RIGHT-TO-LEFT OVERRIDE}\N{LEFT-TO-RIGHT ISOLATE}"
    "\N{RIGHT-TO-LEFT ISOLATE}\N{FIRST STRONG ISOLATE}\N{POP DIRECTIONAL ISOLATE}"
)
"""They can make a reader see text in another order than it is in."""
_NOT_TEXT: Final = frozenset({"Cc", "Cs", "Cn", "Co", "Zl", "Zp"})
"""Control characters, lone surrogates, unassigned and private ones, line separators."""


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return text as one line without control characters, cut where it is too long.

    Examples
    --------
    >>> one_line("Ana\\r\\nBcc: x@example.org")
    'Ana Bcc: x@example.org'
    """
    shown = "".join(" " if _is_hidden(character) else character for character in text)
    line = " ".join(unicodedata.normalize("NFC", shown).split())
    return line if len(line) <= longest else line[: longest - 1].rstrip() + "…"


def several_lines(text: str) -> list[str]:
    """Return the lines of a longer text, each clean, without empty ones."""
    lines = (one_line(line, longest=2_000) for line in text.splitlines())
    return [line for line in lines if line]


def _is_hidden(character: str) -> bool:
    return unicodedata.category(character) in _NOT_TEXT or character in _DIRECTION_MARKS
