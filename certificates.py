"""By which certificates servers are known: files of authorities, and where they are asked for."""

import os
import ssl
from functools import lru_cache
from pathlib import Path
from urllib.parse import parse_qs, urlencode, urlsplit

LOOPBACK_HOSTS = ("localhost", "127.0.0.1")
"""What the machine's own monitoring asks by."""


def check_certificates(file: Path) -> None:
    """Raise `ValueError` unless a file holds certificates that can be used."""
    try:
        known = file.stat()
        _read_certificates(file, known.st_mtime_ns, known.st_size)
    except ssl.SSLError as error:
        raise ValueError(f"{file} holds no certificate in PEM that can be read") from error
    except OSError as error:
        raise ValueError(f"{file} cannot be read: {error.strerror}") from error


@lru_cache(maxsize=8)
def _read_certificates(file: Path, _changed: int, _size: int) -> None:
    """Read a file of certificates, once for as long as it stays the same: a machine's is long."""
    ssl.create_default_context(cafile=file)


def verified(url: str, ca_file: Path | None) -> str:
    """Return an address of PostgreSQL or Redis, so that the server is known by its certificate.

    Only where a file of authorities is named. What the address or the environment says of it stays;
    so does PostgreSQL on this machine, which often has no certificate.
    """
    parts = urlsplit(url)
    stated = parse_qs(parts.query)
    host = parts.hostname or stated.get("host", [""])[0]
    if ca_file is None:
        return url
    if parts.scheme == "rediss":
        wanted = {"ssl_ca_certs": str(ca_file)}
    elif parts.scheme.startswith("postgres") and not is_this_machine(host):
        wanted = {"sslmode": "verify-full", "sslrootcert": str(ca_file)}
    else:
        return url
    more = {
        name: value
        for name, value in wanted.items()
        if name not in stated and f"PG{name.upper()}" not in os.environ
    }
    return f"{url}{'&' if stated else '?'}{urlencode(more)}" if more else url


def is_this_machine(host: str) -> bool:
    """Whether a database's host is this machine itself, by its sockets or its loopback address."""
    return not host or host.startswith("/") or host in {*LOOPBACK_HOSTS, "::1"}
