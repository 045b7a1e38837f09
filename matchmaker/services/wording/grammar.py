"""Numbers, counts and rows of clauses, as the sentences of this folder hold them."""

from collections.abc import Iterable
from functools import reduce
from typing import Final, Literal, TypeAlias

from matchmaker.messages import format_number, lazy_ngettext, lazy_pgettext
from matchmaker.messages import gettext as _

Noun: TypeAlias = Literal[
    "hour",
    "mentee",
    "more mentee",
    "mentor",
    "more place",
    "place",
    "point",
    "step",
]

_NUMBERS: Final = (
    lazy_pgettext("a number in a sentence", "no"),
    lazy_pgettext("a number in a sentence", "one"),
    lazy_pgettext("a number in a sentence", "two"),
    lazy_pgettext("a number in a sentence", "three"),
    lazy_pgettext("a number in a sentence", "four"),
    lazy_pgettext("a number in a sentence", "five"),
)
_COUNTED: Final = {
    "hour": lazy_ngettext("%(number)s hour", "%(number)s hours"),
    "mentee": lazy_ngettext("%(number)s mentee", "%(number)s mentees"),
    "more mentee": lazy_ngettext("%(number)s more mentee", "%(number)s more mentees"),
    "mentor": lazy_ngettext("%(number)s mentor", "%(number)s mentors"),
    "more place": lazy_ngettext("%(number)s more place", "%(number)s more places"),
    "place": lazy_ngettext("%(number)s place", "%(number)s places"),
    "point": lazy_ngettext("%(number)s point", "%(number)s points"),
    "step": lazy_ngettext("%(number)s step", "%(number)s steps"),
}


def in_words(number: int, *, beside: Iterable[float] = ()) -> str:
    """Return a small number as a word, a larger one in digits.

    A small one is in digits, too, where one that needs them stands `beside` it in the sentence.
    """
    is_small = all(n < len(_NUMBERS) and n == int(n) for n in (number, *beside))
    return str(_NUMBERS[number]) if is_small else format_number(number)


def counted(number: int, noun: Noun, *, beside: Iterable[float] = ()) -> str:
    """Return a number with its noun: `one step`, `7 mentors`; `beside` is as of `in_words`."""
    return _COUNTED[noun](number, number=in_words(number, beside=beside))


def begin(text: str) -> str:
    """Return a text as a sentence begins with it."""
    return text[:1].upper() + text[1:]


def in_a_row(clauses: Iterable[str]) -> str:
    """Return `a; b; c`."""
    parts = [clause for clause in clauses if clause]
    return reduce(_followed_by, parts) if parts else ""


def _followed_by(first: str, rest: str) -> str:
    return _("%(first)s; %(rest)s", first=first, rest=rest)
