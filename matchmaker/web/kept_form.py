"""What somebody sent, kept in a page that asks for something first.

It stands in that page and nowhere else; its button sends it once more.
"""

from typing import Final

from flask import abort, request
from markupsafe import escape

MOST_KEPT: Final = 200_000
"""How much of a form the page holds, as it writes it."""


def kept_form(ours: frozenset[str]) -> list[tuple[str, str]]:
    """Return the fields that were sent, but those that the page has of its own."""
    if request.method == "GET":
        return []
    sent = list(request.form.items(multi=True))
    if sum(len(escape(name)) + len(escape(value)) for name, value in sent) > MOST_KEPT:
        abort(413)
    return [(name, value) for name, value in sent if name not in ours]


def has_file() -> bool:
    """Whether a file was sent, which no page can keep."""
    return any(file.filename for file in request.files.values())
