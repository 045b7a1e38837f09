"""What looks drawn and is the same in every run."""

import zlib


def draw(text: str, below: int) -> int:
    """Return a number from zero that looks drawn and is always the same for the same text."""
    return zlib.crc32(text.encode()) % below


def happens(text: str, percent: int) -> bool:
    """Whether something happens that does in so many of a hundred cases."""
    return draw(text, 100) < percent
