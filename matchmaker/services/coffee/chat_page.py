"""Coffee chats as a networker may see them: whom they meet, what was said, what is next."""

from dataclasses import dataclass
from datetime import datetime

import sqlalchemy as sa
from sqlalchemy.orm import Session, selectinload

from matchmaker import clock
from matchmaker.messages import format_list
from matchmaker.models import (
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeGroupMember,
    CoffeeRound,
    CoffeeStatus,
    Member,
    NetworkerLeftOut,
    Programme,
)
from matchmaker.services.coffee.answers import TOLD, next_chat_month
from matchmaker.services.coffee.meeting import meets_outside_hours
from matchmaker.services.profiles.card import PersonCard, Side, person_card
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.wording.reasons import term_name
from matchmaker.taxonomy import load_taxonomy

_STATUS_BY_OWN_ANSWER = {
    CoffeeAnswer.NONE: CoffeeStatus.NOTIFIED,
    CoffeeAnswer.MET: CoffeeStatus.MET,
    CoffeeAnswer.NOT_MET: CoffeeStatus.NOT_MET,
}
"""What a member sees of a chat follows from their own answer: that of others is private."""


@dataclass(frozen=True, slots=True)
class ChatSeen:
    """One coffee chat as one of its people sees it."""

    group_id: int
    month: str
    status: CoffeeStatus
    answer: CoffeeAnswer
    """What the reader said."""
    companions: tuple[PersonCard, ...]
    topics: tuple[str, ...]
    """Names of the interests that all of them share."""
    writes_first: bool
    first_name: str
    met_before: bool
    notified_at: datetime | None
    meeting_at: datetime | None
    """The half hour that was proposed, while it lies ahead."""
    meets_outside_hours: bool

    @property
    def names(self) -> str:
        """The others' names as a sentence has them."""
        return format_list(companion.name for companion in self.companions)


@dataclass(frozen=True, slots=True)
class ChatStanding:
    """All that a member's page says about coffee chats."""

    is_networker: bool
    is_paused: bool
    skips_next: bool
    next_month: str
    left_out_month: str
    """This month, where the member was left out of its round; else empty."""
    present: ChatSeen | None
    """The newest chat, while it is that of the newest round."""
    past: tuple[ChatSeen, ...]


def chat_standing(session: Session, programme: Programme, member: Member) -> ChatStanding:
    """Return where a member stands with a programme's coffee chats now."""
    participation = participation_of(session, programme, member)
    newest = session.scalars(
        sa.select(CoffeeRound)
        .filter_by(programme_id=programme.id)
        .order_by(CoffeeRound.month.desc())
        .limit(1)
    ).one_or_none()
    seen = [chat_seen(group, member) for group in _groups_of(session, programme, member)]
    present = seen[0] if seen and newest and seen[0].month == newest.month else None
    next_month = next_chat_month(session, programme)
    was_left_out = newest is not None and session.scalar(
        sa.select(NetworkerLeftOut.id).filter_by(round_id=newest.id, member_id=member.id)
    )
    return ChatStanding(
        is_networker=participation.is_networker,
        is_paused=participation.chats_paused_since is not None,
        skips_next=participation.skipped_chat_month == next_month,
        next_month=next_month,
        left_out_month=newest.month if newest and was_left_out else "",
        present=present,
        past=tuple(chat for chat in seen if chat is not present),
    )


def find_chat(session: Session, group_id: int, member: Member) -> CoffeeGroup | None:
    """Return a group that a member belongs to and has been told of."""
    group = session.get(CoffeeGroup, group_id)
    if group is None or group.status not in TOLD:
        return None
    is_theirs = any(person.member_id == member.id for person in group.people)
    return group if is_theirs else None


def chat_seen(group: CoffeeGroup, member: Member) -> ChatSeen:
    """Return a group as one of its people sees it."""
    own = next(person for person in group.people if person.member_id == member.id)
    here = [person.member for person in group.people if person.member.left_at is None]
    others = [other for other in here if other.id != member.id]
    return ChatSeen(
        group_id=group.id,
        month=group.round.month,
        status=_STATUS_BY_OWN_ANSWER[own.answer],
        answer=own.answer,
        companions=tuple(person_card(other, Side.COMPANION) for other in others),
        topics=tuple(term_name(load_taxonomy().interests, code) for code in group.shared_interests),
        writes_first=bool(here) and here[0].id == member.id,
        first_name=here[0].greeting_name if here else "",
        met_before=any(member.id in (one, other) for one, other, _ in group.repeats),
        notified_at=group.notified_at,
        meeting_at=group.meeting_at if _lies_ahead(group.meeting_at) else None,
        meets_outside_hours=meets_outside_hours(group),
    )


def _lies_ahead(moment: datetime | None) -> bool:
    return moment is not None and moment > clock.now()


def _groups_of(session: Session, programme: Programme, member: Member) -> list[CoffeeGroup]:
    query = (
        sa.select(CoffeeGroup)
        .join(CoffeeRound)
        .where(
            CoffeeRound.programme_id == programme.id,
            CoffeeGroup.people.any(CoffeeGroupMember.member_id == member.id),
            CoffeeGroup.status.in_(TOLD),
        )
        .options(
            selectinload(CoffeeGroup.round),
            selectinload(CoffeeGroup.people)
            .selectinload(CoffeeGroupMember.member)
            .selectinload(Member.profile),
        )
        .order_by(CoffeeRound.month.desc())
    )
    return list(session.scalars(query))
