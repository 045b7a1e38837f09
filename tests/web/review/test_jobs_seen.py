"""What coordinators see of what runs by itself."""

import pytest
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import EpochReason, JobOutcome, JobRun
from matchmaker.services.operations.epochs import hold_mails
from matchmaker.services.operations.job_runs import (
    DELIVERY,
    JOBS,
    LOST_AFTER,
    PURGE,
    note_end,
    note_start,
)
from matchmaker.web.words import JOB_WORDS
from tests.factories import make_coordinator
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def test_every_job_has_words(app: Flask) -> None:
    assert set(JOB_WORDS) == set(JOBS)


def test_coordinators_see_what_each_job_did_and_are_warned(app: Flask) -> None:
    with app.app_context():
        coordinator = make_coordinator(db.session()).id
        hold_mails(db.session(), EpochReason.RESTORED)
        db.session.commit()
    browser = browser_of(app, coordinator)

    before = text_of(browser.get("/rounds").text)
    with app.app_context():
        run = note_start(db.session(), DELIVERY, "here")
        note_end(db.session(), run.id, JobOutcome.DONE, "3 mails sent")
        db.session.commit()
    after = text_of(browser.get("/rounds").text)

    assert "Nothing runs by itself at present" in before
    assert "Mails are held since" in before
    assert "Nothing runs by itself" not in after
    assert "3 mails sent" in after


def test_a_job_that_was_killed_is_not_at_work_for_ever(app: Flask) -> None:
    with app.app_context():
        coordinator = make_coordinator(db.session()).id
        run = note_start(db.session(), PURGE, "here")
        db.session.commit()
        run_id = run.id
    browser = browser_of(app, coordinator)

    before = text_of(browser.get("/rounds").text)
    with app.app_context():
        db.session.get_one(JobRun, run_id).seen_at = clock.now() - LOST_AFTER - LOST_AFTER
        db.session.commit()
    after = text_of(browser.get("/rounds").text)

    assert "At work" in before
    assert "Ended without a word" in after
    assert "At work" not in after
