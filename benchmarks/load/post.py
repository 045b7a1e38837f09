"""A mail server on loopback that remembers the sign-in links and counts what it was sent."""

import re
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes, policy
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session

from benchmarks.load.ports import find_free_port

LINK = re.compile(r"https?://[^\s>]+(/sign-in/link/[0-9a-f]+)")


class Post:
    """What has arrived: the newest sign-in path of each address, and how often each message."""

    def __init__(self) -> None:
        self.port = find_free_port()
        self.sign_in_paths: dict[str, str] = {}
        self.messages: Counter[str] = Counter()

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Take a message."""
        message: Any = message_from_bytes(envelope.original_content or b"", policy=policy.default)
        self.messages[str(message["Message-ID"])] += 1
        found = LINK.search(str(message.get_body(("plain",)).get_content()))
        if found:
            self.sign_in_paths[envelope.rcpt_tos[0]] = found[1]
        return "250 Kept"


@contextmanager
def open_post() -> Iterator[Post]:
    """Run the server."""
    post = Post()
    controller = Controller(post, hostname="127.0.0.1", port=post.port)
    controller.start()
    try:
        yield post
    finally:
        controller.stop()
