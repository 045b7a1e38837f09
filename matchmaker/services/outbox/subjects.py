"""What mails are about: a match, a coffee group or a round, as a mail's row names it."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.database import in_parts
from matchmaker.models import (
    AddressChange,
    CoffeeGroup,
    CoffeeGroupMember,
    MailKind,
    MailStatus,
    Match,
    Member,
    OutboxMail,
    Round,
)
from matchmaker.services.outbox.outbox import NewMail, owe_mails

Subject: TypeAlias = Match | CoffeeGroup | Round
_NAMES: Final[dict[type[Subject], tuple[str, str]]] = {
    Match: ("match", "match_id"),
    CoffeeGroup: ("coffee", "group_id"),
    Round: ("round", "round_id"),
}
"""How a key begins, and under what name the payload holds the id."""
PAUSED: Final = "paused"
"""Tells the mail that a member's chats are paused from the question about the same group."""


def key_of(subject: Subject) -> str:
    """Return the key of mails about something, such as `match:12`."""
    return f"{_NAMES[type(subject)][0]}:{subject.id}"


def owe_mail_about(
    session: Session,
    kind: MailKind,
    subject: Subject,
    recipient: Member,
    *,
    expires_at: datetime | None = None,
    apart: str = "",
    **facts: Any,
) -> None:
    """Owe one mail about something, from its programme, once; as `mail_about` says it."""
    mail = mail_about(kind, subject, recipient, expires_at=expires_at, apart=apart, **facts)
    owe_mails(session, _programme_of(subject), [mail])


def mail_about(
    kind: MailKind,
    subject: Subject,
    recipient: Member,
    *,
    expires_at: datetime | None = None,
    apart: str = "",
    **facts: Any,
) -> NewMail:
    """Return a mail about something; `facts` hold codes only.

    `apart` tells a further mail of the same kind about the same from the first.
    """
    key = f"{key_of(subject)}:{apart}" if apart else key_of(subject)
    payload = {_NAMES[type(subject)][1]: subject.id} | facts
    return NewMail(kind, key, recipient, payload, expires_at)


def keys_about(session: Session, members: frozenset[int]) -> frozenset[str]:
    """Return the keys of mails about these members' matches, coffee groups and addresses."""
    is_theirs = sa.or_(Match.mentee_id.in_(members), Match.mentor_id.in_(members))
    groups = sa.select(CoffeeGroupMember.group_id).where(CoffeeGroupMember.member_id.in_(members))
    changes = sa.select(AddressChange.id).where(AddressChange.member_id.in_(members))
    return frozenset(
        {f"match:{match_id}" for match_id in session.scalars(sa.select(Match.id).where(is_theirs))}
        | {f"coffee:{group_id}" for group_id in session.scalars(groups)}
        | {f"address_change:{change_id}" for change_id in session.scalars(changes)}
    )


def subjects_in(key: str, payload: dict[str, Any]) -> frozenset[str]:
    """Return what a mail is about: its key without what comes after, and each of several offers.

    `coffee:3:paused` is about `coffee:3`.
    """
    matches = {f"match:{match_id}" for match_id in payload.get("match_ids", ())}
    return frozenset(matches | {":".join(key.split(":")[:2])})


def kept_about_pairs(session: Session, keys: frozenset[str]) -> list[int]:
    """Return the ids of mails whose text is kept, that tell more of a match with such a key."""
    query = sa.select(OutboxMail.id, OutboxMail.subject_key).where(
        OutboxMail.subject_key.like("match:%:%"), OutboxMail.body.is_not(None)
    )
    return [
        mail_id
        for mail_id, key in session.execute(query)
        if not keys.isdisjoint(subjects_in(key, {}))
    ]


def kept_about_several(session: Session, keys: frozenset[str]) -> list[int]:
    """Return the ids of mails whose text is kept, about several offers, one with such a key."""
    query = sa.select(OutboxMail.id, OutboxMail.subject_key, OutboxMail.payload).where(
        OutboxMail.kind == MailKind.OFFER,
        OutboxMail.subject_key.startswith("round:"),
        OutboxMail.body.is_not(None),
    )
    return [
        mail_id
        for mail_id, key, payload in session.execute(query)
        if not keys.isdisjoint(subjects_in(key, payload))
    ]


def _programme_of(subject: Subject) -> int:
    return (subject.round if isinstance(subject, CoffeeGroup) else subject).programme_id


@dataclass(frozen=True, slots=True)
class Sending:
    """How far a mail came."""

    status: MailStatus
    sent_at: datetime | None


Sendings: TypeAlias = dict[tuple[int, int], Sending]
"""How far mails of one kind came, by what they are about and to which member."""


def sendings_of(session: Session, kind: MailKind, subjects: Collection[Subject]) -> Sendings:
    """Return how far the mails of a kind came that are about one of several matches, or groups.

    Of some none is known: none was owed, or it was forgotten long after it was sent.
    """
    subject_ids = {key_of(subject): subject.id for subject in subjects}
    found: Sendings = {}
    for keys in in_parts(subject_ids):
        query = sa.select(
            OutboxMail.subject_key, OutboxMail.member_id, OutboxMail.status, OutboxMail.sent_at
        ).where(OutboxMail.kind == kind, OutboxMail.subject_key.in_(keys))
        # Of several to one member the last one counts.
        for key, member_id, status, sent_at in session.execute(query.order_by(OutboxMail.id)):
            if member_id is not None:
                found[subject_ids[key], member_id] = Sending(status, sent_at)
    return found
