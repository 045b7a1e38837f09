"""The connection to the mail server: bounded in time, verified, and never downgraded."""

import smtplib
import ssl
from contextlib import suppress
from types import TracebackType
from typing import Final, Self

from flask_mail import Connection, Mail, Message

from config import Settings

OUR_FAULT_CODES: Final = frozenset({530, 534, 535, 538})
"""Answers that ask for (another) login: no mail is at fault."""
MESSAGE_TOO_LARGE: Final = 552


class ServerRefusesUs(Exception):
    """The operator must act: login, encryption or sender is wrong. No mail is at fault."""


class ServerUnreachable(Exception):
    """No session could be opened, or it broke; later may be better."""


class MailDelayed(Exception):
    """The server asks to try this mail again later."""


class MailRefused(Exception):
    """The server will never take this mail for this recipient."""


class SmtpConnection(Connection):
    """Flask-Mail's connection with a timeout, verified TLS and one clear kind of error each.

    Raises `ServerUnreachable` and `ServerRefusesUs` on entering.
    """

    def __init__(self, mail: Mail, settings: Settings) -> None:
        super().__init__(mail)
        self.settings = settings

    def __enter__(self) -> Self:
        try:
            super().__enter__()
        except (smtplib.SMTPException, OSError) as error:
            raise _explain_opening(error, self.settings) from error
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

    def configure_host(self) -> smtplib.SMTP:
        """Open a session as the settings say. An error leaves no socket behind."""
        settings = self.settings
        address = (settings.smtp_host, settings.smtp_port)
        timeout = settings.smtp_timeout_seconds
        context = ssl.create_default_context()
        host = (
            smtplib.SMTP_SSL(*address, timeout=timeout, context=context)
            if settings.smtp_security == "tls"
            else smtplib.SMTP(*address, timeout=timeout)
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
            super().send(message, envelope_from or self.settings.mail_from)
        except smtplib.SMTPRecipientsRefused as error:
            code, reply = next(iter(error.recipients.values()))
            raise _explain_answer(code, reply) from error
        except smtplib.SMTPSenderRefused as error:
            if 500 <= error.smtp_code < 600 and error.smtp_code != MESSAGE_TOO_LARGE:
                raise ServerRefusesUs(
                    f"the mail server refuses the sender {self.settings.mail_from}: "
                    f"{_answer(error.smtp_code, error.smtp_error)}"
                ) from error
            raise _explain_answer(error.smtp_code, error.smtp_error) from error
        except smtplib.SMTPResponseException as error:
            raise _explain_answer(error.smtp_code, error.smtp_error) from error
        except (smtplib.SMTPException, OSError) as error:
            raise ServerUnreachable(_first_line(error)) from error


def _explain_opening(error: Exception, settings: Settings) -> Exception:
    server = f"{settings.smtp_host}:{settings.smtp_port}"
    if isinstance(error, smtplib.SMTPAuthenticationError) and error.smtp_code >= 500:
        return ServerRefusesUs(
            f"{server} refuses the login of {settings.smtp_username!r} "
            f"({_answer(error.smtp_code, error.smtp_error)}): check SMTP_USERNAME, SMTP_PASSWORD"
        )
    if isinstance(error, smtplib.SMTPNotSupportedError):
        return ServerRefusesUs(f"{server}: {_first_line(error)} Check SMTP_SECURITY, SMTP_PORT.")
    if isinstance(error, ssl.SSLCertVerificationError):
        return ServerRefusesUs(f"{server} has no certificate to trust: {error.verify_message}")
    if isinstance(error, ssl.SSLError):
        return ServerRefusesUs(f"{server} does not speak TLS here: check SMTP_SECURITY, SMTP_PORT")
    return ServerUnreachable(f"{server} cannot be reached: {_first_line(error)}")


def _explain_answer(code: int, reply: bytes | str) -> Exception:
    answer = _answer(code, reply)
    if code == 421:
        return ServerUnreachable(answer)
    if code in OUR_FAULT_CODES:
        return ServerRefusesUs(f"the mail server asks for a login ({answer}): set SMTP_USERNAME")
    return MailRefused(answer) if 500 <= code < 600 else MailDelayed(answer)


def _answer(code: int, reply: bytes | str) -> str:
    text = reply.decode("utf-8", "replace") if isinstance(reply, bytes) else reply
    return f"{code} {' '.join(text.split())}".strip()


def _first_line(error: Exception) -> str:
    text = str(error).strip() or type(error).__name__
    return text.splitlines()[0]
