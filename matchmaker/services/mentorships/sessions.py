"""Planning a session: one offers times, the other picks one; either can move or cancel it.

Each change of a planned session is a new version of one invitation. Whether it took place is in
`noting`.
"""

from collections.abc import Collection
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import gettext as _
from matchmaker.models import (
    MailKind,
    Match,
    Member,
    MentoringSession,
    OfferedTime,
    SessionStatus,
)
from matchmaker.services.mentorships.beginning import mentorship_of, partner_of
from matchmaker.services.mentorships.moving import NotPossibleNow, lock_pair
from matchmaker.services.outbox.outbox import cancel_mails
from matchmaker.services.outbox.subjects import key_of, owe_mail_about

MOST_TIMES: Final = 3
FARTHEST: Final = timedelta(days=366)


class InvalidSession(ValueError):
    """A session that cannot be; the message is a sentence, and `field` names what it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


class NewerInvitation(Exception):
    """The session was moved since its page was read."""


def sessions_of(session: Session, match: Match) -> list[MentoringSession]:
    """Return the sessions of a pair, in the order in which they were made."""
    query = sa.select(MentoringSession).filter_by(match_id=match.id).order_by(MentoringSession.id)
    return list(session.scalars(query))


def session_ahead(session: Session, match: Match) -> MentoringSession | None:
    """Return the session that is planned and still to come."""
    return next((each for each in sessions_of(session, match) if lies_ahead(each)), None)


def lies_ahead(planned: MentoringSession) -> bool:
    """Whether a session is planned and still to come."""
    if planned.status != SessionStatus.PLANNED or planned.starts_at is None:
        return False
    return planned.starts_at > clock.now()


def offer_times(
    session: Session,
    match: Match,
    member: Member,
    times: Collection[datetime],
    place: str = "",
    minutes: int | None = None,
) -> MentoringSession:
    """Offer times for the next session, in the place of what either of the two offered before.

    Raises `InvalidSession`, `NotPossibleNow`.
    """
    lock_pair(session, match)
    if session_ahead(session, match) is not None:
        raise NotPossibleNow(match)
    if not 1 <= len(set(times)) <= MOST_TIMES:
        raise InvalidSession("times", _("Choose from one to three times."))
    for moment in times:
        _check(moment, "times")
    withdraw_offer(session, match)
    offered = MentoringSession(
        match_id=match.id,
        status=SessionStatus.PROPOSED,
        proposed_by_id=member.id,
        created_at=clock.now(),
        minutes=minutes or mentorship_of(session, match).minutes,
        place=place,
        offered_times=[OfferedTime(starts_at=moment) for moment in sorted(set(times))],
    )
    session.add(offered)
    session.flush()
    owe_mail_about(
        session,
        MailKind.SESSION_TIMES_OFFERED,
        match,
        partner_of(match, member),
        apart=str(offered.id),
        expires_at=max(times),
        session_id=offered.id,
    )
    return offered


def pick_time(
    session: Session, match: Match, member: Member, session_id: int, starts_at: datetime
) -> None:
    """Plan a session at one of the times that the partner offers; both are invited.

    Raises `NotPossibleNow`, also where the time is past or not offered any more.
    """
    lock_pair(session, match)
    offered = session_with(session, match, session_id, SessionStatus.PROPOSED)
    times = {each.starts_at for each in offered.offered_times}
    is_theirs = offered.proposed_by_id == member.id
    if is_theirs or starts_at not in times or starts_at <= clock.now():
        raise NotPossibleNow(match)
    offered.status = SessionStatus.PLANNED
    offered.starts_at = starts_at
    offered.offered_times.clear()
    session.flush()
    cancel_mails(session, _key(match, str(offered.id)), {MailKind.SESSION_TIMES_OFFERED})
    _invite(session, match, offered, MailKind.SESSION_PLANNED)


def move_session(
    session: Session,
    match: Match,
    member: Member,
    session_id: int,
    starts_at: datetime,
    place: str,
    read_version: int | None = None,
) -> None:
    """Move a planned session to another time or place; both get a new version of the invitation.

    Raises `InvalidSession`, `NotPossibleNow`, and `NewerInvitation` where the version that was
    read is given and another one was sent since.
    """
    lock_pair(session, match)
    planned = session_with(session, match, session_id, SessionStatus.PLANNED)
    if not lies_ahead(planned):
        raise NotPossibleNow(match)
    _check(starts_at, "day")
    if (planned.starts_at, planned.place) == (starts_at, place):
        return
    if read_version not in {None, planned.invitations}:
        raise NewerInvitation
    planned.starts_at, planned.place = starts_at, place
    session.flush()
    _invite(session, match, planned, MailKind.SESSION_MOVED, member)


def cancel_session(session: Session, match: Match, member: Member, session_id: int) -> None:
    """Cancel a planned session, or take back times that one offered. Raises `NotPossibleNow`."""
    lock_pair(session, match)
    found = session_with(session, match, session_id, SessionStatus.PROPOSED, SessionStatus.PLANNED)
    if found.status == SessionStatus.PROPOSED:
        if found.proposed_by_id != member.id:
            raise NotPossibleNow(match)
        withdraw_offer(session, match)
    elif lies_ahead(found):
        _cancel(session, match, found, member)
    else:
        raise NotPossibleNow(match)


def cancel_ahead(session: Session, match: Match, *, tells: bool = True) -> None:
    """Cancel all that a mentorship which is over still has ahead, so that no calendar keeps it."""
    withdraw_offer(session, match)
    for planned in sessions_of(session, match):
        if lies_ahead(planned):
            _cancel(session, match, planned, None, tells=tells)


def withdraw_offer(session: Session, match: Match) -> None:
    """Take back the times that are offered, if any are, with the mail that tells of them."""
    for offered in sessions_of(session, match):
        if offered.status == SessionStatus.PROPOSED:
            cancel_mails(session, _key(match, str(offered.id)), {MailKind.SESSION_TIMES_OFFERED})
            session.delete(offered)
    session.flush()


def session_with(
    session: Session, match: Match, session_id: int, *statuses: SessionStatus
) -> MentoringSession:
    """Return a session of a pair in one of some states. Raises `NotPossibleNow`."""
    found = session.get(MentoringSession, session_id, populate_existing=True)
    if found is None or found.match_id != match.id or found.status not in statuses:
        raise NotPossibleNow(match)
    return found


def _cancel(
    session: Session,
    match: Match,
    planned: MentoringSession,
    actor: Member | None,
    *,
    tells: bool = True,
) -> None:
    planned.status = SessionStatus.CANCELLED
    session.flush()
    if tells:
        _invite(session, match, planned, MailKind.SESSION_CANCELLED, actor)


def _invite(
    session: Session,
    match: Match,
    planned: MentoringSession,
    kind: MailKind,
    actor: Member | None = None,
) -> None:
    """Owe both the next version of the invitation; the one before need not leave any more."""
    before = _key(match, _version(planned, planned.invitations - 1))
    cancel_mails(session, before, {MailKind.SESSION_PLANNED, MailKind.SESSION_MOVED})
    for member in (match.mentee, match.mentor):
        owe_mail_about(
            session,
            kind,
            match,
            member,
            apart=_version(planned, planned.invitations),
            expires_at=planned.starts_at,
            session_id=planned.id,
            sequence=planned.invitations,
            actor_id=actor.id if actor else None,
        )
    planned.invitations += 1
    session.flush()


def _version(planned: MentoringSession, number: int) -> str:
    return f"{planned.id}:{number}"


def _key(match: Match, apart: str) -> str:
    return f"{key_of(match)}:{apart}"


def _check(moment: datetime, field: str) -> None:
    if moment <= clock.now():
        raise InvalidSession(field, _("Choose a time that is still to come."))
    if moment > clock.now() + FARTHEST:
        raise InvalidSession(field, _("Choose a time within the next year."))
