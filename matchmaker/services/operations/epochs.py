"""Whether the database was restored, and what is held until an operator has looked.

A backup knows mails as owed that left long ago. So a database that went back in time begins a new
epoch, which holds what is owed, then or later: those mails stay, and no job writes to anybody,
until an operator releases it. Which mails leave all the same is told in `outbox/holds`.
"""

import uuid
from collections.abc import Collection, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import Epoch, EpochReason, JobRun, MailStatus, OutboxMail
from matchmaker.services.operations.job_runs import SEEN_WITHIN
from matchmaker.services.outbox.holds import LEAVES_ALL_THE_SAME, is_held

LONGEST_START: Final = timedelta(minutes=15)
"""A machine is started again, or a new version is installed, in less."""


WHY: Final = {
    EpochReason.INSTALLED: "",
    EpochReason.RESTORED: "the database was restored",
    EpochReason.MOVED: (
        "this machine does not know the database, in which nobody had worked for a while, so that "
        "it may be an old one"
    ),
    EpochReason.AWAY: (
        "mails waited while nothing ran, and if this machine was put back from a snapshot, they "
        "have left before"
    ),
    EpochReason.ORDERED: "an operator said so",
}
"""For operators."""
FEARED: Final = frozenset({EpochReason.MOVED, EpochReason.AWAY})


@dataclass(frozen=True, slots=True)
class Mark:
    """How far a machine has seen the database come: its epoch and its newest run of a job."""

    key: str
    run_id: int
    first: str = ""
    """The key of the database's first epoch: another one under the same name has another."""
    waits_since: datetime | None = None
    """Until when mails were owed that nobody could send yet, and an operator is to be asked."""


@dataclass(frozen=True, slots=True)
class Memory:
    """What a machine remembers of a database, outside of it."""

    marks: tuple[Mark, ...]
    is_complete: bool
    """Whether nothing is missing of what it wrote down: else the data was brought here."""
    was_up: bool
    """Whether it has not been off since."""
    sent: Mapping[str, datetime]
    """When the mails left that it knows of, by the first part of their Message-IDs."""


def newest_epoch(session: Session) -> Epoch | None:
    """Return the database's present epoch; None before its first job."""
    return session.scalars(sa.select(Epoch).order_by(Epoch.id.desc()).limit(1)).one_or_none()


def present_mark(session: Session) -> Mark:
    """Return how far the database has come; begins its first epoch where there is none."""
    epoch = newest_epoch(session)
    if epoch is None:
        epoch = _begin(session, EpochReason.INSTALLED)
        epoch.released_at = epoch.began_at
        session.flush()
    first = session.scalar(sa.select(Epoch.key).order_by(Epoch.id).limit(1)) or epoch.key
    return Mark(epoch.key, session.scalar(sa.select(sa.func.max(JobRun.id))) or 0, first)


def why_hold(session: Session, memory: Memory) -> EpochReason | None:
    """Return why mails must be held before anything is done, as far as a machine can tell; or None.

    That a database went back is certain where the machine has seen it further, or where it owes
    what left already. Else it can only be feared: of one that the machine does not know, and of
    mails that waited while the machine was off, since then all of it may have been put back.
    """
    epoch = newest_epoch(session)
    left = [memory.sent[code] for _mail, code in _owed_again(session, memory.sent, ~is_held())]
    # What left before the present epoch is owed again by a database whose going back is known.
    if left and (epoch is None or max(left) > epoch.began_at):
        return EpochReason.RESTORED
    if epoch is None:
        return None
    first = present_mark(session).first
    known = [mark for mark in memory.marks if mark.first in {"", first}]
    if any(went_back(session, mark) for mark in known):
        return EpochReason.RESTORED
    seen = last_seen(session)
    if seen is None or seen > clock.now() - SEEN_WITHIN:
        was_away = False
    elif not known or not memory.is_complete:
        return EpochReason.MOVED
    else:
        was_away = seen < clock.now() - LONGEST_START and not memory.was_up
    owed_by = [mark.waits_since for mark in known if mark.waits_since is not None]
    if was_away and seen is not None:
        owed_by.append(seen + SEEN_WITHIN)
    if owed_by and has_waited_since(session, max(owed_by)):
        return EpochReason.AWAY
    return None


def went_back(session: Session, mark: Mark) -> bool:
    """Whether the database is an earlier one than a machine has seen.

    A database without any epoch has not begun.
    """
    if newest_epoch(session) is None:
        return False
    present = present_mark(session)
    if mark.key == present.key:
        return present.run_id < mark.run_id
    return session.scalar(sa.select(Epoch.id).filter_by(key=mark.key)) is None


