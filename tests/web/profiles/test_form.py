"""The profile form: everything that is typed arrives, and nothing typed is lost."""

from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup, Tag
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session
from werkzeug.test import TestResponse

from matchmaker.models import Exclusion, Member, ProfileSkill
from matchmaker.services.profiles.storing import profile_of
from matchmaker.taxonomy import load_taxonomy
from tests.factories import make_member, make_mentee, make_mentor, the_programme
from tests.services.profiles.test_storing import FULL
from tests.web.conftest import SignIn

HOSTILE = '</textarea><script>alert("1")</script>\'&'
WHOLE_FORM: dict[str, str | list[str]] = {
    "roles": ["mentee", "mentor", "networker"],
    "name": "Mia Okafor",
    "department": "Finance",
    "job_title": "Analyst",
    "location": "Leeds",
    "time_zone": "Europe/London",
    "languages": ["en", "de"],
    "manager_email": "Boss@example.org",
    "ladder_step": "aspiring",
    "about": "Likes order.",
    "level-risk": "1",
    "target-risk": "4",
    "importance-risk": "3",
    "level-finance": "4",
    "target-methods": "2",
    "certification-pmp": "wanted",
    "certification-capm": "held",
    "other_certification": "Sailing",
    "interests": ["agile_pmo", "community"],
    "target_role": "analyst",
    "targets_from": "analyst",
    "goals": "To lead a board.",
    "help_with": "Budgets.",
    "capacity": "3",
    "paused_until": "2030-01-01",
    "wishes": "bo@example.org\r\nana@example.org",
}


@pytest.fixture
def newcomer(session: Session) -> Member:
    return make_member(session, "Mia", time_zone="", languages=[])


@pytest.fixture
def browser(newcomer: Member, sign_in: SignIn) -> FlaskClient:
    return sign_in(newcomer)


def page_of(response: TestResponse) -> BeautifulSoup:
    return BeautifulSoup(response.text, "html.parser")


def typed_into(page: BeautifulSoup) -> dict[str, str | list[str]]:
    """Return what a browser would send of a form that it shows."""
    form = page.select_one(".profile-form")
    assert form is not None
    sent: dict[str, str | list[str]] = {}
    for name, value in _entries(form):
        if name in {"roles", "languages", "interests"}:
            known = sent.setdefault(name, [])
            assert isinstance(known, list)
            known.append(value)
        elif name != "csrf_token" and not name.startswith("version-") and value:
            sent[name] = value
    return sent


def _entries(form: Tag) -> Iterator[tuple[str, str]]:
    for field in form.select("input, textarea, select"):
        name = str(field.get("name"))
        if field.name == "select":
            chosen = field.select_one("option[selected]") or field.select_one("option")
            assert chosen is not None
            yield name, str(chosen.get("value", chosen.text))
        elif field.name == "textarea":
            yield name, field.text.removeprefix("\n")
        elif field.get("type") not in {"checkbox", "radio"} or field.has_attr("checked"):
            yield name, str(field.get("value", ""))


def without_usual(sent: dict[str, str | list[str]]) -> dict[str, str | list[str]]:
    """Leave out the importance that every skill has unless somebody changes it."""
    return {
        name: value
        for name, value in sent.items()
        if not (name.startswith("importance-") and value == "2")
    }


def test_every_field_is_stored_and_shown_again(
    browser: FlaskClient, session: Session, newcomer: Member
) -> None:
    response = browser.post("/profile", data=WHOLE_FORM)

    assert (response.status_code, response.location) == (303, "/profile/saved")
    session.expire_all()
    assert profile_of(session, the_programme(session), newcomer) == FULL
    shown = without_usual(typed_into(page_of(browser.get("/profile"))))
    assert shown == WHOLE_FORM | {
        "manager_email": "boss@example.org",
        "wishes": "ana@example.org\nbo@example.org",
    }


def test_what_the_form_shows_can_be_saved_unchanged(
    browser: FlaskClient, session: Session, newcomer: Member
) -> None:
    browser.post("/profile", data=WHOLE_FORM)

    browser.post("/profile", data=typed_into(page_of(browser.get("/profile"))))

    session.expire_all()
    assert profile_of(session, the_programme(session), newcomer) == FULL


