"""Taking the people of a file into a programme. Members' own entries are not overwritten."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from types import MappingProxyType
from typing import Final

from sqlalchemy.orm import Session

from matchmaker.models import ChangeSource, Member, Programme
from matchmaker.services.accounts.address_changes import change_address
from matchmaker.services.addresses.known import know_address_ids
from matchmaker.services.people.file import PeopleFile, PersonRow
from matchmaker.services.people.older_lists import CheckedRow, without_erased
from matchmaker.services.people.whose import Whose, whose_rows
from matchmaker.services.profiles.stored import StoredProfile, in_batches, stored_profiles
from matchmaker.services.profiles.storing import named_in
from matchmaker.services.profiles.storing_many import (
    Changed,
    add_members,
    change_profiles,
    join_programme,
)
from matchmaker.services.profiles.values import ProfileValues, SkillValues
from matchmaker.taxonomy import load_taxonomy

NO_CODES: Final[Mapping[str, str]] = MappingProxyType({})


@dataclass(frozen=True, slots=True)
class Difference:
    """A row that says something else than its member's entry; `columns` names what."""

    row: int
    email: str
    columns: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class ImportResult:
    """What an import did, or would do."""

    added: int
    updated: int
    unchanged: int
    kept: tuple[Difference, ...]
    """Members whose entry differs and was kept; counted in none of the numbers."""
    left: tuple[Difference, ...]
    """Rows of people who left the programme; nothing was done for them."""
    erased: tuple[int, ...] = ()
    """Rows of people who were erased and have not come back; nothing was done for them."""
    named_erased: tuple[tuple[int, tuple[str, ...]], ...] = ()
    """Other rows that name such people, and in which columns; their addresses were left out."""


def import_people(
    session: Session,
    programme: Programme,
    file: PeopleFile,
    *,
    update: bool = False,
    codes: Mapping[str, str] = NO_CODES,
    secret_key: str = "",
) -> ImportResult:
    """Add the people who are not members yet; change those who are only where `update` is true.

    A cell that is empty states nothing and erases nothing. A row with an id and an address that is
    nobody's gives that member the address, and both addresses are told; nobody else is sent a mail.
    Raises `FaultyFile` where an id or an address is another member's. `codes` has those
    of the file's addresses that belonged to erased people: they are not added, since they come back
    by registering themselves, and where others name them, their address is not taken over.

    One transaction holds the whole file, so that all of it is taken in or nobody: for ten thousand
    people some seconds, in which nobody else writes on SQLite. Rows are taken in portions, each
    with a few statements; only a member who gets another address is seen to alone.
    """
    session.flush()
    whose = whose_rows(session, programme, file.people)
    join_programme(session, programme, whose.members)
    said = (without_erased(row, codes).with_codes for row in file.people)
    named = know_address_ids(session, {address for values in said for address in named_in(values)})
    taking = _Taking(whose, codes, has_targets=file.has_targets, update=update)
    for rows in in_batches(file.people):
        ids = [member_id for row in rows if (member_id := whose.member_of(row))]
        stored = {each.member_id: each for each in stored_profiles(session, programme, ids)}
        new, changed, moved = taking.take(rows, stored)
        add_members(session, programme, new, named)
        change_profiles(session, programme, changed, named)
        for member_id, address in moved.items():
            member = session.get_one(Member, member_id)
            change_address(session, member, address, ChangeSource.FILE, secret_key)
    session.flush()
    return taking.result()


class _Taking:
    """Decides what becomes of each row, and counts it; stores nothing."""

    def __init__(
        self, whose: Whose, codes: Mapping[str, str], *, has_targets: bool, update: bool
    ) -> None:
        self._whose = whose
        self._codes = codes
        self._has_targets = has_targets
        self._update = update
        self._added = self._updated = self._unchanged = 0
        self._kept: list[Difference] = []
        self._left: list[Difference] = []
        self._erased: list[int] = []
        self._named_erased: list[tuple[int, tuple[str, ...]]] = []

    def take(
        self, rows: Sequence[PersonRow], stored: Mapping[int, StoredProfile]
    ) -> tuple[dict[str, ProfileValues], list[Changed], dict[int, str]]:
        """Return of some rows who is new, by address, who is changed, and who is at a new address.

        `stored` are the profiles of the members whom the rows are about.
        """
        new: dict[str, ProfileValues] = {}
        changed: list[Changed] = []
        moved: dict[int, str] = {}
        for row in rows:
            checked, member_id = without_erased(row, self._codes), self._whose.member_of(row)
            if member_id is None and row.email in self._codes:
                self._erased.append(row.row)
                continue
            if checked.columns:
                self._named_erased.append((row.row, checked.columns))
            if member_id is None:
                new[row.email] = self._as_new(checked.with_codes)
            elif change := self._change(checked, stored[member_id]):
                changed.append(change)
                if self._whose.is_new_address(row):
                    moved[member_id] = row.email
        self._added += len(new)
        self._updated += len(changed)
        return new, changed, moved

    def result(self) -> ImportResult:
        """Return what became of all rows."""
        return ImportResult(
            self._added,
            self._updated,
            self._unchanged,
            tuple(self._kept),
            tuple(self._left),
            tuple(self._erased),
            tuple(self._named_erased),
        )

    def _as_new(self, values: ProfileValues) -> ProfileValues:
        if values.is_mentee and not self._has_targets:
            return _aiming_at_the_target_role(values)
        return values

    def _change(self, checked: CheckedRow, stored: StoredProfile) -> Changed | None:
        """Return what a row changes of a member's profile; None where nothing is to be stored."""
        row = checked.row
        values = _carried_over(row, stored.values)
        differing = tuple(
            column.name
            for column in row.stated
            if column.value_of(values) != column.value_of(stored.values)
        )
        if self._whose.is_new_address(row):
            differing = ("email", *differing)
        if not differing:
            self._unchanged += 1
        elif stored.left_at is not None:
            self._left.append(Difference(row.row, row.email, differing))
        elif not self._update:
            self._kept.append(Difference(row.row, row.email, differing))
        else:
            aside = replace(values, wishes=(*values.wishes, *checked.wish_codes))
            return Changed(stored, aside)
        return None


def _aiming_at_the_target_role(values: ProfileValues) -> ProfileValues:
    """Return them with the target levels of the role, as the form does for who picks one."""
    role = load_taxonomy().roles.get(values.target_role)
    aims = {
        skill: replace(values.skills.get(skill, SkillValues()), target_level=level)
        for skill, level in (role.targets if role else {}).items()
    }
    return replace(values, skills={**values.skills, **aims})


def _carried_over(row: PersonRow, values: ProfileValues) -> ProfileValues:
    """Return a member's values with what a row states in their place."""
    into = {each.name: getattr(values, each.name) for each in fields(values)}
    for column in row.stated:
        column.carry_over(row.values, into)
    return ProfileValues(**into)
