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
