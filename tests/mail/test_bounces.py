"""Mails that came back, read from a real mailbox: what is noted, and what is left alone."""

import socket
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from config import Settings
from jobs import read_bounces as read_bounces_job
from jobs.monthly_match import make_round
from matchmaker.mail.bounces.reading import BounceReport, read_bounces
from matchmaker.models import MailKind, MailStatus, Match, MatchStatus, Member, OutboxMail
from matchmaker.services.outbox.refusing import wanted_mails
from tests.certificates import make_authority
from tests.factories import (
    make_member,
    make_mentee,
    make_mentor,
    owe_a_mail,
    the_programme,
)
from tests.mail.conftest import deliver
from tests.mail.imap import PASSWORD, USER, Mailbox, is_there, running_imap
from tests.mail.reports import DELAYED, complaint, returned
from tests.mail.sink import Sink

pytestmark = [
    pytest.mark.slow,
    pytest.mark.skipif(not is_there(), reason="needs Dovecot (the package dovecot-imapd)"),
]


@pytest.fixture
def mailbox(tmp_path: Path) -> Iterator[Mailbox]:
    with running_imap(tmp_path / "imap") as mailbox:
        yield mailbox


def read(app: Flask, session: Session, mailbox: Mailbox, **changes: Any) -> BounceReport:
    session.commit()
    settings: Settings = app.config["SETTINGS"]
    imap = {
        "imap_host": "127.0.0.1",
        "imap_port": mailbox.port,
        "imap_security": "none",
        "imap_username": USER,
        "imap_password": PASSWORD,
    }
    return read_bounces(session, settings.model_copy(update=imap | changes))


def sent_to(app: Flask, session: Session, sink: Sink, member: Member) -> OutboxMail:
    """Let a member get the welcome."""
    mail = owe_a_mail(session, MailKind.WELCOME, "welcome", member)
    assert mail is not None
    deliver(app, session, sink)
    session.refresh(mail)
    assert mail.status == MailStatus.SENT
    return mail


def test_a_mail_that_came_back_failed_and_its_address_is_none(
    app: Flask, session: Session, sink: Sink, mailbox: Mailbox
) -> None:
    ana = make_member(session, "Ana")
    mail = sent_to(app, session, sink, ana)
    mailbox.put(returned(mail.message_id, ana.email))
    mailbox.put(b"From: eve@example.test\nSubject: Hello\n\nA human wrote this.\n")

    report = read(app, session, mailbox)
    again = read(app, session, mailbox)

    assert (report.returned, report.addresses, report.fault, report.trouble) == (1, 1, "", "")
    assert (again.returned, again.addresses, again.other) == (0, 0, 0)
    session.refresh(mail)
    assert mail.status == MailStatus.FAILED
    assert mail.last_error == "came back: 550 5.1.1 User unknown"
    assert ana.address_refused_at is not None
    # The report is gone from the mailbox; the human's mail lies there, unread.
    assert (mailbox.unread(), mailbox.read()) == (1, 0)


def test_an_offer_that_came_back_goes_to_the_next_mentor_at_once(
    app: Flask, session: Session, sink: Sink, mailbox: Mailbox
) -> None:
    make_mentee(session, "Ada", interests=["agile_pmo"])
    make_mentor(session, "Max", interests=["agile_pmo"])
    make_mentor(session, "Mia")
    make_round(session, the_programme(session), publish=True)
    deliver(app, session, sink)
    [offer] = session.scalars(sa.select(OutboxMail).filter_by(kind=MailKind.OFFER))
    mailbox.put(returned(offer.message_id, offer.recipient))

    read(app, session, mailbox)

    rows = session.scalars(sa.select(Match).order_by(Match.id))
    assert [(row.mentor.name, row.status) for row in rows] == [
        ("Max", MatchStatus.WITHDRAWN),
        ("Mia", MatchStatus.OFFERED),
    ]


def test_a_full_mailbox_and_a_delay_say_nothing_about_the_address(
    app: Flask, session: Session, sink: Sink, mailbox: Mailbox
) -> None:
    ana, ben = make_member(session, "Ana"), make_member(session, "Ben")
    full, late = sent_to(app, session, sink, ana), sent_to(app, session, sink, ben)
    mailbox.put(returned(full.message_id, ana.email, status="5.2.2", diagnostic="smtp; 552 full"))
    mailbox.put(returned(late.message_id, ben.email, fields=DELAYED))

    report = read(app, session, mailbox)

    assert (report.returned, report.addresses) == (1, 0), report
    session.refresh(full)
    session.refresh(late)
    assert (full.status, late.status) == (MailStatus.FAILED, MailStatus.SENT)
    assert ana.address_refused_at is ben.address_refused_at is None
    assert (mailbox.unread(), mailbox.read()) == (0, 0)


