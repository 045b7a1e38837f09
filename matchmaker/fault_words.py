"""What may be told of an error beside its kind: words that cannot hold what somebody typed.

An error's own words often quote a value, and values here are people's. So nothing is told but what
an operating system, a database or Python itself says of its own things: files, hosts, tables,
constraints, attributes.
"""

import errno
import os
import re
import socket
import ssl
from collections.abc import Iterator
from typing import Any, Final

from sqlalchemy.exc import DBAPIError

from matchmaker.text import unnamed_line

LONGEST: Final = 200
NAMES_PARTS_OF_PROGRAMS: Final = (AttributeError, ImportError, NameError, TypeError)
"""Python names in them what a program is made of, and the types of values."""
QUOTES_VALUES: Final = frozenset({"22", "P0"})
"""Classes of PostgreSQL's errors whose words may quote a value: wrong data, and raised by hand."""
_QUOTED: Final = re.compile(r"(with text|keyword argument) .*", re.DOTALL)


def describe_error(error: BaseException) -> str:
    """Return an error's kind, with its words where they may be told.

    Examples
    --------
    >>> describe_error(ValueError("Zora"))
    'ValueError'
    >>> describe_error(ConnectionRefusedError(111, "Zora"))
    'ConnectionRefusedError: Connection refused'
    """
    words = words_of(error)
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def words_of(error: BaseException) -> str:
    """Return what may be told of an error in one line; empty where it may hold a value."""
    words = ""
    if isinstance(error, DBAPIError):
        words = _of_a_database(error.orig)
    elif isinstance(error, OSError):
        words = _of_the_system(error)
    elif isinstance(error, NAMES_PARTS_OF_PROGRAMS):
        words = str(error)
    return unnamed_line(_QUOTED.sub(r"\1 …", words), LONGEST)


def causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and what it came of."""
    seen: BaseException | None = error
    while seen is not None:
        yield seen
        seen = seen.__cause__ or (None if seen.__suppress_context__ else seen.__context__)


def describe_with_cause(error: BaseException) -> str:
    """Return an error's kind with its words, or those of its cause."""
    found = (words for cause in causes(error) if (words := words_of(cause)))
    words = next(found, "")
    return f"{type(error).__name__}: {words}" if words else type(error).__name__


def _of_a_database(error: Any) -> str:
    """Return the first line of a database's own words; the next ones show rows."""
    state = getattr(error, "sqlstate", None)
    if state and state[:2] in QUOTES_VALUES:
        return f"SQLSTATE {state}"
    first = getattr(getattr(error, "diag", None), "message_primary", None)
    return first or str(error).strip().partition("\n")[0]


def _of_the_system(error: OSError) -> str:
    if isinstance(error, ssl.SSLError):
        return str(getattr(error, "verify_message", "") or getattr(error, "reason", "") or "")
    if isinstance(error, socket.gaierror):
        return str(error.strerror or "")
    if error.errno is None or error.errno not in errno.errorcode:
        # Not of the system: libraries make such errors of what a server said.
        return ""
    words = os.strerror(error.errno)
    return f"{words}: {error.filename}" if isinstance(error.filename, str) else words
