"""Where settings stand: the environment, and a file `.env` that is read strictly.

A misspelt name would leave its setting at a default that nobody chose, so it is refused.
"""

from collections.abc import Collection, Mapping
from dataclasses import dataclass
from difflib import SequenceMatcher, get_close_matches
from pathlib import Path
from typing import Final

from dotenv.parser import parse_stream

OURS: Final = "MATCHMAKER"
LIKE_OURS: Final = 0.84
"""How much the first word of a name is like ours from which on it was meant to be ours."""
LIKE: Final = 0.75
"""How much two names are like each other where one may be a slip of the other."""
VERY_LIKE: Final = 0.8


class EnvFault(ValueError):
    """The file or a name cannot be used; the message is one line for the operator."""


@dataclass(frozen=True, slots=True)
class Entry:
    """One setting of the file."""

    name: str
    """In capitals."""
    value: str
    line: int
    """Counted from 1."""


def read_entries(path: Path) -> dict[str, Entry]:
    """Return what the file sets, by name; nothing where there is no file. Raises `EnvFault`."""
    try:
        with path.open(encoding="utf-8-sig") as file:
            bindings = list(parse_stream(file))
    except FileNotFoundError:
        return {}
    except UnicodeDecodeError as error:
        raise EnvFault(f"{path} is not written in UTF-8") from error
    except OSError as error:
        reason = (error.strerror or str(error)).lower()
        raise EnvFault(
            f"{path} cannot be read ({reason}); run this as the user that it belongs to"
        ) from error
    entries: dict[str, Entry] = {}
    for binding in bindings:
        text = binding.original.string
        # A binding begins with the empty lines before it.
        line = binding.original.line + len(text) - len(text.lstrip("\n"))
        if binding.error or (binding.key is not None and binding.value is None):
            raise EnvFault(f"{path}, line {line}: must be NAME=value, or begin with #")
        if binding.key is None:
            continue
        name = binding.key.upper()
        if name in entries:
            raise EnvFault(f"{path} sets {name} twice, in lines {entries[name].line} and {line}")
        entries[name] = Entry(name, binding.value or "", line)
    return entries


def refuse_unknown(path: Path, entries: Mapping[str, Entry], known: Collection[str]) -> None:
    """Raise `EnvFault` for a name in the file that no setting has."""
    for entry in entries.values():
        if entry.name not in known:
            raise EnvFault(
                f"{path}, line {entry.line}: no setting is called {entry.name}"
                f"{_meant(entry.name, known)}"
            )


def refuse_misspelt(environment: Mapping[str, str], known: Collection[str]) -> None:
    """Raise `EnvFault` for a variable that was meant to be ours, such as MATCHMAKR_ENV."""
    for name in environment:
        if name.upper() not in known and _is_meant_to_be_ours(name.upper()):
            raise EnvFault(
                f"the environment holds {name}, but no setting is called so{_meant(name, known)}"
            )


def slips(environment: Mapping[str, str], known: Collection[str]) -> dict[str, str]:
    """Return variables that nothing here reads, but whose names come near to a setting's."""
    found = {
        name: get_close_matches(name.upper(), known, n=1, cutoff=VERY_LIKE)
        for name in environment
        if name.upper() not in known
    }
    return {name: near[0] for name, near in found.items() if near}


def _is_meant_to_be_ours(name: str) -> bool:
    joined = name.replace("_", "")
    first = name.partition("_")[0]
    return joined.startswith(OURS) or (
        "_" in name and SequenceMatcher(None, first, OURS).ratio() >= LIKE_OURS
    )


def _meant(name: str, known: Collection[str]) -> str:
    near = get_close_matches(name.upper(), known, n=1, cutoff=LIKE)
    return f"; did you mean {near[0]}?" if near else " (docs/operating.md lists all)"
