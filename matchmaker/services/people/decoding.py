"""From the bytes of a people file to its text; a file that is none is called by its name."""

import re
import unicodedata
from collections.abc import Iterator
from typing import Final

from matchmaker.messages import gettext as _
from matchmaker.services.people.faults import Fault, FaultyFile, Setting

ENCODINGS: Final = {
    "utf-8": "utf-8-sig",
    "utf-16": "utf-16",
    **{f"windows-{page}": f"cp{page}" for page in range(1250, 1259)},
    "macintosh": "mac_roman",
    "iso-8859-1": "cp1252",
    "iso-8859-2": "iso8859_2",
    "iso-8859-15": "iso8859_15",
    "shift_jis": "cp932",
    "gb18030": "gb18030",
    "big5": "cp950",
    "euc-kr": "cp949",
}
"""What a file can be said to be in, and the codec that reads it."""
_LIKELY: Final = ("windows-1252", "windows-1250", "macintosh")
"""What spreadsheets of Western and Central Europe, and of older Macs, save as plain “CSV”."""
_ZIP: Final = b"PK\x03\x04"
_OLD_OFFICE: Final = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_HTML: Final = re.compile(rb"(?:\xef\xbb\xbf)?\s*<(?:!doctype html|html|table|meta|\?xml)", re.I)


def text_of(content: bytes, encoding: str = "") -> str:
    """Return the text of a file. Raises `FaultyFile` for one that is none, and says what it is.

    What is in UTF-8, or in UTF-16 with a mark, needs no `encoding`; another must be named, since
    the same bytes are different letters in each.
    """
    _refuse_other_kinds(content)
    if encoding:
        return _in_encoding(content, encoding)
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return _in_encoding(content, "utf-16")
    if b"\0" in content:
        raise FaultyFile([Fault(_("The file is not UTF-8 text; save it as “CSV UTF-8”."))])
    try:
        return content.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        raise FaultyFile([_not_utf_8(content, error.start)]) from error


def _refuse_other_kinds(content: bytes) -> None:
    """Call a spreadsheet, an archive or a web page by its name."""
    sentence = ""
    if content.startswith(_ZIP):
        if b"xl/" in content:
            sentence = _(
                "This is an Excel workbook (.xlsx), not CSV. Open it in Excel, save it as “CSV "
                "UTF-8 (Comma delimited)”, and import that file."
            )
        elif b"opendocument.spreadsheet" in content[:200]:
            sentence = _(
                "This is a LibreOffice spreadsheet (.ods), not CSV. Open it, save it as “Text "
                "CSV” with the character set UTF-8, and import that file."
            )
        else:
            sentence = _("This is a zip archive. Unpack it, and import the CSV file in it.")
    elif content.startswith(_OLD_OFFICE):
        sentence = _(
            "This is an old Excel workbook (.xls), not CSV. Open it in Excel, save it as “CSV "
            "UTF-8 (Comma delimited)”, and import that file."
        )
    elif _HTML.match(content):
        sentence = _(
            "This is a web page, not CSV, whatever its name ends with. Open it in a spreadsheet, "
            "save it as “CSV UTF-8”, and import that file."
        )
    if sentence:
        raise FaultyFile([Fault(sentence)])


def _in_encoding(content: bytes, encoding: str) -> str:
    codec = ENCODINGS.get(encoding.strip().lower().replace("_", "-"), ENCODINGS.get(encoding))
    if codec is None:
        sentence = _(
            "“%(encoding)s” is no character set that is known here; use one of: %(known)s.",
            encoding=encoding[:40],
            known=", ".join(ENCODINGS),
        )
        raise FaultyFile([Fault(sentence)])
    try:
        return content.decode(codec).removeprefix("\ufeff")
    except UnicodeDecodeError as error:
        line = content.count(b"\n", 0, error.start) + 1
        sentence = _(
            "The file is not in %(encoding)s (see line %(line)s).", encoding=encoding, line=line
        )
        raise FaultyFile([Fault(sentence)]) from error


def _not_utf_8(content: bytes, start: int) -> Fault:
    """Show the first word that is not UTF-8 as the usual character sets have it."""
    line = content.count(b"\n", 0, start) + 1
    readings = dict(_readings(content, start))
    if not readings:
        return Fault(
            _("The file is not UTF-8 text (see line %(line)s); save it as “CSV UTF-8”.", line=line)
        )
    sentence = _(
        "The file is not UTF-8 text (see line %(line)s); save it as “CSV UTF-8”. Or say which "
        "character set it is in. The first word in question is: %(readings)s.",
        line=line,
        readings="; ".join(
            _("“%(word)s” in %(encoding)s", word=word, encoding=encoding)
            for word, encoding in readings.items()
        ),
    )
    return Fault(
        sentence, settled_by=tuple(Setting("encoding", name) for name in readings.values())
    )


def _readings(content: bytes, start: int) -> Iterator[tuple[str, str]]:
    """Yield the word at a place, as the likely character sets read it, if it is a word there."""
    around = re.compile(rb"[^\s,;\"'.()@|]{0,30}")
    before = around.match(content[max(0, start - 30) : start][::-1])
    after = around.match(content[start : start + 30])
    word = (before[0][::-1] if before else b"") + (after[0] if after else b"")
    seen = set()
    for encoding in _LIKELY:
        try:
            text = word.decode(ENCODINGS[encoding])
        except UnicodeDecodeError:
            continue
        if text not in seen and all(
            unicodedata.category(sign)[0] in "LM" for sign in text if not sign.isascii()
        ):
            seen.add(text)
            yield text, encoding
