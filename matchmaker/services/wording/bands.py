"""Counts of other people as members may be told them: in bands, never exactly.

An exact count tells of one person as soon as it stands beside another: before and after a change of
one's own profile, for this level and for the next, the whole and its parts.
"""

from collections.abc import Mapping
from enum import StrEnum
from typing import Final

from matchmaker.messages import lazy_gettext


class CountBand(StrEnum):
    """How many there are, as far as a member is told."""

    NONE = "none"
    FEW = "few"
    """Fewer than five."""
    FIVE_TO_NINE = "five_to_nine"
    TEN_OR_MORE = "ten_or_more"


BAND_WORDS: Final[Mapping[CountBand, str]] = {
    CountBand.NONE: lazy_gettext("No"),
    CountBand.FEW: lazy_gettext("Fewer than five"),
    CountBand.FIVE_TO_NINE: lazy_gettext("Five to nine"),
    CountBand.TEN_OR_MORE: lazy_gettext("Ten or more"),
}
"""As a sentence begins with it, before a noun in the plural."""

MANY: Final = 10
"""A number for which every language chooses the plural that stands after such words."""


def band_of(count: int) -> CountBand:
    """Return the band that a count of people lies in."""
    if count <= 0:
        return CountBand.NONE
    if count < 5:
        return CountBand.FEW
    return CountBand.FIVE_TO_NINE if count < MANY else CountBand.TEN_OR_MORE
