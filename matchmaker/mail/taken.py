"""What a server has taken and the database does not know of yet, in a file of this machine.

A line in a file costs nothing beside a commit, and outlives a process that is killed. So a
deliverer notes each mail here at once, and many of them in the database together. What one that was
killed has left here is told to the database by the next run, so that no such mail is sent again.
The file lies where no restoration of the data takes it along.
"""

import os
import uuid
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path
from typing import Final, Self

from filelock import FileLock, Timeout

from matchmaker.services.outbox.leases import LeasedMail

BEGUN: Final = "begun"
TAKEN: Final = "taken"
PATTERN: Final = "taken-*.list"


@dataclass(frozen=True, slots=True)
class LeftBehind:
    """What a deliverer that is no more had in hand: its leases, and what the server has taken."""

    tokens: frozenset[str]
    taken: tuple[LeasedMail, ...]


@dataclass
class TakenList:
    """One deliverer's file, locked as long as its process lives. Every method raises `OSError`."""

    file: Path
    lock: FileLock
    _handle: int = field(default=-1)

    @classmethod
    def begin(cls, folder: Path) -> Self:
        """Make a file that nobody else writes to."""
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        file = folder / f"taken-{uuid.uuid4().hex}.list"
        lock = _lock_of(file)
        lock.acquire()
        handle = os.open(file, os.O_CREAT | os.O_RDWR | os.O_APPEND, 0o600)
        return cls(file, lock, handle)

    def note_begun(self, token: str) -> None:
        """Note which leases are in hand from now on; of those before nothing is left to tell."""
        os.ftruncate(self._handle, 0)
        self._write(f"{BEGUN} {token}\n")

    def note_taken(self, leased: LeasedMail) -> None:
        """Note that the server has taken a mail."""
        self._write(f"{TAKEN} {leased.mail_id} {leased.token}\n")

    def end(self, *, is_settled: bool) -> None:
        """Let the file go; it stays for the next run where the database was not told."""
        os.close(self._handle)
        if is_settled:
            _remove(self.file)
        self.lock.release()

    def _write(self, line: str) -> None:
        os.write(self._handle, line.encode("ascii"))


def settle_left_behind(folder: Path, settle: Callable[[LeftBehind], None]) -> None:
    """Let each file of a deliverer that is no more be told to the database, then remove it.

    Raises `OSError`.
    """
    for file in sorted(folder.glob(PATTERN)):
        lock = _lock_of(file)
        try:
            lock.acquire(timeout=0)
        except Timeout:
            continue
        try:
            if file.exists():
                settle(_read(file))
                _remove(file)
        finally:
            lock.release()


def _read(file: Path) -> LeftBehind:
    tokens: set[str] = set()
    taken: list[LeasedMail] = []
    for line in file.read_text(encoding="ascii", errors="replace").splitlines():
        match line.split():
            case [word, token] if word == BEGUN:
                tokens.add(token)
            case [word, mail_id, token] if word == TAKEN and mail_id.isdecimal():
                taken.append(LeasedMail(int(mail_id), token))
    return LeftBehind(frozenset(tokens), tuple(taken))


def _remove(file: Path) -> None:
    file.unlink(missing_ok=True)
    Path(f"{file}.lock").unlink(missing_ok=True)


def _lock_of(file: Path) -> FileLock:
    return FileLock(f"{file}.lock", mode=0o600)
