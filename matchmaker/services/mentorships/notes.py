"""The notes of a pair: one text that both write, and one that each writes for themself alone.

A save names the version that its writer had read, so that nobody's newer text is lost by it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final, TypeAlias

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, Member, PrivateNote, SharedNote
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.moving import NotPossibleNow, lock_pair

LONGEST_NOTE: Final = 8_000


@dataclass(frozen=True, slots=True)
class NoteText:
    """A text as it stands; version 0 where nothing was saved yet."""

    text: str = ""
    version: int = 0
    saved_at: datetime | None = None
    saved_by_id: int | None = None


class NewerText(Exception):
    """The text was saved anew since it was read; `newer` is how it stands."""

    def __init__(self, newer: NoteText) -> None:
        self.newer = newer
        super().__init__(f"version {newer.version} is newer")


Note: TypeAlias = SharedNote | PrivateNote


def shared_note(session: Session, match: Match) -> NoteText:
    """Return what the two have written together."""
    note = session.get(SharedNote, match.id, populate_existing=True)
    if note is None:
        return NoteText()
    return NoteText(note.text, note.version, note.saved_at, note.saved_by_id)


def private_note(session: Session, match: Match, member: Member) -> NoteText:
    """Return what one of the two has written for themself."""
    note = session.get(PrivateNote, (match.id, member.id), populate_existing=True)
    if note is None:
        return NoteText()
    return NoteText(note.text, note.version, note.saved_at, member.id)


def save_shared_note(
    session: Session, match: Match, member: Member, text: str, read_version: int
) -> None:
    """Save the text of a pair. Raises `NewerText`, and `NotPossibleNow` once it is over."""
    lock_pair(session, match)
    if not _is_news(shared_note(session, match), text, read_version):
        return
    note = session.get(SharedNote, match.id) or SharedNote(match_id=match.id, version=0)
    note.saved_by_id = member.id
    _write(session, note, text)


def save_private_note(
    session: Session, match: Match, member: Member, text: str, read_version: int, keep_days: int
) -> None:
    """Save what somebody writes for themself. Raises `NewerText`.

    It can be changed for as long as it is kept after the end, and raises `NotPossibleNow` later.
    """
    session.refresh(match, with_for_update=True)
    if not can_write_private(match, keep_days):
        raise NotPossibleNow(match)
    if not _is_news(private_note(session, match, member), text, read_version):
        return
    note = session.get(PrivateNote, (match.id, member.id)) or PrivateNote(
        match_id=match.id, member_id=member.id, version=0
    )
    _write(session, note, text)


def can_write_private(match: Match, keep_days: int) -> bool:
    """Whether one of the two can still write for themself."""
    until = kept_until(match, keep_days)
    return match.status in GOES_ON or (until is not None and clock.now() < until)


def kept_until(match: Match, keep_days: int) -> datetime | None:
    """Return until when the notes of a pair that is over are kept, or None while it goes on."""
    if match.status in GOES_ON or match.ended_at is None:
        return None
    return match.ended_at + timedelta(days=keep_days)


def _is_news(stands: NoteText, text: str, read_version: int) -> bool:
    """Whether a text is to be saved; not where it is there already. Raises `NewerText`."""
    if stands.text == text:
        return False
    if stands.version != read_version:
        raise NewerText(stands)
    return True


def _write(session: Session, note: Note, text: str) -> None:
    note.text, note.version, note.saved_at = text, note.version + 1, clock.now()
    session.add(note)
    session.flush()