def last_seen(session: Session) -> datetime | None:
    """Return when a job was begun last, by whatever machine, or an operator saw to the database."""
    moments = sa.union_all(
        sa.select(sa.func.max(JobRun.started_at).label("moment")),
        sa.select(sa.func.max(Epoch.began_at)),
        sa.select(sa.func.max(Epoch.released_at)),
    ).subquery()
    moment: datetime | None = session.scalar(sa.select(sa.func.max(moments.c.moment)))
    return moment


def has_waited_since(session: Session, moment: datetime) -> bool:
    """Whether a mail that was owed by then could leave now."""
    waiting = sa.select(OutboxMail.id).where(
        OutboxMail.status == MailStatus.PENDING,
        ~is_held(),
        OutboxMail.created_at <= moment,
        OutboxMail.expires_at.is_(None) | (OutboxMail.expires_at > clock.now()),
    )
    return session.scalar(waiting.limit(1)) is not None


def hold_mails(session: Session, reason: EpochReason) -> int:
    """Begin an epoch that holds every mail owed so far, and what will be; return how many wait."""
    seen = last_seen(session)
    _begin(session, reason)
    # Who asked for a link before the first job ran on a restored database is still waiting for it.
    is_old = sa.or_(
        OutboxMail.kind.not_in(LEAVES_ALL_THE_SAME),
        OutboxMail.created_at <= seen + SEEN_WITHIN if seen else sa.true(),
    )
    result = session.execute(
        sa.update(OutboxMail)
        .where(OutboxMail.status == MailStatus.PENDING, OutboxMail.is_held.is_(False), is_old)
        .values(is_held=True, lease_token=None, leased_until=None)
        .execution_options(synchronize_session=False)
    )
    return changed_rows(result)


def release_mails(session: Session, *, send: bool) -> int:
    """End every hold; the held mails are sent, or cancelled. Return how many there were."""
    now = clock.now()
    changes = {"next_attempt_at": now} if send else {"status": MailStatus.CANCELLED}
    result = session.execute(
        sa.update(OutboxMail)
        .where(is_held())
        .values(is_held=False, **changes)
        .execution_options(synchronize_session=False)
    )
    session.execute(sa.update(Epoch).where(Epoch.released_at.is_(None)).values(released_at=now))
    return changed_rows(result)


def settle_what_left(session: Session, sent: Mapping[str, datetime], *, held: bool) -> int:
    """Note as sent what is owed, held or not, although it left before; return how many."""
    found = _owed_again(session, sent, is_held() if held else ~is_held())
    for mail_id, code in found:
        session.execute(
            sa.update(OutboxMail)
            .where(OutboxMail.id == mail_id)
            .values(status=MailStatus.SENT, sent_at=sent[code], is_held=False)
        )
    return len(found)


def why_held(session: Session) -> str:
    """Return in words why mails are held, for an operator; empty while they are not."""
    return "; ".join(WHY[reason] for reason in _reasons(session))


def why_feared(session: Session) -> str:
    """Return the same where it is only feared that the database went back; else an empty text."""
    reasons = _reasons(session)
    return why_held(session) if reasons and set(reasons) <= FEARED else ""


def _reasons(session: Session) -> list[EpochReason]:
    query = sa.select(Epoch.reason).where(Epoch.released_at.is_(None)).order_by(Epoch.id)
    return list(dict.fromkeys(session.scalars(query)))


def held_since(session: Session) -> datetime | None:
    """Return since when mails are held; None while they are not."""
    return session.scalar(sa.select(sa.func.min(Epoch.began_at)).where(Epoch.released_at.is_(None)))


def count_held(session: Session) -> int:
    """Return how many mails wait for an operator."""
    query = sa.select(sa.func.count(OutboxMail.id)).where(is_held())
    return session.scalar(query) or 0


def _owed_again(
    session: Session, sent: Collection[str], which: sa.ColumnElement[bool]
) -> list[tuple[int, str]]:
    """Return which of the mails owed have left: their ids, and how their Message-IDs begin."""
    if not sent:
        return []
    pending = sa.select(OutboxMail.id, OutboxMail.message_id).where(
        OutboxMail.status == MailStatus.PENDING, which
    )
    owed = [(mail_id, local_part(message_id)) for mail_id, message_id in session.execute(pending)]
    return [(mail_id, code) for mail_id, code in owed if code in sent]


def owes_mails(session: Session) -> bool:
    """Whether anything is owed, held or not."""
    query = sa.select(OutboxMail.id).filter_by(status=MailStatus.PENDING).limit(1)
    return session.scalar(query) is not None


def local_part(message_id: str) -> str:
    """Return what a Message-ID begins with, which it has before the sender's domain is known."""
    return message_id.strip("<>").partition("@")[0]


def _begin(session: Session, reason: EpochReason) -> Epoch:
    epoch = Epoch(key=str(uuid.uuid4()), reason=reason, began_at=clock.now())
    session.add(epoch)
    session.flush()
    return epoch
