"""What a pair does together from its introduction to its end, each journey from the inbox on."""

import re
from dataclasses import dataclass

import pytest
from icalendar import Calendar

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MatchStatus
from tests.factories import make_match, make_mentee, make_mentor, make_round
from tests.journey.conftest import NewPerson
from tests.journey.person import Person
from tests.journey.site import Site, link_in, text_of
from tests.journey.test_whole_story import sign_in_by_mail

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

    def see(self) -> None:
        """Let both open the page anew."""
        self.ada.open(self.page)
        self.mo.open(self.page)


@pytest.fixture
def pair(site: Site, new_person: NewPerson) -> Pair:
    """The two were introduced just now."""
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


def signed_in(site: Site, person: Person, address: str) -> Person:
    person.open("/sign-in")
    person.fill("Work e-mail", address)
    person.press("Mail me a link")
    sign_in_by_mail(site, person, address)
    return person


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
    person.open(pair.page)
    person.follow("Plan a session")
    # The first of the times that suit both.
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


def test_they_plan_move_and_cancel_a_session(pair: Pair) -> None:
    offer_a_time(pair.ada, pair)
    offered = pair.site.newest_mail_to(MO)
    pair.mo.open(link_in(offered, "/answer/"))
    press_first_time(pair.mo)
    assert "You meet on" in look(pair.mo, pair)
    assert invitation_to(pair, ADA) == ("REQUEST", 0)
    assert invitation_to(pair, MO) == ("REQUEST", 0)

    pair.ada.open(pair.page)
    assert "Room 4" in pair.ada.text()
    pair.ada.follow("Move or cancel it")
    pair.ada.fill("Time", "11:30")
    pair.ada.press("Save")
    assert "11:30" in pair.ada.text()
    assert invitation_to(pair, MO) == ("REQUEST", 1)

    pair.mo.open(pair.page)
    pair.mo.follow("Move or cancel it")
    pair.mo.press("Cancel the session")
    assert "No session is planned" in pair.mo.text()
    assert invitation_to(pair, ADA)[0] == "CANCEL"


def press_first_time(person: Person) -> None:
    """Press the first of the times that the partner offers."""
    found = MOMENT.search(person.text())
    assert found, person.text()
    person.press(found.group(1))


def test_they_agree_on_how_they_work_together(pair: Pair) -> None:
    pair.ada.follow("Agree on how you work together")
    pair.ada.tick("Every 2 weeks", group="How often will you meet?")
    pair.ada.press("Suggest this to Mo")
    assert "You suggested" in pair.ada.text()

    pair.mo.open(link_in(pair.site.newest_mail_to(MO), "/matches/"))
    pair.mo.follow("Read and answer")
    assert "every 2 weeks" in pair.mo.text()
    pair.mo.press("Agree")

    pair.see()
    assert "every 2 weeks" in pair.ada.text()
    assert "Look at the agreement" in pair.mo.text()


def test_they_set_a_goal_and_reach_it(pair: Pair) -> None:
    pair.ada.follow("Suggest a goal")
    pair.ada.press("Suggest this to Mo")
    assert "another look" in pair.ada.text()
    pair.ada.tick("Risk", group="What do you want to work on?")
    pair.ada.fill("How will you notice that it is reached?", "I lead a risk review by myself.")
    pair.ada.press("Suggest this to Mo")

    pair.mo.open(pair.page)
    assert "I lead a risk review by myself." in pair.mo.text()
    pair.mo.press("Agree to this goal")
    pair.mo.follow("Say what came of it: Risk, issue and dependency management")
    pair.mo.tick("We reached it")
    pair.mo.fill("In a line", "She led two.")
    pair.mo.press("Save")

    pair.ada.open(pair.page)
    assert "Reached: She led two." in pair.ada.text()


def test_they_note_what_they_did_and_finish(pair: Pair) -> None:
    pair.ada.press("We met")
    assert "Agree on how you work together" in pair.ada.text()
    pair.mo.open(pair.page)
    pair.mo.follow("Add a session that was not planned here")
    pair.mo.fill("What was it about?", "How a risk review goes")
    pair.mo.press("We met")
    pair.ada.open(pair.page)
    assert "How a risk review goes" in pair.ada.text()

    finish(pair.ada, pair, "Say no in time")
    assert "Say no in time" not in look(pair.mo, pair)
    pair.mo.open(link_in(pair.site.newest_mail_to(MO), "/matches/"))
    finish(pair.mo, pair, "To listen first")

    assert "Say no in time" in look(pair.mo, pair)
    assert "To listen first" in look(pair.ada, pair)
    assert "a secret of ada" not in pair.mo.text()
    assert "completed" in text_of(pair.site.newest_mail_to(ADA))
    pair.ada.follow("Completion page")
    assert "Ada and Mo have completed a mentorship" in pair.ada.text()
    pair.ada.open(pair.page)
    pair.ada.follow("Sheet of hours")
    assert "How a risk review goes" in pair.ada.text()


def finish(person: Person, pair: Pair, takeaway: str) -> None:
    person.open(f"{pair.page}/finish")
    person.tick("Yes", group="Did you reach what you set out to?")
    person.fill("What do you take with you?", takeaway)
    name = "ada" if person is pair.ada else "mo"
    person.fill("A note to yourself", f"a secret of {name}")
    if person is pair.ada:
        person.tick("No, not for now", group="Would you like another mentor after this?")
    person.press("Finish")


def look(person: Person, pair: Pair) -> str:
    person.open(pair.page)
    return person.text()


def test_one_ends_it_and_nobody_learns_why(pair: Pair) -> None:
    pair.ada.fill("Reason (optional)", "We do not get on.")
    pair.ada.press("End this mentorship")

    mail = text_of(pair.site.newest_mail_to(MO))
    assert "We do not get on" not in mail
    said = look(pair.mo, pair)
    assert "This mentorship is over" in said
    assert "We do not get on" not in said
