"""Serving the site, and delivering mails while it is looked at."""

import errno
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import waitress
from flask import Flask
from rich.console import Console

from config import Settings
from demo.instance import DemoStopped
from matchmaker.extensions import db
from matchmaker.mail.delivery import deliver_mails

HOST = "127.0.0.1"
SECONDS_BETWEEN_DELIVERIES = 0.5
log = logging.getLogger("demo")


@contextmanager
def listen(port: int) -> Iterator[socket.socket]:
    """Take the port. Raises `DemoStopped` where somebody else has it."""
    try:
        listener = socket.create_server((HOST, port))
    except OSError as error:
        why = (
            "is taken" if error.errno == errno.EADDRINUSE else f"cannot be used ({error.strerror})"
        )
        raise DemoStopped(f"port {port} {why}; choose another with --port N") from error
    with listener:
        yield listener


def serve(console: Console, app: Flask, listener: socket.socket) -> None:
    """Serve the site until Ctrl-C."""
    settings: Settings = app.config["SETTINGS"]
    stop = threading.Event()
    deliverer = threading.Thread(target=_keep_delivering, args=(app, stop), name="deliverer")
    server = waitress.create_server(app, sockets=[listener], threads=8, ident="matchmaker")
    console.print(f"The site:  [bold]{settings.base_url}[/bold]")
    console.print(
        f"The desk:  [bold]{settings.base_url}/demo[/bold]  (sign in as anybody, read the mails)"
    )
    console.print("Stop with Ctrl-C.")
    deliverer.start()
    try:
        server.run()
    finally:
        stop.set()
        server.close()
        deliverer.join()
    console.print("\nThe demo has ended.")


def _keep_delivering(app: Flask, stop: threading.Event) -> None:
    """Send what becomes due, again and again, so that a new mail is there in a moment."""
    while not stop.wait(SECONDS_BETWEEN_DELIVERIES):
        with app.app_context():
            try:
                deliver_mails(db.session(), app.config["SETTINGS"])
            except Exception:
                log.exception("a delivery failed; the next one tries again")
                db.session.rollback()
