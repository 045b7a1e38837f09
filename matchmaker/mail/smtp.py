"""The connection to the mail server: bounded in time, verified, and never downgraded."""

import os
import smtplib
import socket
import ssl
import time
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager, suppress
from threading import Event, Thread
from types import TracebackType
from typing import Any, Final, Self

from flask_mail import Connection, Mail, Message

from config import Settings
from matchmaker.authorities import explain_certificate, trusting_context
from matchmaker.mail.refusals import About, Wait, what_is_delayed, what_is_refused

OUR_FAULT_CODES: Final = frozenset({530, 534, 535, 538})
"""Answers that ask for (another) login: no mail is at fault."""
MESSAGE_TOO_LARGE: Final = 552
LOOKS_EVERY_SECONDS: Final = 0.25
ALL_TOGETHER: Final = 1.4
"""How many times the time for one answer may be spent on a session's opening, or on one mail."""


class ServerRefusesUs(Exception):
    """The operator must act: login, encryption or sender is wrong. No mail is at fault."""


class ServerUnreachable(Exception):
    """No session could be opened, or it broke; later may be better."""

    def __init__(self, line: str, *, is_silent: bool = False) -> None:
        self.is_silent = is_silent
        """Whether the server let us wait too long: another session would cost as much again."""
        super().__init__(line)


class MailDelayed(Exception):
    """The server asks to try this mail again later."""

    def __init__(self, answer: str) -> None:
        self.wait = what_is_delayed(answer)
        super().__init__(answer)


class MailRefused(Exception):
    """The server will never take this mail, as it says."""

    def __init__(self, answer: str, about: About) -> None:
        self.about = about
        super().__init__(answer)


class Wire:
    """The socket of a session, to be cut while somebody waits on it for too long.

    One thread looks now and then as long as the session lasts; a timer for each mail would cost
    more than the mail.
    """

    def __init__(self) -> None:
        self._socket: socket.socket | None = None
        self._cut_at: float | None = None
        self._is_over = Event()
        self._watch: Thread | None = None
        self.is_cut = False

    @contextmanager
    def in_time(self, seconds: float) -> Iterator[None]:
        """Let the wire be cut when what is done on it takes so long."""
        if self._watch is None:
            self._watch = Thread(target=self._look, daemon=True)
            self._watch.start()
        self._cut_at = time.monotonic() + seconds
        try:
            yield
        finally:
            self._cut_at = None

    def _look(self) -> None:
        while not self._is_over.wait(LOOKS_EVERY_SECONDS):
            if (cut_at := self._cut_at) is not None and time.monotonic() > cut_at:
                self.cut()

    def take(self, connected: socket.socket) -> None:
        """Remember a session's socket, whatever becomes of the object that holds it.

        Each line leaves at once: a server that says yes to several packets together would let each
        of them wait for the next one.
        """
        if self._socket is None:
            self._socket = socket.socket(fileno=os.dup(connected.fileno()))
            self._socket.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)

    def cut(self) -> None:
        """Tell a thread that waits for the server that nothing more will come."""
        self.is_cut = True
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def drop(self) -> None:
        """Let go of the socket."""
        self._is_over.set()
        if self._socket is not None:
            self._socket.close()
            self._socket = None


class WiredSmtp(smtplib.SMTP):
    """A session that shows its socket before it waits for the first answer."""

    def __init__(self, wire: Wire, *address: Any, **options: Any) -> None:
        self._wire = wire
        super().__init__(*address, **options)

    def getreply(self) -> tuple[int, bytes]:
        """Wait for an answer."""
        if self.sock is not None:
            self._wire.take(self.sock)
        return super().getreply()


class WiredTlsSmtp(WiredSmtp, smtplib.SMTP_SSL):
    """The same, encrypted from the start."""


