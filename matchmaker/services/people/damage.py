"""Letters that were lost or mangled before a file came here, and what they probably were.

A file that was written in one encoding and read in another has `BjÃ¶rn` for `Björn`. It is told
from real writing by the bytes behind the signs: a run of them that is valid UTF-8 and stands where
no language puts such signs.
"""

import html
import re
import unicodedata
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from typing import Final

REPLACEMENT: Final = "\ufffd"
"""What stands for a letter that could not be read."""
_READ_AS: Final = ("cp1252", "cp1250", "mac_roman")
"""In what UTF-8 is read by mistake."""
_UTF_8: Final = re.compile(
    rb"[\xc2-\xdf][\x80-\xbf]|[\xe0-\xef][\x80-\xbf]{2}|[\xf0-\xf4][\x80-\xbf]{3}"
)
_RUN: Final = re.compile(r"[^\x00-\x7f]{2,}")
_PUNCTUATION: Final = frozenset("’‘“”–—…€°·¡¿«»")
_FIRST: Final = {"cp1252": "ÃÄÅ", "cp1250": "ĂÄĹ"}
"""What begins the letters of Europe, mangled."""
_ENDS_A_WORD: Final = frozenset("\u00a0’”“‘»«›‹…–—™®©°ªº²³¹·¨´¸")
"""What may follow a real letter: quotation marks, dashes, spaces."""
_HTML_CODE: Final = re.compile(r"&(?:#\d{2,6}|#x[0-9a-fA-F]{2,5}|[a-zA-Z]{2,8});")
_LOST: Final = re.compile(r"(?<=[^\W\d_])\?+(?=[^\W\d_])|\?{2,}")


def misread(text: str) -> str:
    """Return what a mangled text probably was, or nothing where it looks like real writing."""
    if text.isascii():
        return ""
    for codec in _READ_AS:
        if any(_is_mangled(group) for group in _groups(text, codec)):
            return _mended(text, codec)
    return ""


def html_code(text: str) -> str:
    """Return a text with its HTML codes (`&ouml;`) as the letters they stand for, if it has any."""
    if "&" not in text or not _HTML_CODE.search(text):
        return ""
    plain = html.unescape(text)
    return plain if plain != text else ""


def has_lost_letters(name: str) -> bool:
    """Whether a name has a question mark where only a letter can have been."""
    if "?" not in name or "=?" in name:
        return False
    return bool(_LOST.search(name)) or not name.strip("? ")


@dataclass(frozen=True, slots=True)
class _Group:
    """Signs of a text whose bytes are one letter in UTF-8, with the signs around them."""

    start: int
    signs: str
    letter: str
    before: str
    after: str
    codec: str


def _groups(text: str, codec: str) -> Iterator[_Group]:
    """Yield every group of signs that can be a mangled letter."""
    byte_of = _bytes_by_sign(codec)
    for run in _RUN.finditer(text):
        # A sign that is none of the encoding becomes a byte that is none of UTF-8.
        read = bytes(byte_of.get(sign, 0xFF) for sign in run[0])
        for found in _UTF_8.finditer(read):
            try:
                letter = found[0].decode()
            except UnicodeDecodeError:
                continue
            start, end = run.start() + found.start(), run.start() + found.end()
            before, after = text[max(0, start - 1) : start], text[end : end + 1]
            yield _Group(start, text[start:end], letter, before, after, codec)


def _mended(text: str, codec: str) -> str:
    parts, done = [], 0
    for group in _groups(text, codec):
        parts += [text[done : group.start], group.letter]
        done = group.start + len(group.signs)
    return "".join([*parts, text[done:]])


def _is_mangled(group: _Group) -> bool:
    """Whether no language puts these signs here: not the end of a word, nor all in capitals."""
    if unicodedata.category(group.letter)[0] != "L" and group.letter not in _PUNCTUATION:
        return False
    first, rest = group.signs[0], group.signs[1:]
    if group.codec == "mac_roman":
        return first in "√ƒ≈" or (first == "‚" and rest[0] == "Ä")
    has_odd_sign = not all(sign.isalpha() or sign in _ENDS_A_WORD for sign in rest)
    is_common = first in _FIRST[group.codec]
    if not is_common and (group.codec == "cp1250" or any(sign.isalpha() for sign in rest)):
        return has_odd_sign
    if has_odd_sign or (first.isupper() and group.before.islower()):
        return True
    return _is_odd_here(group, is_common=is_common)


def _is_odd_here(group: _Group, *, is_common: bool) -> bool:
    """Whether signs that do occur in writing stand where they do not."""
    first, rest = group.signs[0], group.signs[1:]
    if all(sign.isupper() for sign in group.signs):
        return not _is_in_capitals(group) or group.codec == "cp1252"
    if "\u00a0" in rest:
        return len(rest) == 1 and first.isupper() and group.after.islower()
    if is_common and (rest in "©®ªº" or any(sign not in _ENDS_A_WORD for sign in rest)):
        return True
    if group.after.isalpha():
        return first == "Ã" or not _is_in_capitals(group)
    return first in "ÃĂ" and not group.before.isalpha()


def _is_in_capitals(group: _Group) -> bool:
    around = [sign for sign in (group.before, group.after) if sign.isalpha()]
    return bool(around) and all(sign.isupper() for sign in around)


@cache
def _bytes_by_sign(codec: str) -> dict[str, int]:
    """Return the byte behind each sign beyond ASCII; unused bytes stand for themselves."""
    signs = {}
    for byte in range(0x80, 0x100):
        try:
            signs[bytes([byte]).decode(codec)] = byte
        except UnicodeDecodeError:
            signs[chr(byte)] = byte
    for byte in range(0x80, 0xA0):
        signs.setdefault(chr(byte), byte)
    return signs
