"""Trying to have a mail sent twice without a kill: by clocks that differ, or by standing still."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from contextlib import ExitStack
from pathlib import Path

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.mail.delivery import deliver_mails
from matchmaker.mail.report import DeliveryReport
from matchmaker.models import MailStatus, OutboxMail
from tests.jobs.processes import Ended, Launcher
from tests.mail.conftest import settings_for
from tests.mail.sink import Sink, running_sink
from tests.reliability.mails import owe_many
from tests.reliability.outbox_time import let_an_hour_pass
from tests.reliability.sizes import size

pytestmark = pytest.mark.slow

MAILS = size(100, 500)


def test_machines_whose_clocks_are_ten_minutes_apart_send_each_mail_once(
    session: Session, database_url: str, tmp_path: Path
) -> None:
    owe_many(session, MAILS)
    session.commit()

    with running_sink() as sink, ExitStack() as stack:
        smtp = {"SMTP_HOST": "127.0.0.1", "SMTP_PORT": str(sink.port), "SMTP_SECURITY": "none"}
        late, early = (
            stack.enter_context(Launcher(database_url, tmp_path, **smtp)) for _ in range(2)
        )
        with ThreadPoolExecutor(2) as threads:
            runs = [
                threads.submit(late.run, "tests.reliability.ahead", "0"),
                threads.submit(early.run, "tests.reliability.ahead", "10"),
            ]
            ended: list[Ended] = [process for run in runs for process in run.result()]

    assert [(process.status, process.errors) for process in ended] == [(0, "")] * 2
    shares = [int(process.output.split()[0]) for process in ended]
    print(f"{MAILS} mails, two machines ten minutes apart: {shares}, none twice")
    received = Counter(mail.recipients[0] for mail in sink.mails)
    assert set(received.values()) == {1}
    assert len(received) == sum(shares) == MAILS
    assert all(shares), "only one of them worked"


def test_a_deliverer_that_stood_still_repeats_the_same_bytes_and_changes_nothing(
    app: Flask, session: Session
) -> None:
    [mail_id] = owe_many(session, 1)
    session.commit()
    has_begun, may_go_on = threading.Event(), threading.Event()

    def stand_still(_address: str) -> None:
        if not has_begun.is_set():
            has_begun.set()
            may_go_on.wait(30)

    with running_sink() as slow, running_sink() as quick, ThreadPoolExecutor(1) as threads:
        slow.answer_message = stand_still
        standing_still = threads.submit(deliver, app, slow)
        assert has_begun.wait(30)
        let_an_hour_pass(session)
        second = deliver(app, quick)
        may_go_on.set()
        first = standing_still.result()

    assert (first.sent, second.sent) == (0, 1)
    assert [mail.content for mail in slow.mails] == [mail.content for mail in quick.mails]
    session.expire_all()
    row = session.get_one(OutboxMail, mail_id)
    assert (row.status, row.attempts) == (MailStatus.SENT, 2)


def deliver(app: Flask, sink: Sink) -> DeliveryReport:
    """Deliver to a sink from a thread of its own."""
    with app.app_context():
        report = deliver_mails(db.session(), settings_for(app, sink, smtp_timeout_seconds=30))
        db.session.remove()
    return report
