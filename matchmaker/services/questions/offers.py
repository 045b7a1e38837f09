"""Would you like to mentor them? Asked of the mentor, while the offer is open."""

from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.models import Match, MatchStatus, Member
from matchmaker.services.matches.offers import (
    AlreadyAnswered,
    NoLongerHolds,
    NoPlaceLeft,
    accept_offer,
    decline_offer,
    withdraw_if_overtaken,
)
from matchmaker.services.questions.question import (
    MailedQuestion,
    NothingToAnswer,
    OfferedAnswer,
    moment_for,
)
from matchmaker.services.rounds.transitions import OutOfDate

ACCEPT, DECLINE = "accept", "decline"


def ask(session: Session, match_id: int, member: Member) -> MailedQuestion | None:
    """Ask for the answer to an open offer."""
    match = session.get(Match, match_id)
    if match is None or match.mentor_id != member.id or match.status != MatchStatus.OFFERED:
        return None
    sentences = [
        _(
            "If you accept, both of you get an introduction with each other’s address. If you "
            "decline, somebody else is asked, and nobody is told why."
        )
    ]
    if match.answer_by is not None:
        until = moment_for(match.answer_by, member, match.round.programme)
        sentences.insert(0, _("Please answer by %(moment)s.", moment=until))
    return MailedQuestion(
        state="offered",
        title=_("Would you like to mentor %(name)s?", name=match.mentee.greeting_name),
        sentences=tuple(sentences),
        choices=(OfferedAnswer(ACCEPT, _("Accept")), OfferedAnswer(DECLINE, _("Decline"))),
        page=f"/offers/{match.id}",
        page_label=_("See the whole request first"),
    )


def answer(session: Session, match_id: int, member: Member, choice: str) -> str:
    """Accept or decline; what people's changes have overtaken is called off."""
    match = session.get_one(Match, match_id)
    try:
        if choice == DECLINE:
            decline_offer(session, match, member, "")
            return _("You declined. Thank you for answering; we look for somebody else.")
        accept_offer(session, match, member)
    except (AlreadyAnswered, OutOfDate) as error:
        raise NothingToAnswer from error
    except NoPlaceLeft:
        return _(
            "You have accepted as many mentees as you offered places, so this request could not be "
            "accepted. Offer one more place in your profile first, or decline."
        )
    except NoLongerHolds:
        return _call_off(session, match)
    return _("You accepted. Both of you have just been sent an introduction.")


def _call_off(session: Session, match: Match) -> str:
    try:
        withdraw_if_overtaken(session, match)
    except AlreadyAnswered as error:
        raise NothingToAnswer from error
    return _("This request is no longer needed. There is nothing you need to do.")
