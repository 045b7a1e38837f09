"""Serving the site, with mails delivered and jobs run while it is looked at."""

import errno
import logging
import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager

import waitress
from flask import Flask
from rich.console import Console
from sqlalchemy.orm import Session

from config import Settings
from demo.instance import DemoStopped
from jobs.coffee_round import make_coffee_round
from jobs.follow_up import follow_up_all
from jobs.monthly_match import make_round
from jobs.tasks import do_tasks
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.mail.delivery import deliver_mails
from matchmaker.services.programme.programmes import all_programmes

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
    worker = threading.Thread(target=_keep_working, args=(app, stop), name="worker")
    server = waitress.create_server(app, sockets=[listener], threads=8, ident="matchmaker")
    console.print(f"The site:  [bold]{settings.base_url}[/bold]")
    console.print(
        f"The desk:  [bold]{settings.base_url}/demo[/bold]  (sign in as anybody, read the mails)"
    )
    console.print("Stop with Ctrl-C.")
    worker.start()
    try:
        server.run()
    finally:
        stop.set()
        server.close()
        worker.join()
    console.print("\nThe demo has ended.")


def run_due_jobs(session: Session) -> None:
    """Do what the scheduler of a real installation does: follow up, and make the month's rounds."""
    for programme in all_programmes(session):
        follow_up_all(session, programme)
        make_round(session, programme)
        make_coffee_round(session, programme)


def _keep_working(app: Flask, stop: threading.Event) -> None:
    """Send what becomes due, again and again, and run the jobs when a new day has come."""
    today = clock.now().date()
    while not stop.wait(SECONDS_BETWEEN_DELIVERIES):
        with app.app_context():
            try:
                if clock.now().date() != today:
                    today = clock.now().date()
                    run_due_jobs(db.session())
                do_tasks(db.session())
                deliver_mails(db.session(), app.config["SETTINGS"])
            except Exception:
                log.exception("the demo's background work failed; it goes on")
                db.session.rollback()
