"""Which solver a round gets: numpy alone, or the compiled one of `large`. They answer alike."""

from functools import cache
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Final

from matchmaker.matching.errors import InvalidInput

if TYPE_CHECKING:
    from types import ModuleType

LARGE_FROM: Final = 1_000
"""Mentees from whom on compiled code pays for being loaded."""


def is_large_round(n_mentees: int, wish: bool | None = None) -> bool:
    """Return whether the compiled solver is to be used; a wish comes before the number.

    Raises
    ------
    InvalidInput
        If the wish is none, or cannot be granted for want of numba.
    """
    if wish is not None and not isinstance(wish, bool):
        raise InvalidInput(f"is_large: {wish!r} is not True, False or None")
    if wish and not has_compiler():
        raise InvalidInput("is_large: numba, of the extra `fast`, is not installed")
    if wish is not None:
        return wish
    return n_mentees >= LARGE_FROM and has_compiler()


@cache
def has_compiler() -> bool:
    """Return whether numba, of the extra ``fast``, is installed."""
    return find_spec("numba") is not None


def large_rounds() -> "ModuleType":
    """Load the compiled solver: only here, so that small organisations never wait for it."""
    return import_module("matchmaker.matching.large.rounds")


def blocking_pairs() -> "ModuleType":
    """Load the compiled count of who would rather have each other."""
    return import_module("matchmaker.matching.large.blocking")


def compiled_check() -> "ModuleType":
    """Load the compiled check of `certificate`."""
    return import_module("matchmaker.matching.compiled_check")
