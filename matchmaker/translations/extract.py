"""Finds every message: in code, in templates and among the words of the programme."""

import tomllib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any, Final, TypeAlias

from babel.messages import Catalog
from babel.messages.extract import extract
from jinja2.ext import babel_extract

PACKAGE: Final = Path(__file__).resolve().parent.parent
KEYWORDS: Final[dict[str, Any]] = {
    "_": None,
    "gettext": None,
    "lazy_gettext": None,
    "ngettext": (1, 2),
    "lazy_ngettext": (1, 2),
    "pgettext": ((1, "c"), 2),
    "lazy_pgettext": ((1, "c"), 2),
}
COMMENT_TAG: Final = "For translators:"
"""A comment in code that begins so goes into the catalogs, without these words."""
HEADER: Final = "# Written by `python3 run.py messages`; translations alone are written by hand."
NEVER: Final = datetime(2000, 1, 1, tzinfo=UTC)
"""When each catalog says that it was made, so that none changes because of it."""
SHOWN_KEYS: Final = frozenset({"name", "hint"})
"""What people see of an entry of the taxonomy."""

Found: TypeAlias = Iterator[tuple[int, str, str, list[str]]]


def extract_taxonomy(file: Any, *_asked: object, **_options: object) -> Found:
    """Yield the names and hints of a taxonomy file."""
    for text in _shown_texts(tomllib.load(file)):
        yield 0, "gettext", text, []


def _shown_texts(entry: Any) -> Iterator[str]:
    if isinstance(entry, list):
        for each in entry:
            yield from _shown_texts(each)
    elif isinstance(entry, dict):
        for key, value in entry.items():
            if key in SHOWN_KEYS:
                yield value
            else:
                yield from _shown_texts(value)


SOURCES: Final[tuple[tuple[str, Any, dict[str, Any]], ...]] = (
    ("**/*.py", "python", {}),
    ("templates/**/*.html", babel_extract, {"silent": "false"}),
    ("templates/**/*.txt", babel_extract, {"silent": "false"}),
    ("taxonomy.toml", extract_taxonomy, {}),
)


def find_messages(package: Path = PACKAGE) -> Catalog:
    """Return a catalog of every message, without where it stands: that changes too often."""
    catalog = make_catalog()
    for pattern, method, options in SOURCES:
        for path in sorted(package.glob(pattern)):
            with path.open("rb") as file:
                for _, message, comments, context in extract(
                    method, file, KEYWORDS, (COMMENT_TAG,), options, strip_comment_tags=True
                ):
                    catalog.add(message, auto_comments=comments, context=context)
    return catalog


def make_catalog(locale: str | None = None) -> Catalog:
    """Return an empty catalog of this project."""
    return Catalog(
        locale=locale,
        project="matchmaker",
        version="",
        charset="utf-8",
        fuzzy=False,
        header_comment=HEADER,
        creation_date=NEVER,
    )
