"""Two deliverers at once, and one that is killed: nothing twice, nothing lost."""

import os
import signal
import subprocess
import sys
import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from config import ROOT
from matchmaker.extensions import db
from matchmaker.mail.delivery import deliver_mails
from matchmaker.mail.report import DeliveryReport
from matchmaker.models import MailStatus, OutboxMail
from tests.jobs.processes import environment
from tests.mail.conftest import settings_for
from tests.mail.sink import Sink
from tests.mail.test_delivery import owe_welcomes

pytestmark = pytest.mark.slow


def test_two_deliverers_never_send_the_same_mail(app: Flask, session: Session, sink: Sink) -> None:
    rows = owe_welcomes(session, *(f"Member {number}" for number in range(200)))
    addresses = {row.recipient for row in rows}
    session.commit()
    settings = settings_for(app, sink)
    start = threading.Barrier(2)

    def deliver() -> DeliveryReport:
        with app.app_context():
            start.wait()
            return deliver_mails(db.session(), settings)

    with ThreadPoolExecutor(2) as pool:
        reports = [future.result() for future in [pool.submit(deliver) for _ in range(2)]]

    received = Counter(mail.recipients[0] for mail in sink.mails)
    assert received == Counter(addresses)
    assert sum(report.sent for report in reports) == 200
    assert all(report.sent for report in reports)
    session.expire_all()
    statuses = set(session.scalars(sa.select(OutboxMail.status)))
    assert statuses == {MailStatus.SENT}


def start_job(database_url: str, sink: Sink) -> "subprocess.Popen[str]":
    smtp = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink.port), "SMTP_SECURITY": "none"}
    return subprocess.Popen(
        [sys.executable, "-m", "jobs.deliver_mail"],
        cwd=ROOT,
        env=environment(database_url, BASE_URL="http://localhost", **smtp),
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        text=True,
    )


def test_a_killed_delivery_loses_nothing_and_repeats_only_the_same_bytes(
    app: Flask, session: Session, sink: Sink, database_url: str
) -> None:
    rows = owe_welcomes(session, *(f"Member {number}" for number in range(8)))
    addresses = [row.recipient for row in rows]
    session.commit()
    jobs: list[subprocess.Popen[str]] = []

    def kill_after_the_third(_address: str) -> str | None:
        if len(sink.mails) == 3:
            os.kill(jobs[0].pid, signal.SIGKILL)
            jobs[0].wait()
        return None

    sink.answer_message = kill_after_the_third
    jobs.append(start_job(database_url, sink))
    jobs[0].communicate(timeout=60)
    received_before = len(sink.mails)
    sink.answer_message = lambda _address: None
    let_the_leases_run_out(session)

    second = start_job(database_url, sink)
    output, errors = second.communicate(timeout=60)

    assert jobs[0].returncode == -signal.SIGKILL
    assert received_before == 4
    assert (second.returncode, errors) == (0, "")
    assert output == "5 mails sent, 0 delayed, 0 failed, 0 cancelled, 0 wait\n"
    received = Counter(mail.recipients[0] for mail in sink.mails)
    assert set(received) == set(addresses)
    [twice] = [address for address, times in received.items() if times == 2]
    assert sum(received.values()) == 9
    assert len({mail.content for mail in sink.mails if mail.recipients == [twice]}) == 1


def let_the_leases_run_out(session: Session) -> None:
    long_ago = timedelta(hours=1)
    session.expire_all()
    for row in session.scalars(sa.select(OutboxMail).filter_by(status=MailStatus.PENDING)):
        row.next_attempt_at -= long_ago
        if row.leased_until is not None:
            row.leased_until -= long_ago
    session.commit()
