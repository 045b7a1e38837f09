"""A file that is whole or not there: written under another name, private, and then named."""

import os
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path


@contextmanager
def written_whole(file: Path) -> Iterator[Path]:
    """Yield an empty file beside the one that is wanted; it takes that name once it is on the disk.

    Where the block fails nothing is left of it, nor of what SQLite keeps beside it. Raises
    `OSError`, which names the file that is wanted where no other can be made beside it.
    """
    try:
        handle, name = tempfile.mkstemp(prefix=f".{file.name}.", suffix=".part", dir=file.parent)
    except OSError as error:
        raise OSError(error.errno, error.strerror, str(file)) from error
    os.close(handle)
    draft = Path(name)
    try:
        yield draft
        _reach_the_disk(draft)
        draft.replace(file)
        _reach_the_disk(file.parent)
    finally:
        for leftover in file.parent.glob(f"{draft.name}*"):
            leftover.unlink(missing_ok=True)


def _reach_the_disk(path: Path) -> None:
    handle = os.open(path, os.O_RDONLY)
    try:
        os.fsync(handle)
    finally:
        os.close(handle)
