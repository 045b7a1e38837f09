"""The stage of a journey: a served site, its mail, and browsers with and without scripts."""

from collections.abc import Callable, Iterator

import pytest
from flask import Flask

from tests.journey.chromium import ChromiumBrowser
from tests.journey.person import Person
from tests.journey.plain import PlainBrowser
from tests.journey.site import Site, point_at, serving
from tests.mail.sink import running_sink

NewPerson = Callable[[], Person]


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
    params=[
        "plain",
        pytest.param("chromium", marks=pytest.mark.browser),
        pytest.param("chromium without scripts on a phone", marks=pytest.mark.browser),
    ]
)
def new_person(request: pytest.FixtureRequest, site: Site) -> Iterator[NewPerson]:
    """Return a function that seats one more person in front of a browser of their own."""
    people: list[Person] = []

    def seat() -> Person:
        person: Person
        if request.param == "plain":
            person = PlainBrowser(site.app.test_client())
        else:
            chromium = request.getfixturevalue("chromium")
            bare = "without" in request.param
            person = ChromiumBrowser(
                chromium, site.base_url, scripts=not bare, width=320 if bare else 1280
            )
        people.append(person)
        return person

    yield seat
    for person in people:
        person.close()
        if isinstance(person, ChromiumBrowser):
            assert person.errors == []
            assert person.foreign_requests == []
