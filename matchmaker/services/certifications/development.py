"""A member's record of development: what they did, when, for how long. Theirs alone."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    MENTORSHIP,
    DevelopmentEntry,
    DevelopmentKind,
    Match,
    Member,
    MentoringSession,
    SessionStatus,
)
from matchmaker.services.certifications.renewal import Done

MOST_ENTRIES: Final = 2_000


class RecordIsFull(Exception):
    """The member has as many entries as one can have."""


@dataclass(frozen=True, slots=True)
class EntryValues:
    """What a member writes down."""

    day: date
    minutes: int
    kind: DevelopmentKind
    topic: str


@dataclass(frozen=True, slots=True)
class OwnSession:
    """A session that a member held, which an entry may be about."""

    id: int
    starts_at: datetime
    minutes: int
    topics: str
    is_mentor: bool


@dataclass(frozen=True, slots=True)
class YearOfEntries:
    """The entries of a calendar year, the latest first, and their sum."""

    year: int
    entries: tuple[DevelopmentEntry, ...]

    @property
    def minutes(self) -> int:
        """Return how long all of them took."""
        return sum(each.minutes for each in self.entries)


def entries_of(session: Session, member: Member) -> list[DevelopmentEntry]:
    """Return a member's entries, the latest day first."""
    query = sa.select(DevelopmentEntry).filter_by(member_id=member.id)
    return list(
        session.scalars(query.order_by(DevelopmentEntry.day.desc(), DevelopmentEntry.id.desc()))
    )


def by_year(entries: list[DevelopmentEntry]) -> list[YearOfEntries]:
    """Return entries under their years, the latest year first."""
    years: dict[int, list[DevelopmentEntry]] = {}
    for each in entries:
        years.setdefault(each.day.year, []).append(each)
    return [YearOfEntries(year, tuple(of_one)) for year, of_one in years.items()]


def done_by(session: Session, member: Member) -> list[Done]:
    """Return a member's entries as plain values."""
    return [Done(each.day, each.minutes, each.kind) for each in entries_of(session, member)]


def entry_of(session: Session, member: Member, entry_id: int) -> DevelopmentEntry | None:
    """Return an entry, or None where it is not one of the member's."""
    query = sa.select(DevelopmentEntry).filter_by(id=entry_id, member_id=member.id)
    return session.scalars(query).one_or_none()


def entry_about(session: Session, member: Member, session_id: int) -> DevelopmentEntry | None:
    """Return the member's entry about a session of a mentorship, if there is one."""
    query = sa.select(DevelopmentEntry).filter_by(session_id=session_id, member_id=member.id)
    return session.scalars(query).one_or_none()


def held_session(session: Session, member: Member, session_id: int) -> OwnSession | None:
    """Return a session that took place, or None where it is none of the member's."""
    row = session.execute(
        sa.select(MentoringSession, Match.mentor_id)
        .join(Match, Match.id == MentoringSession.match_id)
        .where(
            MentoringSession.id == session_id,
            MentoringSession.status == SessionStatus.HELD,
            Match.status.in_(MENTORSHIP),
            sa.or_(Match.mentee_id == member.id, Match.mentor_id == member.id),
        )
    ).one_or_none()
    if row is None:
        return None
    held, mentor_id = row
    if held.starts_at is None:
        return None
    return OwnSession(
        held.id, held.starts_at, held.minutes, held.topics, is_mentor=mentor_id == member.id
    )


def add_entry(
    session: Session, member: Member, values: EntryValues, about: OwnSession | None = None
) -> DevelopmentEntry:
    """Add an entry; a second one about the same session, or by a second press, is not added.

    Raises `RecordIsFull`.
    """
    # Two presses follow one another.
    session.get_one(Member, member.id, with_for_update=True, populate_existing=True)
    if about and (there := entry_about(session, member, about.id)):
        return there
    own = sa.select(DevelopmentEntry).filter_by(member_id=member.id)
    same = own.filter_by(day=values.day, minutes=values.minutes, kind=values.kind)
    if about is None and (there := session.scalars(same.filter_by(topic=values.topic)).first()):
        return there
    count = session.scalar(sa.select(sa.func.count()).select_from(own.subquery()))
    if (count or 0) >= MOST_ENTRIES:
        raise RecordIsFull
    entry = DevelopmentEntry(
        member_id=member.id,
        session_id=about.id if about else None,
        created_at=clock.now(),
    )
    change_entry(session, entry, values)
    session.add(entry)
    session.flush()
    return entry


def change_entry(session: Session, entry: DevelopmentEntry, values: EntryValues) -> None:
    """Write an entry anew."""
    entry.day, entry.minutes = values.day, values.minutes
    entry.kind, entry.topic = values.kind, values.topic
    session.flush()


def remove_entry(session: Session, entry: DevelopmentEntry) -> None:
    """Remove an entry for good."""
    session.delete(entry)
    session.flush()
