"""From the web form to the introduction in the inbox: one pair's whole story on real parts."""

from icalendar import Calendar

from jobs.monthly_match import make_round
from matchmaker.extensions import db
from tests.factories import the_programme
from tests.journey.person import NewPerson, Person
from tests.journey.signing_in import sign_in_by_mail
from tests.journey.site import Site, link_in, text_of

ADA = "ada.adeyemi@example.org"
MIA = "mia.moreau@example.org"
CORA = "cora.cole@example.org"


def test_a_mentee_and_a_mentor_find_each_other(site: Site, new_person: NewPerson) -> None:
    play_the_whole_story(site, new_person)


def play_the_whole_story(site: Site, new_person: NewPerson) -> None:
    """Play all steps, each person in a browser of their own."""
    appoint_coordinator(site)
    ada, mia, cora = new_person(), new_person(), new_person()

    register(site, ada, "Ada Adeyemi", ADA, "I am looking for a mentor")
    fill_a_mentee_s_profile(ada)
    register(site, mia, "Mia Moreau", MIA, "I can mentor")
    fill_a_mentor_s_profile(mia)
    run_next_month_s_job(site)
    review_and_publish(site, cora)
    accept_the_offer(site, mia)
    find_both_introductions(site)
    say_that_we_met(ada)
    sign_out(ada)


def appoint_coordinator(site: Site) -> None:
    result = site.app.test_cli_runner().invoke(
        args=["coordinator", "add", CORA, "--name", "Cora Cole"]
    )
    assert result.exit_code == 0, result.output


def register(site: Site, person: Person, name: str, address: str, role: str) -> None:
    """Step 1: three answers, a mail, a page with a button."""
    person.open("/")
    person.follow(role)
    assert person.path == "/register"
    person.fill("Your name", name)
    person.fill("Work e-mail", address)
    person.press("Send me the link")
    assert person.path == "/check-your-mail"
    sign_in_by_mail(site, person, address)
    assert person.path == "/profile"


def fill_a_mentee_s_profile(ada: Person) -> None:
    """Step 2: saved half done with a fault first; nothing typed is lost."""
    ada.fill("Line manager’s e-mail", "not an address")
    ada.fill("Location", "Lagos")
    ada.fill("What would you like to achieve?", "Lead a portfolio board within a year")
    ada.choose("The role you aim for", "PMO analyst")
    ada.press("Use this role’s targets")
    ada.tick("Now: 1 Aware", group="Data analysis and reporting")
    ada.tick("Now: 2 Practising", group="Risk, issue and dependency management")
    ada.tick("English")
    ada.choose("Time zone", "Lagos")
    ada.press("Save my profile")
    assert "needs another look" in ada.text()
    ada.fill("Line manager’s e-mail", "boss@example.org")
    ada.press("Save my profile")
    assert ada.path == "/profile/saved"
    assert "Data analysis and reporting" in ada.text()
    assert "What happens next" in ada.text()


def fill_a_mentor_s_profile(mia: Person) -> None:
    """Step 3: somebody who can teach what Ada wants to learn."""
    mia.tick("Now: 5 Expert", group="Data analysis and reporting")
    mia.tick("Now: 4 Proficient", group="Risk, issue and dependency management")
    mia.tick("English")
    mia.choose("Time zone", "Paris")
    mia.choose("How many mentees at a time?", "2")
    mia.press("Save my profile")
    assert mia.path == "/profile/saved"


def run_next_month_s_job(site: Site) -> None:
    """Step 4: the job that runs on the first of the month."""
    with site.app.app_context():
        report = make_round(db.session(), the_programme(db.session()), "2026-12")
        assert report.summary["matched"] == 1


def review_and_publish(site: Site, cora: Person) -> None:
    """Step 5: the coordinator follows her mail, looks, and releases the round."""
    mail = site.newest_mail_to(CORA)
    cora.open(link_in(mail, "/rounds/"))
    assert cora.path == "/sign-in"
    cora.fill("Work e-mail", CORA)
    cora.press("Mail me a link")
    sign_in_by_mail(site, cora, CORA)
    cora.open(link_in(mail, "/rounds/"))
    assert "Ada Adeyemi" in cora.text()
    assert "Mia Moreau" in cora.text()
    cora.follow("Publish …")
    cora.press("Publish and send")
    site.work()
    cora.wait_for("Published: one request is on its way.")
    cora.follow("To the round")
    assert "asked" in cora.text() or "offer" in cora.text().lower()


def accept_the_offer(site: Site, mia: Person) -> None:
    """Step 6: the mentor sees who asks, without contact details, and says yes."""
    offer = site.newest_mail_to(MIA)
    assert ADA not in offer.as_string()
    mia.open(link_in(offer, "/answer/"))
    assert "Would you like to mentor" in mia.text()
    mia.follow("See the whole request first")
    assert "Lead a portfolio board within a year" in mia.text()
    assert ADA not in mia.text()
    mia.press("Accept")
    assert ADA in mia.text()


def find_both_introductions(site: Site) -> None:
    """Step 7: each finds the other's address, an agenda and a calendar file in the inbox."""
    for address, other in ((ADA, MIA), (MIA, ADA)):
        mail = site.newest_mail_to(address)
        assert other in text_of(mail)
        assert "Data analysis and reporting" in text_of(mail)
        attached = [part for part in mail.walk() if part.get_content_type() == "text/calendar"]
        events = Calendar.from_ical(attached[0].get_content()).walk("VEVENT")
        assert len(events) == 1
        assert events[0]["DTSTART"].dt.utcoffset().total_seconds() == 0


def say_that_we_met(ada: Person) -> None:
    ada.open("/me")
    assert "Mia Moreau" in ada.text()
    ada.follow("Mia Moreau")
    ada.press("We met")
    assert "met" in ada.text()


def sign_out(ada: Person) -> None:
    ada.press("Sign out")
    ada.open("/me")
    assert ada.path == "/sign-in"
