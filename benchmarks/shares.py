"""Where the time of a large round goes: seconds of each part, taken while it runs."""

import time
from collections import defaultdict
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from importlib import import_module
from typing import Any, Final
from unittest.mock import patch

COMPILED: Final = "matchmaker.matching.assignment.compiled"
PARTS: Final = {
    "features": [("solve", "features_of")],
    "passes over pairs": [
        *((module, "best_pairs") for module in ("solve", "engine", "group", "start_prices")),
        *((module, "best_ties") for module in ("solve", "group")),
        ("start_prices", "_dearest"),
    ],
    "who is matched": [("engine", "seat_by_rank")],
    "auctions": [("group", "auction")],
    "repairs": [("group", "repair")],
}
"""Functions of each part, by the module that calls them; no part calls another."""


@contextmanager
def shares() -> Iterator[dict[str, float]]:
    """Yield a table that is filled with processor seconds of each part while the block runs."""
    seconds: dict[str, float] = defaultdict(float)
    with ExitStack() as stack:
        for part, functions in PARTS.items():
            for module, name in functions:
                place = import_module(f"{COMPILED}.{module}")
                timed = _timed(getattr(place, name), part, seconds)
                stack.enter_context(patch.object(place, name, timed))
        yield seconds


def _timed(
    function: Callable[..., Any], part: str, seconds: dict[str, float]
) -> Callable[..., Any]:
    def timed(*arguments: Any, **named: Any) -> Any:
        started = time.process_time()
        try:
            return function(*arguments, **named)
        finally:
            seconds[part] += time.process_time() - started

    return timed