def test_a_profile_can_be_saved_half_done(
    browser: FlaskClient, session: Session, newcomer: Member
) -> None:
    newcomer.profile.completed_at = None
    session.commit()

    response = browser.post(
        "/profile", data={"roles": ["mentee"], "name": "Mia"}, follow_redirects=True
    )

    links = {str(link["href"]) for link in page_of(response).select("main a")}
    assert {"/profile#time_zone", "/profile#languages-group", "/profile#skills"} <= links
    session.expire_all()
    assert newcomer.profile.completed_at is None


def test_a_fault_loses_nothing_that_was_typed(browser: FlaskClient, session: Session) -> None:
    faulty = WHOLE_FORM | {
        "time_zone": "Middle/Earth",
        "manager_email": "nobody",
        "level-risk": "9",
        "target-finance": "x",
        "importance-finance": "7",
        "certification-pmp": "lost",
        "capacity": "99",
        "paused_until": "2020-01-01",
        "wishes": HOSTILE,
        "goals": HOSTILE + "x" * 2000,
        "name": HOSTILE,
    }

    response = browser.post("/profile", data=faulty)

    assert response.status_code == 422
    assert without_usual(typed_into(page_of(response))) == faulty
    assert "<script>alert" not in response.text
    assert session.scalar(sa.select(sa.func.count()).select_from(ProfileSkill)) == 0


def test_the_summary_has_the_focus_and_leads_to_each_field(browser: FlaskClient) -> None:
    response = browser.post(
        "/profile",
        data={
            "name": "Ada",
            "manager_email": "nobody",
            "level-risk": "9",
            "roles": ["king"],
            "interests": ["war"],
            "certification-pmp": "lost",
        },
    )

    page = page_of(response)
    summary = page.select_one(".error-summary[data-focus-on-load][tabindex='-1']")
    assert summary is not None
    anchors = [str(link["href"]) for link in summary.select("a")]
    assert anchors == [
        "#roles-group",
        "#manager_email",
        "#level-risk-none",
        "#certification-pmp",
        "#interests-group",
    ]
    assert all(page.select_one(anchor) for anchor in anchors)
    named = [link.get_text().partition(" – ")[0] for link in summary.select("a")]
    assert named == [
        "What brings you here?",
        "Line manager’s e-mail",
        "Risk, issue and dependency management",
        "PMP",
        "Interests",
    ]
    field = page.select_one("#manager_email")
    assert field is not None
    described = str(field["aria-describedby"]).split()
    assert all(page.find(id=each) for each in described)
    assert page.title is not None
    assert page.title.text.startswith("Error")


def test_a_fault_in_a_closed_part_opens_it(browser: FlaskClient) -> None:
    response = browser.post("/profile", data={"certification-pmp": "lost", "level-coaching": "x"})

    page = page_of(response)
    for anchor in ("#certification-pmp", "#level-coaching-none"):
        field = page.select_one(anchor)
        assert field is not None
        closed = field.find_parent("details")
        assert closed is None or closed.has_attr("open")
    section = page.select_one("#where-you-stand")
    assert section is not None
    assert "has-fault" in section["class"]


def test_an_unknown_skill_is_refused(browser: FlaskClient, session: Session) -> None:
    response = browser.post("/profile", data={"level-juggling": "3", "name": "Changed"})

    assert response.status_code == 422
    assert "not on our list (“juggling”)" in response.text
    assert session.scalars(sa.select(Member.name)).all() == ["Mia"]


def test_a_roles_targets_come_by_a_button_and_everything_typed_stays(browser: FlaskClient) -> None:
    typed = {
        "roles": ["mentee"],
        "name": HOSTILE,
        "manager_email": "half an addr",
        "target_role": "analyst",
        "level-risk": "2",
        "target-coaching": "5",
        "goals": "First line\nsecond",
    }

    response = browser.post("/profile", data=typed | {"action": "targets"})

    targets = load_taxonomy().roles["analyst"].targets
    expected = typed | {f"target-{code}": str(level) for code, level in targets.items()}
    shown = without_usual(typed_into(page_of(response)))
    assert response.status_code == 200
    assert shown == expected | {"capacity": "1", "targets_from": "analyst"}


