"""A server that refuses us is not believed about recipients, and a recipient stops nobody else."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.mail.refusals import About, Wait, what_is_delayed, what_is_refused
from matchmaker.models import MailStatus, Member, OutboxMail, ServerTrouble
from matchmaker.services.outbox.retrying import retry_failed
from matchmaker.services.outbox.server import trouble_of
from tests.mail.conftest import deliver
from tests.mail.sink import Sink
from tests.mail.test_delivery import look_up, owe_welcomes

POLICY = "554 5.7.1 <{to}>: Relay access denied"
PLACES = ("answer_recipient", "answer_message")
NAMES = tuple(f"Member {number}" for number in range(5))
WAITS = (MailStatus.PENDING, 0)


@pytest.mark.parametrize(
    ("code", "answer", "about"),
    [
        (554, "554 5.7.1 Relay access denied", About.US),
        (550, "550 5.7.26 Unauthenticated email is not accepted", About.US),
        (550, "550 5.7.1 Message rejected as spam: user unknown", About.US),
        (550, "550 5.1.8 Sender address rejected: Domain not found", About.US),
        (571, "571 Delivery not authorized", About.US),
        (554, "554 Service unavailable; client host blocked", About.US),
        (550, "550 no", About.UNCLEAR),
        (554, "554 transaction failed", About.UNCLEAR),
        (554, "554 5.5.1 no valid recipients", About.UNCLEAR),
        (550, "550 5.1.1 User unknown", About.ADDRESS),
        (550, "550 No such user here", About.ADDRESS),
        (552, "552 5.2.2 Mailbox full", About.MAIL),
        (550, "550 mailbox full", About.MAIL),
        (550, "550 5.4.1 Recipient address rejected: Access denied", About.MAIL),
        (552, "552 5.3.4 Message too big", About.MAIL),
    ],
)
def test_what_a_refusal_is_about(code: int, answer: str, about: About) -> None:
    assert what_is_refused(code, answer, to_recipient=True) == about


def test_an_answer_to_the_message_is_never_about_the_address() -> None:
    assert what_is_refused(550, "550 5.1.1 User unknown", to_recipient=False) == About.MAIL


@pytest.mark.parametrize(
    ("answer", "wait"),
    [
        ("450 4.7.1 Error: too much mail from 192.0.2.1", Wait.TOO_MANY),
        ("421 4.7.0 Error: too many connections", Wait.TOO_MANY),
        ("451 4.7.500 Server busy. Please try again later", Wait.TOO_MANY),
        ("454 Throttling failure: Maximum sending rate exceeded", Wait.TOO_MANY),
        ("452 4.5.3 message limit exceeded", Wait.TOO_MANY),
        ("421 4.7.0 Error: too many errors", Wait.UNCLEAR),
        ("451 4.7.1 try again later", Wait.UNCLEAR),
        ("452 4.3.1 insufficient storage", Wait.UNCLEAR),
        ("450 4.2.0 greylisted", Wait.RECIPIENT),
        ("451 4.7.1 Greylisting in action", Wait.RECIPIENT),
        ("452 4.2.2 mailbox over quota, limit exceeded", Wait.RECIPIENT),
    ],
)
def test_what_a_delay_is_about(answer: str, wait: Wait) -> None:
    assert what_is_delayed(answer) == wait


def refused_members(session: Session) -> list[Member]:
    query = sa.select(Member).where(Member.address_refused_at.is_not(None))
    return list(session.scalars(query))


@pytest.mark.parametrize("place", PLACES)
@pytest.mark.parametrize("answer", [POLICY, "550 no"])
def test_a_server_that_refuses_us_costs_no_mail_and_marks_nobody(
    app: Flask,
    session: Session,
    sink: Sink,
    clock: time_machine.Traveller,
    place: str,
    answer: str,
) -> None:
    owe_welcomes(session, "Before")
    deliver(app, session, sink)
    owe_welcomes(session, *NAMES)
    setattr(sink, place, lambda to: answer.format(to=to))

    for _ in range(3):
        report = deliver(app, session, sink)

        assert "127.0.0.1" in report.fault
        assert "refuses us" in report.fault
        assert (report.sent, report.failed, report.waiting) == (0, 0, len(NAMES))
        clock.shift(timedelta(minutes=1))

    found = look_up(session)
    assert {found[name.lower().replace(" ", ".")][:2] for name in NAMES} == {WAITS}
    assert not refused_members(session)
    trouble = trouble_of(session)
    assert trouble is not None
    assert trouble.kind == ServerTrouble.REFUSES_US
    assert "@example.org" not in trouble.line.replace("mentoring@example.org", "")

    setattr(sink, place, lambda _to: None)
    clock.shift(timedelta(minutes=1))
    report = deliver(app, session, sink)

    assert (report.sent, report.fault, report.waiting) == (len(NAMES), "", 0)
    assert trouble_of(session) is None


def test_a_server_that_has_taken_nothing_lately_and_refuses_one_mail_refuses_us(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_welcomes(session, "Ana")
    sink.answer_recipient = lambda to: POLICY.format(to=to)

    report = deliver(app, session, sink)

    assert report.fault
    assert look_up(session)["ana"][:2] == WAITS


@pytest.mark.parametrize("place", PLACES)
def test_a_recipient_with_rules_of_their_own_fails_in_the_end_and_stops_nobody(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller, place: str
) -> None:
    owe_welcomes(session, "Rita", "Ana", "Ben")
    setattr(sink, place, lambda to: POLICY.format(to=to) if to.startswith("rita") else None)

    first = deliver(app, session, sink)
    found, tries = look_up(session), 1
    while look_up(session)["rita"][0] == MailStatus.PENDING and tries < 10:
        clock.shift(timedelta(minutes=16))
        report = deliver(app, session, sink)
        assert report.fault == ""
        tries += 1

    assert (first.sent, first.fault) == (2, "")
    assert found["rita"][:2] == WAITS
    assert tries == 5
    status, _, error = look_up(session)["rita"]
    assert (status, error) == (MailStatus.FAILED, POLICY.format(to="rita@example.org"))
    assert not refused_members(session)


def test_several_such_recipients_at_the_head_of_the_queue_let_the_others_by(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    restricted = ("Rita", "Rolf", "Rosa", "Ruth")
    owe_welcomes(session, *restricted, "Ana", "Ben")
    sink.answer_recipient = lambda to: POLICY.format(to=to) if to.startswith("r") else None

    first = deliver(app, session, sink)
    clock.shift(timedelta(minutes=1))
    second = deliver(app, session, sink)

    assert first.fault
    assert (first.sent, second.sent) == (0, 2)
    for _ in range(8):
        clock.shift(timedelta(minutes=16))
        assert deliver(app, session, sink).fault == ""
    statuses = {name: found[0] for name, found in look_up(session).items()}
    assert statuses == dict.fromkeys(map(str.lower, restricted), MailStatus.FAILED) | {
        "ana": MailStatus.SENT,
        "ben": MailStatus.SENT,
    }
    assert trouble_of(session) is None


def test_several_mails_to_one_such_recipient_are_one_recipient(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_welcomes(session, "Ana")
    deliver(app, session, sink)
    rows = owe_welcomes(session, "Rita", "Rolf", "Rosa", "Ben")
    for row in rows[:3]:
        row.recipient = "rita@example.org"
    sink.answer_recipient = lambda to: POLICY.format(to=to) if to.startswith("rita") else None

    report = deliver(app, session, sink)

    assert (report.sent, report.fault) == (1, "")


def test_a_single_refusal_right_after_others_were_taken_is_no_fault_of_ours(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_welcomes(session, "Ana")
    deliver(app, session, sink)
    owe_welcomes(session, "Rita")
    sink.answer_recipient = lambda to: POLICY.format(to=to)
    clock.shift(timedelta(minutes=2))

    first = deliver(app, session, sink)
    clock.shift(timedelta(minutes=10))
    second = deliver(app, session, sink)

    assert first.fault == ""
    assert second.fault
    assert look_up(session)["rita"][:2] == WAITS


def test_what_failed_is_tried_again_all_together(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    rows = owe_welcomes(session, "Ana", "Ben", "Cem")
    for row in rows[:2]:
        row.status, row.attempts, row.last_error = MailStatus.FAILED, 4, "554 5.7.1 no"
    rows[2].status = MailStatus.CANCELLED

    assert retry_failed(session) == 2
    assert retry_failed(session) == 0
    assert deliver(app, session, sink).sent == 2
    statuses = session.scalars(sa.select(OutboxMail.status).order_by(OutboxMail.id)).all()
    assert statuses == [MailStatus.SENT, MailStatus.SENT, MailStatus.CANCELLED]
