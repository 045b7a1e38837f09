"""Does it fit, and how is it going? Asked of one of a pair alone, while the page asks it, too."""

from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.models import ConcernKind, Fit, Match, Member, Mentorship
from matchmaker.services.mentorships.beginning import partner_of
from matchmaker.services.mentorships.concerns import raise_concern
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.pulse import answer_fit, answer_pulse, pulse_due
from matchmaker.services.mentorships.pulse_days import Occasion
from matchmaker.services.mentorships.pulse_words import (
    CARRY_ON,
    fit_choices,
    grade_choices,
    who_reads,
    wish_choices,
)
from matchmaker.services.questions.question import (
    AskedPart,
    MailedQuestion,
    NothingToAnswer,
    OfferedAnswer,
)


def ask_if_it_fits(session: Session, match_id: int, member: Member) -> MailedQuestion | None:
    """Ask whether it fits, after one of the first sessions."""
    match, due = _asked(session, match_id, member)
    if match is None or due is None or not due.asks_fit:
        return None
    name = partner_of(match, member).greeting_name
    leads_to = {Fit.DOES_NOT_FIT.value: f"/matches/{match.id}/help"}
    return MailedQuestion(
        state=due.name,
        title=_("You have met %(name)s. Does it fit so far?", name=name),
        sentences=(who_reads(name),),
        choices=tuple(
            OfferedAnswer(value, label, leads_to.get(value, "")) for value, label in fit_choices()
        ),
        page=f"/matches/{match.id}",
        page_label=_("Open our mentorship"),
    )


def note_fit(session: Session, match_id: int, member: Member, choice: str) -> str:
    """Note whether it fits; nobody is told."""
    match, due = _asked(session, match_id, member)
    if match is None or due is None:
        raise NothingToAnswer
    try:
        answer_fit(session, match, member, due.name, Fit(choice))
    except NotPossibleNow as error:
        raise NothingToAnswer from error
    if choice == Fit.DOES_NOT_FIT.value:
        return _("Thank you for saying so. Nobody is told. You can say what would help, or stop.")
    return _("Thank you. That helps the programme, and nobody sees your answer by name.")


def ask_how_it_goes(session: Session, match_id: int, member: Member) -> MailedQuestion | None:
    """Ask how well it goes, how useful it is, and what would help."""
    match, due = _asked(session, match_id, member)
    if match is None or due is None or due.asks_fit:
        return None
    name = partner_of(match, member).greeting_name
    grades = tuple(OfferedAnswer(*each) for each in grade_choices())
    leads_to = {ConcernKind.ANOTHER.value: f"/matches/{match.id}/another"}
    wishes = tuple(
        OfferedAnswer(value, label, leads_to.get(value, ""))
        for value, label in wish_choices(match, member)
    )
    return MailedQuestion(
        state=due.name,
        title=_("How is your mentorship with %(name)s going?", name=name),
        sentences=(
            who_reads(name),
            _("If you ask for a word or for a change, the coordinators see that by name."),
        ),
        choices=(),
        page=f"/matches/{match.id}",
        page_label=_("Open our mentorship"),
        parts=(
            AskedPart("going", _("How well is it going?"), grades),
            AskedPart("useful", _("How useful is it to you?"), grades),
            AskedPart("wish", _("What would you like?"), wishes, CARRY_ON),
        ),
    )


def note_pulse(session: Session, match_id: int, member: Member, choice: str) -> str:
    """Note how it goes, and ask a coordinator for a word where that is wished for.

    Who would like another mentor says so once more on the page that tells what it means.
    """
    match, due = _asked(session, match_id, member)
    if match is None or due is None:
        raise NothingToAnswer
    going, useful, wish = choice.split(" ")
    try:
        answer_pulse(session, match, member, due.name, int(going), int(useful))
        if wish == ConcernKind.TALK.value:
            raise_concern(session, match, member, ConcernKind.TALK)
    except NotPossibleNow as error:
        raise NothingToAnswer from error
    if wish == ConcernKind.TALK.value:
        return _("Thank you. A coordinator will get in touch with you.")
    if wish == ConcernKind.ANOTHER.value:
        return _("Thank you. Nothing is changed yet: please confirm what you would like.")
    return _("Thank you. That helps the programme, and nobody sees your answer by name.")


def _asked(session: Session, match_id: int, member: Member) -> tuple[Match | None, Occasion | None]:
    """Return the pair and what the member, one of it, is asked now."""
    match = session.get(Match, match_id)
    if match is None or member.id not in {match.mentee_id, match.mentor_id}:
        return None, None
    if session.get(Mentorship, match_id) is None:
        return None, None
    return match, pulse_due(session, match, member)
