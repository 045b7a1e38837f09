"""The page of what needs a coordinator, and its count in the navigation."""

from flask import Flask

from matchmaker.extensions import db
from matchmaker.models import MailKind, MailStatus, Member
from tests.factories import make_coordinator, make_mentor, owe_a_mail
from tests.web.browsing import browser_of, text_of


def fail_a_mail_to(member: Member) -> None:
    row = owe_a_mail(db.session(), MailKind.OFFER, "match:1", member, {"match_id": 1})
    assert row is not None
    row.status = MailStatus.FAILED


def test_when_nothing_needs_a_coordinator_the_page_says_so(app: Flask) -> None:
    with app.app_context():
        coordinator = make_coordinator(db.session())
        db.session.commit()
        coordinator_id = coordinator.id
    browser = browser_of(app, coordinator_id)

    page = browser.get("/cases")

    assert "Nothing needs you" in text_of(page.text)
    assert "nav-count" not in page.text


def test_a_case_is_told_with_the_way_to_where_it_is_mended_and_counted_on_every_page(
    app: Flask,
) -> None:
    with app.app_context():
        coordinator = make_coordinator(db.session())
        fail_a_mail_to(make_mentor(db.session()))
        db.session.commit()
        coordinator_id = coordinator.id
    browser = browser_of(app, coordinator_id)

    page, other_page = browser.get("/cases"), browser.get("/people")

    assert "One mail failed" in text_of(page.text)
    assert 'href="/mails"' in page.text
    assert '<span class="nav-count">1</span>' in other_page.text


def test_what_is_withheld_is_neither_shown_nor_counted(app: Flask) -> None:
    with app.app_context():
        coordinator = make_coordinator(db.session())
        report = make_mentor(db.session(), "Rita Report", manager_email=coordinator.email)
        fail_a_mail_to(report)
        db.session.commit()
        coordinator_id = coordinator.id
    browser = browser_of(app, coordinator_id)

    page = browser.get("/cases")

    assert "Nothing needs you" in text_of(page.text)
    assert "nav-count" not in page.text
