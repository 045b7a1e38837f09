"""The page of one's own road."""

from flask import Flask

from matchmaker.extensions import db
from tests.factories import make_member, make_mentee
from tests.web.browsing import browser_of, text_of


def test_it_says_how_far_it_is_skill_by_skill(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        needs = {"risk": (1, 2), "documentation": (3, 4)}
        ada = make_mentee(
            session, "Ada", needs=needs, target_role="administrator", ladder_step="aspiring"
        )
        session.commit()
        ada_id = ada.id

    page = text_of(browser_of(app, ada_id).get("/road").text)

    assert "How ready you are: PMO administrator or coordinator" in page
    assert "4 of 5 levels" in page
    assert "In 1 of 8 skills you are there already." in page
    assert "You have not stated your level in 6 of its skills yet" in page
    assert "Aspiring to a PMO role: you are here" in page
    assert "Nothing has changed yet." in page


def test_without_a_role_it_asks_for_one(app: Flask) -> None:
    with app.app_context():
        member_id = make_member(db.session(), "Ada").id
        db.session.commit()

    page = browser_of(app, member_id).get("/road").text

    assert "Choose the role you are aiming for" in page
    assert "/profile#target_role" in page