def test_nobody_takes_anothers_address_away_by_writing_to_the_mailbox(
    app: Flask, session: Session, sink: Sink, mailbox: Mailbox
) -> None:
    ana, eve = make_member(session, "Ana"), make_member(session, "Eve")
    sent_to(app, session, sink, ana)
    own = sent_to(app, session, sink, eve)
    mailbox.put(returned("<00000000-0000-4000-8000-000000000000@example.org>", ana.email))
    mailbox.put(returned(own.message_id, ana.email))

    report = read(app, session, mailbox)

    assert (report.returned, report.addresses, report.other) == (1, 0, 1)
    session.refresh(ana)
    assert ana.address_refused_at is None
    # What names no mail of ours is left to whoever looks after the mailbox.
    assert (mailbox.unread(), mailbox.read()) == (0, 1)


def test_who_calls_a_mail_spam_gets_no_more_that_can_be_refused(
    app: Flask, session: Session, sink: Sink, mailbox: Mailbox
) -> None:
    ana = make_mentor(session, "Ana")
    mail = sent_to(app, session, sink, ana)
    mailbox.put(complaint(mail.message_id))

    report = read(app, session, mailbox)

    assert report.complaints == 1
    assert not any(wanted_mails(session, the_programme(session), ana).values())
    session.refresh(mail)
    assert mail.status == MailStatus.SENT


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_what_the_operator_must_mend_is_one_line(
    app: Flask, session: Session, mailbox: Mailbox
) -> None:
    wrong = read(app, session, mailbox, imap_password="another")
    missing = read(app, session, mailbox, imap_folder="Returned mail")
    plain = read(app, session, mailbox, imap_security="starttls")
    with socket.socket() as closed:
        closed.bind(("127.0.0.1", 0))
        gone = read(app, session, mailbox, imap_port=closed.getsockname()[1])

    assert f"refuses the login of '{USER}': check IMAP_USERNAME" in wrong.fault
    assert "IMAP_FOLDER" in missing.fault
    assert "offers no STARTTLS" in plain.fault
    assert "cannot be reached" in gone.trouble
    assert all("\n" not in each for each in (wrong.fault, missing.fault, plain.fault, gone.trouble))


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
@pytest.mark.parametrize("security", ["tls", "starttls"])
def test_a_mailbox_is_known_by_the_organisations_own_authority(
    app: Flask, session: Session, tmp_path: Path, security: str
) -> None:
    authority = make_authority(tmp_path)
    with running_imap(tmp_path / "imap", authority.sign("127.0.0.1")) as mailbox:
        port = mailbox.tls_port if security == "tls" else mailbox.port

        unknown = read(app, session, mailbox, imap_port=port, imap_security=security)
        known = read(
            app,
            session,
            mailbox,
            imap_port=port,
            imap_security=security,
            ca_file=authority.file,
        )

    assert "signed by an authority that this machine does not know" in unknown.fault
    assert (known.fault, known.trouble) == ("", "")


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_mails_are_sent_so_that_they_come_back_to_the_mailbox(
    app: Flask, session: Session, sink: Sink
) -> None:
    owe_a_mail(session, MailKind.WELCOME, "welcome", make_member(session, "Ana"))

    deliver(app, session, sink, bounce_address="bounces@example.org")

    [mail] = sink.mails
    assert mail.sender == "bounces@example.org"
    assert (
        b"From: mentoring@example.org" in mail.content or b"<mentoring@example.org>" in mail.content
    )


def test_what_comes_back_three_times_is_noted_once(
    app: Flask, session: Session, sink: Sink, mailbox: Mailbox
) -> None:
    mail = sent_to(app, session, sink, make_member(session, "Ana"))
    for _time in range(3):
        mailbox.put(returned(mail.message_id, mail.recipient))

    report = read(app, session, mailbox)

    assert (report.returned, report.addresses) == (1, 1), report
    assert session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 1


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_the_job_says_what_it_found_and_ends_with_1_where_it_is_refused(
    app: Flask,
    session: Session,
    sink: Sink,
    mailbox: Mailbox,
    capsys: pytest.CaptureFixture[str],
) -> None:
    mail = sent_to(app, session, sink, make_member(session, "Ana"))
    mailbox.put(returned(mail.message_id, mail.recipient))
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(
        update={
            "imap_host": "127.0.0.1",
            "imap_port": mailbox.port,
            "imap_security": "none",
            "imap_username": USER,
            "imap_password": PASSWORD,
        }
    )

    first = read_bounces_job.main([])
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update={"imap_password": "wrong"})
    second = read_bounces_job.main([])

    said = capsys.readouterr()
    assert (first, second) == (0, 1), said
    assert said.out.startswith("1 mails came back, 1 addresses refuse mail, 0 complaints, 0 other")
    assert "check IMAP_USERNAME, IMAP_PASSWORD" in said.err
