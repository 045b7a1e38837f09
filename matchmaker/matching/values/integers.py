"""Whole numbers: the engine reckons with nothing else. Refuses what is none, and says where."""

from collections.abc import Iterable
from typing import Any, Final

import numpy as np
from numpy.typing import ArrayLike

from matchmaker.matching.types import IntArray
from matchmaker.matching.values.errors import InvalidInput

LARGEST_NUMBER: Final = 2**63 - 1
LARGEST_POINTS: Final = 10**9
MOST_PLACES: Final = 10**9
"""Places of one mentor; sums over all mentors stay far within 64 bits."""


def is_whole(number: object) -> bool:
    """Return whether this is an int of at most 64 bits, and no truth value."""
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) < 2**63


def check_whole(who: str, **numbers: object) -> None:
    """Raise `InvalidInput` at the first number that is not whole."""
    for name, number in numbers.items():
        if not is_whole(number):
            raise InvalidInput(f"{who}: {name} {number!r} is not a whole number")


def whole_number(what: str, value: Any, most: int = LARGEST_NUMBER) -> int:
    """Return an int, also for a number of numpy or a float without a fraction.

    Raises
    ------
    InvalidInput
        If it is not whole, or beyond ``most`` in either direction.
    """
    is_of_numpy = isinstance(value, np.generic | np.ndarray) and value.ndim == 0
    plain = value.item() if is_of_numpy else value
    is_number = isinstance(plain, int | float) and not isinstance(plain, bool)
    if not is_number or (isinstance(plain, float) and not plain.is_integer()):
        raise InvalidInput(f"{what}: {plain!r} is not a whole number")
    if abs(plain) > most:
        raise InvalidInput(f"{what}: {plain!r} is beyond {most}")
    return int(plain)


def whole_numbers(name: str, values: ArrayLike, most: int = LARGEST_POINTS) -> IntArray:
    """Return a list of whole numbers as an array, shape (n,).

    Raises
    ------
    InvalidInput
        If this is no list, or has an entry that `whole_number` refuses: ``points[1]`` is its name.

    Examples
    --------
    >>> whole_numbers("points", [70, 80.0]).tolist()
    [70, 80]
    >>> whole_numbers("points", [70, "many"])
    Traceback (most recent call last):
    matchmaker.matching.values.errors.InvalidInput: points[1]: 'many' is not a whole number
    """
    try:
        array = np.asarray(values)
    except ValueError:
        return _one_by_one(name, values, most)
    if array.ndim != 1:
        raise InvalidInput(f"{name}: {values!r} is not a list of whole numbers")
    if array.size == 0:
        return np.zeros(0, dtype=np.int64)
    # Among numbers of Python numpy takes True for 1.
    hides_truth = isinstance(values, list | tuple) and any(isinstance(v, bool) for v in values)
    if array.dtype.kind not in "iuf" or hides_truth:
        return _one_by_one(name, values, most)
    is_wrong = ~np.isfinite(array) | (array != np.trunc(array)) | (array > most) | (array < -most)
    for at in np.flatnonzero(is_wrong)[:1]:
        whole_number(f"{name}[{at}]", array[at], most)
    return array.astype(np.int64)


def _one_by_one(name: str, values: Any, most: int) -> IntArray:
    """Read what numpy makes no array of numbers of: ragged, mixed or of any length."""
    entries: Iterable[Any] = enumerate(values)
    return np.array([whole_number(f"{name}[{at}]", entry, most) for at, entry in entries], np.int64)
