"""From an outbox row to a letter to the mail server."""

from flask import Flask

from config import Settings
from matchmaker.extensions import mail
from matchmaker.mail.bounces.mailbox import Mailbox
from matchmaker.mail.smtp import SmtpConnection


def register(app: Flask) -> None:
    """Configure Flask-Mail from the settings."""
    settings: Settings = app.config["SETTINGS"]
    app.config.update(
        MAIL_SERVER=settings.smtp_host,
        MAIL_PORT=settings.smtp_port,
        MAIL_USE_TLS=settings.smtp_security == "starttls",
        MAIL_USE_SSL=settings.smtp_security == "tls",
        MAIL_USERNAME=settings.smtp_username or None,
        MAIL_PASSWORD=settings.smtp_password or None,
        MAIL_DEFAULT_SENDER=settings.mail_from,
        MAIL_DEBUG=False,
    )
    mail.init_app(app)


def try_server(app: Flask) -> str:
    """Open a session and sign in, send nothing; return how it went, nothing without a server.

    Raises `ServerUnreachable` and `ServerRefusesUs`.
    """
    settings: Settings = app.config["SETTINGS"]
    if not settings.smtp_host:
        return ""
    with SmtpConnection(app.extensions["mail"], settings) as connection:
        if connection.host is not None:
            connection.host.ehlo_or_helo_if_needed()
        how = "takes the login" if settings.smtp_username else "answers"
    return f"{settings.smtp_host}:{settings.smtp_port} {how} ({settings.smtp_security})"


def try_mailbox(app: Flask) -> str:
    """Open the mailbox to which mails come back; return how it went, nothing without one.

    Raises `MailboxUnreachable` and `MailboxRefusesUs`.
    """
    settings: Settings = app.config["SETTINGS"]
    if not settings.imap_host:
        return ""
    with Mailbox(settings):
        return f"{settings.imap_host}:{settings.imap_port} opens {settings.imap_folder}"
