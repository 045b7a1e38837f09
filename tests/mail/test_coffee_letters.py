"""The letters about coffee chats in other circumstances than those of the golden files."""

from datetime import timedelta

import pytest
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker import clock as our_clock
from matchmaker.mail.letter import Letter, NoLongerTrue
from matchmaker.mail.letters import write_letter
from matchmaker.models import CoffeeAnswer, CoffeeGroup, MailKind, OutboxMail
from matchmaker.services.coffee.answers import answer_chat
from tests.factories import make_coffee_group, make_networker, owe_a_mail, part_of
from tests.mail.letterbox import owe

pytestmark = [
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
    pytest.mark.usefixtures("clock"),
]


def write(app: Flask, session: Session, row: OutboxMail) -> Letter:
    session.flush()
    return write_letter(session, row, app.config["SETTINGS"])


def group_of(session: Session, row: OutboxMail) -> CoffeeGroup:
    return session.get_one(CoffeeGroup, row.payload["group_id"])


def test_a_group_of_three_names_both_others_and_who_writes(app: Flask, session: Session) -> None:
    people = [make_networker(session, name) for name in ("Ana", "Bo", "Cy")]
    group = make_coffee_group(session, people, shared_interests=["agile_pmo"])
    kind, key = MailKind.COFFEE_INTRODUCED, f"coffee:{group.id}"
    row = owe_a_mail(session, kind, key, people[2], {"group_id": group.id})
    assert row is not None

    letter = write(app, session, row)

    assert letter.subject == "Your coffee chat in November 2026: Ana and Bo"
    for part in ("ana@example.org", "bo@example.org", "Ana writes first", "all of you"):
        assert part in letter.text
    assert "cy@example.org" not in letter.text


def test_a_proposed_half_hour_comes_as_a_calendar_file_for_all(
    app: Flask, session: Session
) -> None:
    row = owe(session, MailKind.COFFEE_INTRODUCED)
    group_of(session, row).meeting_at = our_clock.now() + timedelta(days=7)

    letter = write(app, session, row)

    [file] = letter.attachments
    assert "METHOD:PUBLISH" in file.data.decode()
    assert "ATTENDEE" not in file.data.decode()
    assert "half hour that could suit you both" in letter.text


def test_a_time_that_is_past_is_not_proposed(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.COFFEE_INTRODUCED)
    group_of(session, row).meeting_at = our_clock.now() - timedelta(hours=1)

    letter = write(app, session, row)

    assert not letter.attachments
    assert "half hour that could suit" not in letter.text


def test_who_meets_again_is_told_so(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.COFFEE_INTRODUCED)
    group = group_of(session, row)
    group.repeats = [[*(person.member_id for person in group.people), 5]]

    assert "You have met before." in write(app, session, row).text


def test_a_chat_whose_other_side_has_left_is_not_mailed(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.COFFEE_INTRODUCED)
    for person in group_of(session, row).people:
        if person.member_id != row.member_id:
            person.member.left_at = our_clock.now()

    with pytest.raises(NoLongerTrue):
        write(app, session, row)


@pytest.mark.parametrize("who", [0, 1])
def test_an_answered_question_is_not_mailed(app: Flask, session: Session, who: int) -> None:
    row = owe(session, MailKind.COFFEE_DID_YOU_MEET)
    group = group_of(session, row)
    answer_chat(session, group, group.people[who].member, CoffeeAnswer.MET)

    with pytest.raises(NoLongerTrue):
        write(app, session, row)


def test_the_third_question_says_what_silence_will_do(app: Flask, session: Session) -> None:
    row = owe(session, MailKind.COFFEE_DID_YOU_MEET)
    assert row.member
    assert "we pause" not in write(app, session, row).text
    part_of(session, row.member).unanswered_chats = 2

    assert "we pause your coffee chats" in write(app, session, row).text


def test_a_pause_is_told_and_one_that_is_over_is_not(
    app: Flask, session: Session, clock: time_machine.Traveller
) -> None:
    row = owe(session, MailKind.COFFEE_DID_YOU_MEET)
    row.payload = row.payload | {"is_paused": True}
    assert row.member
    participation = part_of(session, row.member)
    participation.chats_paused_since = our_clock.now()

    letter = write(app, session, row)

    assert letter.subject == "Your coffee chats are paused"
    assert "http://localhost/me" in letter.text
    participation.chats_paused_since = None
    with pytest.raises(NoLongerTrue):
        write(app, session, row)
