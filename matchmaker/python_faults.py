"""Whether this Python still has the known faults that let a mail's header become several.

Asked of what it does, not of its version alone: distributions mend older versions. Our own letters
are safe with the faults, too (`mail/message.py` checks every header itself); whoever runs an old
Python should know all the same.
"""

import logging
import sys
from email import errors, message, policy
from typing import Final

from config import Settings

log = logging.getLogger("matchmaker.python")

MENDED_IN: Final = {(3, 11): 15, (3, 12): 13, (3, 13): 12, (3, 14): 3}
"""First patch release of each series without either fault; later series never had them."""


class _BrokenHeader(str):
    """A header that is written as two lines."""

    name = "X"

    def fold(self, **_: object) -> str:
        """Return what must not be written."""
        return f"{self}\r\n"


def mail_header_faults() -> list[str]:
    """Return the identifiers of the known faults that this Python has."""
    faults = []
    if not hasattr(policy.SMTP, "verify_generated_headers"):
        faults.append("CVE-2024-6923")
    if _writes_broken_headers():
        faults.append("CVE-2026-1299")
    return faults


def explain_faults() -> str:
    """Return one line for the operator; empty where there is nothing to say."""
    faults = mail_header_faults()
    if not faults:
        return ""
    version = ".".join(map(str, sys.version_info[:3]))
    series = sys.version_info[:2]
    mended = (
        f"{series[0]}.{series[1]}.{MENDED_IN[series]}" if series in MENDED_IN else "a newer one"
    )
    return (
        f"This Python ({version}) has known faults in writing mail headers ({', '.join(faults)}). "
        f"matchmaker's letters are checked besides; install {mended} or later all the same."
    )


def tell_of_faults(settings: Settings) -> None:
    """Log that line once, at the start of what serves or sends: loudly in production."""
    if line := explain_faults():
        is_production = settings.environment == "production"
        log.log(logging.ERROR if is_production else logging.WARNING, line)


def _writes_broken_headers() -> bool:
    broken = message.Message(policy=policy.SMTP)
    broken.set_raw("X", _BrokenHeader("X: a\r\nBcc: b@example.org"))
    try:
        broken.as_bytes()
    except (errors.MessageError, ValueError):
        return False
    return True
