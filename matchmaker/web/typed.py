"""What arrives from addresses and small forms: numbers of rows that can exist, clean text.

Each text has its limit, which its page or service tells its author.
"""

from typing import Any, Final

from flask import request
from werkzeug.routing import IntegerConverter

from matchmaker.text import MOST_A_LETTER, TooLong, tidy_start, tidy_text

LARGEST_ROW: Final = 2**31 - 1
"""The largest number that the databases give to a row."""


class RowNumber(IntegerConverter):
    """`<int:...>` in an address: a number too large for any row leads to no page."""

    def __init__(self, url_map: Any) -> None:
        super().__init__(url_map, max=LARGEST_ROW)


def typed_row(name: str) -> int:
    """Return a row's number from the form, 0 where there is none that could exist."""
    return _row(request.form.get(name, 0, int))


def asked_row(name: str) -> int:
    """Return a row's number from the address of a page, 0 where there is none that could exist."""
    return _row(request.args.get(name, 0, int))


def typed_text(name: str, longest: int) -> str:
    """Return a text from the form, without what is no writing.

    One that is far too long is returned as it came: its page or service refuses it, and whoever
    wrote it gets it back whole.
    """
    text = request.form.get(name, "")
    try:
        return tidy_text(text, MOST_A_LETTER * longest)
    except TooLong:
        return text


def asked_text(name: str, longest: int) -> str:
    """Return a text from the address of a page, tidied and cut."""
    return tidy_start(request.args.get(name, ""), longest)


def _row(number: int) -> int:
    return number if 0 < number <= LARGEST_ROW else 0
