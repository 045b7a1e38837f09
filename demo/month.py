"""A month's round and coffee groups, played with the real jobs, services and mails."""

from collections.abc import Callable, Iterable

import sqlalchemy as sa
from sqlalchemy.orm import Session

from config import Settings
from demo.drawing import draw
from demo.instance import DemoStopped
from demo.narrator import Narrator, Step
from demo.organisation import first_coordinator
from jobs.coffee_round import make_coffee_round
from jobs.monthly_match import describe as describe_round
from jobs.monthly_match import make_round, replay_round
from matchmaker.mail.delivery import deliver_mails
from matchmaker.models import (
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeStatus,
    Match,
    MatchStatus,
    Programme,
    Round,
)
from matchmaker.services.coffee.answers import answer_chat
from matchmaker.services.matches.offers import accept_offer, decline_offer
from matchmaker.services.matches.publishing import publish_round

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


def begin_month(
    session: Session, programme: Programme, step: Step, send: Callable[[], None]
) -> Round:
    """Run the month's jobs and publish its round."""
    report = make_round(session, programme, say=step.say)
    send()
    round_ = session.get_one(Round, report.round_id)
    step.say("A coordinator publishes the round")
    publish_round(session, round_, first_coordinator(session))
    session.commit()
    make_coffee_round(session, programme, say=step.say)
    send()
    answer_coffee(session)
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


def answer_coffee(session: Session) -> None:
    """Let the quickest say whether they met."""
    for group in session.scalars(sa.select(CoffeeGroup).filter_by(status=CoffeeStatus.NOTIFIED)):
        drawn = draw(f"coffee {group.people[0].member.email}", 100)
        if drawn < QUICK_CHATS_IN_PERCENT:
            answer = CoffeeAnswer.NOT_MET if drawn < NOT_MET_IN_PERCENT else CoffeeAnswer.MET
            answer_chat(session, group, group.people[0].member, answer)
    session.commit()


def let_mentors_answer(session: Session, send: Callable[[], None]) -> None:
    """Answer every offer, then those that follow a "no", until only silent mentors are left."""
    asked: set[int] = set()
    while waiting := sorted(_open_offers(session) - asked):
        asked |= set(waiting)
        if answer_offers(session, waiting):
            send()


def deliver(session: Session, settings: Settings, step: Step) -> int:
    """Send what is owed over SMTP; return how many. Raises `DemoStopped` where it cannot be."""
    sent = 0
    while True:
        step.say("Sending mails")
        report = deliver_mails(session, settings)
        sent += report.sent
        if report.fault or report.trouble or report.failed:
            raise DemoStopped(
                report.fault or report.trouble or f"{report.failed} mails could not be sent"
            )
        if not report.sent:
            return sent


def answer_offers(session: Session, waiting: Iterable[int]) -> int:
    """Let mentors answer offers, each in a transaction of its own; return how many do."""
    given = 0
    for match_id in waiting:
        match = session.get_one(Match, match_id)
        given += _give(session, match, _answer_to(match))
        session.commit()
    return given


def _open_offers(session: Session) -> set[int]:
    offers = set(session.scalars(sa.select(Match.id).filter_by(status=MatchStatus.OFFERED)))
    session.commit()
    return offers


def _answer_to(match: Match) -> str:
    """Return "accept", a reason for declining, or nothing: the same in every run."""
    if draw(f"busy {match.round_id} {match.mentor.email}", 100) < SILENT_IN_PERCENT:
        return ""
    return ANSWERS[draw(f"{match.mentor.email} {match.mentee.email}", len(ANSWERS))]


def _give(session: Session, match: Match, answer: str) -> bool:
    if answer == "accept":
        accept_offer(session, match, match.mentor)
    elif answer:
        decline_offer(session, match, match.mentor, answer, NOTES.get(answer, ""))
    return bool(answer)
