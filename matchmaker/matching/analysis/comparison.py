"""Two answers side by side: what each reaches, and whom a change of mind would touch."""

from collections import Counter
from dataclasses import dataclass

from matchmaker.matching.values.result import UNITS_A_POINT, Matching


@dataclass(frozen=True, slots=True)
class Reached:
    """One answer in numbers. ``loads`` are (mentees, mentors who have so many), fewest first.

    ``lowest_units`` and ``lowest_points`` are None where nobody is matched.
    """

    matched: int
    units: int
    lowest_units: int | None
    loads: tuple[tuple[int, int], ...]

    @property
    def points(self) -> int:
        """Whole points of all pairs together (not the sum of rounded points)."""
        return self.units // UNITS_A_POINT

    @property
    def lowest_points(self) -> int | None:
        return None if self.lowest_units is None else self.lowest_units // UNITS_A_POINT

    @property
    def mentors(self) -> int:
        """Mentors who have somebody."""
        return sum(mentors for _, mentors in self.loads)


@dataclass(frozen=True, slots=True)
class Comparison:
    """What the answer ``b`` changes against ``a``.

    ``gain`` are the mentees matched only in ``b``, ``lose`` those matched only in ``a``, ``change``
    those with another mentor; of these ``better`` and ``worse`` count by the pair's score. All are
    mentee ids, ascending.
    """

    a: Reached
    b: Reached
    gain: tuple[int, ...]
    lose: tuple[int, ...]
    change: tuple[int, ...]
    better: int
    worse: int

    @property
    def is_same(self) -> bool:
        """Whether every mentee has the same mentor, or none, in both."""
        return not (self.gain or self.lose or self.change)


def compare(a: Matching, b: Matching) -> Comparison:
    """Return two answers for the same people side by side.

    Examples
    --------
    >>> from matchmaker.matching import Policy, match
    >>> from matchmaker.matching.values.people import Mentee, Mentor, People
    >>> nobody = match(People(), Policy())
    >>> compare(nobody, nobody).is_same
    True
    """
    before = {pair.mentee_id: pair for pair in a.pairs}
    after = {pair.mentee_id: pair for pair in b.pairs}
    both = sorted(before.keys() & after.keys())
    change = tuple(m for m in both if before[m].mentor_id != after[m].mentor_id)
    return Comparison(
        a=reached(a),
        b=reached(b),
        gain=tuple(sorted(after.keys() - before.keys())),
        lose=tuple(sorted(before.keys() - after.keys())),
        change=change,
        better=sum(after[m].units > before[m].units for m in change),
        worse=sum(after[m].units < before[m].units for m in change),
    )


def reached(matching: Matching) -> Reached:
    """Return one answer in numbers."""
    load_of = Counter(pair.mentor_id for pair in matching.pairs)
    return Reached(
        matched=len(matching.pairs),
        units=sum(pair.units for pair in matching.pairs),
        lowest_units=min((pair.units for pair in matching.pairs), default=None),
        loads=tuple(sorted(Counter(load_of.values()).items())),
    )
