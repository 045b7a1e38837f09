"""A real SMTP server on loopback that keeps what it receives and can misbehave as asked."""

import socket
import ssl
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session


@dataclass
class Received:
    """One message as it came over the wire."""

    sender: str
    recipients: list[str]
    content: bytes


@dataclass
class Sink:
    """What was received, and how to answer: the text of an answer by recipient, or None for yes."""

    mails: list[Received] = field(default_factory=list)
    connections: int = 0
    answer_recipient: Callable[[str], str | None] = lambda _address: None
    answer_message: Callable[[str], str | None] = lambda _address: None
    answer_sender: str | None = None
    port: int = 0

    async def handle_EHLO(
        self, _server: SMTP, session: Session, _envelope: Envelope, hostname: str, responses: Any
    ) -> Any:
        self.connections += 1
        session.host_name = hostname
        return responses

    async def handle_MAIL(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, options: Any
    ) -> str:
        if self.answer_sender is not None:
            return self.answer_sender
        envelope.mail_from = address
        envelope.mail_options.extend(options)
        return "250 OK"

    async def handle_RCPT(
        self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _options: Any
    ) -> str:
        answer = self.answer_recipient(address)
        if answer is not None:
            return answer
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:
        answer = self.answer_message(envelope.rcpt_tos[0])
        if answer is not None and not answer.startswith("drop"):
            return answer
        self.mails.append(
            Received(envelope.mail_from, list(envelope.rcpt_tos), envelope.original_content)
        )
        if answer is not None:
            server.transport.abort()
        return "250 kept"


def find_free_port() -> int:
    """Return a port on loopback that nobody listens on just now."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@contextmanager
def running_sink(
    tls: ssl.SSLContext | None = None,
    logins: dict[str, str] | None = None,
    *,
    is_tls_at_once: bool = False,
) -> Iterator[Sink]:
    """Run a sink; with `tls` it offers STARTTLS or begins with it, with `logins` it knows these."""
    sink = Sink(port=find_free_port())

    def authenticate(_server: Any, _session: Any, _envelope: Any, _how: str, data: Any) -> Any:
        known = (logins or {}).get(data.login.decode()) == data.password.decode()
        return AuthResult(success=known, handled=False)

    options: dict[str, Any] = {}
    if is_tls_at_once:
        options |= {"ssl_context": tls}
    elif tls is not None:
        options |= {"tls_context": tls, "require_starttls": True}
    if logins is not None:
        options |= {
            "authenticator": authenticate,
            "auth_require_tls": tls is not None,
        }
    controller = Controller(sink, hostname="127.0.0.1", port=sink.port, **options)
    controller.start()
    sink.connections = 0
    try:
        yield sink
    finally:
        controller.stop()
