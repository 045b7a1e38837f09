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
from typing import Any, Final, TypeVar, cast

import numba
from numba.core.caching import (
    CompileResultCacheImpl,
    FunctionCache,
    UserProvidedCacheLocator,
)

Function = TypeVar("Function", bound=Callable[..., object])

ROWS_A_TASK: Final = 512
"""Mentees whom one thread looks at together; their answers do not depend on the others'."""


class _Beside(UserProvidedCacheLocator):  # type: ignore[misc]  # numba has no types
    """The folder of machine code: beside the sources, or where NUMBA_CACHE_DIR says.

    It may be read where it may not be written: the service's user finds what was compiled at
    set-up by somebody else.
    """

    def __init__(self, py_func: Any, py_file: str) -> None:
        super().__init__(py_func, py_file)
        self._cache_path = f"{folder_of_machine_code()}/{self.get_suitable_cache_subpath(py_file)}"

    @classmethod
    def from_function(cls, py_func: Any, py_file: str) -> "_Beside":
        return cls(py_func, py_file)

    def ensure_cache_path(self) -> None:
        with suppress(OSError):
            super().ensure_cache_path()


class _MachineCode(CompileResultCacheImpl):  # type: ignore[misc]  # numba has no types
    _locator_classes = (_Beside,)


class _Kept(FunctionCache):  # type: ignore[misc]  # numba has no types
    """Machine code on disk; where it can be neither read nor written, it is in memory alone."""

    _impl_class = _MachineCode

    def load_overload(self, sig: Any, target_context: Any) -> Any:
        with suppress(OSError):
            return super().load_overload(sig, target_context)
        return None

    def save_overload(self, sig: Any, data: Any) -> None:
        with suppress(OSError):
            super().save_overload(sig, data)


def compiled(function: Function) -> Function:
    """Compile a function of numbers and arrays that holds no lock of the interpreter.

    Machine code is kept on disk between runs.
    """
    dispatcher = numba.njit(nogil=True)(function)
    # What `cache=True` does, with another cache: numba's own passes over a folder that is there
    # but cannot be written, and compiles once more.
    dispatcher._cache = _Kept(function)
    return cast("Function", dispatcher)


@cache
def folder_of_machine_code() -> str:
    """Return the folder, which bears the digest of the engine's sources.

    Numba alone compares only the file of the kernel itself, and would go on using what it made of
    a constant or an inlined kernel of another file after that file has changed.
    """
    sources = files("matchmaker.matching")
    folder = numba.config.CACHE_DIR or str(sources / "__pycache__")
    return f"{folder}/machine-code-{digest_of(sources_within(sources))}"


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
