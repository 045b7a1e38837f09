"""Registering with a profile, publishing a round and accepting an offer, without a mouse."""

from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser

from tests.journey.conftest import NewPerson
from tests.journey.keyboard import KeyboardBrowser
from tests.journey.person import Person
from tests.journey.site import Site
from tests.journey.test_whole_story import play_the_whole_story

pytestmark = [
    pytest.mark.browser,
    # A keyboard is the same on either database.
    pytest.mark.parametrize("app", ["sqlite"], indirect=True),
]


@pytest.fixture
def new_person(chromium: Browser, site: Site) -> Iterator[NewPerson]:
    """Return a function that seats one more person without a mouse."""
    people: list[KeyboardBrowser] = []

    def seat() -> Person:
        people.append(KeyboardBrowser(chromium, site.base_url))
        return people[-1]

    yield seat
    for person in people:
        person.close()
        assert person.errors == []


def test_the_whole_story_by_keyboard_alone(site: Site, new_person: NewPerson) -> None:
    play_the_whole_story(site, new_person)
