"""The month's story, played with the real job, services and mails."""

import zlib
from collections.abc import Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import Settings
from demo.instance import DemoStopped
from demo.narrator import Narrator
from demo.organisation import first_coordinator, load_organisation
from jobs.coffee_round import describe, make_coffee_round
from jobs.monthly_match import describe as describe_round
from jobs.monthly_match import make_round, replay_round
from matchmaker.mail.delivery import deliver_mails
from matchmaker.models import CoffeeAnswer, CoffeeGroup, Match, MatchStatus, Programme, Round
from matchmaker.services.coffee.answers import answer_chat
from matchmaker.services.matches.offers import accept_offer, decline_offer
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.programme.programmes import programme_named

MAILS_AT_A_TIME = 20
ANSWERS = ("accept",) * 24 + (
    "no_time",
    "no_time",
    "not_my_field",
    "conflict",
    "not_a_fit",
    "other",
)
SILENT_IN_PERCENT = 14
QUICK_CHATS_IN_PERCENT = 40
NOT_MET_IN_PERCENT = 5
NOTES = {
    "no_time": "Year-end close takes all my evenings. Happy to be asked again in spring.",
    "not_my_field": "I have not done this for ten years and would only tell war stories.",
    "conflict": "We sit on the same project board.",
    "other": "I am moving to another site and do not know yet what that means.",
}


def play_month(session: Session, settings: Settings, narrator: Narrator) -> Round:
    """Play the whole month and return its round."""
    programme = programme_named(session)
    with narrator.step("Importing the sample organisation") as step:
        step.result = f"{load_organisation(session, programme).added} invented people"
        session.commit()
    with narrator.step("Running the monthly job") as step:
        report = make_round(session, programme, say=step.say)
        step.result = f"{report.summary['matched']} of {report.summary['mentees']} mentees matched"
        round_ = session.get_one(Round, report.round_id)
    prove_again(session, programme, narrator)
    deliver(session, settings, narrator, "Telling the coordinators that it is ready")
    with narrator.step("A coordinator publishes the round") as step:
        published = publish_round(session, round_, first_coordinator(session))
        session.commit()
        step.result = f"{published.offers} offers"
    deliver(session, settings, narrator, "Mailing the offers")
    let_mentors_answer(session, settings, narrator)
    have_coffee(session, programme, settings, narrator)
    return round_


def prove_again(session: Session, programme: Programme, narrator: Narrator) -> None:
    """Solve the stored snapshot once more and check the stored certificate.

    Raises `DemoStopped` where the one gives another answer or the other proves nothing.
    """
    with narrator.step("Checking the stored certificate") as step:
        report = replay_round(session, programme)
        if report.outcome != "replayed":
            raise DemoStopped(describe_round(report))
        step.result = "the same result again, and proved"


def have_coffee(
    session: Session, programme: Programme, settings: Settings, narrator: Narrator
) -> None:
    """Form the month's coffee groups, write to them, and let the quickest say that they met."""
    with narrator.step("Forming the coffee groups") as step:
        report = make_coffee_round(session, programme, say=step.say)
        step.result = describe(report).partition(": ")[2]
    deliver(session, settings, narrator, "Mailing the coffee chats")
    with narrator.step("The quickest say whether they met") as step:
        given = {CoffeeAnswer.MET: 0, CoffeeAnswer.NOT_MET: 0}
        for group in session.scalars(sa.select(CoffeeGroup).filter_by(round_id=report.round_id)):
            drawn = _draw(f"coffee {group.people[0].member.email}", 100)
            if drawn < QUICK_CHATS_IN_PERCENT:
                answer = CoffeeAnswer.NOT_MET if drawn < NOT_MET_IN_PERCENT else CoffeeAnswer.MET
                given[answer] += answer_chat(session, group, group.people[0].member, answer)
        session.commit()
        step.result = f"{given[CoffeeAnswer.MET]} met, {given[CoffeeAnswer.NOT_MET]} did not"


def let_mentors_answer(session: Session, settings: Settings, narrator: Narrator) -> None:
    """Answer every offer, then those that follow a "no", until only silent mentors are left."""
    asked: set[int] = set()
    title = "The mentors answer"
    while waiting := sorted(_open_offers(session) - asked):
        asked |= set(waiting)
        with narrator.step(title) as step:
            given = answer_offers(session, waiting)
            step.result = ", ".join(f"{count} {answer}" for answer, count in given.items())
        further = " and the next offers" if _open_offers(session) - asked else ""
        deliver(session, settings, narrator, f"Mailing the introductions{further}")
        title = "The next mentors answer"


def deliver(session: Session, settings: Settings, narrator: Narrator, title: str) -> None:
    """Send what is owed over SMTP. Raises `DemoStopped` where it cannot be sent."""
    with narrator.step(title) as step:
        sent = 0
        while True:
            report = deliver_mails(session, settings, MAILS_AT_A_TIME)
            sent += report.sent
            step.say(f"{sent} mails")
            if report.fault or report.trouble or report.failed:
                raise DemoStopped(
                    report.fault or report.trouble or f"{report.failed} mails could not be sent"
                )
            if not report.sent:
                break
        step.result = f"{sent} mails over SMTP"


def answer_offers(session: Session, waiting: Iterable[int]) -> dict[str, int]:
    """Let mentors answer offers, each in a transaction of its own; count what they say."""
    given = {"accepted": 0, "declined": 0, "silent": 0}
    for match_id in waiting:
        match = session.get_one(Match, match_id)
        given[_give(session, match, _answer_to(match))] += 1
        session.commit()
    return given


def _open_offers(session: Session) -> set[int]:
    offers = set(session.scalars(sa.select(Match.id).filter_by(status=MatchStatus.OFFERED)))
    session.commit()
    return offers


def _answer_to(match: Match) -> str:
    """Return "accept", a reason for declining, or nothing: always the same for the same pair."""
    if _draw(f"busy {match.mentor.email}", 100) < SILENT_IN_PERCENT:
        return ""
    return ANSWERS[_draw(f"{match.mentor.email} {match.mentee.email}", len(ANSWERS))]


def _give(session: Session, match: Match, answer: str) -> str:
    if not answer:
        return "silent"
    if answer == "accept":
        accept_offer(session, match, match.mentor)
        return "accepted"
    decline_offer(session, match, match.mentor, answer, NOTES.get(answer, ""))
    return "declined"


def _draw(text: str, below: int) -> int:
    """Return a number that looks drawn and is the same in every run."""
    return zlib.crc32(text.encode()) % below
