"""Leaving, with thirty days to come back; erasing for good is in `erasing`."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import LIVE_MATCH, ChangeKind, MailKind, Match, MatchStatus, Member
from matchmaker.services.accounts.sign_in import end_sessions_of
from matchmaker.services.matches.offer_mails import cancel_offer_mails
from matchmaker.services.matches.replacements import replace_offer
from matchmaker.services.mentorships.ending import INTRODUCTION_MAILS
from matchmaker.services.mentorships.sessions import cancel_ahead
from matchmaker.services.outbox.outbox import cancel_mails, cancel_mails_to
from matchmaker.services.outbox.subjects import key_of, owe_mail_about
from matchmaker.services.programme.programmes import (
    coordinators,
    dismiss_coordinator,
    lock_places,
    participation_of,
    programmes_of,
)
from matchmaker.services.rounds.transitions import move_match


class OnlyCoordinator(Exception):
    """Nobody else could run a programme; another coordinator must be named first."""


def is_only_coordinator(session: Session, member: Member) -> bool:
    """Whether a programme would be without a coordinator if the member left."""
    return any(
        coordinators(session, programme) == [member] for programme in programmes_of(session, member)
    )


def leave_programme(session: Session, member: Member, *, even_if_only_coordinator: bool) -> None:
    """Take a member out of every programme: live matches are called off, mails to them cancelled.

    The other side of each match is told in neutral words; a mentee who loses an offer by it is
    offered to the next best mentor. Every session ends. Raises `OnlyCoordinator`.
    """
    programmes = programmes_of(session, member)
    for programme in programmes:
        lock_places(session, programme.id)
    session.refresh(member)
    if member.left_at is not None:
        return
    if is_only_coordinator(session, member) and not even_if_only_coordinator:
        raise OnlyCoordinator
    _take_out(session, member)
    for match in _live_matches(session, member):
        _call_off(session, match, member)
    session.flush()


def leave_again(session: Session, member: Member) -> None:
    """Take out a member whom a restored database brought back: nothing is owed, told or offered.

    The others were told when the member left. What a mentee was offered then is lost: their offer
    stays with a mentor who is not there, until the follow-up asks the next best one.
    """
    for programme in programmes_of(session, member):
        lock_places(session, programme.id)
    session.refresh(member)
    if member.left_at is not None:
        return
    _take_out(session, member)
    for match in _live_matches(session, member):
        if match.status == MatchStatus.OFFERED and match.mentor_id == member.id:
            cancel_offer_mails(session, match)
        else:
            _cancel(session, match, member, tells=False)
    session.flush()


def _take_out(session: Session, member: Member) -> None:
    member.left_at = clock.now()
    session.flush()
    for programme in programmes_of(session, member):
        dismiss_coordinator(session, programme, member)
    cancel_mails_to(session, member)
    end_sessions_of(session, member)


def _live_matches(session: Session, member: Member) -> list[Match]:
    query = (
        sa.select(Match)
        .where(
            Match.with_member(member),
            Match.status.in_(LIVE_MATCH),
        )
        .order_by(Match.id)
        .with_for_update()
        .execution_options(populate_existing=True)
    )
    return list(session.scalars(query))


def _call_off(session: Session, match: Match, member: Member) -> None:
    """End a match, tell the partner, and see to a mentee whose offer is lost by it."""
    was_offered = match.status == MatchStatus.OFFERED
    partner = _cancel(session, match, member)
    if not was_offered:
        owe_mail_about(session, MailKind.MATCH_ENDED, match, partner, outcome=match.status.value)
    elif partner.id == match.mentee_id:
        replace_offer(session, match, "withdrawn")
    else:
        owe_mail_about(session, MailKind.OFFER_WITHDRAWN, match, partner)


def _cancel(session: Session, match: Match, member: Member, *, tells: bool = True) -> Member:
    """End a match; a mentee who was introduced comes first next month. Return the partner."""
    was_offered = match.status == MatchStatus.OFFERED
    move_match(session, match, MatchStatus.CANCELLED, member, kind=ChangeKind.LEFT)
    match.ended_at = clock.now()
    cancel_offer_mails(session, match)
    cancel_mails(session, key_of(match), INTRODUCTION_MAILS)
    cancel_ahead(session, match, tells=tells)
    partner = match.mentee if match.mentor_id == member.id else match.mentor
    if not was_offered and partner.id == match.mentee_id:
        participation_of(session, match.round.programme, partner).has_first_priority = True
    session.flush()
    return partner
