"""What a pair does together from its introduction to its end, each journey from the inbox on."""

from tests.journey.pair import (
    ADA,
    MO,
    Pair,
    finish,
    invitation_to,
    look,
    offer_a_time,
    press_first_time,
)
from tests.journey.site import link_in, text_of


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


def test_they_agree_on_how_they_work_together(pair: Pair) -> None:
    pair.ada.follow("Agree on how you work together")
    pair.ada.tick("Every 2 weeks", group="How often will you meet?")
    pair.ada.press("Suggest this to Mo")
    assert "You suggested" in pair.ada.text()

    pair.mo.open(pair.site.newest_link_to(MO, "/answer/"))
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


def test_one_ends_it_and_nobody_learns_why(pair: Pair) -> None:
    pair.ada.fill("Reason (optional)", "We do not get on.")
    pair.ada.press("End this mentorship")

    mail = text_of(pair.site.newest_mail_to(MO))
    assert "We do not get on" not in mail
    said = look(pair.mo, pair)
    assert "This mentorship is over" in said
    assert "We do not get on" not in said
