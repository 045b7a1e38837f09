"""A mentor's answer to an offer, and the ways in which an offer ends without one."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import gettext as _
from matchmaker.models import (
    ChangeKind,
    Exclusion,
    ExclusionSource,
    MailKind,
    Match,
    MatchStatus,
    Member,
    Participation,
    Programme,
)
from matchmaker.services.addresses.known import current_address_id
from matchmaker.services.matches.introductions import introduce
from matchmaker.services.matches.offer_mails import cancel_offer_mails
from matchmaker.services.matches.replacements import replace_offer
from matchmaker.services.matches.validity import why_overtaken
from matchmaker.services.outbox.subjects import owe_mail_about
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import lock_places, participation_of
from matchmaker.services.rounds.places import accepted_matches, fresh_participations
from matchmaker.services.rounds.transitions import OutOfDate, move_match
from matchmaker.taxonomy import load_taxonomy

MOST_NOTE_LETTERS = 2_000


class AlreadyAnswered(Exception):
    """The offer is no longer open: `match` shows in its status what happened first."""

    def __init__(self, match: Match) -> None:
        self.match = match
        super().__init__(f"the offer is {match.status}")


class NoPlaceLeft(Exception):
    """The mentor's places are all taken by mentees whom they accepted."""


class NoLongerHolds(Exception):
    """People changed since the offer was made; call it off instead (`withdraw_if_overtaken`)."""


class InvalidReason(ValueError):
    """The reason for declining is not one of the list; the message is a sentence."""


def accept_offer(session: Session, match: Match, actor: Member) -> None:
    """Accept, and introduce the two at once.

    Raises `AlreadyAnswered` when something else happened first, `NoLongerHolds` when the mentee is
    away or the two may not be paired any more, and `NoPlaceLeft` when the mentor has meanwhile
    accepted as many mentees as they have places.
    """
    participation = _lock(session, match)
    if why_overtaken(session, match) in {"mentee_away", "unreachable", "forbidden"}:
        raise NoLongerHolds(f"match {match.id}")
    if accepted_matches(session, match.programme_id, match.mentor_id) >= participation.capacity:
        raise NoPlaceLeft(f"mentor {match.mentor_id} has {participation.capacity} places")
    _answer(session, match, MatchStatus.ACCEPTED, actor)
    participation.expired_offers = 0
    introduce(session, match)


def decline_offer(
    session: Session, match: Match, actor: Member, reason_code: str, note: str = ""
) -> None:
    """Decline, with or without a reason, which stays private.

    The mentee's next best mentor is asked at once. After some reasons the two are kept apart for
    good, in mentoring and over coffee. Raises `InvalidReason` and `AlreadyAnswered`.
    """
    reason = load_taxonomy().offered("decline_reasons").get(reason_code)
    if reason_code and reason is None:
        raise InvalidReason(_("Choose one of the reasons, or none."))
    if len(note) > MOST_NOTE_LETTERS:
        raise InvalidReason(
            _("Keep the note under %(letters)s characters.", letters=MOST_NOTE_LETTERS)
        )
    participation = _lock(session, match)
    _answer(session, match, MatchStatus.DECLINED, actor)
    match.decline_reason = reason_code
    match.decline_note = note.strip()
    participation.expired_offers = 0
    if reason is not None and reason.keeps_apart:
        _never_again(session, match)
    replace_offer(session, match, "declined")


def withdraw_offer(session: Session, match: Match, actor: Member, reason: str = "") -> None:
    """Take an open offer back; the mentor is told.

    The mentee's next best mentor is asked, unless the mentee withdrew it themself. Raises
    `AlreadyAnswered`.
    """
    _lock(session, match)
    _answer(session, match, MatchStatus.WITHDRAWN, actor, reason)
    owe_mail_about(session, MailKind.OFFER_WITHDRAWN, match, match.mentor)
    if actor.id != match.mentee_id:
        replace_offer(session, match, "withdrawn")


