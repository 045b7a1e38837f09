"""Writes the catalogs, and says which of them are stale.

Equal messages give equal bytes: nothing in the files changes by itself, such as a date or a line
number.
"""

from io import BytesIO
from pathlib import Path
from typing import Final

from babel.messages import Catalog
from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po, write_po

from matchmaker.translations.extract import find_messages

FOLDER: Final = Path(__file__).resolve().parent
TEMPLATE: Final = "messages.pot"
_CHANGES_BY_ITSELF: Final = (b'"POT-Creation-Date:', b'"Generated-By:')


def make_catalogs(folder: Path = FOLDER) -> dict[Path, bytes]:
    """Return what each file of catalogs should hold; translations are kept."""
    found = find_messages()
    files = {folder / TEMPLATE: text_of(found)}
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        with path.open("rb") as file:
            catalog = read_po(file, locale=path.parent.parent.name)
        catalog.update(found, no_fuzzy_matching=True)
        files[path] = text_of(catalog)
        files[path.with_suffix(".mo")] = compiled(catalog)
    return files


def find_stale(files: dict[Path, bytes]) -> list[Path]:
    """Return the files that do not hold what they should."""
    return [path for path, text in files.items() if not path.exists() or path.read_bytes() != text]


def find_faults(folder: Path = FOLDER) -> list[str]:
    """Say which translations would fail on a page: with a placeholder that their text lacks."""
    faults = []
    for path in sorted(folder.glob("*/LC_MESSAGES/messages.po")):
        language = path.parent.parent.name
        with path.open("rb") as file:
            catalog = read_po(file, locale=language)
        for message, errors in catalog.check():
            text = message.id if isinstance(message.id, str) else message.id[0]
            faults += [f"{language}: “{text}”: {error}" for error in errors]
    return faults


def text_of(catalog: Catalog) -> bytes:
    """Return a catalog as translators read it."""
    buffer = BytesIO()
    write_po(buffer, catalog, width=100, no_location=True, sort_output=True)
    lines = buffer.getvalue().splitlines(keepends=True)
    return b"".join(line for line in lines if not line.startswith(_CHANGES_BY_ITSELF))


def compiled(catalog: Catalog) -> bytes:
    """Return a catalog as the program reads it."""
    buffer = BytesIO()
    write_mo(buffer, catalog)
    return buffer.getvalue()
