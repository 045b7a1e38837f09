"""The list of erasures: hashes in the database, and in files that outlive its restoration.

There are two files: the list, and a copy in the folder that no restoration of the data takes along.
"""

import hashlib
import hmac
import logging
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import sqlalchemy as sa
from filelock import FileLock
from sqlalchemy.orm import Session

from matchmaker.models import Erasure

log = logging.getLogger("matchmaker.privacy")


class FaultyList(ValueError):
    """The file is not a list of erasures; the message names the line."""


@dataclass(frozen=True, slots=True, order=True)
class Erased:
    """One line of the list: the member with this address was erased at this moment."""

    address_hash: str
    erased_at: datetime


def hash_address(address: str, secret_key: str) -> str:
    """Return a keyed hash of an address: without the key it tells nothing."""
    return hmac.new(secret_key.encode(), f"erased {address}".encode(), hashlib.sha256).hexdigest()


def erasures_in(session: Session) -> set[Erased]:
    """Return the erasures that the database knows of."""
    query = sa.select(Erasure.address_hash, Erasure.erased_at)
    return {Erased(code, moment) for code, moment in session.execute(query)}


def note_erasures(session: Session, erasures: Iterable[Erased]) -> None:
    """Note in the database what only the file knows, as after a restoration."""
    rows = [
        {"address_hash": each.address_hash, "erased_at": each.erased_at}
        for each in sorted(set(erasures) - erasures_in(session))
    ]
    if rows:
        session.execute(sa.insert(Erasure), rows)


def read_list(file: Path) -> set[Erased]:
    """Return the erasures in a file; an absent file has none.

    A last line that was cut off is left out: the database still knows of it. Raises `FaultyList`.
    """
    try:
        text = file.read_text(encoding="ascii")
    except FileNotFoundError:
        return set()
    except UnicodeDecodeError:
        raise FaultyList(f"{file} is not a list of erasures.") from None
    complete = text[: text.rfind("\n") + 1]
    return {_parse(file, n, line) for n, line in enumerate(complete.splitlines(), 1) if line}


def add_to_list(file: Path, erasures: Iterable[Erased]) -> None:
    """Append erasures to the file, which only its owner may read; made if there is none."""
    lines = "".join(
        f"{each.address_hash} {each.erased_at.astimezone(UTC).isoformat()}\n"
        for each in sorted(erasures)
    )
    if not lines:
        return
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    file.touch(mode=0o600)
    with FileLock(f"{file}.lock"), file.open("r+b") as stream:
        content = stream.read()
        # What a crash cut off would otherwise grow together with the next line.
        stream.seek(content.rfind(b"\n") + 1)
        stream.truncate()
        stream.write(lines.encode("ascii"))


def read_lists(files: Iterable[Path]) -> set[Erased]:
    """Return the erasures in any of the files. Raises `FaultyList`."""
    return {erased for file in files for erased in read_list(file)}


def complete_lists(files: tuple[Path, Path], erasures: Iterable[Erased]) -> None:
    """Bring the list and its copy up to date. Raises `FaultyList`, and `OSError` for the list.

    A copy that cannot be written is only told of: the list is there.
    """
    known, (file, copy) = set(erasures), files
    try:
        add_to_list(copy, known - read_list(copy))
    except OSError as error:
        log.warning("the copy of the erasure list cannot be written: %s: %s", error.strerror, copy)
    add_to_list(file, known - read_list(file))


def _parse(file: Path, number: int, line: str) -> Erased:
    code, _, moment = line.partition(" ")
    try:
        erased_at = datetime.fromisoformat(moment)
        if len(bytes.fromhex(code)) != hashlib.sha256().digest_size or erased_at.tzinfo is None:
            raise ValueError
    except ValueError:
        raise FaultyList(f"{file}, line {number}: this is no entry of an erasure list.") from None
    return Erased(code, erased_at)
