"""Letters about what the engine and the services themselves have written, end to end."""

from datetime import timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage

import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from jobs.follow_up import follow_up_all
from jobs.monthly_match import make_round
from matchmaker.models import Match, MatchStatus, OutboxMail
from matchmaker.services.matches.offers import accept_offer, decline_offer, withdraw_offer
from matchmaker.services.mentorships.ending import end_match
from tests.factories import (
    hold_certification,
    make_coordinator,
    make_mentee,
    make_mentor,
    the_programme,
)
from tests.mail.conftest import deliver
from tests.mail.sink import Sink


def receive(app: Flask, session: Session, sink: Sink) -> dict[tuple[str, str], EmailMessage]:
    """Deliver, and return what came by kind and recipient; nothing may fail."""
    before = len(sink.mails)
    report = deliver(app, session, sink)
    assert (report.failed, report.delayed, report.trouble, report.fault) == (0, 0, "", "")
    kinds = {row.message_id: row.kind.value for row in session.scalars(sa.select(OutboxMail))}
    messages = [
        message_from_bytes(mail.content, policy=policy.default) for mail in sink.mails[before:]
    ]
    return {
        (
            kinds[message["Message-ID"]],
            message["To"].addresses[0].username,
        ): message
        for message in messages
    }


def read(message: EmailMessage) -> str:
    part = message.get_body(("plain",))
    assert part is not None
    return str(part.get_content())


def test_every_letter_of_a_round_is_written_from_what_the_round_left(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    shared = {"interests": ["agile_pmo"], "languages": ["en", "de"], "location": "Berlin"}
    ana = make_mentee(session, "Ana", ladder_step="analyst", target_role="manager", **shared)
    hold_certification(ana, "pmp", "wanted")
    for name in ("Ben", "Cem", "Dia"):
        make_mentee(session, name, needs={"risk": (2, 3), "finance": (0, 5)})
    make_mentee(session, "Eli", needs={})
    make_mentee(session, "Flo", needs={"coaching": (1, 2)})
    mia = make_mentor(session, "Mia", ladder_step="manager", **shared)
    hold_certification(mia, "pmp")
    make_mentor(session, "Noa")
    make_mentor(session, "Oli", time_zone="Asia/Tokyo")
    cora = make_coordinator(session)
    make_round(session, the_programme(session), "2026-11")
    assert set(receive(app, session, sink)) == {("round_ready", "cora.coordinator")}
    make_round(session, the_programme(session), "2026-11", publish=True)

    first = receive(app, session, sink)

    assert {("offer", "mia"), ("offer", "noa"), ("offer", "oli")} <= set(first)
    assert {("no_match", "eli"), ("no_match", "flo")} <= set(first)
    assert ("round_published", "cora.coordinator") in first
    assert len(first) == 7
    offer = read(first["offer", "mia"])
    assert "suggested as a mentor for Ana" in offer
    assert "You have what your mentee is aiming for: PMP." in offer
    assert "You both chose Agile PMO." in offer

    matches = {
        match.mentor.name: match
        for match in session.scalars(sa.select(Match).filter_by(status=MatchStatus.OFFERED))
    }
    accept_offer(session, matches["Mia"], mia)
    decline_offer(session, matches["Noa"], matches["Noa"].mentor, "no_time", "")
    answers = receive(app, session, sink)
    assert {kind for kind, _ in answers} >= {
        "introduction_mentee",
        "introduction_mentor",
        "offer_fell_through",
    }
    assert "mia@example.org" in read(answers["introduction_mentee", "ana"])

    clock.shift(timedelta(days=3))
    follow_up_all(session, the_programme(session))
    assert ("offer_reminder", "oli") in receive(app, session, sink)
    clock.shift(timedelta(days=4))
    follow_up_all(session, the_programme(session))
    assert ("offer_last_reminder", "oli") in receive(app, session, sink)

    withdraw_offer(session, matches["Oli"], cora, "a reason")
    end_match(session, matches["Mia"], ana, "a private reason")
    last = receive(app, session, sink)
    assert ("offer_withdrawn", "oli") in last
    assert {("match_ended", "ana"), ("match_ended", "mia")} <= set(last)
    assert not any("private reason" in read(message) for message in last.values())


def test_an_offer_that_nobody_answered_is_told_to_both(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    make_mentee(session, "Ana")
    make_mentor(session, "Mia")
    make_round(session, the_programme(session), "2026-11", publish=True)
    receive(app, session, sink)
    for days in (7, 3):
        clock.shift(timedelta(days=days))
        follow_up_all(session, the_programme(session))
        told = receive(app, session, sink)

    assert set(told) == {("offer_expired", "mia"), ("offer_fell_through", "ana")}
