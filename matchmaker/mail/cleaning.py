"""Text that people typed, made safe to stand in a header, a calendar file or a letter."""

from typing import Final

from matchmaker.text import shown_line

LONGEST_LINE: Final = 200


def one_line(text: str, longest: int = LONGEST_LINE) -> str:
    """Return text as one line without control characters, cut where it is too long.

    Examples
    --------
    >>> one_line("Ana\\r\\nBcc: x@example.org")
    'Ana Bcc: x@example.org'
    """
    return shown_line(text, longest)


def several_lines(text: str) -> list[str]:
    """Return the lines of a longer text, each clean, without empty ones."""
    lines = (one_line(line, longest=2_000) for line in text.splitlines())
    return [line for line in lines if line]
