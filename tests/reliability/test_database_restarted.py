"""PostgreSQL crashes and comes back while people and jobs are at work: nothing lost, nothing half.

The server is one of the test's own; it is stopped as by a crash (`-m immediate`).
"""

from collections.abc import Callable, Iterator
from contextlib import suppress
from datetime import UTC, datetime, timedelta

import flask_migrate
import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.exc import OperationalError

from config import ROOT
from jobs.monthly_match import make_round
from matchmaker import create_app
from matchmaker.extensions import db
from matchmaker.mail.delivery import deliver_mails
from matchmaker.models import MailKind, MailStatus, Match, MatchStatus, OutboxMail, Round
from tests.browsing import Browser
from tests.conftest import empty_postgres, make_settings
from tests.factories import make_coordinator, make_mentee, make_mentor, the_programme
from tests.journey.plain import PlainBrowser
from tests.journey.site import point_at
from tests.mail.sink import running_sink
from tests.reliability.cluster import Cluster, running_cluster
from tests.reliability.crashing import at_statement
from tests.reliability.sizes import size
from tests.tasks import do_tasks_of
from tests.web.browsing import browser_of

pytestmark = pytest.mark.slow

EVERY = size(8, 1)
"""A crash before every n-th statement."""
OURS = {"Origin": "http://localhost"}
INTRODUCTIONS = (MailKind.INTRODUCTION_MENTEE, MailKind.INTRODUCTION_MENTOR)


@pytest.fixture(scope="module")
def cluster() -> Iterator[Cluster]:
    with running_cluster() as cluster:
        yield cluster


@pytest.fixture
def app(cluster: Cluster, tmp_path) -> Iterator[Flask]:
    """An application on the server that will crash, empty."""
    app = create_app(make_settings(cluster.url), instance=tmp_path)
    app.test_client_class = Browser
    app.config.update(TESTING=True, WTF_CSRF_ENABLED=False, RATELIMIT_ENABLED=False)
    with app.app_context():
        flask_migrate.upgrade(directory=str(ROOT / "migrations"))
        empty_postgres(db.engine)
    yield app
    with app.app_context():
        db.session.remove()
        db.engine.dispose()


def test_a_crash_while_somebody_types_keeps_what_they_typed(app: Flask, cluster: Cluster) -> None:
    with app.app_context():
        member_id = make_mentee(db.session(), "Ada").id
        db.session.commit()
    ada = PlainBrowser(browser_of(app, member_id))
    app.config["WTF_CSRF_ENABLED"] = True

    ada.open("/profile")
    ada.fill("What would you like to achieve?", "Lead a board,\n“quoted” & <b>bold</b>")
    cluster.stop_at_once()
    ada.press("Save my profile")
    assert ada.status == 503
    assert "Nothing that you typed is lost" in ada.text()
    ada.press("Send it again")
    assert ada.status == 503
    cluster.start()
    ada.press("Send it again")

    assert (ada.status, ada.path) == (200, "/profile/saved")
    ada.open("/profile")
    assert "Lead a board, “quoted” & <b>bold</b>" in ada.text()


def post_while_it_crashes(
    app: Flask, cluster: Cluster, browser: FlaskClient, url: str, number: int, **data: str
) -> tuple[int, bool]:
    """Send a form and let the server crash before a statement; return the status of the answer.

    And whether the form had so many statements at all.
    """
    with app.app_context():
        engine = db.engine
    with at_statement(engine, number, cluster.restart_at_once) as moment:
        answer = browser.post(url, data=data, headers=OURS)
    assert answer.status_code in {302, 303, 503}, answer.text
    if answer.status_code == 503:
        assert "Send it again" in answer.text
    return answer.status_code, moment.has_come


def publish_pairs(app: Flask, count: int) -> list[tuple[int, int]]:
    """Publish a round of mentors with one mentee each; return (match id, mentor id)."""
    with app.app_context():
        session = db.session()
        for number in range(count):
            make_mentee(session, f"Mentee {number}")
            make_mentor(session, f"Mentor {number}")
        make_round(session, the_programme(session), "2026-11", publish=True)
        offers = session.execute(sa.select(Match.id, Match.mentor_id).order_by(Match.id)).all()
        return [(match_id, mentor_id) for match_id, mentor_id in offers]


def mails_about(match_id: int, *kinds: MailKind) -> int:
    query = sa.select(sa.func.count(OutboxMail.id)).where(
        OutboxMail.subject_key == f"match:{match_id}", OutboxMail.kind.in_(kinds)
    )
    return db.session.scalar(query) or 0


def crash_through(
    app: Flask,
    cluster: Cluster,
    offers: list[tuple[int, int]],
    send: Callable[[FlaskClient, int, int], tuple[int, bool]],
    check: Callable[[int, bool], None],
) -> int:
    """Answer one offer after another, each with a later crash; return the number of crashes.

    `check` is told whether the answer was said to be taken; after a crash it is sent again.
    """
    for turn, (match_id, mentor_id) in enumerate(offers):
        browser = browser_of(app, mentor_id)
        status, has_crashed = send(browser, match_id, 1 + turn * EVERY)
        with app.app_context():
            check(match_id, status != 503)
        if not has_crashed:
            return turn
        send(browser, match_id, 1_000)
        with app.app_context():
            check(match_id, True)
    raise AssertionError("there were more statements than offers to answer")


