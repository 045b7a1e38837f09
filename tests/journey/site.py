"""A running site: a real HTTP server on loopback and a real SMTP server that keeps the mail."""

import logging
import re
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from email import message_from_bytes, policy
from email.message import EmailMessage

from flask import Flask
from werkzeug.serving import make_server

from config import Settings
from jobs.tasks import do_tasks
from matchmaker.extensions import db
from matchmaker.mail.delivery import deliver_mails
from tests.mail.sink import Sink

LINK = re.compile(r"https?://[^\s>]+")


@dataclass
class Site:
    """The application, where it is served, and the mail that it sent."""

    app: Flask
    base_url: str
    sink: Sink

    def deliver(self) -> None:
        """Send what the outbox owes, as the job does every minute."""
        with self.app.app_context():
            report = deliver_mails(db.session(), self.app.config["SETTINGS"])
            assert (report.fault, report.trouble, report.failed) == ("", "", 0)

    def work(self) -> None:
        """Do what was asked for on pages, as the worker does at once."""
        with self.app.app_context():
            assert do_tasks(db.session()) > 0

    def mails_to(self, address: str) -> list[EmailMessage]:
        """Deliver, and return everything that somebody has received, the newest first."""
        self.deliver()
        return [
            message
            for received in reversed(self.sink.mails)
            if received.recipients == [address]
            and isinstance(
                message := message_from_bytes(received.content, policy=policy.default),
                EmailMessage,
            )
        ]

    def newest_mail_to(self, address: str) -> EmailMessage:
        """Deliver, and return the newest mail to an address."""
        mails = self.mails_to(address)
        assert mails, f"nothing was sent to {address}"
        return mails[0]

    def newest_link_to(self, address: str, about: str) -> str:
        """Return the newest link that an address was sent and that contains something."""
        mails = [mail for mail in self.mails_to(address) if about in text_of(mail)]
        assert mails, f"no link with {about!r} was sent to {address}"
        return link_in(mails[0], about)


def text_of(mail: EmailMessage) -> str:
    """Return the text part of a mail."""
    part = mail.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def link_in(mail: EmailMessage, about: str) -> str:
    """Return the first address in a mail's text that contains something."""
    found = [link for link in LINK.findall(text_of(mail)) if about in link]
    assert found, f"no link with {about!r} in: {text_of(mail)}"
    return str(found[0])


@contextmanager
def serving(app: Flask) -> Iterator[str]:
    """Serve an application on a free port of loopback; yield its address."""
    logging.getLogger("werkzeug").setLevel(logging.ERROR)
    server = make_server("127.0.0.1", 0, app, threaded=True)
    thread = threading.Thread(target=server.serve_forever, daemon=True)
    thread.start()
    try:
        yield f"http://127.0.0.1:{server.server_port}"
    finally:
        server.shutdown()
        thread.join()
        server.server_close()


def point_at(app: Flask, base_url: str, sink: Sink) -> None:
    """Let the application's mails lead to its server and go to the sink."""
    settings: Settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(
        update={
            "base_url": base_url,
            "smtp_host": "127.0.0.1",
            "smtp_port": sink.port,
            "smtp_security": "none",
        }
    )
