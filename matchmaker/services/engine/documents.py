"""The engine's frozen values as dictionaries and lists that JSON can hold."""

from collections.abc import Hashable
from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any, Final, cast

_AS_THEY_ARE: Final = frozenset({bool, float, int, str, type(None)})
"""Most values by far: each is spared a call."""


def document_of(value: Any) -> Any:
    """Return what `dataclasses.asdict` does, five times as fast.

    For values that hold numbers, words, tuples, sets and other values; they are not copied, as
    nothing in them ever changes. A set becomes a sorted list.
    """
    if isinstance(value, tuple):
        return tuple([one if type(one) in _AS_THEY_ARE else document_of(one) for one in value])
    if isinstance(value, frozenset):
        return sorted(value)
    names = _names_in(cast("Hashable", type(value)))
    if names is None:
        return value
    return {
        name: one if type(one := getattr(value, name)) in _AS_THEY_ARE else document_of(one)
        for name in names
    }


@cache
def _names_in(kind: Hashable) -> tuple[str, ...] | None:
    return tuple(field.name for field in fields(cast("Any", kind))) if is_dataclass(kind) else None
