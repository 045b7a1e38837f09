"""What members answered about their mentorships, in sums from which nobody's answer follows.

Whole months are put together, from the first one on, until there are five answers; what is counted
once never changes. A number under five is not shown, and where another sum would give it away,
nor is the smallest of the others. How many answered is not told. They are for readers from whom
nothing is withheld: to all others the difference to what they see would tell.
"""

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Fit, Programme, Pulse

LEAST: Final = 5
"""Answers in a number that is shown."""
GOOD_FROM: Final = 4
MIDDLING: Final = 3

Numbers = tuple[int | None, int | None, int | None]
"""How many gave a good, a middling and a bad answer; None where that is not shown."""
Row = tuple[str, int, int | None]
"""A month, and the answers to one question (which grade) or two, 0 for the best."""


@dataclass(frozen=True, slots=True)
class SumsOfMonths:
    """The sums of some months together."""

    first_month: str
    last_month: str
    by_question: tuple[Numbers, ...]


@dataclass(frozen=True, slots=True)
class PulseSums:
    """What there is to show: whether it fits; and how well it goes, with how useful it is."""

    fit: tuple[SumsOfMonths, ...]
    course: tuple[SumsOfMonths, ...]


def pulse_sums(session: Session, programme: Programme) -> PulseSums:
    """Return the sums of a programme's months that are over, the latest first."""
    now = clock.current_month(programme.time_zone)
    query = (
        sa.select(Pulse.month, Pulse.fit, Pulse.going, Pulse.useful)
        .where(Pulse.programme_id == programme.id, Pulse.month < now)
        .order_by(Pulse.month)
    )
    fits: list[tuple[str, tuple[int, ...]]] = []
    courses: list[tuple[str, tuple[int, ...]]] = []
    for month, fit, going, useful in session.execute(query):
        if fit is not None:
            fits.append((month, (list(Fit).index(fit),)))
        elif going is not None and useful is not None:
            courses.append((month, (_grade(going), _grade(useful))))
    return PulseSums(_sums(fits), _sums(courses))


def shown(counts: Sequence[Sequence[int]]) -> tuple[Numbers, ...]:
    """Hide what is too small of sums over the same people, and what would give it away.

    Examples
    --------
    >>> shown([[12, 3, 0]])
    ((12, None, None),)
    >>> shown([[10, 5, 5], [9, 9, 2]])
    ((10, None, None), (9, 9, None))
    >>> shown([[5, 6, 7], [8, 5, 5]])
    ((5, 6, 7), (8, 5, 5))
    """
    small = [[number < LEAST for number in each] for each in counts]
    hides = any(any(each) for each in small)
    found = []
    for each, too_small in zip(counts, small, strict=True):
        limit = max(LEAST, min(each) + 1) if hides and not any(too_small) else LEAST
        good, middling, bad = (number if number >= limit else None for number in each)
        found.append((good, middling, bad))
    return tuple(found)


def _grade(points: int) -> int:
    if points >= GOOD_FROM:
        return 0
    return 1 if points == MIDDLING else 2


def _sums(answers: Iterable[tuple[str, tuple[int, ...]]]) -> tuple[SumsOfMonths, ...]:
    """Put whole months together until there are enough answers; what is left over waits."""
    by_month: dict[str, list[tuple[int, ...]]] = {}
    for month, grades in answers:
        by_month.setdefault(month, []).append(grades)
    found: list[SumsOfMonths] = []
    months: list[str] = []
    together: list[tuple[int, ...]] = []
    for month, given in by_month.items():
        months.append(month)
        together.extend(given)
        if len(together) >= LEAST:
            counters = [Counter(grades) for grades in zip(*together, strict=True)]
            numbers = shown([[counter[grade] for grade in range(3)] for counter in counters])
            found.append(SumsOfMonths(months[0], months[-1], numbers))
            months, together = [], []
    return tuple(reversed(found))