class SmtpConnection(Connection):
    """Flask-Mail's connection with time limits, verified TLS and one clear kind of error each.

    Raises `ServerUnreachable`, `ServerRefusesUs` and, where there are too many sessions,
    `MailDelayed` on entering.
    """

    def __init__(self, mail: Mail, settings: Settings) -> None:
        super().__init__(mail)
        self.settings = settings
        self.wire = Wire()

    def __enter__(self) -> Self:
        try:
            with self._in_time():
                super().__enter__()
        except (smtplib.SMTPException, OSError) as error:
            is_silent = self.wire.is_cut
            self.wire.drop()
            raise _explain_opening(error, self.settings, is_silent) from error
        return self

    def __exit__(
        self,
        _type: type[BaseException] | None,
        _value: BaseException | None,
        _traceback: TracebackType | None,
    ) -> None:
        """Say goodbye; a server that is gone already is no fault."""
        if self.host is not None:
            with suppress(smtplib.SMTPException, OSError):
                self.host.quit()
            self.host.close()
            self.host = None
        self.wire.drop()

    def _in_time(self) -> AbstractContextManager[None]:
        """Cut the wire when all answers together take too long, be each of them just in time."""
        return self.wire.in_time(ALL_TOGETHER * self.settings.smtp_timeout_seconds)

    def configure_host(self) -> smtplib.SMTP:
        """Open a session as the settings say. An error leaves no socket behind."""
        settings = self.settings
        address = (settings.smtp_host, settings.smtp_port)
        timeout = settings.smtp_timeout_seconds
        context = trusting_context(settings.ca_file)
        host = (
            WiredTlsSmtp(self.wire, *address, timeout=timeout, context=context)
            if settings.smtp_security == "tls"
            else WiredSmtp(self.wire, *address, timeout=timeout)
        )
        try:
            if settings.smtp_security == "starttls":
                host.starttls(context=context)
            if settings.smtp_username:
                host.login(settings.smtp_username, settings.smtp_password)
        except BaseException:
            host.close()
            raise
        return host

    def send(self, message: Message, envelope_from: str | tuple[str, str] | None = None) -> None:
        """Send one message to its one recipient.

        Raises `MailDelayed`, `MailRefused`, `ServerRefusesUs`, or `ServerUnreachable`, after which
        the connection is of no use.
        """
        try:
            with self._in_time():
                super().send(message, envelope_from or self.settings.envelope_from)
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise _explain_answer(code, reply, to_recipient=True) from error
        except smtplib.SMTPSenderRefused as error:
            if 500 <= error.smtp_code < 600 and error.smtp_code != MESSAGE_TOO_LARGE:
                raise ServerRefusesUs(
                    f"the mail server refuses the sender {self.settings.envelope_from}: "
                    f"{_answer(error.smtp_code, error.smtp_error)}"
                ) from error
            raise _explain_answer(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            raise _explain_answer(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise _unreachable(error, self.wire.is_cut) from error


def _explain_opening(error: Exception, settings: Settings, is_cut: bool) -> Exception:
    server = f"{settings.smtp_host}:{settings.smtp_port}"
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return ServerRefusesUs(
            f"{server} refuses the login of {settings.smtp_username!r} "
            f"({_answer(error.smtp_code, error.smtp_error)}): check SMTP_USERNAME, SMTP_PASSWORD"
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return ServerRefusesUs(f"{server}: {_first_line(error)} Check SMTP_SECURITY, SMTP_PORT.")
    if isinstance(error, smtplib.SMTPResponseException) and error.smtp_code < 500:
        delayed = MailDelayed(_answer(error.smtp_code, error.smtp_error))
        if delayed.wait == Wait.TOO_MANY:
            return delayed
    if isinstance(error, ssl.SSLCertVerificationError):
        return ServerRefusesUs(f"{server} is not trusted: {explain_certificate(error)}")
    if isinstance(error, ssl.SSLError):
        return ServerRefusesUs(f"{server} does not speak TLS here: check SMTP_SECURITY, SMTP_PORT")
    return _unreachable(error, is_cut, f"{server} cannot be reached: ")


def _unreachable(error: Exception, is_cut: bool, what: str = "") -> ServerUnreachable:
    if is_cut:
        return ServerUnreachable(what + "timed out: the server answers too slowly", is_silent=True)
    is_silent = any(isinstance(each, TimeoutError) for each in (error, error.__context__))
    return ServerUnreachable(what + _first_line(error), is_silent=is_silent)


def _explain_answer(code: int, reply: bytes | str, *, to_recipient: bool = False) -> Exception:
    answer = _answer(code, reply)
    if code in OUR_FAULT_CODES:
        return ServerRefusesUs(f"the mail server asks for a login ({answer}): set SMTP_USERNAME")
    if 500 <= code < 600:
        return MailRefused(answer, what_is_refused(code, answer, to_recipient=to_recipient))
    delayed = MailDelayed(answer)
    is_gone = code == 421 and delayed.wait != Wait.TOO_MANY
    return ServerUnreachable(answer) if is_gone else delayed


def _answer(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}".strip()


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]
