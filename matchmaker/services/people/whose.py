"""Whom the rows of a people file are about: by address or by id, and where two say otherwise."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.models import Member, Participation, Programme
from matchmaker.services.addresses.known import owners_of
from matchmaker.services.people.faults import Fault, FaultyFile
from matchmaker.services.people.file import PersonRow
from matchmaker.services.people.person_ids import id_of, number_in
from matchmaker.services.profiles.stored import in_batches

_EMAIL: Final = "email"
_ID: Final = "matchmaker_id"


@dataclass(frozen=True, slots=True)
class Whose:
    """Members by what rows say of them: `by_email` an address, `by_row` an id that is theirs."""

    by_email: Mapping[str, int]
    by_row: Mapping[int, int]

    def member_of(self, row: PersonRow) -> int | None:
        """Return the member that a row is about; None for somebody new."""
        return self.by_row.get(row.row) or self.by_email.get(row.email)

    def is_new_address(self, row: PersonRow) -> bool:
        """Whether nobody has the address of a row, now or earlier."""
        return row.email not in self.by_email

    @property
    def members(self) -> list[int]:
        """All the members whom the file is about."""
        return sorted({*self.by_email.values(), *self.by_row.values()})


def whose_rows(session: Session, programme: Programme, rows: Sequence[PersonRow]) -> Whose:
    """Return whom rows are about.

    Raises `FaultyFile` where an id or an address is another member's, or two rows are about one.
    """
    by_email = owners_of(session, [row.email for row in rows])
    whose = Whose(by_email, _told_by_id(session, programme, rows, by_email))
    if faults := list(_two_rows_of_one(rows, whose)):
        raise FaultyFile(faults)
    return whose


def _told_by_id(
    session: Session, programme: Programme, rows: Sequence[PersonRow], by_email: Mapping[str, int]
) -> dict[int, int]:
    """Return the members whom rows name by id, by row. Raises `FaultyFile`.

    A file in which no id is one of this programme comes from elsewhere: its addresses count.
    """
    rows = [row for row in rows if row.person_id]
    members = _members_with(session, programme, {row.person_id for row in rows})
    rows = rows if any(row.person_id in members for row in rows) else []
    told: dict[int, int] = {}
    first_row: dict[str, int] = {}
    faults: list[Fault] = []
    for row in rows:
        owner, member_id = by_email.get(row.email), members.get(row.person_id)
        if member_id is None:
            sentence = _("Nobody in this programme has the id %(id)s.", id=row.person_id)
            faults.append(Fault(sentence, row.row, _ID))
        elif first_row.setdefault(row.person_id, row.row) != row.row:
            sentence = _(
                "The id %(id)s is also in row %(row)s; a person has one row.",
                id=row.person_id,
                row=first_row[row.person_id],
            )
            faults.append(Fault(sentence, row.row, _ID))
        elif owner is not None and owner != member_id:
            sentence = _(
                "This is the address of another member, with the id %(id)s.",
                id=_id_of_member(session, owner),
            )
            faults.append(Fault(sentence, row.row, _EMAIL))
        else:
            told[row.row] = member_id
    if faults:
        raise FaultyFile(faults)
    return told


def _members_with(session: Session, programme: Programme, person_ids: set[str]) -> dict[str, int]:
    """Return the members of a programme who have these ids."""
    found: dict[str, int] = {}
    for batch in in_batches(sorted({number_in(each) for each in person_ids})):
        query = sa.select(Member.id, Member.created_at).where(
            Member.id.in_(batch),
            Member.participations.any(Participation.programme_id == programme.id),
            Member.erased_at.is_(None),
            Member.merged_into_id.is_(None),
        )
        for member_id, created_at in session.execute(query):
            found[id_of(member_id, created_at)] = member_id
    return found


def _id_of_member(session: Session, member_id: int) -> str:
    query = sa.select(Member.created_at).where(Member.id == member_id)
    return id_of(member_id, session.scalars(query).one())


def _two_rows_of_one(rows: Sequence[PersonRow], whose: Whose) -> Iterator[Fault]:
    """Yield a fault for each further row about a member, by an address of another time."""
    first_row: dict[int, int] = {}
    for row in rows:
        member_id = whose.member_of(row)
        if member_id and (first := first_row.setdefault(member_id, row.row)) != row.row:
            sentence = _("This is the person of row %(row)s; a person has one row.", row=first)
            yield Fault(sentence, row.row, _EMAIL)
