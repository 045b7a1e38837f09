"""The library as members use it: by gap, a card, and what they say of each entry."""

import re

import pytest
from bs4 import BeautifulSoup
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import GoalStatus, MarkKind, MatchStatus, Member, ProfileSkill
from matchmaker.services.library.content import load_library
from matchmaker.services.library.shelf import mark_item, marks_of
from matchmaker.services.mentorships.goals import agree_to_goal, settle_goal, suggest_goal
from tests.factories import make_match, make_mentee, make_mentor, make_round
from tests.web.conftest import SignIn


def text_of(browser: FlaskClient, path: str) -> str:
    answer = browser.get(path)
    assert answer.status_code == 200, path
    return " ".join(BeautifulSoup(answer.text, "html.parser").get_text(" ").split())


@pytest.fixture
def ada(session: Session) -> Member:
    return make_mentee(session, "Ada", needs={"risk": (1, 3), "finance": (None, 3)})


def test_a_gap_shows_its_card_and_a_level_that_is_not_stated_is_asked_for(
    ada: Member, sign_in: SignIn
) -> None:
    shown = text_of(sign_in(ada), "/library/")

    card = load_library().card("risk", 2, "en")
    assert card is not None
    assert card.exercise in shown
    assert "but not where you are, in Budgeting, forecasting and financial reporting" in shown


def test_each_gap_of_the_saved_profile_leads_to_what_helps(ada: Member, sign_in: SignIn) -> None:
    browser = sign_in(ada)

    page = BeautifulSoup(browser.get("/profile/saved").text, "html.parser")

    [link] = page.select("a[href*='/library/#']")
    assert link["href"] == "/library/#gap-risk"
    assert 'id="gap-risk"' in browser.get("/library/").text


def test_a_card_is_marked_and_taken_back(session: Session, ada: Member, sign_in: SignIn) -> None:
    browser = sign_in(ada)

    answer = browser.post("/library/mark", data={"item": "card:risk:2", "mark": "done"})

    assert answer.location == "/library/skills/risk/2"
    assert marks_of(session, ada) == {"card:risk:2": MarkKind.DONE}
    session.rollback()
    assert "Take back" in text_of(browser, "/library/skills/risk/2")
    browser.post("/library/mark", data={"item": "card:risk:2", "mark": "take_back"})
    assert marks_of(session, ada) == {}


@pytest.mark.parametrize(
    "sent",
    [
        {"item": "card:risk:2", "mark": "liked"},
        {"item": "card:risk:9", "mark": "done"},
        {"item": "card:nothing:2", "mark": "done"},
        {"item": "nothing", "mark": "saved"},
        {"item": "x" * 500, "mark": "saved"},
        {},
    ],
)
def test_nothing_else_is_marked(
    session: Session, ada: Member, sign_in: SignIn, sent: dict[str, str]
) -> None:
    assert sign_in(ada).post("/library/mark", data=sent).status_code == 404
    assert marks_of(session, ada) == {}


def test_what_is_saved_stands_below_also_where_it_is_gone(
    session: Session, ada: Member, sign_in: SignIn
) -> None:
    mark_item(session, ada, "emotional_intelligence", MarkKind.SAVED, "3 ways")
    mark_item(session, ada, "added:77", MarkKind.SAVED, "A guide of old")

    shown = text_of(sign_in(ada), "/library/")

    assert "3 ways to lead with emotional intelligence" in shown
    assert "A guide of old It is not in the library any more." in shown
    mark = {"item": "added:77", "mark": "take_back"}
    assert sign_in(ada).post("/library/mark", data=mark).status_code == 303


def test_no_page_asks_another_site_for_anything_or_tells_it_who_comes(
    session: Session, ada: Member, sign_in: SignIn
) -> None:
    skills = {"stakeholder_engagement": 1, "methods": 1}
    ada.profile.skills += [
        ProfileSkill(skill=skill, level=level, target_level=3, importance=2)
        for skill, level in skills.items()
    ]
    browser, elsewhere = sign_in(ada), 0
    for path in ("/library/", "/library/skills/methods", "/library/skills/methods/2"):
        page = BeautifulSoup(browser.get(path).text, "html.parser")
        asked = page.select("[src^=http], link[href^=http], iframe, object, embed, video, audio")
        assert asked == []
        links = page.select("a[href^=http]")
        assert all({"noreferrer", "noopener"} <= set(link["rel"]) for link in links)
        assert all("(another site)" in link.get_text() for link in links)
        assert all(link.get("target") is None for link in links)
        elsewhere += len(links)
    assert elsewhere >= 4


def test_somebody_without_gaps_finds_every_skill(session: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_mentor(session, "Mia"))

    page = browser.get("/library/").text

    assert "Nothing is suggested to you yet" in page
    skills = re.findall(r'href="(/library/skills/\w+)"', page)
    assert len(skills) == 25
    assert "You are here" in text_of(browser, "/library/skills/risk")
    assert browser.get("/library/skills/nothing").status_code == 404
    assert browser.get("/library/skills/risk/6").status_code == 404
    assert browser.get("/library/skills/risk/0").status_code == 404


def test_my_page_has_one_exercise_and_it_is_about_the_goal(
    session: Session, ada: Member, sign_in: SignIn
) -> None:
    ada.profile.skills.append(ProfileSkill(skill="methods", level=2, target_level=3, importance=1))
    mia = make_mentor(session, "Mia", {"risk": 4, "methods": 4})
    match = make_match(
        session, make_round(session), ada, mia, MatchStatus.ACTIVE, introduced_at=clock.now()
    )
    risk, methods = (load_library().card(*step, "en") for step in (("risk", 2), ("methods", 3)))
    assert risk is not None
    assert methods is not None
    assert risk.exercise in text_of(sign_in(ada), "/me")

    goal = suggest_goal(session, match, mia, "methods", "I tailor it.")
    agree_to_goal(session, match, ada, goal.id)

    assert methods.exercise in text_of(sign_in(ada), "/me")
    for one in (ada, mia):
        shown = text_of(sign_in(one), f"/matches/{match.id}")
        assert methods.question in shown
        assert "The next step: Competent" in shown
    settle_goal(session, match, goal.id, GoalStatus.REACHED, "")
    assert methods.question not in text_of(sign_in(ada), f"/matches/{match.id}")


def test_a_goal_whose_level_is_stated_already_has_no_next_step(
    session: Session, ada: Member, sign_in: SignIn
) -> None:
    mia = make_mentor(session, "Mia")
    match = make_match(
        session, make_round(session), ada, mia, MatchStatus.ACTIVE, introduced_at=clock.now()
    )
    suggest_goal(session, match, mia, "risk", "I lead a review.")
    row = next(each for each in ada.profile.skills if each.skill == "risk")

    shown = []
    for level in (1, 2, 3):
        row.level = level
        session.flush()
        found = re.search(r"The next step: (\w+)", text_of(sign_in(ada), f"/matches/{match.id}"))
        shown.append(found.group(1) if found else "")

    assert shown == ["Practising", "Competent", ""]
