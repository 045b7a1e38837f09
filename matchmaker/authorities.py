"""Whose signature under a server's certificate is believed: the machine's authorities and our own.

One set for everything that this program opens a connection to. Which file holds further ones is a
setting (`CA_FILE`); the `SSL_CERT_FILE` of the environment stands for the machine's.
"""

import ssl
from collections.abc import Iterator
from pathlib import Path
from typing import Final

import certifi

UNKNOWN: Final = frozenset({2, 18, 19, 20, 21})
"""What OpenSSL calls a certificate whose signer it does not know."""


def trusting_context(ca_file: Path | None) -> ssl.SSLContext:
    """Return how to speak TLS as a client: the machine's authorities are believed, and the file's.

    A machine without any (a bare container) has those that a library of ours brings.
    """
    context = ssl.create_default_context()
    if not _knows_any(context):
        context.load_verify_locations(cafile=certifi.where())
    if ca_file is not None:
        context.load_verify_locations(cafile=ca_file)
    return context


def _knows_any(context: ssl.SSLContext) -> bool:
    if context.cert_store_stats()["x509_ca"]:
        return True
    folder = ssl.get_default_verify_paths().capath
    return folder is not None and any(Path(folder).iterdir())


def explain_certificate(error: BaseException) -> str:
    """Say what is wrong with a certificate, and what helps, if that is what the error is about."""
    for each in _causes(error):
        if isinstance(each, ssl.SSLCertVerificationError):
            if each.verify_code in UNKNOWN:
                return (
                    "its certificate is signed by an authority that this machine does not know: "
                    "put that authority's certificate into the file that CA_FILE names"
                )
            return f"its certificate cannot be trusted: {each.verify_message}"
    return ""


def _causes(error: BaseException) -> Iterator[BaseException]:
    """Yield an error, and those that it came from, however a library passes them on."""
    waiting, seen = [error], set[int]()
    while waiting:
        each = waiting.pop()
        if id(each) in seen:
            continue
        seen.add(id(each))
        yield each
        passed_on = (each.__cause__, each.__context__, getattr(each, "reason", None), *each.args)
        waiting += [cause for cause in passed_on if isinstance(cause, BaseException)]
