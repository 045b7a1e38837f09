"""Several offers to one mentor in one letter: what is still open when it is written."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from jobs.monthly_match import make_round
from matchmaker.mail.letters import write_letter
from matchmaker.models import MailKind, MailStatus, Match, MatchStatus, OutboxMail
from matchmaker.services.matches.follow_up import follow_up, open_offers
from matchmaker.services.matches.offers import withdraw_offer
from matchmaker.services.outbox.subjects import owe_mail_about
from matchmaker.services.questions.links import read_question_token
from tests.conftest import SECRET_KEY
from tests.factories import (
    make_match,
    make_mentee,
    make_mentor,
    owe_a_mail,
    the_programme,
)
from tests.mail.conftest import deliver
from tests.mail.letterbox import REASONS, make_pair_match
from tests.mail.sink import Sink
from tests.mail.test_letters import check_golden

pytestmark = [
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("clock"),
]


def owe_two(session: Session) -> tuple[OutboxMail, Match, Match]:
    """Declan is offered Zoë and Mo."""
    first = make_pair_match(session, MatchStatus.OFFERED)
    second = make_match(
        session,
        first.round,
        make_mentee(session, "Mo Second", goals="Learn to lead."),
        first.mentor,
        points=55,
        reasons=REASONS,
        offered_at=first.offered_at,
        answer_by=first.answer_by,
    )
    match_ids = [first.id, second.id]
    owe_mail_about(
        session,
        MailKind.OFFER,
        first.round,
        first.mentor,
        apart=str(first.id),
        match_ids=match_ids,
    )
    row = session.scalars(sa.select(OutboxMail)).one()
    session.commit()
    return row, first, second


def test_the_letter_reads_as_agreed(app: Flask, session: Session) -> None:
    row, first, second = owe_two(session)

    letter = write_letter(session, row, app.config["SETTINGS"])

    check_golden("offer_several.subject", letter.subject + "\n")
    check_golden("offer_several.txt", letter.text)
    check_golden("offer_several.html", letter.html)
    links = {a["href"] for a in BeautifulSoup(letter.html, "html.parser").select("a.button")}
    tokens = {link.removeprefix("http://localhost/answer/") for link in links}
    asked = {read_question_token(token, SECRET_KEY).subject_id for token in tokens}
    assert asked == {first.id, second.id}
    assert set(letter.secrets) == tokens
    assert "zoe@example.org" not in letter.text + letter.html


def test_one_that_was_withdrawn_meanwhile_is_left_out(
    app: Flask, session: Session, sink: Sink
) -> None:
    row, first, second = owe_two(session)
    withdraw_offer(session, first, first.mentee)
    session.commit()

    letter = write_letter(session, row, app.config["SETTINGS"])

    assert letter.subject == "You have been suggested as a mentor for Mo Second"
    assert "Zoë" not in letter.text + letter.html
    [token] = letter.secrets
    assert read_question_token(token, SECRET_KEY).subject_id == second.id
    assert letter.text.count("/answer/") == 1


def test_without_any_that_is_open_nothing_is_sent(app: Flask, session: Session, sink: Sink) -> None:
    row, first, second = owe_two(session)
    for match in (first, second):
        match.status = MatchStatus.DECLINED
    session.commit()

    report = deliver(app, session, sink)

    assert (report.sent, report.cancelled) == (0, 1)
    session.refresh(row)
    assert row.status == MailStatus.CANCELLED


def test_a_mail_that_is_tried_again_does_not_name_who_was_withdrawn_since(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    row, first, _ = owe_two(session)
    row.body, row.attempts = b"Subject: Both\r\n\r\nZoe and Mo\r\n", 1
    withdraw_offer(session, first, first.mentee)
    session.execute(sa.delete(OutboxMail).where(OutboxMail.kind != MailKind.OFFER))
    session.commit()

    assert deliver(app, session, sink).sent == 1

    assert b"Mo" in sink.mails[0].content
    assert b"Zo" not in sink.mails[0].content


def test_a_round_that_is_published_sends_one_mail_for_three_offers(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    for name in ("Ada", "Ben", "Cy"):
        make_mentee(session, name)
    make_mentor(session, "Mia", capacity=3)
    make_round(session, the_programme(session), "2026-11", publish=True)
    session.commit()

    report = deliver(app, session, sink)

    assert (report.sent, report.failed) == (1, 0)
    assert sink.mails[0].recipients == ["mia@example.org"]
    clock.shift(timedelta(days=3))
    programme = the_programme(session)
    followed = follow_up(session, programme, open_offers(session, programme))
    assert (followed.reminders, followed.over) == ({"reminder": 3}, ())


def test_mails_owed_one_by_one_by_an_older_version_are_still_sent(
    app: Flask, session: Session, sink: Sink
) -> None:
    row, first, second = owe_two(session)
    session.delete(row)
    for match in (first, second):
        payload = {"match_id": match.id}
        owe_a_mail(session, MailKind.OFFER, f"match:{match.id}", match.mentor, payload)
    session.commit()

    assert deliver(app, session, sink).sent == 2