def test_another_roles_targets_take_the_place_of_the_earlier_ones(browser: FlaskClient) -> None:
    response = browser.post(
        "/profile",
        data={
            "action": "targets",
            "target_role": "specialist",
            "targets_from": "analyst",
            "target-data_analysis": "4",
            "target-finance": "5",
        },
    )

    shown = typed_into(page_of(response))
    assert "target-data_analysis" not in shown
    assert shown["target-finance"] == "5"
    assert shown["target-methods"] == "4"


def test_the_targets_button_stores_nothing(browser: FlaskClient, session: Session) -> None:
    browser.post("/profile", data={"action": "targets", "name": "New", "target_role": "head"})

    assert session.scalars(sa.select(Member.name)).all() == ["Mia"]


def test_enter_in_a_field_saves(browser: FlaskClient) -> None:
    first = page_of(browser.get("/profile")).select_one(".profile-form button")

    assert first is not None
    assert not first.has_attr("name")


def test_the_target_roles_skills_stand_open(session: Session, sign_in: SignIn) -> None:
    mentee = make_mentee(session, needs={"coaching": (1, 3)}, target_role="administrator")

    page = page_of(sign_in(mentee).get("/profile"))

    outside = {
        str(row["data-skill"]) for row in page.select(".skill") if not row.find_parent("details")
    }
    assert outside == {"coaching", *load_taxonomy().roles["administrator"].targets}
    assert len(page.select(".skill")) == len(load_taxonomy().skills)


def test_wishes_are_shown_to_nobody_else(session: Session, sign_in: SignIn) -> None:
    mentee, mentor = make_mentee(session, "Mia"), make_mentor(session)
    sign_in(mentee).post("/profile", data={"name": "Mia", "wishes": "member.2@example.org"})
    stored = session.scalars(sa.select(Exclusion)).all()

    browser = sign_in(mentor)
    pages = [browser.get(path).text for path in ("/profile", "/profile/saved", "/me")]

    assert [wish.other_address.address for wish in stored] == [mentor.email]
    assert not any("mia@example.org" in page or "Mia" in page for page in pages)


def test_markup_in_a_profile_is_shown_as_text(session: Session, sign_in: SignIn) -> None:
    member = make_mentee(session, HOSTILE, email="h@example.org", goals=HOSTILE, about=HOSTILE)
    member.profile.time_zone = member.profile.target_role = HOSTILE
    browser = sign_in(member)

    for path in ("/profile", "/profile/saved", "/me"):
        response = browser.get(path)
        assert response.status_code == 200
        assert "<script>alert" not in response.text


def test_a_visitor_is_sent_to_sign_in(app: Flask) -> None:
    client = app.test_client()

    assert client.get("/profile").location.startswith("/sign-in")
    assert client.post("/profile", data={"name": "X"}).status_code == 401


@pytest.mark.parametrize("count", [900, 10_000])
def test_a_flood_of_fields_is_not_a_fault_of_ours(browser: FlaskClient, count: int) -> None:
    junk = {f"level-{number}": "x" * 60 for number in range(count)}

    assert browser.post("/profile", data=junk).status_code in {413, 422}


@pytest.mark.both_databases
def test_a_double_click_on_save_stores_one_profile(
    app: Flask, session: Session, newcomer: Member, sign_in: SignIn
) -> None:
    browsers = [sign_in(newcomer), sign_in(newcomer)]

    with ThreadPoolExecutor(2) as pool:
        answers = list(pool.map(lambda each: each.post("/profile", data=WHOLE_FORM), browsers))

    assert [answer.status_code for answer in answers] == [303, 303]
    session.expire_all()
    assert profile_of(session, the_programme(session), newcomer) == FULL


def test_texts_that_are_far_too_long_come_back_whole_to_be_shortened(
    session: Session, sign_in: SignIn
) -> None:
    browser = sign_in(make_member(session, "Ada"))
    page = BeautifulSoup(browser.get("/profile").text, "html.parser")
    texts = {str(field["name"]) for field in page.find_all("textarea")}
    typed: dict[str, str | list[str]] = dict.fromkeys(texts | {"department"}, "語" * 6_000)
    typed |= {"name": "Ada", "about": "long" * 7_500}

    answer = browser.post("/profile", data=typed)

    assert answer.status_code == 422
    assert "Shorten this to 2,000 characters; it has 30,000 now." in answer.text
    assert without_usual(typed_into(page_of(answer))) == typed | {"capacity": "1"}
