"""How the kernels are compiled and spread over the cores. Nothing is computed here."""

import hashlib
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from functools import cache
from importlib.resources import files
from importlib.resources.abc import Traversable
from itertools import pairwise
from queue import Empty, SimpleQueue
from typing import Final, TypeVar, cast

import numba

Function = TypeVar("Function", bound=Callable[..., object])

ROWS_A_TASK: Final = 512
"""Mentees whom one thread looks at together; their answers do not depend on the others'."""


def compiled(function: Function) -> Function:
    """Compile a function of numbers and arrays that holds no lock of the interpreter.

    Machine code is kept on disk between runs; where no folder is writable, in memory alone.
    """
    keep_machine_code_by_source()
    try:
        return cast("Function", numba.njit(cache=True, nogil=True)(function))
    except RuntimeError:  # numba found no folder for its cache
        return cast("Function", numba.njit(nogil=True)(function))


@cache
def keep_machine_code_by_source() -> None:
    """Give numba a folder for its cache that bears the digest of the engine's sources.

    Numba alone compares only the file of the kernel itself, and would go on using what it made of
    a constant or an inlined kernel of another file after that file has changed.
    """
    here = files("matchmaker.matching.assignment.compiled")
    folder = numba.config.CACHE_DIR or str(here / "__pycache__")
    texts = sources_within(files("matchmaker.matching"))
    numba.config.CACHE_DIR = f"{folder}/machine-code-{digest_of(texts)}"


def sources_within(folder: Traversable) -> Iterator[bytes]:
    """Yield the sources in a folder and in the folders within, in the order of their names."""
    for entry in sorted(folder.iterdir(), key=lambda entry: entry.name):
        if entry.is_dir():
            yield from sources_within(entry)
        elif entry.name.endswith(".py"):
            yield entry.read_bytes()


def digest_of(texts: Iterable[bytes]) -> str:
    """Return a short digest that changes with each of the texts and with their borders."""
    whole = hashlib.sha256()
    for text in texts:
        whole.update(hashlib.sha256(text).digest())
    return whole.hexdigest()[:16]


def inlined(function: Function) -> Function:
    """Compile a function as a part of those that call it."""
    return cast("Function", numba.njit(inline="always")(function))


def on_all_cores(kernel: Callable[..., object], n_rows: int, *arguments: object) -> None:
    """Call ``kernel(first, last, *arguments)`` for blocks of rows, one thread for each core.

    Blocks write to rows of their own, so the result is the same for any number of threads.
    """
    blocks: SimpleQueue[tuple[int, int]] = SimpleQueue()
    for block in pairwise([*range(0, n_rows, ROWS_A_TASK), n_rows]):
        blocks.put(block)

    def work() -> None:
        with suppress(Empty):
            while True:
                kernel(*blocks.get_nowait(), *arguments)

    n_others = min(numba.get_num_threads(), blocks.qsize()) - 1
    if n_others <= 0:
        work()
        return
    with ThreadPoolExecutor(n_others) as threads:
        others = [threads.submit(work) for _ in range(n_others)]
        work()
        for other in others:
            other.result()
