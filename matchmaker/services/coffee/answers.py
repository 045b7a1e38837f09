"""What a networker says: we met, we did not, not this month, I am back; and what silence does."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker import clock
from matchmaker.models import (
    COFFEE_TRANSITIONS,
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeGroupMember,
    CoffeeRound,
    CoffeeStatus,
    MailKind,
    MailStatus,
    Member,
    Programme,
)
from matchmaker.services.coffee.rounds import groups_with_people
from matchmaker.services.outbox.outbox import NewMail, owe_mails
from matchmaker.services.outbox.refusable import refusals
from matchmaker.services.outbox.subjects import (
    PAUSED,
    Sending,
    Sendings,
    mail_about,
    sendings_of,
)
from matchmaker.services.programme.calendar import month_after
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import lock_places, participation_of
from matchmaker.services.rounds.places import fresh_participations
from matchmaker.services.rounds.transitions import ForbiddenTransition

TOLD = frozenset({CoffeeStatus.NOTIFIED, CoffeeStatus.MET, CoffeeStatus.NOT_MET})


@dataclass(frozen=True, slots=True)
class FollowedChats:
    """In how many groups members were asked whether they met, and silence was counted."""

    asked: int
    closed: int


class NotInGroup(Exception):
    """The member does not belong to the group, or nobody has been told of it yet."""


def answer_chat(session: Session, group: CoffeeGroup, member: Member, answer: CoffeeAnswer) -> bool:
    """Note what a member says of their chat; return whether that is news. It can be corrected.

    A group has met as soon as one of it says so. Raises `NotInGroup`.
    """
    lock_places(session, group.round.programme_id)
    session.refresh(group)
    person = session.get(CoffeeGroupMember, (group.id, member.id), populate_existing=True)
    if person is None or group.status not in TOLD:
        raise NotInGroup(f"member {member.id} is not in group {group.id}")
    participation = participation_of(session, group.round.programme, member)
    participation.unanswered_chats = 0
    if person.answer == answer:
        return False
    person.answer = answer
    person.answered_at = clock.now()
    session.flush()
    _move_to(group, _status_of({other.answer for other in group.people}))
    session.flush()
    return True


def month_to_skip(session: Session, group: CoffeeGroup, member: Member) -> str:
    """Return the month after a chat, if a member can still skip it; empty otherwise."""
    programme, after = group.round.programme, month_after(group.round.month)
    part = participation_of(session, programme, member)
    is_in = part.is_networker and part.chats_paused_since is None
    is_next = next_chat_month(session, programme) == after
    return after if is_in and is_next and part.skipped_chat_month != after else ""


def skip_next_chat(session: Session, programme: Programme, member: Member) -> str:
    """Leave a member out of the next coffee round; return its month."""
    participation = participation_of(session, programme, member)
    participation.skipped_chat_month = next_chat_month(session, programme)
    session.flush()
    return participation.skipped_chat_month


def return_to_chats(session: Session, programme: Programme, member: Member) -> bool:
    """End a pause after silence and a skipped month; return whether there was one."""
    participation = participation_of(session, programme, member)
    is_skipping = (participation.skipped_chat_month or "") >= next_chat_month(session, programme)
    was_away = participation.chats_paused_since is not None or is_skipping
    participation.chats_paused_since = None
    participation.skipped_chat_month = None
    participation.unanswered_chats = 0
    session.flush()
    return was_away


def next_chat_month(session: Session, programme: Programme) -> str:
    """Return the month of a programme's next coffee round: this one while it has none yet."""
    month = clock.current_month(programme.time_zone)
    exists = sa.select(CoffeeRound.id).filter_by(programme_id=programme.id, month=month)
    return month if session.scalar(exists) is None else month_after(month)


def open_chats(session: Session, programme: Programme) -> list[int]:
    """Return the ids of a programme's groups whose silence was not counted, the oldest first."""
    query = (
        sa.select(CoffeeGroup.id)
        .join(CoffeeRound)
        .where(
            CoffeeRound.programme_id == programme.id,
            CoffeeGroup.status.in_(TOLD),
            CoffeeGroup.closed_at.is_(None),
        )
        .order_by(CoffeeGroup.notified_at, CoffeeGroup.id)
    )
    return list(session.scalars(query))


def follow_up_chats(
    session: Session, programme: Programme, group_ids: Collection[int]
) -> FollowedChats:
    """Do what is due for some groups of a programme; safe to call twice.

    Members who have not answered are asked once. Later, silence is counted, unless somebody else
    of the group said that they met; after some silent rounds in a row a member is paused and told.
    Silence begins when the question was really sent, whenever that was: nobody is silent to what
    has not reached them, nor to what they refuse.

    Many groups take as many statements as a few. One transaction holds them, and the programme's
    lock on places where silence is counted, so the caller hands over some hundred at a time.
    """
    groups = [
        group
        for group in groups_with_people(session, group_ids)
        if group.closed_at is None and group.notified_at is not None
    ]
    told = sendings_of(session, MailKind.COFFEE_INTRODUCED, groups)
    questions = sendings_of(session, MailKind.COFFEE_DID_YOU_MEET, groups)
    to_ask = [group for group in groups if group.asked_at is None and _is_to_ask(group, told)]
    to_close = [group for group in groups if group.asked_at and _is_over(group, questions)]
    return FollowedChats(
        asked=_ask(session, programme, to_ask),
        closed=_close(session, programme, to_close, questions) if to_close else 0,
    )


