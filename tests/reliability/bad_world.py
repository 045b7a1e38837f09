"""The small world in which bad input arrives: somebody of every kind, something in every state."""

from flask import Flask
from flask.testing import FlaskClient

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MailKind, MailStatus, MatchStatus, RoundStatus
from matchmaker.services.accounts.sign_in import open_session
from matchmaker.services.engine.solving import solve
from matchmaker.services.rounds.rounds import freeze_round, input_of, save_solution
from matchmaker.services.rounds.snapshot import take_people
from matchmaker.services.rounds.stored_people import encode_people
from tests.factories import (
    make_coffee_group,
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_round,
    owe_a_mail,
    the_programme,
)

PEOPLE = {
    "visitor": "",
    "somebody with a made-up cookie": "made up",
    "mentee": "session of the mentee",
    "mentor": "session of the mentor",
    "coordinator": "session of the coordinator",
}
MEMBERS = ("mentee", "mentor", "coordinator")


def make_world(app: Flask) -> None:
    """Fill an empty database: open offer, introduced pair, coffee group, solved round, mails."""
    with app.app_context():
        session = db.session()
        mentee, mentor = make_mentee(session, "Ada"), make_mentor(session, "Mia", capacity=5)
        cora = make_coordinator(session, "Cora")
        others = [make_mentee(session, "Ben"), make_mentee(session, "Cem")]
        past = make_round(session, "2026-10")
        everybody = take_people(session, the_programme(session), clock.today("UTC"))
        past.snapshot, past.snapshot_digest = encode_people(everybody)
        make_match(session, past, mentee, mentor, answer_by=clock.now())
        make_match(
            *(session, past, others[0], mentor, MatchStatus.INTRODUCED),
            introduced_at=clock.now(),
            meeting_at=clock.now(),
        )
        present = make_round(session, clock.current_month("UTC"), RoundStatus.DRAFT)
        make_mentor(session, "Max")
        freeze_round(session, present)
        round_input = input_of(present)
        save_solution(session, present, solve(round_input.people, round_input.policy.matching))
        make_coffee_group(session, [mentee, mentor])
        failed = owe_a_mail(session, MailKind.WELCOME, "member:1", mentee)
        if failed is not None:
            failed.status = MailStatus.FAILED
        for member, who in ((mentee, "mentee"), (mentor, "mentor"), (cora, "coordinator")):
            open_session(session, member, PEOPLE[who])
        session.commit()
        db.session.remove()


def browser(app: Flask, who: str) -> FlaskClient:
    """Return a fresh browser of one of the people."""
    client = app.test_client()
    if token := PEOPLE[who]:
        with client.session_transaction() as cookie:
            cookie.update(_user_id=token, _fresh=True, _permanent=True)
    return client
