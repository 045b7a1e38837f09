"""Coordinators add and remove each other; the last one stays; everything is logged and at once."""

import threading
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Coordinator, CoordinatorChange, GrantSource, Member
from matchmaker.services.accounts.coordinators import (
    NotPossible,
    add_coordinator,
    follow_group,
    holds_group,
    remove_coordinator,
)
from matchmaker.services.programme.programmes import coordinators, is_coordinator
from tests.factories import make_coordinator, make_member, the_programme
from tests.web.browsing import browser_of, text_of


@pytest.fixture
def cora(app: Flask) -> int:
    with app.app_context():
        member = make_coordinator(db.session(), "Cora")
        db.session.commit()
        return member.id


@pytest.fixture
def desk(app: Flask, cora: int) -> FlaskClient:
    return browser_of(app, cora)


def make(app: Flask, name: str, runs: bool = False) -> int:
    with app.app_context():
        make_it = make_coordinator if runs else make_member
        member = make_it(db.session(), name)
        db.session.commit()
        return member.id


def log(app: Flask) -> list[tuple[str, str | None, bool]]:
    with app.app_context():
        return [
            (change.member.name, change.actor and change.actor.name, change.is_granted)
            for change in db.session.scalars(
                sa.select(CoordinatorChange).order_by(CoordinatorChange.id)
            )
        ]


def test_a_coordinator_adds_another_who_is_in_at_once(
    app: Flask, desk: FlaskClient, cora: int
) -> None:
    mia = make(app, "Mia")
    browser = browser_of(app, mia)
    assert browser.get("/rounds").status_code == 403

    answer = desk.post("/coordinators", data={"email": " MIA@example.org "}, follow_redirects=True)

    assert "Mia runs the programme now." in text_of(answer.text)
    assert browser.get("/rounds").status_code == 200
    assert log(app)[-1] == ("Mia", "Cora", True)


def test_somebody_new_becomes_a_member(app: Flask, desk: FlaskClient) -> None:
    desk.post("/coordinators", data={"email": "new@example.org"})

    with app.app_context():
        assert "new@example.org" in {
            member.email for member in coordinators(db.session(), the_programme(db.session()))
        }


def test_who_is_removed_is_out_with_the_next_click(app: Flask, desk: FlaskClient) -> None:
    mia = make(app, "Mia", runs=True)
    browser = browser_of(app, mia)
    assert browser.get("/rounds").status_code == 200

    answer = desk.post(f"/coordinators/{mia}/remove", follow_redirects=True)

    assert "Mia does not run the programme any more." in text_of(answer.text)
    assert browser.get("/rounds").status_code == 403
    assert browser.post("/coordinators", data={"email": "x@example.org"}).status_code == 403
    assert "Rounds" not in browser.get("/me").text
    assert log(app)[-1] == ("Mia", "Cora", False)


def test_the_last_one_stays(app: Flask, desk: FlaskClient, cora: int) -> None:
    assert "Remove" not in [
        word for word in text_of(desk.get("/coordinators").text).split() if word == "Remove"
    ]

    answer = desk.post(f"/coordinators/{cora}/remove", follow_redirects=True)

    assert "You are the only coordinator." in text_of(answer.text)
    assert desk.get("/rounds").status_code == 200


def test_one_of_two_can_remove_themself(app: Flask, desk: FlaskClient, cora: int) -> None:
    make(app, "Mia", runs=True)

    answer = desk.post(f"/coordinators/{cora}/remove")

    assert answer.location == "/me"
    assert desk.get("/rounds").status_code == 403


@pytest.mark.both_databases
def test_of_two_who_remove_each_other_at_once_one_stays(app: Flask, cora: int) -> None:
    mia = make(app, "Mia", runs=True)
    together = threading.Barrier(2)

    def remove(other: int, own: int) -> None:
        with app.app_context():
            together.wait()
            try:
                remove_coordinator(
                    db.session(),
                    the_programme(db.session()),
                    other,
                    db.session.get_one(Member, own),
                )
                db.session.commit()
            except NotPossible:
                db.session.rollback()

    threads = [threading.Thread(target=remove, args=pair) for pair in ((mia, cora), (cora, mia))]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    with app.app_context():
        assert len(coordinators(db.session(), the_programme(db.session()))) == 1


@pytest.mark.parametrize(
    ("email", "words"),
    [
        ("", "Enter a mail address"),
        ("cora@example.org", "Cora runs the programme already."),
        ("left@example.org", "has left the programme"),
        ("<script>@example.org", "Enter a mail address"),
    ],
)
def test_what_cannot_be_added_comes_back_with_the_reason(
    app: Flask, desk: FlaskClient, email: str, words: str
) -> None:
    with app.app_context():
        gone = make_member(db.session(), "Left")
        gone.left_at = gone.created_at
        db.session.commit()

    answer = desk.post("/coordinators", data={"email": email})

    assert answer.status_code == 422
    assert words in text_of(answer.text)
    assert "<script>@" not in answer.text


def test_an_address_outside_the_allowed_domains_makes_nobody_a_member(
    app: Flask, desk: FlaskClient
) -> None:
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(
        update={"allowed_email_domains": ["example.org"]}
    )

    answer = desk.post("/coordinators", data={"email": "mia@elsewhere.org"})

    assert "Use your address at example.org" in answer.text
    with app.app_context():
        assert db.session.query(Member).filter_by(email="mia@elsewhere.org").count() == 0


