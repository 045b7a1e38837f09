"""The mailbox to which mails come back, over IMAP: bounded in time, verified, never downgraded.

Only reports are touched. Whatever else lies there is left as it is, unread.
"""

import imaplib
import re
import ssl
from collections.abc import Iterator
from contextlib import suppress
from datetime import timedelta
from types import TracebackType
from typing import Any, Final, Self

from config import Settings
from matchmaker import clock
from matchmaker.authorities import explain_certificate, trusting_context

TIMEOUT_SECONDS: Final = 20
MOST_LOOKED_AT: Final = 500
"""The newest unread mails of a run; the next run sees those that follow."""
LOOKED_BACK: Final = timedelta(days=14)
LARGEST_BYTES: Final = 300_000
"""What is read of one report: the mail that came back stands at its end."""
_MONTHS: Final = "JanFebMarAprMayJunJulAugSepOctNovDec"
_REPORT: Final = re.compile(rb"^content-type:\s*multipart/report\b", re.IGNORECASE)


class MailboxUnreachable(Exception):
    """No session, or it broke; the next run looks again. One line for the operator."""


class MailboxRefusesUs(Exception):
    """The operator must act: login, encryption or folder is wrong. One line for the operator."""


class Mailbox:
    """One session. Raises `MailboxUnreachable` and `MailboxRefusesUs`, on entering and later."""

    def __init__(self, settings: Settings) -> None:
        self.settings = settings
        self._server: Any = None
        self._removes = False

    def __enter__(self) -> Self:
        settings = self.settings
        name = f"{settings.imap_host}:{settings.imap_port}"
        try:
            self._server = self._connect()
            self._sign_in(name)
            folder = settings.imap_folder.replace("\\", "\\\\").replace('"', '\\"')
            self._expect(self._server.select(f'"{folder}"'), f"IMAP_FOLDER: {name} has no such")
            # It may offer more once one is signed in.
            [offered] = self._expect(self._server.capability(), f"{name} refuses CAPABILITY")
            self._removes = b"UIDPLUS" in offered.upper().split()
        except ssl.SSLCertVerificationError as error:
            self._drop()
            why = f"{name} is not trusted: {explain_certificate(error)}"
            raise MailboxRefusesUs(why) from error
        except ssl.SSLError as error:
            self._drop()
            why = f"{name} does not speak TLS here: check IMAP_SECURITY, IMAP_PORT"
            raise MailboxRefusesUs(why) from error
        except (OSError, imaplib.IMAP4.error) as error:
            self._drop()
            raise MailboxUnreachable(f"{name} cannot be reached: {_words(error)}") from error
        except BaseException:
            self._drop()
            raise
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Say goodbye; a server that is gone already is no fault."""
        with suppress(OSError, imaplib.IMAP4.error):
            self._server.logout()
        self._drop()

    def reports(self) -> Iterator[tuple[str, bytes]]:
        """Yield each unread report of the last two weeks with its number, the oldest first."""
        day = (clock.now() - LOOKED_BACK).date()
        since = f"{day.day:02}-{_MONTHS[3 * day.month - 3 : 3 * day.month]}-{day.year}"
        [found] = self._ask("SEARCH", None, "UNSEEN", "SINCE", since)
        for number in [each.decode() for each in (found or b"").split()][-MOST_LOOKED_AT:]:
            head = self._fetch(number, "(BODY.PEEK[HEADER.FIELDS (CONTENT-TYPE)])")
            if _REPORT.match(head.replace(b"\r\n ", b" ").replace(b"\r\n\t", b" ")):
                yield number, self._fetch(number, f"(BODY.PEEK[]<0.{LARGEST_BYTES}>)")

    def settle(self, number: str) -> None:
        """Remove a report that was understood; where the server cannot, mark it as read."""
        self._ask("STORE", number, "+FLAGS", r"(\Seen \Deleted)" if self._removes else r"(\Seen)")
        if self._removes:
            self._ask("EXPUNGE", number)

    def mark_read(self, number: str) -> None:
        """Leave a report that says nothing of a mail of ours to whoever looks after the mailbox."""
        self._ask("STORE", number, "+FLAGS", r"(\Seen)")

    def _connect(self) -> Any:
        settings = self.settings
        context = trusting_context(settings.ca_file)
        address = (settings.imap_host, settings.imap_port)
        if settings.imap_security == "tls":
            return imaplib.IMAP4_SSL(*address, ssl_context=context, timeout=TIMEOUT_SECONDS)
        server = imaplib.IMAP4(*address, timeout=TIMEOUT_SECONDS)
        if settings.imap_security == "starttls":
            self._server = server
            try:
                server.starttls(context)
            except imaplib.IMAP4.error as error:
                line = f"{settings.imap_host} offers no STARTTLS: check IMAP_SECURITY, IMAP_PORT"
                raise MailboxRefusesUs(line) from error
        return server

    def _sign_in(self, name: str) -> None:
        settings = self.settings
        try:
            self._server.login(settings.imap_username, settings.imap_password)
        except imaplib.IMAP4.abort:
            raise
        except imaplib.IMAP4.error as error:
            raise MailboxRefusesUs(
                f"{name} refuses the login of {settings.imap_username!r}: "
                "check IMAP_USERNAME, IMAP_PASSWORD"
            ) from error

    def _ask(self, command: str, *arguments: str | None) -> list[Any]:
        try:
            return self._expect(self._server.uid(command, *arguments), f"{command} was refused")
        except (OSError, imaplib.IMAP4.error) as error:
            raise MailboxUnreachable(f"the mailbox broke off: {_words(error)}") from error

    def _fetch(self, number: str, what: str) -> bytes:
        answer = self._ask("FETCH", number, what)
        return next((each[1] for each in answer if isinstance(each, tuple)), b"")

    @staticmethod
    def _expect(answer: tuple[str, list[Any]], fault: str) -> list[Any]:
        status, data = answer
        if status != "OK":
            raise MailboxRefusesUs(f"{fault} ({_words(data[0] if data else b'')})")
        return data

    def _drop(self) -> None:
        if self._server is not None:
            with suppress(OSError, imaplib.IMAP4.error):
                self._server.shutdown()
            self._server = None


def _words(said: object) -> str:
    text = said.decode("utf-8", "replace") if isinstance(said, bytes) else str(said)
    return " ".join(text.split())[:200] or type(said).__name__
