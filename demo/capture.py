"""A mail server on loopback that keeps what it is sent as `.eml` files and delivers nothing."""

import asyncio
import itertools
import socket
from pathlib import Path
from types import TracebackType
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class MailFolder:
    """Writes each message to a file of its own, numbered in the order of arrival."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.numbers = itertools.count(1)

    async def handle_DATA(  # noqa: N802 - the name that aiosmtpd calls
        self, _server: SMTP, _session: Session, envelope: Envelope
    ) -> str:
        """Keep a message; it appears under its name all at once."""
        name = f"{next(self.numbers):06d}"
        being_written = self.folder / f"{name}.part"
        being_written.write_bytes(envelope.original_content or b"")
        being_written.replace(self.folder / f"{name}.eml")
        return "250 Kept"


class _OnOwnSocket(Controller):
    """A controller on a socket that is bound already, so that its port was free and stays ours."""

    def __init__(self, handler: MailFolder, listener: socket.socket) -> None:
        self.listener = listener
        super().__init__(handler, hostname="127.0.0.1", port=listener.getsockname()[1])

    def _create_server(self) -> Any:
        return self.loop.create_server(self._factory_invoker, sock=self.listener)


class MailCapture:
    """The server as a context: it listens on `port` until the context ends."""

    def __init__(self, folder: Path) -> None:
        self.listener = socket.create_server(("127.0.0.1", 0))
        self.port: int = self.listener.getsockname()[1]
        self.controller = _OnOwnSocket(MailFolder(folder), self.listener)

    def __enter__(self) -> "MailCapture":
        self.controller.start()
        return self

    def __exit__(
        self,
        _kind: type[BaseException] | None,
        _error: BaseException | None,
        _trace: TracebackType | None,
    ) -> None:
        self.controller.stop()
        loop: asyncio.AbstractEventLoop = self.controller.loop
        if not loop.is_closed():
            loop.close()
        self.listener.close()
