"""A language that nobody speaks: English, accented and 40 % longer, to see what is translated.

It goes by the code of Finnish, for whose dates, numbers and lists Babel has other words than for
English ones. No letter of a message stays as it was, so an English word that is still read in a
page did not come from a catalog.
"""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from babel.messages import Catalog, Message
from flask import Flask

from matchmaker.translations.catalogs import compiled
from matchmaker.translations.extract import find_messages, make_catalog

PSEUDO = "fi"
LONGER = 0.4
ACCENTED = str.maketrans(
    "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ",
    "åƀçðéƒĝĥîĵķļɱñöþǫŕšţûṽŵẋýžÅƁÇÐÉƑĜĤÎĴĶĻṀÑÖÞǪŔŠŢÛṼŴẊÝŽ",
)
FILLING = "ùùùùùù "
_KEPT = re.compile(r"(%\(\w+\)s|%%)")


def pseudo(text: str) -> str:
    """Return a message as the language has it; placeholders stay.

    >>> pseudo("Hi %(name)s")
    '⟦Ĥî %(name)s ù⟧'
    """
    parts = _KEPT.split(text)
    accented = "".join(
        part if number % 2 else part.translate(ACCENTED) for number, part in enumerate(parts)
    )
    more = round(LONGER * sum(map(len, parts[::2])))
    filling = (FILLING * (more // len(FILLING) + 1))[:more].strip()
    return f"⟦{accented}{' ' if filling else ''}{filling}⟧"


def pseudo_catalog() -> Catalog:
    """Return the catalog of every message."""
    catalog = make_catalog(PSEUDO)
    for message in find_messages():
        if message.id:
            catalog.add(message.id, _translated(message), context=message.context)
    return catalog


def _translated(message: Message) -> str | tuple[str, ...]:
    if isinstance(message.id, str):
        return pseudo(message.id)
    return tuple(pseudo(form) for form in message.id)


def write_pseudo_catalog(folder: Path) -> Path:
    """Write the catalog where an application finds it; return the folder of translations."""
    file = folder / "translations" / PSEUDO / "LC_MESSAGES" / "messages.mo"
    file.parent.mkdir(parents=True)
    file.write_bytes(compiled(pseudo_catalog()))
    return folder / "translations"


@contextmanager
def taught(app: Flask, translations: Path) -> Iterator[None]:
    """Let an application know the languages of a folder beside English."""
    babel = app.extensions["babel"]
    before = babel.translation_directories
    babel.translation_directories = [str(translations)]
    yield
    babel.translation_directories = before
