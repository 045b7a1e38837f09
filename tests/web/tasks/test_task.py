"""The page of a task: the same for every coordinator and after a reload, up to its end."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient

from jobs.monthly_match import make_round
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Match, OutboxMail, Round, Task, TaskKind
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.programme.programmes import appoint_coordinator
from matchmaker.services.tasks.tasks import ask_for, begin, note_phase
from tests.factories import (
    make_coordinator,
    make_mentee,
    make_mentor,
    make_programme,
    the_programme,
)
from tests.tasks import do_tasks_of
from tests.web.browsing import browser_of, text_of


@dataclass(frozen=True, slots=True)
class Story:
    """A solved round of two, and two who run the programme."""

    round_id: int
    cora: int
    carl: int
    mentee: int


@pytest.fixture
def story(app: Flask) -> Story:
    with app.app_context():
        session = db.session()
        mentee = make_mentee(session, "Ada Ahl")
        make_mentor(session, "Mia Moe")
        cora, carl = make_coordinator(session, "Cora Cole"), make_coordinator(session, "Carl Coe")
        report = make_round(session, the_programme(session), "2026-11")
        return Story(report.round_id, cora.id, carl.id, mentee.id)


@pytest.fixture
def desk(app: Flask, story: Story) -> FlaskClient:
    return browser_of(app, story.cora)


def press_publish(desk: FlaskClient, story: Story) -> str:
    asked = desk.post(f"/rounds/{story.round_id}/publish")
    assert asked.status_code == 302
    return str(asked.location)


def test_a_press_is_a_task_that_waits_and_a_second_one_changes_nothing(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    address = press_publish(desk, story)
    again = press_publish(browser_of(app, story.carl), story)
    review = text_of(desk.get(f"/rounds/{story.round_id}").text)
    publication = desk.get(f"/rounds/{story.round_id}/publish").text

    assert again == address
    for reader in (desk, browser_of(app, story.carl)):
        text = text_of(reader.get(address).text)
        assert "Publishing the round" in text
        assert "This starts in a moment." in text
        assert "Cora Cole asked for it" in text
        assert "Look again" in text
    assert "This round is being published. See how far it is" in review
    assert "Publish …" not in review
    assert "Publish and send" not in publication


def test_what_was_published_is_told_to_all_and_stays_there(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    address = press_publish(desk, story)
    assert do_tasks_of(app) == 1

    for reader in (desk, desk, browser_of(app, story.carl)):
        text = text_of(reader.get(address).text)
        assert "Published: one request is on its way." in text
        assert "Look again" not in text
    assert "being published" not in text_of(desk.get(f"/rounds/{story.round_id}").text)
    assert do_tasks_of(app) == 0


def test_that_nobody_is_at_work_is_said(app: Flask, desk: FlaskClient, story: Story) -> None:
    address = press_publish(desk, story)
    with app.app_context():
        db.session.execute(sa.update(Task).values(asked_at=clock.now() - timedelta(minutes=3)))
        db.session.commit()

    assert "This has not started yet." in text_of(desk.get(address).text)


def test_who_is_at_work_on_another_task_is_not_taken_for_nobody(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    address = press_publish(desk, story)
    with app.app_context():
        session = db.session()
        theirs, cora = make_programme(session, "lyon"), make_coordinator(session, "Zoe Zed")
        appoint_coordinator(session, theirs, cora)
        other, _ = ask_for(session, theirs, TaskKind.PUBLISH_ROUND, "round:1", cora)
        begin(session, other.id)
        session.execute(sa.update(Task).values(asked_at=clock.now() - timedelta(minutes=30)))
        session.commit()

    text = text_of(desk.get(address).text)

    assert "This starts when something else that was asked for is done." in text
    assert "tell whoever runs this installation" not in text


def test_that_whoever_began_it_has_fallen_silent_is_said(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    address = press_publish(desk, story)
    with app.app_context():
        begin(db.session(), db.session.scalars(sa.select(Task.id)).one())
        db.session.commit()
    at_work = text_of(desk.get(address).text)
    with app.app_context():
        db.session.execute(sa.update(Task).values(seen_at=clock.now() - timedelta(minutes=4)))
        db.session.commit()
    left = text_of(desk.get(address).text)

    assert "In progress." in at_work
    assert "This was interrupted. It starts again as soon as the worker runs" in left
    assert "In progress." not in left


def test_how_far_it_is_and_that_it_began_again_is_said(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    address = press_publish(desk, story)
    with app.app_context():
        task_id = db.session.scalars(sa.select(Task.id)).one()
        for _ in range(2):
            begin(db.session(), task_id)
        note_phase(db.session(), task_id, "publishing")
        db.session.commit()

    text = text_of(desk.get(address).text)

    assert "In progress. Making the requests" in text
    assert "It was interrupted and has started again. Nothing is done twice." in text


def test_a_round_that_somebody_else_published_first_is_told_as_out_of_date(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    address = press_publish(desk, story)
    with app.app_context():
        publish_round(db.session(), db.session.get_one(Round, story.round_id), None)
        db.session.commit()
        owed = db.session.scalar(sa.select(sa.func.count(OutboxMail.id)))
    do_tasks_of(app)

    assert "Nothing was changed: Somebody else changed this round first." in text_of(
        desk.get(address).text
    )
    with app.app_context():
        assert db.session.scalar(sa.select(sa.func.count(OutboxMail.id))) == owed


def test_a_decision_before_the_worker_begins_stops_the_publication(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    address = press_publish(desk, story)
    with app.app_context():
        match = db.session.scalars(sa.select(Match)).one()
        pair = {"mentee_id": match.mentee_id, "mentor_id": match.mentor_id}
    desk.post(f"/rounds/{story.round_id}/ban", data=pair | {"reason": "Same project"})
    do_tasks_of(app)

    text = text_of(desk.get(address).text)

    assert "Pairs were decided about since the round was solved." in text
    assert "Solve again" in text_of(desk.get(f"/rounds/{story.round_id}").text)


def test_what_went_wrong_is_said_in_plain_words(
    app: Flask, desk: FlaskClient, story: Story, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ZeroDivisionError("nobody reads this")

    monkeypatch.setattr("jobs.tasks.publish_round", fail)
    address = press_publish(desk, story)
    do_tasks_of(app)

    text = text_of(desk.get(address).text)

    assert "Something went wrong, and the log of the worker says what." in text
    assert "nobody reads this" not in text


def test_no_member_and_no_other_programme_sees_it(
    app: Flask, desk: FlaskClient, story: Story
) -> None:
    address = press_publish(desk, story)
    with app.app_context():
        session = db.session()
        theirs = make_programme(session, "lyon")
        cora = session.get_one(type(make_coordinator(session, "Other")), story.cora)
        task, _ = ask_for(session, theirs, TaskKind.PUBLISH_ROUND, f"round:{story.round_id}", cora)
        task_id = task.id
        session.commit()

    assert browser_of(app, story.mentee).get(address).status_code == 403
    assert desk.get(f"/tasks/{task_id}").status_code == 404
    assert desk.get("/tasks/90001").status_code == 404
