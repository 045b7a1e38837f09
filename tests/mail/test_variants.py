"""The same letter in other circumstances: what is missing is left out, what is over is not sent."""

from datetime import UTC, datetime

import pytest
import time_machine
from bs4 import BeautifulSoup
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.mail.letter import Letter, NoLongerTrue
from matchmaker.mail.letters import write_letter
from matchmaker.models import (
    MailKind,
    Match,
    MatchStatus,
    OutboxMail,
    Round,
    RoundStatus,
    SignInLink,
    UnmatchedMentee,
)
from tests.factories import make_coordinator, the_programme
from tests.mail.letterbox import NOW, owe

pytestmark = [
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("clock"),
]


def write(app: Flask, session: Session, row: OutboxMail, **settings: object) -> Letter:
    session.flush()
    return write_letter(session, row, app.config["SETTINGS"].model_copy(update=settings))


def match_of(session: Session, row: OutboxMail) -> Match:
    return session.get_one(Match, row.payload["match_id"])


@pytest.mark.parametrize("kind", [MailKind.OFFER, MailKind.INTRODUCTION_MENTEE])
def test_a_match_without_reasons_goals_or_profile_still_has_its_letter(
    app: Flask, session: Session, kind: MailKind
) -> None:
    row = owe(session, kind)
    match = match_of(session, row)
    match.reasons = {}
    profile = match.mentee.profile
    profile.goals = profile.target_role = profile.job_title = profile.department = ""
    profile.skills.clear()

    letter = write(app, session, row)

    for heading in ("WHY YOU", "GOALS", "Aims to be", "WANT TO LEARN"):
        assert heading not in letter.text
    assert "Zoë Ångström" in letter.text


def test_a_mentor_who_is_not_paused_is_not_told_so(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.OFFER_EXPIRED)
    row.payload = row.payload | {"is_paused": False}

    letter = write(app, session, row)

    assert letter.subject == "A request to you has expired"
    assert "paused you" not in letter.text + letter.html


@pytest.mark.parametrize(
    ("outcome", "follows", "says"),
    [
        ("declined", "new_offer", "already asked the next mentor"),
        ("expired", "new_offer", "did not answer in time"),
        ("withdrawn", "first_priority", "has been withdrawn"),
        ("expired", "first_priority", "you come first in the matching of December 2026"),
    ],
)
def test_the_mentee_is_told_what_comes_next(
    app: Flask, session: Session, outcome: str, follows: str, says: str
) -> None:
    row = owe(session, MailKind.OFFER_FELL_THROUGH)
    row.payload = row.payload | {"outcome": outcome, "next": follows}

    letter = write(app, session, row)

    assert says in letter.text
    assert says in letter.html.replace("<strong>", "").replace("</strong>", "")
    assert "Declan" not in letter.text + letter.html


@pytest.mark.parametrize(
    ("reason", "facts", "says"),
    [
        ("no_mentors", {}, "No mentor took part this month."),
        ("no_gap_stated", {}, "does not yet show a gap"),
        (
            "no_eligible_mentor",
            {"rules": [{"rule": "shared_language", "removed": 4}]},
            "Fewer than five mentors shared no language with you.",
        ),
        ("all_taken", {}, "every place was taken"),
        ("mentor_unavailable", {}, "was no longer free"),
    ],
)
def test_every_reason_for_no_match_is_said_in_words(
    app: Flask, session: Session, reason: str, facts: dict[str, object], says: str
) -> None:
    row = owe(session, MailKind.NO_MATCH)
    left_over = session.query(UnmatchedMentee).one()
    left_over.reason, left_over.explanation = reason, facts

    letter = write(app, session, row)

    assert says in letter.text
    assert says in letter.html


def test_a_mentee_who_was_never_introduced_does_not_learn_the_mentors_name(
    app: Flask, session: Session
) -> None:
    row = owe(session, MailKind.MATCH_ENDED)
    row.payload = row.payload | {"outcome": "cancelled"}
    match_of(session, row).introduced_at = None

    letter = write(app, session, row)

    assert "Declan" not in letter.text + letter.html
    assert letter.subject == "Your match has been cancelled"


def test_without_a_contact_address_the_coordinator_is_named(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.OFFER_REMINDER)
    make_coordinator(session)

    letter = write(app, session, row, contact_email="")

    assert "Questions? Write to cora.coordinator@example.org." in letter.text
    assert letter.opt_out_urls[1].startswith("mailto:cora.coordinator@example.org?")


def test_with_nobody_to_ask_nobody_is_named(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.OFFER_REMINDER)

    letter = write(app, session, row, contact_email="")

    assert "Questions?" not in letter.text + letter.html
    [url] = letter.opt_out_urls
    assert url.startswith("http://localhost/unsubscribe/")


def test_a_reader_without_a_time_zone_gets_the_programmes(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.OFFER)
    match_of(session, row).mentor.profile.time_zone = ""
    the_programme(session).time_zone = "America/New_York"

    letter = write(app, session, row)

    assert "Thursday 12 November 2026, 03:00 (New York time)" in letter.text


def test_an_introduction_without_a_time_proposes_none(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.INTRODUCTION_MENTOR)
    match_of(session, row).meeting_at = None

    letter = write(app, session, row)

    assert letter.attachments == ()
    assert "calendar" not in letter.text + letter.html


def test_what_a_person_typed_is_text_on_the_page(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.OFFER)
    match = match_of(session, row)
    match.mentee.name = "<img src=x onerror=alert(1)>"
    match.mentee.profile.goals = '</div><a href="http://evil.example">click</a>'

    letter = write(app, session, row)

    page = BeautifulSoup(letter.html, "html.parser")
    assert page.select("img, a[href*=evil]") == []
    assert '<a href="http://evil.example">click</a>' in page.get_text()


def test_an_answered_offer_is_not_mailed(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.OFFER_REMINDER)
    match_of(session, row).status = MatchStatus.ACCEPTED

    with pytest.raises(NoLongerTrue):
        write(app, session, row)


def test_a_link_that_has_been_used_is_not_mailed(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.SIGN_IN_LINK)
    session.get_one(SignInLink, row.payload["link_id"]).used_at = NOW

    with pytest.raises(NoLongerTrue):
        write(app, session, row)


def test_a_link_that_has_expired_is_not_mailed(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    row = owe(session, MailKind.SIGN_IN_LINK)
    clock.move_to(datetime(2026, 11, 5, 10, 0, tzinfo=UTC))

    with pytest.raises(NoLongerTrue):
        write(app, session, row)


def test_an_ended_match_introduces_nobody(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.INTRODUCTION_MENTEE)
    match_of(session, row).status = MatchStatus.CANCELLED

    with pytest.raises(NoLongerTrue):
        write(app, session, row)


def test_a_published_round_is_not_announced_as_ready(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.ROUND_READY)
    session.get_one(Round, row.payload["round_id"]).status = RoundStatus.PUBLISHED

    with pytest.raises(NoLongerTrue):
        write(app, session, row)
