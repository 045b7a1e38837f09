"""Files that hold people are for the service's own user: what is made, and what is there already.

The database with what lies beside it, the queue, locks, marks, lists, captured mails.
"""

import logging
import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import Final

OTHERS: Final = stat.S_IRWXG | stat.S_IRWXO
log = logging.getLogger(__name__)


def make_private() -> None:
    """Let this process, and those that it starts, make files that nobody else can read."""
    os.umask(OTHERS)


def keep_private(instance: Path, *files: Path | None) -> None:
    """Take the rights of others from what is there; say in one line what cannot be changed.

    That is the instance folder with what is in it, and files elsewhere with those beside them.
    """
    if os.name == "nt":
        return
    open_still = [path for path in _ours(instance, files) if not _close(path)]
    if open_still:
        more = f" and {len(open_still) - 1} more" if len(open_still) > 1 else ""
        log.warning(
            "other users of this machine can read %s%s: run chmod go= as its owner",
            open_still[0],
            more,
        )


def _ours(instance: Path, files: Iterable[Path | None]) -> Iterator[Path]:
    if instance.is_dir():
        yield instance
        yield from instance.iterdir()
    for file in files:
        if file is not None and file.parent != instance:
            yield from (file, *file.parent.glob(f"{file.name}[.-]*"))


def _close(path: Path) -> bool:
    """Take others' rights away; return whether they have none."""
    try:
        mode = path.lstat().st_mode
        if stat.S_ISLNK(mode) or not mode & OTHERS:
            return True
        path.chmod(stat.S_IMODE(mode) & ~OTHERS)
    except FileNotFoundError:
        # A lock, or what SQLite keeps beside its file, may go at any moment.
        return True
    except OSError:
        return False
    return True