def test_a_group_gives_and_takes_its_own_grant_only(app: Flask, cora: int) -> None:
    with app.app_context():
        session = db.session()
        named, grouped = session.get_one(Member, cora), make_member(session, "Greta")

        for member in (named, grouped):
            follow_group(session, the_programme(session), member, is_in_group=True)
        assert is_coordinator(session, the_programme(session), named)
        assert is_coordinator(session, the_programme(session), grouped)
        for member in (named, grouped):
            follow_group(session, the_programme(session), member, is_in_group=False)

        assert is_coordinator(session, the_programme(session), named)
        assert not is_coordinator(session, the_programme(session), grouped)
        sources = session.scalars(sa.select(Coordinator.source)).all()
        assert sources == [GrantSource.PERSON]


def test_a_coordinator_takes_a_groups_grant_back_too(app: Flask, desk: FlaskClient) -> None:
    greta = make(app, "Greta")
    with app.app_context():
        follow_group(
            db.session(),
            the_programme(db.session()),
            db.session.get_one(Member, greta),
            is_in_group=True,
        )
        db.session.commit()
    browser = browser_of(app, greta)
    assert "By a group of your organisation" in text_of(desk.get("/coordinators").text)

    desk.post(f"/coordinators/{greta}/remove")

    assert browser.get("/rounds").status_code == 403


@pytest.mark.parametrize(
    ("claim", "holds"),
    [
        ("pmo", True),
        (["a", "pmo"], True),
        ("pmo2", False),
        (["a"], False),
        (None, False),
        (3, False),
    ],
)
def test_a_claim_is_one_text_or_several(claim: object, holds: bool) -> None:
    assert holds_group(claim, "pmo") is holds


def test_where_there_is_a_second_coordinator_they_confirm_the_first_ones_choice(
    app: Flask, desk: FlaskClient, cora: int
) -> None:
    second, mia = browser_of(app, make(app, "Sam", runs=True)), make(app, "Mia")
    browser = browser_of(app, mia)

    asked = desk.post("/coordinators", data={"email": "mia@example.org"}, follow_redirects=True)
    case = text_of(second.get("/cases").text)
    own = desk.post(f"/coordinators/{mia}/confirm", follow_redirects=True)
    early = browser.get("/rounds").status_code
    confirmed = second.post(f"/coordinators/{mia}/confirm", follow_redirects=True)

    assert "Mia is proposed. Another coordinator has to confirm it." in text_of(asked.text)
    assert "One person is proposed as a coordinator" in case
    assert "Another coordinator has to confirm this" in text_of(own.text)
    assert early == 403
    assert "Mia runs the programme now." in text_of(confirmed.text)
    assert browser.get("/rounds").status_code == 200
    assert log(app)[-1] == ("Mia", "Sam", True)


def test_nobody_gets_rid_of_the_second_yes_by_removing_who_would_give_it(
    app: Flask, desk: FlaskClient
) -> None:
    sam, mia = make(app, "Sam", runs=True), make(app, "Mia")
    desk.post(f"/coordinators/{sam}/remove")

    answer = desk.post("/coordinators", data={"email": "mia@example.org"})

    assert answer.status_code == 422
    assert "less than a week ago" in answer.text
    with app.app_context(), time_machine.travel(clock.now() + timedelta(days=8)):
        session, programme = db.session(), the_programme(db.session())
        [cora] = coordinators(session, programme)
        add_coordinator(session, programme, "mia@example.org", cora, [])
        assert {each.id for each in coordinators(session, programme)} == {cora.id, mia}


def test_a_tag_makes_no_second_coordinator(app: Flask, desk: FlaskClient) -> None:
    """An address in one's own mailbox neither confirms nor becomes another coordinator."""
    refused = desk.post("/coordinators", data={"email": "cora+2@example.org"})
    assert "Somebody with the same mailbox" in text_of(refused.text)
    with app.app_context():
        twin = make_coordinator(db.session(), "Cora Two", email="cora+3@example.org")
        make_coordinator(db.session(), "Sam")
        db.session.commit()
        twin_id = twin.id
    mia = make(app, "Mia")
    desk.post("/coordinators", data={"email": "mia@example.org"})

    answer = browser_of(app, twin_id).post(f"/coordinators/{mia}/confirm", follow_redirects=True)

    assert "Another coordinator has to confirm this" in text_of(answer.text)
    assert browser_of(app, mia).get("/rounds").status_code == 403


def test_a_proposal_is_taken_back_and_ends_with_who_made_it(
    app: Flask, desk: FlaskClient, cora: int
) -> None:
    second, mia = browser_of(app, make(app, "Sam", runs=True)), make(app, "Mia")
    desk.post("/coordinators", data={"email": "mia@example.org"})
    taken = second.post(f"/coordinators/{mia}/withdraw", follow_redirects=True)
    desk.post("/coordinators", data={"email": "mia@example.org"})
    second.post(f"/coordinators/{cora}/remove")

    late = second.post(f"/coordinators/{mia}/confirm", follow_redirects=True)

    assert "Mia is not proposed any more." in text_of(taken.text)
    assert "Nobody proposes that person any more" in text_of(late.text)
    assert browser_of(app, mia).get("/rounds").status_code == 403
