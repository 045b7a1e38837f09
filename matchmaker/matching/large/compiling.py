"""How the kernels are compiled and spread over the cores. Nothing is computed here."""

from collections.abc import Callable, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from typing import Final, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])

ROWS_A_TASK: Final = 256
"""Mentees whom one thread looks at together; their answers do not depend on the others'."""


def compiled(function: Function) -> Function:
    """Compile a function of numbers and arrays that holds no lock of the interpreter.

    Machine code is kept on disk between runs; where no folder is writable, in memory alone.
    """
    try:
        return cast("Function", numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # numba found no folder for its cache
        return cast("Function", numba.njit(nogil=True)(function))


def inlined(function: Function) -> Function:
    """Compile a function as a part of those that call it."""
    return cast("Function", numba.njit(inline="always")(function))


def on_all_cores(kernel: Callable[..., object], n_rows: int, *arguments: object) -> None:
    """Call ``kernel(first, last, *arguments)`` for blocks of rows, one thread for each core.

    Blocks write to rows of their own, so the result is the same for any number of threads.
    """
    bounds = [*range(0, n_rows, ROWS_A_TASK), n_rows]
    tasks: Sequence[tuple[int, int]] = list(pairwise(bounds))
    n_threads = min(numba.get_num_threads(), len(tasks))
    if n_threads <= 1:
        for first, last in tasks:
            kernel(first, last, *arguments)
        return
    with ThreadPoolExecutor(n_threads) as threads:
        for done in [threads.submit(kernel, first, last, *arguments) for first, last in tasks]:
            done.result()
