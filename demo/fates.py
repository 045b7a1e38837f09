"""What becomes of each pair, the same in every run."""

from typing import Final

from demo.drawing import draw, happens
from matchmaker.models import Match

NEVER_MEETS: Final = "never meets"
PARTS: Final = "parts"
WANTS_ANOTHER: Final = "wants another"
FADES: Final = "fades"
GOES_WELL: Final = "goes well"
FATES: Final = (
    (NEVER_MEETS,) * 5 + (PARTS,) * 6 + (WANTS_ANOTHER,) * 6 + (FADES,) * 7 + (GOES_WELL,) * 76
)
WRITES_IN_PERCENT: Final = 55


def fate_of(match: Match) -> str:
    """Return what becomes of a pair."""
    return FATES[draw(f"fate {key_of(match)}", len(FATES))]


def writes(match: Match) -> bool:
    """Whether a pair keeps goals, notes and actions on its page."""
    return fate_of(match) == GOES_WELL and happens(f"writes {key_of(match)}", WRITES_IN_PERCENT)


def key_of(match: Match) -> str:
    """Return what a pair's draws begin from."""
    return f"{match.mentor.email} {match.mentee.email}"