def withdraw_if_overtaken(session: Session, match: Match) -> bool:
    """Take back an offer that no longer holds after people's changes; return whether it was.

    The mentor is told if the mentee is away or the two may not be paired any more. A mentee who
    still looks for a mentor is offered to the next best one. Raises `AlreadyAnswered`.
    """
    if not why_overtaken(session, match):
        return False
    _lock(session, match)
    why = why_overtaken(session, match)
    if not why:
        return False
    _answer(session, match, MatchStatus.WITHDRAWN, None, kind=ChangeKind(why))
    if why in {"mentee_away", "unreachable", "forbidden"}:
        owe_mail_about(session, MailKind.OFFER_WITHDRAWN, match, match.mentor)
    replace_offer(session, match, "withdrawn")
    return True


def withdraw_unsent(session: Session, match: Match) -> None:
    """Take back an offer whose mail never left; the next best mentor is asked.

    The mentor is told nothing, as before, and was not silent. Raises `AlreadyAnswered`.
    """
    _lock(session, match)
    _answer(session, match, MatchStatus.WITHDRAWN, None, kind=ChangeKind.UNREACHABLE)
    session.flush()
    replace_offer(session, match, "withdrawn")


def expire_offer(session: Session, match: Match) -> None:
    """End an offer that nobody answered in time; a mentor silent in several rounds is paused.

    Offers of one round that expire are one silence, however many. Raises `AlreadyAnswered`.
    """
    timers = policy_from_document(match.round.policy).timers
    participation = _lock(session, match)
    _answer(session, match, MatchStatus.EXPIRED, None)
    if not (participation.expired_offers and _was_silent_before(session, match)):
        participation.expired_offers += 1
    if participation.expired_offers >= timers.expiries_before_pause:
        participation.silent_since = participation.silent_since or clock.now()
    is_paused = participation.silent_since is not None
    owe_mail_about(session, MailKind.OFFER_EXPIRED, match, match.mentor, is_paused=is_paused)
    session.flush()
    replace_offer(session, match, "expired")


def return_from_silence(session: Session, programme: Programme, member: Member) -> bool:
    """Bring back a mentor who was paused after unanswered offers; return whether they were."""
    participation = participation_of(session, programme, member)
    was_silent = participation.silent_since is not None
    participation.silent_since = None
    participation.expired_offers = 0
    session.flush()
    return was_silent


def _lock(session: Session, match: Match) -> Participation:
    """Lock the programme's places, check that the offer is open, and return the mentor's row.

    Raises `AlreadyAnswered`.
    """
    lock_places(session, match.programme_id)
    session.refresh(match)
    if match.status != MatchStatus.OFFERED:
        raise AlreadyAnswered(match)
    return fresh_participations(session, match.programme_id, {match.mentor_id})[match.mentor_id]


def _answer(
    session: Session,
    match: Match,
    status: MatchStatus,
    actor: Member | None,
    reason: str = "",
    kind: ChangeKind = ChangeKind.STATE,
) -> None:
    try:
        move_match(session, match, status, actor, reason, kind)
    except OutOfDate:
        session.refresh(match)
        raise AlreadyAnswered(match) from None
    match.answered_at = clock.now()
    if status != MatchStatus.ACCEPTED:
        match.ended_at = match.answered_at
    cancel_offer_mails(session, match)


def _was_silent_before(session: Session, match: Match) -> bool:
    """Whether another offer of the same round to the same mentor has expired already."""
    others = sa.select(Match.id).where(
        Match.round_id == match.round_id,
        Match.mentor_id == match.mentor_id,
        Match.id != match.id,
        Match.status == MatchStatus.EXPIRED,
    )
    return session.scalars(others.limit(1)).first() is not None


def _never_again(session: Session, match: Match) -> None:
    values = {
        "programme_id": match.programme_id,
        "member_id": match.mentor_id,
        "other_address_id": current_address_id(session, match.mentee),
        "source": ExclusionSource.NOT_A_FIT,
    }
    if session.scalar(sa.select(Exclusion.id).filter_by(**values)) is None:
        session.add(
            Exclusion(created_by_id=match.mentor_id, created_at=clock.now(), reason="", **values)
        )
        session.flush()
