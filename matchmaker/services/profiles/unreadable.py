"""What is stored of people and cannot be read, so that it counts as not stated.

The tables read such values as blank (`models/stated.py`); here they are found as they are stored,
for the people themselves and for the coordinators.
"""

import json
from collections.abc import Collection, Iterator
from dataclasses import dataclass
from datetime import date
from functools import lru_cache
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker.messages import gettext as _
from matchmaker.models import (
    CertificationState,
    Participation,
    Profile,
    ProfileCertification,
    ProfileSkill,
    Programme,
)
from matchmaker.services.profiles.labels import PART_LABELS, PROFILE_LABELS
from matchmaker.taxonomy import load_taxonomy
from matchmaker.text import UncleanText, clean_line
from matchmaker.time_zones import zone_named, zones_of_people

LONGEST_SHOWN: Final = 60
_SINGLE: Final = {"ladder_step": Profile.ladder_step, "target_role": Profile.target_role}
_SEVERAL: Final = {"languages": Profile.languages, "interests": Profile.interests}
_LEVELS: Final = (ProfileSkill.level, ProfileSkill.target_level)


@dataclass(frozen=True, slots=True, order=True)
class UnreadableValue:
    """One stored value that counts as not stated; `field` is a field of the profile.

    `text` is the entry's last name where it is a retired one, otherwise what is stored; it may be
    empty where that is no text that could be shown.
    """

    member_id: int
    field: str
    text: str


def unreadable_values(
    session: Session, programme: Programme, member_ids: Collection[int] | None = None
) -> list[UnreadableValue]:
    """Return what cannot be read of a programme's people, or of some, in the order of members.

    Reads codes and zones only, no text that somebody wrote; takes a tenth of a second for two
    thousand people at most.
    """
    of_programme = sa.select(Participation.member_id).filter_by(programme_id=programme.id)
    if member_ids is not None:
        of_programme = of_programme.where(Participation.member_id.in_(member_ids))
    finder = _Finder(session, of_programme)
    found = (
        *finder.zones(),
        *finder.codes(),
        *finder.lists(),
        *finder.skills(),
        *finder.certifications(),
        *finder.places(programme),
    )
    return sorted(set(found))


def name_unreadable(value: UnreadableValue) -> str:
    """Return what is unreadable in words: the field, and what is stored where that can be shown."""
    field = str((PROFILE_LABELS | PART_LABELS)[value.field])
    if not value.text:
        return field
    return _("%(field)s (“%(stored)s”)", field=field, stored=value.text)


class _Finder:
    def __init__(self, session: Session, members: sa.Select[Any]) -> None:
        self.session = session
        self.members = members

    def zones(self) -> Iterator[UnreadableValue]:
        zone = _raw(Profile.time_zone)
        query = self._of(Profile.member_id, zone).where(zone.not_in(("", *zones_of_people())))
        for member_id, text in self.session.execute(query):
            if not zone_named(text):
                yield _value(member_id, "time_zone", text)

    def codes(self) -> Iterator[UnreadableValue]:
        for field, column in _SINGLE.items():
            roles = load_taxonomy().offered("roles")
            query = self._of(Profile.member_id, _raw(column)).where(
                _raw(column).not_in(("", *roles))
            )
            for member_id, code in self.session.execute(query):
                yield _value(member_id, field, code, "roles")

    def lists(self) -> Iterator[UnreadableValue]:
        raws = (_raw(column) for column in _SEVERAL.values())
        for member_id, *texts in self.session.execute(self._of(Profile.member_id, *raws)):
            for field, text in zip(_SEVERAL, texts, strict=True):
                for entry in _not_offered(text, field):
                    yield _value(member_id, field, entry, field)

    def skills(self) -> Iterator[UnreadableValue]:
        is_odd = sa.or_(
            ProfileSkill.skill.not_in(load_taxonomy().offered("skills")),
            *(column.is_not(None) & _raw(column).not_in(tuple("012345")) for column in _LEVELS),
            _raw(ProfileSkill.importance).not_in(tuple("123")),
        )
        query = self._of(ProfileSkill.member_id, ProfileSkill.skill).where(is_odd)
        for member_id, code in self.session.execute(query):
            yield _value(member_id, "skills", code, "skills")

    def certifications(self) -> Iterator[UnreadableValue]:
        state = _raw(ProfileCertification.state)
        query = self._of(ProfileCertification.member_id, ProfileCertification.certification).where(
            ProfileCertification.certification.not_in(load_taxonomy().offered("certifications"))
            | state.not_in([each.value for each in CertificationState])
        )
        for member_id, code in self.session.execute(query):
            yield _value(member_id, "certifications", code, "certifications")

    def places(self, programme: Programme) -> Iterator[UnreadableValue]:
        capacity, until = _raw(Participation.capacity), _raw(Participation.paused_until)
        query = self._of(Participation.member_id, capacity, until).where(
            Participation.programme_id == programme.id,
            capacity.not_in(tuple("012345")) | Participation.paused_until.is_not(None),
        )
        for member_id, places, day in self.session.execute(query):
            if places not in tuple("012345"):
                yield _value(member_id, "capacity", places)
            if day is not None and not _is_day(day):
                yield _value(member_id, "paused_until", day)

    def _of(self, member: InstrumentedAttribute[int], *columns: Any) -> sa.Select[Any]:
        return sa.select(member, *columns).where(member.in_(self.members))


def _raw(column: InstrumentedAttribute[Any]) -> sa.Cast[str]:
    """Return a column as it is stored, as text."""
    return sa.cast(column, sa.Text)


def _value(member_id: int, field: str, stored: str, part: str = "") -> UnreadableValue:
    known = getattr(load_taxonomy(), part) if part else {}
    if stored in known:
        return UnreadableValue(member_id, field, known[stored].name)
    try:
        text = clean_line(stored[:LONGEST_SHOWN], LONGEST_SHOWN)
    except UncleanText:
        text = ""
    return UnreadableValue(member_id, field, text)


@lru_cache(maxsize=4096)
def _not_offered(text: str, part: str) -> tuple[str, ...]:
    """Return the entries of a stored list that are not offered; all of it where it is no list."""
    try:
        codes = json.loads(text)
    except ValueError:
        return (text,)
    if not isinstance(codes, list):
        return (text,)
    offered = load_taxonomy().offered(part)
    return tuple(
        code if isinstance(code, str) else json.dumps(code)
        for code in codes
        if not (isinstance(code, str) and code in offered)
    )


def _is_day(text: str) -> bool:
    try:
        date.fromisoformat(text)
    except ValueError:
        return False
    return True
