"""How people are named: to members never by an address, to coordinators so that all differ."""

from datetime import timedelta

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.mail.desk import name_of
from matchmaker.mail.letters import write_letter
from matchmaker.models import MailKind, Member
from matchmaker.services.people.directory import people_page
from matchmaker.services.profiles.card import Side, person_card
from matchmaker.services.programme.names import labels_of
from matchmaker.services.review.pairs import pair_page
from tests.factories import (
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_round,
    owe_a_mail,
    the_programme,
)
from tests.web.browsing import browser_of, text_of


def nameless(session: Session) -> Member:
    member = make_mentee(session, "Zz", email="zz.hidden@example.org")
    member.name = ""
    session.flush()
    return member


def test_a_name_of_which_there_is_one_stands_alone(session: Session) -> None:
    anna, ben = make_member(session, "Anna Berg"), make_member(session, "Ben Alm")

    assert labels_of([anna, ben]) == {anna.id: "Anna Berg", ben.id: "Ben Alm"}


def test_equal_names_are_told_apart_by_department_then_place_then_address(
    session: Session,
) -> None:
    def berg(name: str, number: int, department: str, location: str) -> Member:
        address = f"anna{number}@example.org"
        return make_member(session, name, email=address, department=department, location=location)

    people = [
        berg("Anna Berg", 1, "Finance", "Oslo"),
        berg("ANNA BERG", 2, "IT", "Oslo"),
        berg("Ánna Berg", 3, "IT", "Rome"),
        berg("Anna Berg", 4, "", "Lima"),
        berg("Anna Berg", 5, "IT", "Oslo"),
    ]

    assert list(labels_of(people).values()) == [
        "Anna Berg (Finance)",
        "Ánna Berg (Rome)",
        "Anna Berg (Lima)",
        "ANNA BERG (anna2@example.org)",
        "Anna Berg (anna5@example.org)",
    ]


def test_mentors_of_one_name_are_told_apart_where_one_of_them_is_chosen(session: Session) -> None:
    mentors = [
        make_mentor(session, "Mia Moe", email=f"mia{number}@example.org", department=department)
        for number, department in enumerate(("Finance", "IT"))
    ]
    round_ = make_round(session)
    choice = {"mentor_id": mentors[1].id, "points": 40, "is_taken": False}
    make_match(
        session,
        round_,
        make_mentee(session, "Ada"),
        mentors[0],
        reasons={"alternatives": [choice]},
    )

    [row] = pair_page(session, round_, "lowest").rows

    assert row.mentor.name == "Mia Moe (Finance)"
    assert [other.mentor.name for other in row.alternatives] == ["Mia Moe (IT)"]


def test_a_member_without_a_name_is_never_called_by_their_address(session: Session) -> None:
    member = nameless(session)

    assert member.greeting_name == name_of(member) == "A colleague"
    for side in Side:
        assert person_card(member, side).name == "A colleague"


def test_a_name_that_is_an_address_from_earlier_is_shown_to_nobody_who_may_not_know_it(
    session: Session,
) -> None:
    member = nameless(session)
    member.name = "zz.hidden@example.org"

    assert member.greeting_name == name_of(member) == "A colleague"
    assert person_card(member, Side.OFFERED).name == "A colleague"
    [line] = people_page(session, the_programme(session), frozenset()).people
    assert line.name == "Somebody without a name (zz.hidden@example.org)"


def test_a_coordinator_tells_people_without_a_name_by_their_address(session: Session) -> None:
    nameless(session)

    [line] = people_page(session, the_programme(session), frozenset()).people

    assert line.name == "Somebody without a name (zz.hidden@example.org)"


def test_a_mentor_reads_no_address_of_a_mentee_without_a_name_before_the_yes(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        mentor = make_mentor(session, "Mia")
        match = make_match(
            session,
            make_round(session),
            nameless(session),
            mentor,
            answer_by=clock.now() + timedelta(days=5),
        )
        mail = owe_a_mail(
            session, MailKind.OFFER, f"match:{match.id}", mentor, {"match_id": match.id}
        )
        session.commit()
        assert mail
        letter = write_letter(session, mail, app.config["SETTINGS"])
        mentor_id, match_id = mentor.id, match.id
    browser = browser_of(app, mentor_id)

    pages = [browser.get(url).text for url in ("/me", f"/offers/{match_id}", "/me/data.json")]

    for text in (letter.text, letter.html, letter.subject, *pages):
        assert "zz.hidden" not in text
    assert "A colleague" in text_of(pages[1])


@pytest.mark.parametrize("app", ["sqlite"], indirect=True)
def test_who_has_a_name_cannot_leave_it_out(app: Flask) -> None:
    with app.app_context():
        member = make_mentee(db.session(), "Ada")
        db.session.commit()
        member_id = member.id

    answer = browser_of(app, member_id).post("/profile", data={"name": " ", "roles": ["mentee"]})

    assert answer.status_code == 422
    assert "It is how the people you are matched with know you" in answer.text
    with app.app_context():
        assert db.session.get_one(Member, member_id).name == "Ada"
