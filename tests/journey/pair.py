"""Two people who were introduced, each in front of a browser, and what they do again and again."""

import re
from dataclasses import dataclass
from datetime import timedelta

from icalendar import Calendar

from jobs.follow_up import follow_up_all
from matchmaker import clock
from matchmaker.extensions import db
from tests.factories import the_programme
from tests.journey.person import Person
from tests.journey.site import Site

ADA = "ada@example.org"
MO = "mo@example.org"
MOMENT = re.compile(r"((?:\w+day )?\d{1,2} \w+ \d{4}, \d{2}:\d{2} \([^)]+\))")


@dataclass
class Pair:
    """Ada, a mentee, and Mo, her mentor, each signed in, on the page of their mentorship."""

    site: Site
    ada: Person
    mo: Person
    page: str

    @property
    def match_id(self) -> int:
        """The id of their match."""
        return int(self.page.rpartition("/")[2])

    def see(self) -> None:
        """Let both open the page anew."""
        self.ada.open(self.page)
        self.mo.open(self.page)


def let_days_pass(site: Site, days: int) -> None:
    """Move the clock on, and do what the job of every hour does."""
    clock.let_time_pass(timedelta(days=days))
    with site.app.app_context():
        follow_up_all(db.session(), the_programme(db.session()))


def look(person: Person, pair: Pair) -> str:
    """Open the page of the pair and return what it says."""
    person.open(pair.page)
    return person.text()


def invitation_to(pair: Pair, address: str) -> tuple[str, int]:
    """Return the method of the newest invitation to an address, and its version."""
    for mail in pair.site.mails_to(address):
        for part in mail.walk():
            if part.get_content_type() == "text/calendar":
                calendar = Calendar.from_ical(part.get_content())
                (event,) = calendar.walk("VEVENT")
                return str(calendar["METHOD"]), int(event["SEQUENCE"])
    raise AssertionError(f"no invitation to {address}")


def offer_a_time(person: Person, pair: Pair) -> None:
    """Offer the partner the first of the times that suit both."""
    person.open(pair.page)
    person.follow("Plan a session")
    person.fill("Where?", "Room 4")
    tick_first_time(person)
    person.press("Offer to Mo" if person is pair.ada else "Offer to Ada")


def tick_first_time(person: Person) -> None:
    """Tick the first of the times that are offered: it starts with the day of the week."""
    group = "Times that suit you both"
    text = person.text()
    found = MOMENT.search(text.partition(group)[2])
    assert found, text
    person.tick(found.group(1), group=group)


def press_first_time(person: Person) -> None:
    """Press the first of the times that the partner offers."""
    found = MOMENT.search(person.text())
    assert found, person.text()
    person.press(found.group(1))


def finish(person: Person, pair: Pair, takeaway: str) -> None:
    """Look back, as one of the two."""
    person.open(f"{pair.page}/finish")
    person.tick("Yes", group="Did you reach what you set out to?")
    person.fill("What do you take with you?", takeaway)
    name = "ada" if person is pair.ada else "mo"
    person.fill("A note to yourself", f"a secret of {name}")
    if person is pair.ada:
        person.tick("No, not for now", group="Would you like another mentor after this?")
    person.press("Finish")
