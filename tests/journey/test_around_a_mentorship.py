"""Members without a pair, and after one: a coffee chat, no match, and passing it on."""

from datetime import timedelta

from jobs.monthly_match import make_round
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import Goal, GoalStatus, Match, Round
from matchmaker.services.matches.publishing import publish_round
from tests.factories import (
    make_coffee_group,
    make_coordinator,
    make_mentee,
    make_mentor,
    make_networker,
    the_programme,
)
from tests.journey.pair import ADA, Pair, finish, let_days_pass, look
from tests.journey.person import NewPerson
from tests.journey.signing_in import signed_in
from tests.journey.site import Site

DAYS_AFTER_A_CHAT = 21


def test_they_say_from_the_inbox_that_they_had_coffee(
    working_hours: None, site: Site, new_person: NewPerson
) -> None:
    with site.app.app_context():
        session = db.session()
        people = [make_networker(session, name) for name in ("Ada", "Mo")]
        told = clock.now() - timedelta(days=DAYS_AFTER_A_CHAT)
        make_coffee_group(session, people, notified_at=told)
        session.commit()
    let_days_pass(site, 0)
    question = site.newest_link_to(ADA, "/answer/")
    ada = new_person()
    ada.open(question)
    assert ada.path == "/sign-in"

    signed_in(site, ada, ADA)
    ada.open(question)
    ada.press("Yes, we met")

    assert "Thank you for telling us" in ada.text()
    ada.open(question)
    assert "There is nothing left to answer" in ada.text()


def test_a_mentee_without_a_mentor_learns_why_and_what_would_help(
    working_hours: None, site: Site, new_person: NewPerson
) -> None:
    with site.app.app_context():
        session = db.session()
        make_mentee(session, "Ada", {"coaching": (0, 2)})
        make_mentor(session, "Mo", {"risk": 4})
        coordinator = make_coordinator(session, "Cora")
        session.commit()
        report = make_round(session, the_programme(session))
        publish_round(session, session.get_one(Round, report.round_id), coordinator)
        session.commit()

    ada = signed_in(site, new_person(), ADA)
    ada.open(site.newest_link_to(ADA, "/profile"))
    ada.follow("My page")
    assert "there was no mentor for you" in ada.text()
    assert "What would help" in ada.text()
    assert "Would you like to mentor, or do you know somebody who would?" in ada.text()
    ada.follow("Join the coffee chats")
    ada.tick("Coffee chats")
    ada.press("Save my profile")
    assert ada.path == "/profile/saved"
    assert "coffee" in ada.text()


def test_who_has_finished_mentors_somebody_one_step_behind(pair: Pair) -> None:
    pair.ada.press("We met")
    reach_a_goal(pair)
    finish(pair.ada, pair, "Say no in time")
    finish(pair.mo, pair, "To listen first")

    assert "one step behind you" in look(pair.ada, pair)
    pair.ada.follow("Look at it in my profile")
    pair.ada.choose("How many mentees at a time?", "2")
    pair.ada.press("Save my profile")
    assert pair.ada.path == "/profile/saved"
    pair.ada.open("/me")
    assert "My mentees" in pair.ada.text()

    pair.mo.open("/me")
    pair.mo.follow("Your mentoring")
    assert "Ada" in pair.mo.text()


def reach_a_goal(pair: Pair) -> None:
    """Let the two set a goal and reach it; that journey is one of its own."""
    with pair.site.app.app_context():
        session = db.session()
        match = session.get_one(Match, pair.match_id)
        session.add(
            Goal(
                match_id=pair.match_id,
                skill="risk",
                from_level=1,
                to_level=3,
                sign="I lead a review.",
                status=GoalStatus.REACHED,
                suggested_by_id=match.mentee_id,
                suggested_at=clock.now(),
                agreed_at=clock.now(),
                settled_at=clock.now(),
            )
        )
        session.commit()
