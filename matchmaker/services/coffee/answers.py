"""What a networker says: we met, we did not, not this month, I am back; and what silence does."""

from collections.abc import Collection
from datetime import datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker import clock
from matchmaker.database import changed_rows
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
from matchmaker.services.outbox.subjects import PAUSED, Sending, owe_mail_about, sending_of
from matchmaker.services.programme.calendar import month_after
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.programme.programmes import lock_places, participation_of
from matchmaker.services.rounds.places import fresh_participations
from matchmaker.services.rounds.transitions import ForbiddenTransition

TOLD = frozenset({CoffeeStatus.NOTIFIED, CoffeeStatus.MET, CoffeeStatus.NOT_MET})


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


def follow_up_chat(session: Session, group_id: int) -> str:
    """Do what is due for one group: "asked", "closed" or nothing; safe to call twice.

    Members who have not answered are asked once. Later, silence is counted, unless somebody else
    of the group said that they met; after some silent rounds in a row a member is paused and told.
    Silence begins when the question was really sent, whenever that was: nobody is silent to what
    has not reached them, nor to what they refuse.
    """
    group = session.get_one(CoffeeGroup, group_id, populate_existing=True)
    timers = policy_from_document(group.round.policy).timers
    now = clock.now()
    if group.closed_at is not None or group.notified_at is None:
        return ""
    if group.asked_at is None:
        is_due = now >= _told_at(session, group) + timedelta(days=timers.chat_question_days)
        return "asked" if is_due and _ask(session, group) else ""
    time_to_answer = timedelta(days=timers.chat_silence_days - timers.chat_question_days)
    questions = _questions(session, group)
    if any(one.status == MailStatus.PENDING for one in questions.values()):
        return ""
    asked_at = max([group.asked_at, *(one.sent_at for one in questions.values() if one.sent_at)])
    if now < asked_at + time_to_answer:
        return ""
    were_asked = {member_id for member_id, one in questions.items() if one.sent_at}
    return "closed" if _close(session, group, timers.silent_chats_before_pause, were_asked) else ""


def _told_at(session: Session, group: CoffeeGroup) -> datetime:
    """Return when the last of a group was really told of it, as far as that is known."""
    sendings = _sendings(session, MailKind.COFFEE_INTRODUCED, group).values()
    told = [one.sent_at for one in sendings if one.sent_at]
    return max([group.notified_at or clock.now(), *told])


def _questions(session: Session, group: CoffeeGroup) -> dict[int, Sending]:
    return _sendings(session, MailKind.COFFEE_DID_YOU_MEET, group)


def _sendings(session: Session, kind: MailKind, group: CoffeeGroup) -> dict[int, Sending]:
    """Return how far each member's mail of a kind about a group came, by member."""
    found = {
        person.member_id: sending_of(session, kind, group, person.member_id)
        for person in group.people
    }
    return {member_id: one for member_id, one in found.items() if one is not None}


def _ask(session: Session, group: CoffeeGroup) -> bool:
    if not _stamp(session, group, CoffeeGroup.asked_at):
        return False
    if group.status == CoffeeStatus.MET:
        return False
    for person in group.people:
        if person.answer == CoffeeAnswer.NONE:
            owe_mail_about(session, MailKind.COFFEE_DID_YOU_MEET, group, person.member)
    return True


def _close(
    session: Session, group: CoffeeGroup, most_silent: int, were_asked: Collection[int]
) -> bool:
    lock_places(session, group.round.programme_id)
    if not _stamp(session, group, CoffeeGroup.closed_at):
        return False
    session.refresh(group)
    ids = {person.member_id for person in group.people}
    participations = fresh_participations(session, group.round.programme_id, ids)
    for person in group.people:
        participation = participations.get(person.member_id)
        if participation is None or participation.chats_paused_since is not None:
            continue
        others = [other for other in group.people if other is not person]
        is_alone = all(other.member.left_at is not None for other in others)
        has_spoken = person.answer != CoffeeAnswer.NONE or group.status == CoffeeStatus.MET
        if has_spoken or is_alone:
            participation.unanswered_chats = 0
            continue
        if person.member_id not in were_asked or participation.refuses_chat_questions:
            continue
        participation.unanswered_chats += 1
        if participation.unanswered_chats >= most_silent and participation.is_networker:
            participation.chats_paused_since = clock.now()
            owe_mail_about(
                session,
                MailKind.COFFEE_DID_YOU_MEET,
                group,
                person.member,
                apart=PAUSED,
                is_paused=True,
            )
    session.flush()
    return True


def _stamp(
    session: Session, group: CoffeeGroup, column: InstrumentedAttribute[datetime | None]
) -> bool:
    """Note that a step is done; False if another process was first."""
    changed = session.execute(
        sa.update(CoffeeGroup)
        .where(CoffeeGroup.id == group.id, column.is_(None))
        .values({column: clock.now()})
        .execution_options(synchronize_session=False)
    )
    session.refresh(group)
    return bool(changed_rows(changed))


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
