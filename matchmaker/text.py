"""Text that people type: one spelling, and nothing in it that could act in a header or a page.

A leaf, for forms, imports and services. Composing a text may take as long as the square of its
length, so the length is looked at first, everywhere: nothing here takes a text without a limit, and
nothing elsewhere composes one.
"""

import re
import unicodedata
from typing import Final

from matchmaker.messages import gettext as _

ENCODED_WORD = re.compile(r"=\?[^?]*\?[bq]\?", re.IGNORECASE)
"""What a mail program would decode when it reads a header."""

WRITING_DIRECTION = frozenset("\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
"""Marks that make a text look different from what it is."""

TOKEN_IN_PATH: Final = re.compile(
    r"(?:(?<=/sign-in/link/)|(?<=/unsubscribe/)|(?<=/answer/)|(?<=/address/stop/)|(?<=/address/)(?!stop/))[^\s?\"'#]+"
)
"""What opens something for whoever knows it: the end of the address of a mailed link."""
_ADDRESS: Final = re.compile(r"(?<![^\s<>()\"',;:])[^\s<>()\"',;:]+@[^\s<>()\"',;:]+")
"""It begins where a word does, so that no word is looked at twice."""

FORBIDDEN_CATEGORIES = frozenset({"Cc", "Cs", "Co", "Cn", "Zl", "Zp"})


_WITHOUT_STROKE: Final = str.maketrans(
    {
        **{"ø": "o", "ł": "l", "đ": "d", "ħ": "h", "ŧ": "t", "ı": "i", "ŋ": "n", "ĸ": "k"},
        **{"æ": "ae", "œ": "oe", "þ": "th", "ð": "d", "ə": "e", "ƒ": "f", "ɓ": "b", "ɗ": "d"},
        **dict.fromkeys("’‘ʼʻ", "'"),
        **dict.fromkeys("‐–", "-"),
    }
)
"""What no accent can be taken from, as people type it: letters of names, apostrophes, hyphens."""
MOST_A_LETTER: Final = 4
"""How many signs are composed into one letter at most, in any language's writing."""


class UncleanText(ValueError):
    """The text holds something that is not writing; the message is a sentence for its author."""


class TooLong(UncleanText):
    """The text is longer than it may be; it has `length` signs."""

    def __init__(self, longest: int, length: int) -> None:
        self.length = length
        super().__init__(
            _(
                "Shorten this to %(longest)s characters; it has %(length)s now.",
                longest=longest,
                length=length,
            )
        )


def clean_line(text: str, longest: int) -> str:
    """Return one line, stripped, composed (NFC), with single spaces.

    Raises `UncleanText`, and `TooLong` before anything else is done.
    """
    line = _compose(text.strip(), longest).strip()
    # What can be printed is neither invisible nor forbidden.
    if not line.isprintable() and (_is_invisible(line) or any(map(_is_forbidden, line))):
        raise UncleanText(_("Use letters, signs and spaces only, on one line."))
    if ENCODED_WORD.search(line):
        raise UncleanText(_("Leave out “=?”: mail programs read it as a command."))
    return _at_most(re.sub(r"\s+", " ", line), longest)


def tidy_text(text: str, longest: int) -> str:
    """Return text stripped and composed (NFC), lines ended by LF. Raises `TooLong`.

    Control characters are gone, and so are marks that make text look different from what it is.
    """
    lines = _compose(text.strip(), longest).replace("\r\n", "\n").replace("\r", "\n")
    if lines.isprintable():
        # As most texts are: nothing that is dropped can be printed.
        return _at_most(lines, longest)
    tidy = "".join(sign for sign in lines if sign == "\n" or not _is_dropped(sign)).strip()
    return _at_most(tidy, longest)


def tidy_start(text: str, longest: int) -> str:
    """Return the start of a text, tidied; what is too long is cut, before and after."""
    return tidy_text(text[:longest], MOST_A_LETTER * longest)[:longest]


def shown_line(text: str, longest: int) -> str:
    """Return what may be shown of a text in one line, whatever is in it, and cut where it is long.

    For what a file or another machine said, in messages, headers and letters.
    """
    start = text[: MOST_A_LETTER * longest]
    shown = "".join(" " if _is_forbidden(sign) else sign for sign in start)
    line = " ".join(_compose(shown, len(shown)).split())
    is_whole = len(line) <= longest and len(start) == len(text)
    return line if is_whole else line[: longest - 1].rstrip() + "…"


def unnamed_line(text: str, longest: int) -> str:
    """Return what may be shown of a text where others read it, too: a line without addresses.

    For logs, cron mails and terminals: what a mail server or a file says may name people.
    """
    start = text[: 2 * MOST_A_LETTER * longest]
    if len(start) < len(text):
        # The last word may be an address that was cut before its sign.
        start = " ".join([*start.split()[:-1], "…"])
    return shown_line(_ADDRESS.sub("…", start), longest)


def holds_address(text: str, longest: int) -> bool:
    """Whether the start of a text has something that mail could be sent to."""
    return _ADDRESS.search(text[:longest]) is not None


def clean_name(text: str, longest: int) -> str:
    """Return the name of a person, as `clean_line`. Raises `UncleanText`, also for an address.

    Others read it before they may know the address.
    """
    name = clean_line(text, longest)
    if holds_address(name, longest):
        raise UncleanText(_("Enter a name here, without a mail address."))
    return name


def folded(text: str, longest: int) -> str:
    """Return the start of a text by which it is compared: no case, no widths, single spaces."""
    return " ".join(unicodedata.normalize("NFKC", text[:longest]).casefold().split())


def without_accents(text: str, longest: int) -> str:
    """Return the start of a text by which words are found: as `folded`, and without accents.

    Letters that only look like one with an accent (ø, ł, ı) are written without it, too.
    """
    start = text[:longest]
    if start.isascii():
        return " ".join(start.casefold().split())
    # Folding case may bring a mark to the light: İ is i with a dot above.
    parts = unicodedata.normalize("NFKD", unicodedata.normalize("NFKD", start).casefold())
    plain = "".join(sign for sign in parts if not unicodedata.combining(sign))
    return " ".join(plain.translate(_WITHOUT_STROKE).split())


def _compose(text: str, longest: int) -> str:
    if len(text) > MOST_A_LETTER * longest:
        raise TooLong(longest, len(text))
    return unicodedata.normalize("NFC", text)


def _at_most(text: str, longest: int) -> str:
    if len(text) > longest:
        raise TooLong(longest, len(text))
    return text


def _is_invisible(line: str) -> bool:
    return all(unicodedata.category(sign) == "Cf" for sign in line)


def _is_dropped(character: str) -> bool:
    return unicodedata.category(character) in {"Cc", "Cs"} or character in WRITING_DIRECTION


def _is_forbidden(character: str) -> bool:
    return unicodedata.category(character) in FORBIDDEN_CATEGORIES or character in WRITING_DIRECTION
