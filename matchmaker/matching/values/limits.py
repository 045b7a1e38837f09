"""Sizes from which on a round is treated in another way. No answer depends on them, only time."""

import sys
from dataclasses import dataclass, field
from functools import cache
from importlib.util import find_spec
from mmap import PAGESIZE, mmap
from typing import Final

from matchmaker.matching.values.errors import InvalidInput

if sys.platform == "linux":
    from mmap import PROT_EXEC, PROT_READ, PROT_WRITE


@cache
def has_compiler() -> bool:
    """Return whether numba, of the extra ``fast``, is installed and may run what it makes."""
    return find_spec("numba") is not None and _may_run_new_code()


def _may_run_new_code() -> bool:
    """Return whether memory can be written and run, which a hardened service is forbidden."""
    if sys.platform != "linux":
        return True
    try:
        mmap(-1, PAGESIZE, prot=PROT_READ | PROT_WRITE | PROT_EXEC).close()
    except OSError:
        return False
    return True


@dataclass(frozen=True, slots=True)
class Limits:
    """From which size on, or up to which, something is done with a round.

    Parameters
    ----------
    is_large : bool, optional
        Whether compiled code solves and checks a round; by the number of mentees if not given.
        The answer is the same. Prices may differ, and `Unmatched.competition` may name a larger
        bottleneck.
    has_compiler : bool
        Whether there can be compiled code.
    large_from : int
        Mentees from whom on compiled code pays for being loaded.
    pairs_a_block : int
        Pairs that are scored together: bounds the memory, whatever the number of people.
    sampled_from, sampled_from_if_many : int
        Mentors from whom on a large round begins with the prices of a sample; the second where
        there is more than one mentor for two mentees, so that each has few to choose from.
    most_tie_repairs : int
        Mentees in the wrong place among equal scores beyond whom an auction is quicker than
        repairs one by one.
    most_pairs : int
        Pairs up to which all of them are held and looked at in depth.
    most_pairs_looked_over : int
        Pairs up to which compiled code goes through all of them, and tries changes.
    most_pairs_tabled : int
        Pairs up to which compiled code keeps all scores, in two bytes each, to try changes out.
    most_mentors : int
        Mentors up to whom costs of other choices are worth the memory and time of all distances.
    pairs_anew, pairs_again : int
        Pairs in all trials of a kind together: under *fair*; and in a round that is solved again
        for each trial (for newcomers, and for rules, half as many more).

    Raises
    ------
    InvalidInput
        If `is_large` is no truth value, or cannot be granted for want of numba.
    """

    is_large: bool | None = None
    has_compiler: bool = field(default_factory=has_compiler)
    large_from: int = 1_000
    pairs_a_block: int = 1_000_000
    sampled_from: int = 4_000
    sampled_from_if_many: int = 1_000
    most_tie_repairs: int = 100
    most_pairs: int = 1_500_000
    most_pairs_looked_over: int = 200_000_000
    most_pairs_tabled: int = 50_000_000
    most_mentors: int = 1_000
    pairs_anew: int = 1_200_000
    pairs_again: int = 2_000_000_000

    def __post_init__(self) -> None:
        if self.is_large is not None and not isinstance(self.is_large, bool):
            raise InvalidInput(f"is_large: {self.is_large!r} is not True, False or None")
        if self.is_large and not self.has_compiler:
            raise InvalidInput("is_large: numba, of the extra `fast`, is not installed")

    def is_large_round(self, n_mentees: int) -> bool:
        """Return whether compiled code is used for so many mentees."""
        if self.is_large is not None:
            return self.is_large
        return n_mentees >= self.large_from and self.has_compiler


LIMITS: Final = Limits()
