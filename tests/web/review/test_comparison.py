"""The explanations of a round and the ways to match it, as a coordinator meets them in pages."""

from dataclasses import dataclass

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from jobs.monthly_match import make_round
from matchmaker.extensions import db
from matchmaker.matching.values.limits import Limits, has_compiler
from matchmaker.models import Match, Round
from matchmaker.services.matches.publishing import publish_round
from tests.factories import make_coordinator, make_mentee, make_mentor, the_programme
from tests.tasks import post_and_do
from tests.web.browsing import browser_of, text_of


@dataclass(frozen=True, slots=True)
class Story:
    """Ada and Ben want Mia, who has one place; Dan wants what nobody can teach."""

    round_id: int
    coordinator: int
    left_over: int
    outsider: int


@pytest.fixture
def story(app: Flask) -> Story:
    with app.app_context():
        session = db.session()
        ada = make_mentee(session, "Ada Ahl", {"risk": (1, 4)}, interests=["agile_pmo"])
        ben = make_mentee(session, "Ben Bo", {"risk": (2, 3)})
        make_mentee(session, "Dan Dee", {"planning_software": (1, 4)})
        make_mentor(session, "Mia Moe", {"risk": 5}, interests=["agile_pmo"])
        coordinator = make_coordinator(session).id
        report = make_round(session, the_programme(session), "2026-11")
        return Story(report.round_id, coordinator, ben.id, ada.id)


@pytest.fixture
def desk(app: Flask, story: Story) -> FlaskClient:
    """The coordinator's browser."""
    return browser_of(app, story.coordinator)


