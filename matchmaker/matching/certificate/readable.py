"""Reading what may be damaged: a value that is not what it should be is a fault, never an error."""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import Any

import numpy as np

from matchmaker.matching.candidates.arrays import IntArray


class FaultError(Exception):
    """The first thing that is wrong."""


@contextmanager
def reading() -> Iterator[None]:
    """Turn whatever goes wrong while a damaged proof is read into a fault."""
    try:
        yield
    except (AttributeError, IndexError, KeyError, OverflowError, TypeError, ValueError) as error:
        raise unreadable(str(error)) from None


def unreadable(what: str) -> FaultError:
    return FaultError(f"the proof cannot be read: {what}")


def whole(name: str, value: Any) -> Any:
    """Return a value that is a whole number."""
    if isinstance(value, bool) or not isinstance(value, int | np.integer):
        raise unreadable(f"{name}: {value!r} is no whole number")
    return value


def all_whole(name: str, values: Sequence[Any], of: Sequence[Any] | None = None) -> None:
    """See that all values are whole numbers; a fault says whose (``of``) the first other one is."""
    if set(map(type, values)) <= {int}:
        return
    for number, value in enumerate(values):
        whole(name if of is None else f"{name} {of[number]}", value)


def whole_array(name: str, values: Any) -> IntArray:
    """Return whole numbers, given as an array or a list, as an array."""
    array = np.asarray(values)
    if array.size and array.dtype.kind not in "iu":
        raise unreadable(f"{name} holds {array.dtype}, no whole numbers")
    if array.size and int(array.max()) >= 2**63:
        raise unreadable(f"{name} exceeds 64 bits")
    return array.astype(np.int64)
