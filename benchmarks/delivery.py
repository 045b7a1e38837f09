"""Sending what is owed: mails a second, against the old way of sending and the bare protocol."""

import smtplib
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import timedelta
from pathlib import Path
from typing import Final

import psycopg
from flask import current_app
from flask_migrate import upgrade
from sqlalchemy.orm import Session

from benchmarks.load.databases import fresh_database
from benchmarks.measuring import say_row
from config import ROOT, Settings
from jobs import deliver_mail
from matchmaker import clock, create_app
from matchmaker.extensions import db
from matchmaker.mail.kept import keep_or_repeat
from matchmaker.mail.letters import write_letter
from matchmaker.mail.message import LetterMessage, sender_domain
from matchmaker.mail.smtp import SmtpConnection
from matchmaker.models import MailKind, Member, Participation, Profile
from matchmaker.services.outbox import leases, sending
from matchmaker.services.outbox.outbox import owe_mail
from matchmaker.services.programme.programmes import programme_named

LEASE: Final = timedelta(minutes=15)
OLD_BATCH: Final = 5
OLD_WAY_MAILS: Final = 200
"""It is slow: so many are enough for a figure."""


def delivery(sizes: list[int], _capacity: int) -> None:
    """Owe so many welcomes and send them all, on each database; the baselines in between."""
    say_row("database", "mails", "what", "seconds", "processor", "mails a second", "against old")
    for kind in ("sqlite", "postgresql"):
        for count in sizes:
            try:
                with tempfile.TemporaryDirectory() as name:
                    _measure(kind, count, Path(name))
            except psycopg.OperationalError as error:
                print(f"{kind} is left out: {str(error).splitlines()[0]}")


def _measure(kind: str, count: int, folder: Path) -> None:
    with _running_sink() as port, fresh_database(kind, folder) as url:
        settings = _settings(url, port, folder)
        app = create_app(settings, instance=folder)
        with app.app_context():
            upgrade(directory=str(ROOT / "migrations"))
            session = db.session()
            # The first mail loads the templates, for either way.
            _owe(session, 1)
            _old_way(session, settings)
            few = min(OLD_WAY_MAILS, count)
            _owe(session, few)
            old = _say(kind, few, "the old way: one by one", lambda: _old_way(session, settings))
            _owe(session, count)
            _say(kind, count, "jobs.deliver_mail", _new_way, old)
            _say(kind, count, "the protocol alone", lambda: _protocol(port, count), old)
            db.session.remove()
            db.engine.dispose()


def _say(kind: str, count: int, what: str, work: Callable[[], None], old: float = 0.0) -> float:
    wall, cpu = time.perf_counter(), time.process_time()
    work()
    seconds, used = time.perf_counter() - wall, time.process_time() - cpu
    pace = count / seconds
    say_row(kind, count, what, seconds, used, pace, pace / (old or pace))
    return pace


def _new_way() -> None:
    """Send everything, as the job does."""
    note = deliver_mail.deliver()
    if note.fault or note.warning or " 0 wait" not in note.line:
        raise RuntimeError(note.line)


def _old_way(session: Session, settings: Settings) -> None:
    """Send one mail after the other, two commits each, over a socket with Nagle's algorithm."""
    mail, domain = current_app.extensions["mail"], sender_domain(settings)
    with SmtpConnection(mail, settings) as connection:
        assert connection.host is not None
        assert connection.host.sock is not None
        connection.host.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 0)
        while mails := leases.lease_mails(session, OLD_BATCH, LEASE):
            session.commit()
            for leased in mails:
                row = leases.begin_attempt(session, leased, LEASE, domain)
                assert row is not None
                letter = write_letter(session, row, settings)
                message = LetterMessage(letter, row, settings)
                keep_or_repeat(message, row, letter.secrets)
                session.commit()
                connection.send(message)
                sending.mark_sent(session, leased)
                session.commit()
        session.commit()


def _protocol(port: int, count: int) -> None:
    """Send so many short messages, written before, without a database."""
    with smtplib.SMTP("127.0.0.1", port) as server:
        assert server.sock is not None
        server.sock.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
        for number in range(count):
            server.sendmail(
                "mentoring@example.org",
                [f"member.{number}@example.org"],
                f"Message-ID: <bare.{number}@example.org>\r\n\r\n{'x' * 70}\r\n" * 40,
            )


def _owe(session: Session, count: int) -> None:
    """Make so many members and owe each a welcome."""
    now, programme = clock.now(), programme_named(session)
    first = session.query(Member).count()
    members = [
        Member(
            email=f"member.{number}@example.org",
            name=f"Member {number}",
            created_at=now,
            profile=Profile(updated_at=now, languages=["en"], time_zone="UTC"),
            participations=[Participation(programme=programme, is_mentee=True)],
        )
        for number in range(first, first + count)
    ]
    session.add_all(members)
    session.flush()
    for member in members:
        owe_mail(session, programme.id, MailKind.WELCOME, f"member:{member.id}", member)
    session.commit()


def _settings(url: str, port: int, folder: Path) -> Settings:
    return Settings(
        secret_key="only for a benchmark, thrown away with its database",
        base_url="http://localhost:5000",
        database_url=url,
        smtp_host="127.0.0.1",
        smtp_port=port,
        smtp_security="none",
        mail_from="mentoring@example.org",
        contact_email="cora@example.org",
        tasks_url="off",
        witness_dir=folder / "witness",
    )


@contextmanager
def _running_sink() -> Iterator[int]:
    """Run a mail server in a process of its own; it says at its end whether anything came twice."""
    with subprocess.Popen(
        [sys.executable, "-m", "benchmarks.sink"],
        cwd=ROOT,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    ) as process:
        assert process.stdout is not None
        yield int(process.stdout.readline())
        took, _ = process.communicate()
        if took.split()[1] != "0":
            raise RuntimeError(f"mails came twice: {took}")