def _is_to_ask(group: CoffeeGroup, told: Sendings) -> bool:
    """Whether the group has had its time since the last of it was really told of it."""
    days = policy_from_document(group.round.policy).timers.chat_question_days
    sent = [one.sent_at for one in _theirs(group, told) if one.sent_at]
    return clock.now() >= max([group.notified_at or clock.now(), *sent]) + timedelta(days=days)


def _is_over(group: CoffeeGroup, questions: Sendings) -> bool:
    """Whether the time is over that a group has to answer the question."""
    timers = policy_from_document(group.round.policy).timers
    theirs = _theirs(group, questions)
    if any(one.status == MailStatus.PENDING for one in theirs):
        return False
    asked_at = max([group.asked_at or clock.now(), *(one.sent_at for one in theirs if one.sent_at)])
    return clock.now() >= asked_at + timedelta(
        days=timers.chat_silence_days - timers.chat_question_days
    )


def _theirs(group: CoffeeGroup, sendings: Sendings) -> list[Sending]:
    """Return how far the mails about a group came that its members were owed."""
    keys = ((group.id, person.member_id) for person in group.people)
    return [sendings[key] for key in keys if key in sendings]


def _ask(session: Session, programme: Programme, groups: Sequence[CoffeeGroup]) -> int:
    """Ask whoever has not answered; return how many groups there was something to ask."""
    asked = [
        group
        for group in _stamp(session, groups, CoffeeGroup.asked_at)
        if group.status != CoffeeStatus.MET
    ]
    mails = [
        mail_about(MailKind.COFFEE_DID_YOU_MEET, group, person.member)
        for group in asked
        for person in group.people
        if person.answer == CoffeeAnswer.NONE
    ]
    owe_mails(session, programme.id, mails)
    return len(asked)


def _close(
    session: Session, programme: Programme, groups: Sequence[CoffeeGroup], questions: Sendings
) -> int:
    """Count silence; return in how many groups."""
    lock_places(session, programme.id)
    closed = _stamp(session, groups, CoffeeGroup.closed_at)
    ids = {person.member_id for group in closed for person in group.people}
    participations = fresh_participations(session, programme.id, ids)
    refused = refusals(session, programme.id, ids, [MailKind.COFFEE_DID_YOU_MEET])
    refusing = {member_id for member_id, _kind in refused}
    paused = []
    for group in closed:
        timers = policy_from_document(group.round.policy).timers
        for person in group.people:
            participation = participations.get(person.member_id)
            if participation is None or participation.chats_paused_since is not None:
                continue
            question = questions.get((group.id, person.member_id))
            was_asked = question is not None and question.sent_at is not None
            if _has_spoken(group, person):
                participation.unanswered_chats = 0
            elif was_asked and person.member_id not in refusing:
                participation.unanswered_chats += 1
                is_silent = participation.unanswered_chats >= timers.silent_chats_before_pause
                if is_silent and participation.is_networker:
                    participation.chats_paused_since = clock.now()
                    paused.append(_told_of_pause(group, person.member))
    session.flush()
    owe_mails(session, programme.id, paused)
    return len(closed)


def _has_spoken(group: CoffeeGroup, person: CoffeeGroupMember) -> bool:
    """Whether no silence is counted: somebody said that they met, or there is nobody to meet."""
    others = [other for other in group.people if other is not person]
    is_alone = all(other.member.left_at is not None for other in others)
    return is_alone or person.answer != CoffeeAnswer.NONE or group.status == CoffeeStatus.MET


def _told_of_pause(group: CoffeeGroup, member: Member) -> NewMail:
    kind = MailKind.COFFEE_DID_YOU_MEET
    return mail_about(kind, group, member, apart=PAUSED, is_paused=True)


def _stamp(
    session: Session,
    groups: Sequence[CoffeeGroup],
    column: InstrumentedAttribute[datetime | None],
) -> Sequence[CoffeeGroup]:
    """Note that a step is done; return the groups of which no other process was first."""
    stamped = session.scalars(
        sa.update(CoffeeGroup)
        .where(CoffeeGroup.id.in_([group.id for group in groups]), column.is_(None))
        .values({column: clock.now()})
        .returning(CoffeeGroup.id)
        .execution_options(synchronize_session=False)
    ).all()
    return groups_with_people(session, stamped)


def _status_of(answers: set[CoffeeAnswer]) -> CoffeeStatus:
    if CoffeeAnswer.MET in answers:
        return CoffeeStatus.MET
    return CoffeeStatus.NOT_MET if CoffeeAnswer.NOT_MET in answers else CoffeeStatus.NOTIFIED


def _move_to(group: CoffeeGroup, status: CoffeeStatus) -> None:
    if status == group.status:
        return
    if status not in COFFEE_TRANSITIONS[group.status]:
        raise ForbiddenTransition(f"a coffee group cannot go from {group.status} to {status}")
    group.status = status
