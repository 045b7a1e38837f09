"""What becomes of a mail when the server says yes, later, never, or nothing at all."""

import socket
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.mail.smtp import SmtpConnection
from matchmaker.models import MailKind, MailStatus, OutboxMail
from tests.factories import make_member, owe_a_mail
from tests.mail.conftest import deliver
from tests.mail.letterbox import NOW
from tests.mail.sink import Sink, find_free_port, running_sink


def owe_welcomes(session: Session, *names: str) -> list[OutboxMail]:
    """Owe a welcome to each of these people, at name@example.org."""
    rows = []
    for name in names:
        member = make_member(session, name)
        row = owe_a_mail(session, MailKind.WELCOME, f"member:{member.id}", member)
        assert row is not None
        rows.append(row)
    return rows


def look_up(session: Session) -> dict[str, tuple[MailStatus, int, str]]:
    """Status, attempts and error by the part of the address before the @."""
    session.expire_all()
    return {
        row.recipient.partition("@")[0]: (row.status, row.attempts, row.last_error)
        for row in session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id))
    }


def test_each_recipient_gets_one_message_over_one_connection(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    rows = owe_welcomes(session, "Ana", "Ben", "Cem")

    report = deliver(app, session, sink)

    assert (report.sent, report.waiting) == (3, 0)
    assert [mail.recipients for mail in sink.mails] == [[row.recipient] for row in rows]
    assert {mail.sender for mail in sink.mails} == {"mentoring@example.org"}
    assert sink.connections == 1
    assert {row.sent_at for row in rows} == {NOW}


def test_a_sent_mail_is_not_sent_again(app: Flask, session: Session, sink: Sink) -> None:
    owe_welcomes(session, "Ana")
    deliver(app, session, sink)

    report = deliver(app, session, sink)

    assert (report.sent, len(sink.mails)) == (0, 1)


def test_a_limit_is_kept(app: Flask, session: Session, sink: Sink) -> None:
    owe_welcomes(session, "Ana", "Ben", "Cem")

    report = deliver(app, session, sink, limit=2)

    assert (report.sent, report.waiting) == (2, 1)


def test_a_recipient_who_is_busy_waits_and_the_others_do_not(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_welcomes(session, "Ana", "Ben")
    sink.answer_recipient = lambda to: "450 mailbox busy" if to.startswith("ana") else None

    report = deliver(app, session, sink)

    assert (report.sent, report.delayed) == (1, 1)
    assert look_up(session)["ana"] == (MailStatus.PENDING, 1, "450 mailbox busy")

    sink.answer_recipient = lambda _to: None
    clock.shift(timedelta(minutes=1))
    assert deliver(app, session, sink).sent == 1


@pytest.mark.parametrize("refused_at", ["answer_recipient", "answer_message"])
def test_a_refused_mail_fails_alone_with_the_servers_words(
    app: Flask, session: Session, sink: Sink, refused_at: str
) -> None:
    owe_welcomes(session, "Ana", "Ben")
    setattr(sink, refused_at, lambda to: "550 5.1.1 unknown" if to.startswith("ana") else None)

    report = deliver(app, session, sink)

    assert (report.sent, report.failed, report.fault) == (1, 1, "")
    assert look_up(session)["ana"] == (MailStatus.FAILED, 1, "550 5.1.1 unknown")


def test_a_message_that_the_server_wants_later_is_sent_later_with_the_same_bytes(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_welcomes(session, "Ana")
    sink.answer_message = lambda _to: "drop after taking it"
    deliver(app, session, sink)
    sink.answer_message = lambda _to: None
    clock.shift(timedelta(minutes=2))

    report = deliver(app, session, sink)

    first, second = sink.mails
    assert report.sent == 1
    assert first.content == second.content


def test_a_dropped_connection_delays_one_mail_and_the_next_gets_a_new_connection(
    app: Flask, session: Session, sink: Sink
) -> None:
    owe_welcomes(session, "Ana", "Ben", "Cem")
    sink.answer_message = lambda to: "drop" if to.startswith("ana") else None

    report = deliver(app, session, sink)

    assert (report.sent, report.delayed, report.trouble) == (2, 1, "")
    assert sink.connections == 2
    assert look_up(session)["ana"][:2] == (MailStatus.PENDING, 1)


def test_a_server_that_always_drops_is_left_alone_after_three_sessions(
    app: Flask, session: Session, sink: Sink
) -> None:
    owe_welcomes(session, "Ana", "Ben", "Cem", "Dia", "Eli")
    sink.answer_message = lambda _to: "drop"

    report = deliver(app, session, sink)

    assert (report.sent, report.delayed, report.waiting) == (0, 3, 5)
    assert report.trouble
    assert look_up(session)["dia"] == (MailStatus.PENDING, 0, "")


def test_a_server_that_says_421_is_gone_not_against_the_mail(
    app: Flask, session: Session, sink: Sink
) -> None:
    owe_welcomes(session, "Ana", "Ben")
    sink.answer_recipient = lambda to: "421 closing" if to.startswith("ana") else None

    report = deliver(app, session, sink)

    assert (report.sent, report.delayed) == (1, 1)
    assert look_up(session)["ana"] == (MailStatus.PENDING, 1, "421 closing")


def test_a_server_that_is_down_costs_one_mail_an_attempt_and_no_more(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    owe_welcomes(session, "Ana", "Ben", "Cem")

    report = deliver(app, session, Sink(port=find_free_port()))

    assert (report.sent, report.delayed, report.failed, report.waiting) == (0, 1, 0, 3)
    assert "cannot be reached" in report.trouble
    assert report.fault == ""
    found = look_up(session)
    assert found["ana"][:2] == (MailStatus.PENDING, 1)
    assert found["ben"] == found["cem"] == (MailStatus.PENDING, 0, "")


@contextmanager
def silent_server() -> Iterator[int]:
    """A port that takes connections and never says a word."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        kept: list[socket.socket] = []
        server.settimeout(10)
        thread = threading.Thread(target=lambda: kept.append(server.accept()[0]))
        thread.start()
        yield server.getsockname()[1]
        thread.join()
        kept[0].close()


def test_a_silent_server_is_given_up_after_the_timeout(app: Flask, session: Session) -> None:
    owe_welcomes(session, "Ana", "Ben")

    with silent_server() as port:
        report = deliver(app, session, Sink(port=port), smtp_timeout_seconds=1)

    assert (report.delayed, report.waiting) == (1, 2)
    assert "timed out" in report.trouble


def test_a_refused_login_is_the_operators_and_no_mail_suffers(app: Flask, session: Session) -> None:
    owe_welcomes(session, "Ana", "Ben")

    with running_sink(logins={"us": "right"}) as sink:
        report = deliver(app, session, sink, smtp_username="us", smtp_password="wrong")

    assert "refuses the login of 'us'" in report.fault
    assert "wrong" not in report.fault
    assert (report.sent, report.failed, report.waiting) == (0, 0, 2)
    assert look_up(session)["ana"] == (MailStatus.PENDING, 0, "")


def test_a_right_login_is_used(app: Flask, session: Session) -> None:
    owe_welcomes(session, "Ana")

    with running_sink(logins={"us": "right"}) as sink:
        report = deliver(app, session, sink, smtp_username="us", smtp_password="right")

    assert (report.sent, report.fault) == (1, "")


@pytest.mark.parametrize("answer", ["530 5.7.0 Authentication required", "553 not your sender"])
def test_a_refused_sender_is_the_operators_and_no_mail_suffers(
    app: Flask, session: Session, sink: Sink, answer: str
) -> None:
    owe_welcomes(session, "Ana", "Ben")
    sink.answer_sender = answer

    report = deliver(app, session, sink)

    assert answer in report.fault
    assert (report.failed, report.waiting) == (0, 2)

    sink.answer_sender = None
    assert deliver(app, session, sink).sent == 2


def test_a_mail_that_cannot_be_written_fails_alone(
    app: Flask, session: Session, sink: Sink
) -> None:
    ana, _ = owe_welcomes(session, "Ana", "Ben")
    ana.kind = MailKind.OFFER

    report = deliver(app, session, sink)

    assert (report.sent, report.failed) == (1, 1)
    assert look_up(session)["ana"] == (
        MailStatus.FAILED,
        1,
        "cannot be written: KeyError: 'match_id'",
    )


def test_a_mail_to_somebody_who_has_left_is_cancelled(
    app: Flask, session: Session, sink: Sink
) -> None:
    ana, _ = owe_welcomes(session, "Ana", "Ben")
    assert ana.member is not None
    ana.member.left_at = NOW

    report = deliver(app, session, sink)

    assert (report.sent, report.cancelled) == (1, 1)
    assert look_up(session)["ana"][0] == MailStatus.CANCELLED


def test_a_mail_whose_time_is_over_is_cancelled(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    [row] = owe_welcomes(session, "Ana")
    row.expires_at = NOW

    report = deliver(app, session, sink)

    assert (report.sent, report.cancelled, report.waiting) == (0, 1, 0)


def test_a_sender_that_is_no_address_is_the_operators_and_no_mail_suffers(
    app: Flask, session: Session, sink: Sink
) -> None:
    owe_welcomes(session, "Ana")

    report = deliver(app, session, sink, mail_from="mentoring")

    assert "MAIL_FROM" in report.fault
    assert look_up(session)["ana"] == (MailStatus.PENDING, 0, "")


def test_an_error_in_the_middle_keeps_the_lease_of_one_mail_alone(
    app: Flask, session: Session, sink: Sink, monkeypatch: pytest.MonkeyPatch
) -> None:
    rows = owe_welcomes(session, "Ana", "Ben", "Cem")

    def run_out_of_memory(*_: object) -> None:
        raise MemoryError

    monkeypatch.setattr(SmtpConnection, "send", run_out_of_memory)
    with pytest.raises(MemoryError):
        deliver(app, session, sink)

    session.expire_all()
    assert [row.lease_token is not None for row in rows] == [True, False, False]
