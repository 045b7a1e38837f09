"""PostgreSQL's own programs: found, new enough, and told nothing secret that others can read."""

import os
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Any, Final

PLACES: Final = ("/usr/lib/postgresql/*/bin", "/usr/pgsql-*/bin")
"""Where systems keep the programs of several versions, besides `PATH`."""
HOW_TO_INSTALL: Final = (
    "install PostgreSQL's client programs of version {0} or newer (Debian, Ubuntu: apt-get install "
    "postgresql-client; Fedora, RHEL: dnf install postgresql)"
)
_VERSION: Final = re.compile(r"\(PostgreSQL\) (\d+)")
_NAMED_OTHERWISE: Final = {
    "application_name": "PGAPPNAME",
    "connect_timeout": "PGCONNECT_TIMEOUT",
    "dbname": "PGDATABASE",
}
"""How PostgreSQL's programs name a parameter of a connection, where no rule tells."""


class ProgramFault(Exception):
    """A program is missing, too old, or failed; the message says so in one line."""


def find_program(name: str, version: int) -> Path:
    """Return the oldest of the programs of that name that knows servers of that version."""
    found = dict(_found(name))
    fitting = [each for each in found if each >= version]
    if fitting:
        return found[min(fitting)]
    if not found:
        raise ProgramFault(f"{name} is not on this machine: {HOW_TO_INSTALL.format(version)}.")
    raise ProgramFault(
        f"{name} of version {max(found)} is older than the server, which has {version}: "
        f"{HOW_TO_INSTALL.format(version)}."
    )


def find_newest(name: str) -> Path:
    """Return the newest of the programs of that name: it reads what any older one wrote."""
    found = dict(_found(name))
    if not found:
        raise ProgramFault(f"{name} is not on this machine: {HOW_TO_INSTALL.format('any')}.")
    return found[max(found)]


def surroundings_for(connection: Any) -> Mapping[str, str]:
    """Return the environment in which a program reaches what a connection of psycopg reached.

    Other users of the machine can read a command, but not its environment.
    """
    stated = connection.info.get_parameters() | {"application_name": "matchmaker backup"}
    if connection.info.password:
        stated["password"] = connection.info.password
    kept = {name: value for name, value in os.environ.items() if not name.startswith("PG")}
    return kept | {_variable(name): value for name, value in stated.items()}


def run_program(command: Sequence[str], surroundings: Mapping[str, str]) -> None:
    """Run a program to its end. Raises `ProgramFault` with the first thing that it says of why."""
    done = subprocess.run(  # noqa: S603 - the program was found by us, and no shell reads this
        command, env=surroundings, stdin=subprocess.DEVNULL, capture_output=True, check=False
    )
    if done.returncode:
        raise ProgramFault(reason_of(command[0], done.stderr))


def reason_of(program: str, errors: bytes) -> str:
    """Return the line in which a program says why it failed."""
    lines = errors.decode("utf-8", "replace").strip().splitlines()
    said = next((line for line in lines if "error" in line), lines[0] if lines else "no reason")
    return said if Path(program).name in said else f"{Path(program).name}: {said}"


def _found(name: str) -> Iterator[tuple[int, Path]]:
    by_path = shutil.which(name)
    candidates = [Path(by_path)] if by_path else []
    for place in PLACES:
        candidates += sorted(Path("/").glob(f"{place[1:]}/{name}"))
    for program in candidates:
        told = subprocess.run(  # noqa: S603 - the same
            [program, "--version"], capture_output=True, text=True, check=False
        )
        version = _VERSION.search(told.stdout)
        if version:
            yield int(version[1]), program


def _variable(parameter: str) -> str:
    plain = f"PG{parameter.replace('_', '').upper()}"
    return _NAMED_OTHERWISE.get(parameter, plain)
