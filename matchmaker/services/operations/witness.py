"""What a machine remembers of a database, in files outside of it.

One mark lies beside the data, and goes back with it; the other in a folder that no restoration of
the data takes along, with the list of the mails that a server has taken.
"""

import json
import os
import shutil
import tempfile
import time
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import asdict, dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any, Final

import sqlalchemy as sa
from filelock import FileLock

from matchmaker import clock
from matchmaker.services.operations.epochs import Mark, local_part

MARK: Final = "seen.json"
SENT: Final = "sent.list"
ERASURES: Final = "erasures.list"
CLOCKS_AGREE_WITHIN: Final = timedelta(minutes=10)
_BOOT_ID: Final = Path("/proc/sys/kernel/random/boot_id")


@dataclass(frozen=True, slots=True)
class Machine:
    """A machine's life since it was started; empty and 0 where the system does not tell."""

    boot: str
    up_seconds: float
    clock: datetime

    def has_been_up_since(self, before: "Machine | None") -> bool:
        """Whether it ran all the time, and its clock with it.

        One that was put back from a snapshot while it ran has the same start, but not as much time.
        """
        if before is None or not self.up_seconds:
            return False
        if self.boot and before.boot and self.boot != before.boot:
            return False
        drift = (self.clock - before.clock) - timedelta(seconds=self.up_seconds - before.up_seconds)
        return abs(drift) <= CLOCKS_AGREE_WITHIN


@dataclass(frozen=True, slots=True)
class Sighting:
    """One place's memory: how far the database had come, and the machine at that moment."""

    mark: Mark
    machine: Machine | None
    is_witnessed: bool = False
    """Whether the same was written in the witness folder: then it is missed there."""


def places_of(database: sa.URL, instance: Path, witness: Path) -> tuple[Path, Path]:
    """Return the file beside the data, and the one in the witness folder."""
    beside = instance / "database.epoch"
    if database.get_backend_name() == "sqlite":
        beside = Path(f"{database.database}.epoch")
    return beside, witness / MARK


def database_name(database: sa.URL) -> str:
    """Return what a database is called in those files."""
    if database.get_backend_name() == "sqlite":
        return Path(database.database or "").name
    return f"{database.host}:{database.port or 5432}/{database.database}"


def take_memory_along(
    mark: Mark, name: str, old: tuple[Path, Path], new: tuple[Path, Path]
) -> None:
    """Let a machine know a database that was moved as it knew the one before. Raises `OSError`.

    Its mark is written anew; which mails have left, and who was erased, is copied.
    """
    new[1].parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    for kept in (SENT, ERASURES):
        if (old[1].parent / kept).exists():
            shutil.copy2(old[1].parent / kept, new[1].parent / kept)
    machine = this_machine()
    write_seen(new[1], name, Sighting(mark, machine))
    write_seen(new[0], name, Sighting(mark, machine, is_witnessed=True))


def this_machine() -> Machine:
    """Return the machine as it is now."""
    boot, up_seconds = "", 0.0
    # A service may be kept from reading its start's id; how long it has been up says as much.
    with suppress(OSError, ValueError):
        boot = _BOOT_ID.read_text(encoding="ascii").strip()
    with suppress(OSError, AttributeError):
        up_seconds = time.clock_gettime(time.CLOCK_BOOTTIME)
    return Machine(boot, up_seconds, datetime.now(UTC))


def read_seen(file: Path, database: str) -> Sighting | None:
    """Return what a file says of a database; None if nothing that can be read."""
    try:
        document = json.loads(file.read_text(encoding="utf-8"))
        if document["database"] != database:
            return None
        mark = Mark(
            str(document["epoch"]),
            int(document["run"]),
            str(document.get("first", "")),
            _moment(document.get("waits_since")),
        )
        machine = document.get("machine")
        return Sighting(
            mark,
            Machine(
                str(machine["boot"]),
                float(machine["up_seconds"]),
                datetime.fromisoformat(machine["clock"]),
            )
            if machine
            else None,
            bool(document.get("is_witnessed", False)),
        )
    except (OSError, ValueError, KeyError, TypeError):
        return None


def write_seen(file: Path, database: str, seen: Sighting) -> None:
    """Replace a file in one step; only its owner may read it. Raises `OSError`."""
    document: dict[str, Any] = {
        "database": database,
        "epoch": seen.mark.key,
        "run": seen.mark.run_id,
        "first": seen.mark.first,
        "waits_since": _iso(seen.mark.waits_since),
        "machine": None,
        "is_witnessed": seen.is_witnessed,
    }
    if seen.machine:
        document["machine"] = asdict(seen.machine) | {"clock": _iso(seen.machine.clock)}
    file.parent.mkdir(mode=0o700, parents=True, exist_ok=True)
    # A draft of its own for each: several threads, or containers in which all have one number,
    # may write at once.
    handle, draft = tempfile.mkstemp(prefix=f"{file.name}.", dir=file.parent)
    try:
        with os.fdopen(handle, "w", encoding="utf-8") as stream:
            json.dump(document, stream)
        Path(draft).replace(file)
    except BaseException:
        Path(draft).unlink(missing_ok=True)
        raise


def note_sent(folder: Path, *message_ids: str) -> None:
    """Note that a server has taken mails, after the database knows it. Raises `OSError`.

    What is noted here and still owed there was owed by a database that went back.
    """
    folder.mkdir(mode=0o700, parents=True, exist_ok=True)
    moment = _iso(clock.now())
    lines = "".join(f"{local_part(message_id)} {moment}\n" for message_id in message_ids)
    with _lock(folder):
        handle = os.open(folder / SENT, os.O_CREAT | os.O_WRONLY | os.O_APPEND, 0o600)
        try:
            os.write(handle, lines.encode("ascii", "replace"))
        finally:
            os.close(handle)


def read_sent(folder: Path) -> Mapping[str, datetime]:
    """Return when each mail left that is noted here, by the first part of its Message-ID."""
    try:
        lines = (folder / SENT).read_text(encoding="ascii", errors="replace").splitlines()
    except OSError:
        return {}
    sent: dict[str, datetime] = {}
    for line in lines:
        code, _, moment = line.partition(" ")
        try:
            sent[code] = datetime.fromisoformat(moment)
        except ValueError:
            continue
    return sent


def forget_sent(folder: Path, before: datetime) -> None:
    """Let go of mails that left long ago, whose rows are deleted, too. Raises `OSError`."""
    if not (folder / SENT).exists():
        return
    with _lock(folder):
        kept = {code: moment for code, moment in read_sent(folder).items() if moment >= before}
        draft = folder / f"{SENT}.{os.getpid()}"
        text = "".join(f"{code} {_iso(moment)}\n" for code, moment in kept.items())
        with os.fdopen(os.open(draft, os.O_CREAT | os.O_WRONLY | os.O_TRUNC, 0o600), "w") as stream:
            stream.write(text)
        draft.replace(folder / SENT)


def _lock(folder: Path) -> FileLock:
    return FileLock(folder / f"{SENT}.lock", timeout=5, mode=0o600)


def _iso(moment: datetime | None) -> str | None:
    return moment.isoformat() if moment else None


def _moment(text: str | None) -> datetime | None:
    return datetime.fromisoformat(text) if text else None
