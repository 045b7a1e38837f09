"""A mail server in a process of its own that takes everything: `python -m benchmarks.sink`.

Prints its port, and when its input ends how many mails it took and how many of them twice.
"""

import sys
from collections import Counter

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.load.ports import find_free_port

MESSAGE_ID = b"message-id:"


class Sink:
    """Counts how often each message came."""

    def __init__(self) -> None:
        self.messages: Counter[bytes] = Counter()

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message."""
        lines = (envelope.original_content or b"").splitlines()
        named = next(line for line in lines if line.lower().startswith(MESSAGE_ID))
        self.messages[named] += 1
        return "250 Kept"


def main() -> None:
    """Serve until the input ends."""
    sink = Sink()
    controller = Controller(sink, hostname="127.0.0.1", port=find_free_port())
    controller.start()
    print(controller.port, flush=True)
    sys.stdin.read()
    controller.stop()
    twice = sum(times > 1 for times in sink.messages.values())
    print(len(sink.messages), twice, flush=True)


if __name__ == "__main__":
    main()
