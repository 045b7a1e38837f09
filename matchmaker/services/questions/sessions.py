"""When can you meet, and did you? Asked of the two of a mentorship about one session."""

from datetime import datetime

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import gettext as _
from matchmaker.models import Match, Member, MentoringSession, SessionStatus
from matchmaker.services.mentorships.beginning import GOES_ON, partner_of
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.noting import note_held, note_missed, waits_for_answer
from matchmaker.services.mentorships.sessions import pick_time
from matchmaker.services.questions.question import (
    MailedQuestion,
    NothingToAnswer,
    OfferedAnswer,
    moment_for,
)

MET, NOT_MET = "met", "not_met"


def ask_for_a_time(session: Session, session_id: int, member: Member) -> MailedQuestion | None:
    """Ask whom times are offered to for one of them."""
    found = _session_of(session, session_id, member)
    if found is None or found.status != SessionStatus.PROPOSED:
        return None
    match = session.get_one(Match, found.match_id)
    offered = [each.starts_at for each in found.offered_times]
    times = [each for each in offered if each > clock.now()]
    if found.proposed_by_id == member.id or not times:
        return None
    programme = match.round.programme
    return MailedQuestion(
        # Taken back and offered anew, it may well have the same number.
        state=" ".join(each.isoformat() for each in (found.created_at, *offered)),
        title=_("When can you meet %(name)s?", name=partner_of(match, member).greeting_name),
        sentences=(_("You both get an invitation for your calendar."),),
        choices=tuple(
            OfferedAnswer(each.isoformat(), moment_for(each, member, programme)) for each in times
        ),
        page=f"/matches/{match.id}",
        page_label=_("None of them suits me: suggest other times"),
    )


def take_time(session: Session, session_id: int, member: Member, choice: str) -> str:
    """Plan the session at the time that was chosen."""
    found = session.get_one(MentoringSession, session_id)
    match = session.get_one(Match, found.match_id)
    try:
        pick_time(session, match, member, session_id, datetime.fromisoformat(choice))
    except NotPossibleNow as error:
        raise NothingToAnswer from error
    return _("It is a date. You both get an invitation for your calendar.")


def ask_if_met(session: Session, session_id: int, member: Member) -> MailedQuestion | None:
    """Ask whether a session whose time has come took place."""
    found = _session_of(session, session_id, member)
    if found is None or not waits_for_answer(found) or found.starts_at is None:
        return None
    match = session.get_one(Match, found.match_id)
    name = partner_of(match, member).greeting_name
    planned = moment_for(found.starts_at, member, match.round.programme)
    return MailedQuestion(
        state=f"planned {found.starts_at.isoformat()}",
        title=_("Did you meet %(name)s?", name=name),
        sentences=(_("Your session was planned for %(moment)s.", moment=planned),),
        choices=(OfferedAnswer(MET, _("Yes, we met")), OfferedAnswer(NOT_MET, _("No, we did not"))),
        page=f"/matches/{match.id}",
        page_label=_("Open our mentorship"),
    )


def note_answer(session: Session, session_id: int, member: Member, choice: str) -> str:
    """Note whether the two met."""
    found = session.get_one(MentoringSession, session_id)
    match = session.get_one(Match, found.match_id)
    try:
        if choice == MET:
            note_held(session, match, member, session_id)
            return _("Thank you for telling us that you have met.")
        note_missed(session, match, member, session_id)
    except NotPossibleNow as error:
        raise NothingToAnswer from error
    return _("Thank you. You can plan another session on the page of your mentorship.")


def _session_of(session: Session, session_id: int, member: Member) -> MentoringSession | None:
    """Return a session of a pair that goes on and that the member is one of."""
    found = session.get(MentoringSession, session_id)
    match = session.get(Match, found.match_id) if found else None
    if found is None or match is None or match.status not in GOES_ON:
        return None
    return found if member.id in {match.mentee_id, match.mentor_id} else None