def test_a_yes_during_a_crash_is_whole_or_not_there(app: Flask, cluster: Cluster) -> None:
    def accept(browser: FlaskClient, match_id: int, number: int) -> tuple[int, bool]:
        url = f"/offers/{match_id}/accept"
        return post_while_it_crashes(app, cluster, browser, url, number)

    def check(match_id: int, is_taken: bool) -> None:
        status = db.session.get_one(Match, match_id).status
        is_introduced = status == MatchStatus.INTRODUCED
        assert is_introduced or (status == MatchStatus.OFFERED and not is_taken)
        assert mails_about(match_id, *INTRODUCTIONS) == (2 if is_introduced else 0)

    crashes = crash_through(app, cluster, publish_pairs(app, 60 // EVERY + 2), accept, check)

    print(f"{crashes} crashes while mentors accepted")
    assert crashes >= 3


def test_a_no_during_a_crash_is_whole_or_not_there(app: Flask, cluster: Cluster) -> None:
    def decline(browser: FlaskClient, match_id: int, number: int) -> tuple[int, bool]:
        url = f"/offers/{match_id}/decline"
        return post_while_it_crashes(app, cluster, browser, url, number, reason="no_time")

    def check(match_id: int, is_taken: bool) -> None:
        status = db.session.get_one(Match, match_id).status
        is_declined = status == MatchStatus.DECLINED
        assert is_declined or (status == MatchStatus.OFFERED and not is_taken)
        assert mails_about(match_id, MailKind.OFFER_FELL_THROUGH) == is_declined

    crashes = crash_through(app, cluster, publish_pairs(app, 90 // EVERY + 2), decline, check)

    print(f"{crashes} crashes while mentors declined")
    assert crashes >= 3


def test_a_publication_during_a_crash_is_whole_or_not_there(app: Flask, cluster: Cluster) -> None:
    with app.app_context():
        cora = make_coordinator(db.session()).id
        for number in range(3):
            make_mentee(db.session(), f"Mentee {number}")
            make_mentor(db.session(), f"Mentor {number}")
        make_round(db.session(), the_programme(db.session()), "2026-11")
        round_id = db.session.scalars(sa.select(Round.id)).one()
    browser = browser_of(app, cora)
    for number in range(1, 400, EVERY):
        browser.post(f"/rounds/{round_id}/publish", headers=OURS)
        with app.app_context():
            engine = db.engine
        with at_statement(engine, number, cluster.restart_at_once), suppress(OperationalError):
            do_tasks_of(app)
        with app.app_context():
            states = set(db.session.scalars(sa.select(Match.status)))
            round_status = db.session.get_one(Round, round_id).status.value
            offers = mails_owed(MailKind.OFFER)
        assert (round_status, states, offers) in (
            ("solved", {MatchStatus.PROPOSED}, 0),
            ("published", {MatchStatus.OFFERED}, 3),
        )
        if round_status == "published":
            break

    print(f"{number // EVERY} crashes while a round was published")
    assert number > 3 * EVERY
    assert round_status == "published"


def mails_owed(kind: MailKind) -> int:
    query = sa.select(sa.func.count(OutboxMail.id)).where(OutboxMail.kind == kind)
    return db.session.scalar(query) or 0


def test_a_job_during_a_crash_is_finished_by_its_next_run(app: Flask, cluster: Cluster) -> None:
    with app.app_context():
        for number in range(3):
            make_mentee(db.session(), f"Mentee {number}")
            make_mentor(db.session(), f"Mentor {number}")
        db.session.commit()
        engine = db.engine
    crashes = 0
    for number in range(1, 400, EVERY):
        with app.app_context(), at_statement(engine, number, cluster.restart_at_once) as moment:
            try:
                outcome = make_round(
                    db.session(), the_programme(db.session()), "2026-11", publish=True
                ).outcome
            except OperationalError:
                db.session.rollback()
                outcome = "crashed"
        crashes += moment.has_come
        if outcome == "already done" and not moment.has_come:
            break

    print(f"{crashes} crashes while the month's round was made")
    assert crashes >= 3
    with app.app_context():
        assert db.session.scalars(sa.select(Round.status)).one() == "published"
        assert set(db.session.scalars(sa.select(Match.status))) == {MatchStatus.OFFERED}
        assert mails_owed(MailKind.OFFER) == 3


def test_a_delivery_during_a_crash_loses_no_mail(app: Flask, cluster: Cluster) -> None:
    publish_pairs(app, 4)
    with app.app_context():
        engine = db.engine
    crashes = 0
    moment_of_run = datetime.now(UTC)
    with running_sink() as sink:
        point_at(app, "http://localhost", sink)
        for number in range(2, 400, EVERY):
            # An hour later every lease of the run before is over.
            moment_of_run += timedelta(hours=1)
            with (
                app.app_context(),
                time_machine.travel(moment_of_run, tick=True),
                at_statement(engine, number, cluster.restart_at_once) as moment,
            ):
                try:
                    deliver_mails(db.session(), app.config["SETTINGS"])
                except OperationalError:
                    db.session.rollback()
            crashes += moment.has_come
            if not moment.has_come:
                break

        with app.app_context():
            states = db.session.scalars(sa.select(OutboxMail.status)).all()
        bodies = [mail.content for mail in sink.mails]
    print(f"{crashes} crashes in delivery: {len(states)} mails, {len(bodies)} received")
    assert set(states) == {MailStatus.SENT}
    assert len(set(bodies)) == len(states)
    assert len(bodies) - len(states) <= crashes
