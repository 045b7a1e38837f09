"""What turns a mentorship takes: how it goes, another mentor, more time, two who write at once."""

from datetime import timedelta

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Mentorship
from tests.factories import the_programme
from tests.journey.pair import ADA, MO, Pair, let_days_pass, look
from tests.journey.site import text_of


def test_each_says_alone_how_it_goes(pair: Pair) -> None:
    pair.ada.press("We met")
    pair.ada.follow("Answer")
    pair.ada.press("Send")
    assert "another look" in pair.ada.text()
    pair.ada.tick("Not sure yet", group="Does it fit so far?")
    pair.ada.press("Send")
    assert "nobody sees your answer by name" in pair.ada.text()

    let_days_pass(pair.site, 2)
    pair.mo.open(pair.site.newest_link_to(MO, "/answer/"))
    pair.mo.press("It fits")
    assert "Not sure yet" not in look(pair.mo, pair)


def test_one_asks_for_another_mentor_and_the_other_never_learns_it(pair: Pair) -> None:
    pair.ada.follow("Is something not right?")
    pair.ada.tick("I’d like another mentor", group="What would help?")
    pair.ada.press("Send")
    assert "You come first in the next matching" in pair.ada.text()
    pair.ada.press("End this mentorship")
    assert "You are both told, in neutral words" in pair.ada.text()

    to_mo, to_ada = (text_of(pair.site.newest_mail_to(each)) for each in (MO, ADA))
    assert "ended" in to_mo
    assert "ended" in to_ada
    for said in (to_mo, look(pair.mo, pair)):
        assert "another mentor" not in said
        assert "asked" not in said


def test_they_go_on_for_a_while(pair: Pair) -> None:
    near, later = end_soon(pair)
    pair.see()
    pair.ada.follow("Go on for a while")
    pair.ada.fill("Until when?", later)
    pair.ada.press("Suggest this to Mo")

    pair.mo.open(pair.site.newest_link_to(MO, "/answer/"))
    pair.mo.press("Agree")

    assert near not in look(pair.ada, pair)
    assert "Finish our mentorship" not in pair.ada.text()


def end_soon(pair: Pair) -> tuple[str, str]:
    """Let the two have met and agreed on an end a week from now; return it, and a later day."""
    pair.ada.press("We met")
    with pair.site.app.app_context():
        session = db.session()
        mentorship = session.get_one(Mentorship, pair.match_id)
        today = clock.today(the_programme(session).time_zone)
        mentorship.agreed_at = clock.now()
        mentorship.ends_on = mentorship.planned_end_on = today + timedelta(days=7)
        mentorship.review_on = today - timedelta(days=7)
        session.commit()
        near = mentorship.ends_on
    return f"{near.day} {near:%B %Y}", (near + timedelta(days=60)).isoformat()


def test_neither_loses_what_the_other_writes_at_the_same_time(pair: Pair) -> None:
    for person in (pair.ada, pair.mo):
        person.follow("Write on our notes")
    pair.ada.fill("Notes", "Ada: bring the register.")
    pair.ada.press("Save")

    pair.mo.fill("Notes", "Mo: read chapter two.")
    pair.mo.press("Save")
    assert "Not saved yet" in pair.mo.text()
    assert "Ada: bring the register." in pair.mo.text()
    pair.mo.fill("Notes", "Ada: bring the register. Mo: read chapter two.")
    pair.mo.press("Save what I typed")

    assert "Ada: bring the register. Mo: read chapter two." in look(pair.ada, pair)
