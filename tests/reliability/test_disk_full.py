"""SQLite's disk is full: a polite answer, nothing lost, nothing half done.

A full disk is a database that may have no more pages (`PRAGMA max_page_count`): the same error at
the same places.
"""

import sqlite3
from collections.abc import Iterator
from contextlib import contextmanager, suppress

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy import event
from sqlalchemy.exc import OperationalError

from jobs.monthly_match import make_round
from matchmaker.extensions import db
from matchmaker.models import MailKind, Match, MatchStatus, Member, OutboxMail, Round
from tests.factories import make_coordinator, make_mentee, make_mentor, the_programme
from tests.journey.plain import PlainBrowser
from tests.tasks import do_tasks_of
from tests.web.browsing import browser_of

OURS = {"Origin": "http://localhost"}


@pytest.fixture
def app(app: Flask, is_postgresql: bool) -> Flask:
    if is_postgresql:
        pytest.skip("PostgreSQL has no such limit; that server is crashed instead")
    return app


@contextmanager
def disk_with_room_for(app: Flask, pages: int) -> Iterator[None]:
    """Let the database grow by so many pages of 4 KB and no more."""
    with app.app_context():
        engine = db.engine
        db.session.remove()
    # What is kept open goes, so that every connection from here on knows the limit.
    engine.dispose()
    with sqlite3.connect(engine.url.database) as connection:
        (used,) = connection.execute("PRAGMA page_count").fetchone()
    connection.close()

    def limit(raw: sqlite3.Connection, _record: object) -> None:
        raw.execute(f"PRAGMA max_page_count = {used + pages}")

    event.listen(engine, "connect", limit)
    try:
        yield
    finally:
        event.remove(engine, "connect", limit)
        with app.app_context():
            db.session.remove()
        engine.dispose()


def fill_the_free_pages(app: Flask) -> None:
    """Let the next thing that is written need a new page."""
    with app.app_context():
        db.session.execute(sa.text("CREATE TABLE ballast (content BLOB)"))
        db.session.execute(sa.text("INSERT INTO ballast VALUES (zeroblob(20000))"))
        db.session.commit()
        db.session.remove()


def test_a_full_disk_keeps_what_somebody_typed(app: Flask) -> None:
    with app.app_context():
        member_id = make_mentee(db.session(), "Ada").id
        db.session.commit()
    looker = browser_of(app, member_id)
    ada = PlainBrowser(browser_of(app, member_id))
    app.config["WTF_CSRF_ENABLED"] = True
    goals = "🎯 " + "Ω" * 1_900
    fill_the_free_pages(app)

    ada.open("/profile")
    for field in ("What would you like to achieve?", "A few words about yourself"):
        ada.fill(field, goals)
    ada.fill("What do you like to help with?", goals)
    with disk_with_room_for(app, 0):
        ada.press("Save my profile")
        assert ada.status == 503
        assert "Nothing that you typed is lost" in ada.text()
        assert looker.get("/me").status_code == 200, "what needs no room still works"
    ada.press("Send it again")

    assert (ada.status, ada.path) == (200, "/profile/saved")
    with app.app_context():
        assert db.session.get_one(Member, member_id).profile.goals == goals


@pytest.mark.slow
def test_a_publication_on_a_full_disk_is_whole_or_not_there(app: Flask) -> None:
    with app.app_context():
        cora = make_coordinator(db.session()).id
        for number in range(60):
            make_mentee(db.session(), f"Mentee {number}")
            make_mentor(db.session(), f"Mentor {number}")
        make_round(db.session(), the_programme(db.session()), "2026-11")
        round_id = db.session.scalars(sa.select(Round.id)).one()
    fill_the_free_pages(app)
    browser = browser_of(app, cora)
    refused = 0
    for pages in range(0, 60):
        browser.post(f"/rounds/{round_id}/publish", headers=OURS)
        with disk_with_room_for(app, pages), suppress(OperationalError):
            do_tasks_of(app)
        with app.app_context():
            status = db.session.get_one(Round, round_id).status.value
            states = set(db.session.scalars(sa.select(Match.status)))
            owed = list(db.session.scalars(sa.select(OutboxMail).filter_by(kind=MailKind.OFFER)))
        assert (status, states, len(owed)) in (
            ("solved", {MatchStatus.PROPOSED}, 0),
            ("published", {MatchStatus.OFFERED}, 60),
        )
        if status == "published":
            break
        refused += 1

    print(f"{refused} publications refused for want of room, by 0 to {pages - 1} pages")
    assert status == "published"
    assert refused >= 3


@pytest.mark.slow
def test_a_round_made_on_a_full_disk_is_finished_later(app: Flask) -> None:
    with app.app_context():
        for number in range(30):
            make_mentee(db.session(), f"Mentee {number}")
            make_mentor(db.session(), f"Mentor {number}")
        db.session.commit()
    fill_the_free_pages(app)
    refused = 0
    for pages in range(0, 60):
        with disk_with_room_for(app, pages), app.app_context():
            try:
                outcome = make_round(
                    db.session(), the_programme(db.session()), "2026-11", publish=True
                ).outcome
            except OperationalError:
                db.session.rollback()
                outcome = "refused"
                refused += 1
        if outcome != "refused":
            break

    print(f"{refused} runs of the month's job ended for want of room")
    assert refused >= 3
    with app.app_context():
        assert db.session.scalars(sa.select(Round.status)).one() == "published"
        assert set(db.session.scalars(sa.select(Match.status))) == {MatchStatus.OFFERED}
