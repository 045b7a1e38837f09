"""The stage of a journey: a served site, its mail, and browsers with and without scripts."""

from collections.abc import Iterator
from datetime import UTC, datetime, time, timedelta

import pytest
from flask import Flask
from playwright.sync_api import Browser

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MatchStatus
from tests.factories import make_match, make_mentee, make_mentor, make_round
from tests.journey.chromium import ChromiumBrowser
from tests.journey.keyboard import KeyboardBrowser
from tests.journey.pair import ADA, MO, Pair
from tests.journey.person import NewPerson, Person
from tests.journey.plain import PlainBrowser
from tests.journey.signing_in import signed_in
from tests.journey.site import Site, point_at, serving
from tests.mail.sink import running_sink

PHONE = 360
BROWSERS = ("phone", "phone without scripts", "keyboard")
WEDNESDAY = 2
MORNING = time(10, tzinfo=UTC)


def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Leave out real browsers on the second database: they are the same on either."""
    items[:] = [item for item in items if not _is_seen_already(item)]


def _is_seen_already(item: pytest.Item) -> bool:
    params = item.callspec.params if hasattr(item, "callspec") else {}
    return params.get("app") == "postgresql" and params.get("new_person") in BROWSERS


@pytest.fixture
def working_hours(monkeypatch: pytest.MonkeyPatch) -> None:
    """It is a Wednesday morning to come, so that no mail waits for the day to begin."""
    now = clock.now()
    day = now.date() + timedelta(days=7 + (WEDNESDAY - now.weekday()) % 7)
    monkeypatch.setattr(clock, "_AHEAD", [datetime.combine(day, MORNING) - now])


@pytest.fixture
def site(app: Flask) -> Iterator[Site]:
    """The application, served, with forms protected as they are in production."""
    app.config["WTF_CSRF_ENABLED"] = True
    settings = app.config["SETTINGS"]
    with running_sink() as sink, serving(app) as base_url:
        point_at(app, base_url, sink)
        yield Site(app, base_url, sink)
    app.config["SETTINGS"] = settings


@pytest.fixture(
    params=["plain", *(pytest.param(each, marks=pytest.mark.browser) for each in BROWSERS)]
)
def new_person(request: pytest.FixtureRequest, site: Site) -> Iterator[NewPerson]:
    """Return a function that seats one more person in front of a browser of their own."""
    people: list[Person] = []

    def seat() -> Person:
        people.append(_seat(request, site))
        return people[-1]

    yield seat
    for person in people:
        person.close()
        if isinstance(person, ChromiumBrowser):
            assert person.errors == []
            assert person.foreign_requests == []


def _seat(request: pytest.FixtureRequest, site: Site) -> Person:
    if request.param == "plain":
        return PlainBrowser(site.app.test_client())
    chromium: Browser = request.getfixturevalue("chromium")
    if request.param == "keyboard":
        return KeyboardBrowser(chromium, site.base_url, width=PHONE)
    is_bare = request.param == "phone without scripts"
    return ChromiumBrowser(
        chromium, site.base_url, scripts=not is_bare, width=PHONE, is_looked_at=not is_bare
    )


@pytest.fixture
def pair(working_hours: None, site: Site, new_person: NewPerson) -> Pair:
    """Ada and Mo, who were introduced just now."""
    with site.app.app_context():
        session = db.session()
        ada = make_mentee(session, "Ada", {"risk": (1, 3), "coaching": (0, 2)})
        mo = make_mentor(session, "Mo")
        match = make_match(
            session,
            make_round(session),
            ada,
            mo,
            MatchStatus.INTRODUCED,
            introduced_at=clock.now(),
        )
        session.commit()
        page = f"/matches/{match.id}"
    pair = Pair(site, signed_in(site, new_person(), ADA), signed_in(site, new_person(), MO), page)
    pair.see()
    return pair
