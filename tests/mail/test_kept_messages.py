"""A mail that is sent again is the same bytes, whatever has changed; its secrets are not stored."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.mail.kept import swap
from matchmaker.models import MailStatus, OutboxMail
from matchmaker.services.accounts.links import request_link, token_of
from matchmaker.services.outbox.retrying import retry_mail
from tests.conftest import SECRET_KEY
from tests.factories import make_member, the_programme
from tests.mail.conftest import deliver
from tests.mail.sink import Sink
from tests.mail.test_delivery import owe_welcomes


def decoded(content: bytes) -> str:
    """The mail without the line breaks of its encoding."""
    return content.replace(b"=\r\n", b"").decode()


def test_a_resend_after_a_profile_edit_is_the_same_bytes(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    [row] = owe_welcomes(session, "Ana")
    sink.answer_message = lambda _to: "drop after taking it"
    deliver(app, session, sink)
    sink.answer_message = lambda _to: None
    assert row.member is not None
    row.member.name = "Ana Another"
    clock.shift(timedelta(minutes=2))

    report = deliver(app, session, sink, mail_from_name="Somebody else")

    first, second = sink.mails
    assert report.sent == 1
    assert first.content == second.content
    assert b"Ana Another" not in second.content


def test_a_failed_mail_that_is_tried_again_is_the_same_bytes(
    app: Flask, session: Session, sink: Sink
) -> None:
    [row] = owe_welcomes(session, "Ana")
    sink.answer_message = lambda _to: "554 no"
    deliver(app, session, sink)
    session.refresh(row)
    kept = row.body
    sink.answer_message = lambda _to: None
    assert row.member is not None
    row.member.name = "Ana Another"
    retry_mail(session, the_programme(session), row.id)

    deliver(app, session, sink)

    assert sink.mails[0].content.rstrip() == (kept or b"").rstrip()


def test_the_token_of_a_link_is_sent_twice_the_same_and_stored_nowhere(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    make_member(session, "Ana")
    link = request_link(session, the_programme(session), "ana@example.org", SECRET_KEY)
    assert link is not None
    token = token_of(link, SECRET_KEY)
    sink.answer_message = lambda _to: "drop after taking it"
    deliver(app, session, sink)
    sink.answer_message = lambda _to: None
    clock.shift(timedelta(minutes=2))

    deliver(app, session, sink)

    first, second = sink.mails
    assert first.content == second.content
    assert f"/sign-in/link/{token}" in decoded(second.content)
    row = session.scalars(sa.select(OutboxMail)).one()
    assert row.status == MailStatus.SENT
    assert row.body is not None
    assert token not in decoded(row.body)
    assert len(row.body.rstrip()) == len(second.content.rstrip())


def test_somebody_who_left_between_two_attempts_gets_no_second_one(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    [row] = owe_welcomes(session, "Ana")
    sink.answer_message = lambda _to: "451 later"
    deliver(app, session, sink)
    sink.answer_message = lambda _to: None
    assert row.member is not None
    row.member.left_at = row.created_at
    clock.shift(timedelta(minutes=2))

    report = deliver(app, session, sink)

    assert (report.sent, report.cancelled, sink.mails) == (0, 1, [])


@pytest.mark.parametrize("body", [b"a secret-1 b", b"a sec=\r\nret-1 b", b"s=\r\necret-1=\r\n end"])
def test_a_secret_is_found_across_the_breaks_of_its_line(body: bytes) -> None:
    masked = swap(body, "secret-1", "ABCDEFGH")

    assert b"ABCDEFGH" in masked.replace(b"=\r\n", b"")
    assert swap(masked, "ABCDEFGH", "secret-1") == body