def test_the_promise_that_the_highest_total_breaks_is_told_as_what_it_gives_up(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        waits = make_mentee(session, "Ada Ahl", {"risk": (3, 4)})
        waits.participations[0].has_first_priority = True
        make_mentee(session, "Ben Bo", {"risk": (1, 5)}, interests=["agile_pmo"])
        make_mentor(session, "Mia Moe", {"risk": 5}, interests=["agile_pmo"])
        coordinator = make_coordinator(session).id
        round_id = make_round(session, the_programme(session), "2026-11").round_id

    compared = post_and_do(app, browser_of(app, coordinator), f"/rounds/{round_id}/compare")
    text = text_of(compared.text)

    assert "Promised to come first, and without a mentor here 1: Ada Ahl" in text
    assert "he promise to one mentee that they come first" in text
    # The highest lowest score breaks it, too.
    assert text.count("Promised to come first") == 2


def test_the_review_says_what_is_proved_and_what_would_help(
    desk: FlaskClient, story: Story
) -> None:
    text = text_of(desk.get(f"/rounds/{story.round_id}").text)

    assert "No pairing under these rules matches more people" in text
    assert "Checked independently." in text
    assert (
        "Two mentees can turn only to one mentor with one place between them, so one of them must "
        "go without, whoever is chosen." in text
    )
    assert "Nobody would score higher with a mentor who still has a free place." in text
    assert "The smallest change that would help One more place with Mia Moe." in text
    assert "Ada Ahl would have no mentor" in text
    assert "Where to recruit" in text
    assert "Mia Moe is the only mentor who suits two mentees, with one place." in text
    assert "Left out" not in text


@pytest.mark.slow  # the solver is compiled first
@pytest.mark.skipif(not has_compiler(), reason="numba, of the extra `fast`, is not installed")
def test_the_review_of_a_large_round_says_what_would_help_and_what_is_left_out(
    app: Flask, desk: FlaskClient, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    as_large = Limits(large_from=0, most_pairs=-1)
    monkeypatch.setattr("matchmaker.services.engine.solving.LIMITS", as_large)
    post_and_do(app, desk, f"/rounds/{story.round_id}/solve")

    text = text_of(desk.get(f"/rounds/{story.round_id}").text)

    assert "Left out for so large a round: what other choices would cost" in text
    assert "Nobody would score higher with a mentor who still has a free place." in text
    assert "The smallest change that would help One more place with Mia Moe." in text
    assert "Where to recruit" in text
    assert "would have no mentor" not in text
    assert "is the only mentor who suits" not in text


def test_the_review_of_a_round_that_was_not_looked_into_says_so(
    app: Flask, desk: FlaskClient, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchmaker.services.engine.solving.LIMITS", Limits(most_pairs=-1))
    post_and_do(app, desk, f"/rounds/{story.round_id}/solve")

    text = text_of(desk.get(f"/rounds/{story.round_id}").text)

    assert "Left out for so large a round: what would help whom and where" in text
    assert "Where to recruit" not in text


def test_the_ways_to_match_are_side_by_side(app: Flask, desk: FlaskClient, story: Story) -> None:
    before = text_of(desk.get(f"/rounds/{story.round_id}/compare").text)
    text = text_of(post_and_do(app, desk, f"/rounds/{story.round_id}/compare").text)
    again = desk.post(f"/rounds/{story.round_id}/compare")

    assert "Not compared yet" in before
    assert again.location == f"/rounds/{story.round_id}/compare", "it is known already"
    assert text_of(desk.get(again.location).text) == text

    assert "Most people As it is now" in text
    assert text.count("The same pairs as now.") == 2
    assert "Not proved" not in text


def test_choosing_a_way_matches_the_round_again_and_is_in_its_history(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    answer = post_and_do(
        app, desk, f"/rounds/{story.round_id}/objective", data={"objective": "fair"}
    )

    assert "Matched again, the way that was chosen." in text_of(answer.text)
    text = text_of(desk.get(f"/rounds/{story.round_id}").text)
    assert "Objective: coverage to fair" in text
    assert "Wanted first: highest lowest score." in text
    assert "Publish …" in text


def test_an_unknown_way_changes_nothing(desk: FlaskClient, story: Story) -> None:
    answer = desk.post(f"/rounds/{story.round_id}/objective", data={"objective": "cheapest"})

    assert answer.status_code == 409
    assert "Nothing was changed" in answer.text


def test_a_published_round_is_compared_and_stays_as_it_is(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    publish(app, story)

    answer = post_and_do(app, desk, f"/rounds/{story.round_id}/compare")

    text = text_of(answer.text)
    assert "Most people As it was matched" in text
    assert "This round is published, so this is only to be looked at." in text
    assert "<form" not in answer.text.partition('class="choices"')[2].partition("<footer")[0]
    assert "Compare with other ways" in desk.get(f"/rounds/{story.round_id}").text


def test_a_round_that_is_discarded_or_too_large_is_not_compared(
    desk: FlaskClient, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("matchmaker.services.review.comparison.MOST_PAIRS", 2)
    assert desk.get(f"/rounds/{story.round_id}/compare").status_code == 302
    assert "Compare with other ways" not in desk.get(f"/rounds/{story.round_id}").text

    monkeypatch.undo()
    desk.post(f"/rounds/{story.round_id}/discard", data={"reason": "Too early."})
    assert desk.get(f"/rounds/{story.round_id}/compare").status_code == 302


def test_a_comparison_is_not_shown_after_another_decision(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    post_and_do(app, desk, f"/rounds/{story.round_id}/compare")
    with app.app_context():
        match = db.session.scalars(sa.select(Match)).one()
        pair = {"mentee_id": match.mentee_id, "mentor_id": match.mentor_id}
    desk.post(f"/rounds/{story.round_id}/ban", data=pair | {"reason": "Same project"})

    assert "Not compared yet" in text_of(desk.get(f"/rounds/{story.round_id}/compare").text)


def test_only_a_coordinator_compares(app: Flask, story: Story) -> None:
    member = browser_of(app, story.outsider)

    assert member.get(f"/rounds/{story.round_id}/compare").status_code == 403
    assert member.post(f"/rounds/{story.round_id}/objective").status_code == 403


def test_the_mentee_hears_what_would_help_and_nobodys_name(app: Flask, story: Story) -> None:
    publish(app, story)

    text = text_of(browser_of(app, story.left_over).get("/me").text)

    assert "One more place with a mentor who takes part would be enough for you." in text
    assert "Mia" not in text
    assert "Ada" not in text


def publish(app: Flask, story: Story) -> None:
    with app.app_context():
        publish_round(db.session(), db.session.get_one(Round, story.round_id), None)
        db.session.commit()
