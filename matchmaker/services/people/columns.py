"""The columns of a people file: for each one its name, its reader, and the field it stands for.

Import, export and comparison all go through this table; a new column is one new entry.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field
from functools import cache
from types import MappingProxyType
from typing import Any

from matchmaker.addresses import is_placeholder
from matchmaker.models import (
    CertificationState,
    Member,
    Participation,
    Profile,
    ProfileCertification,
    ProfileSkill,
)
from matchmaker.services.people import cells
from matchmaker.services.profiles.check import MOST_WISHES
from matchmaker.services.profiles.values import PLAIN_FIELDS
from matchmaker.taxonomy import Taxonomy, Term, load_taxonomy
from matchmaker.text import tidy_text

REQUIRED = ("email", "name", "roles")

ROLES: Mapping[str, Term] = MappingProxyType(
    {
        "mentee": Term("mentee", "looking for a mentor"),
        "mentor": Term("mentor", "can mentor"),
        "networker": Term("networker", "coffee chats"),
    }
)


@dataclass(slots=True)
class Person:
    """A member with everything that a row can tell about them."""

    member: Member
    profile: Profile
    participation: Participation
    wishes: set[str] = field(default_factory=set)
    """Addresses that the member would rather not be paired with."""


@dataclass(frozen=True, slots=True)
class Column:
    """`value_of` gives None where nothing is stated; `change` sets a stated value."""

    name: str
    read: Callable[[str], Any]
    value_of: Callable[[Person], Any]
    change: Callable[[Person, Any], None]
    aliases: tuple[str, ...] = ()


@cache
def columns() -> Mapping[str, Column]:
    """Return every column by its name, in the order in which export writes them."""
    taxonomy = load_taxonomy()
    return MappingProxyType(
        {column.name: column for column in (*_person_columns(taxonomy), *_skills(taxonomy))}
    )


def column_named(header: str) -> Column | None:
    """Return the column that a header cell means, whatever its case and spacing."""
    return _by_header().get(_header_key(header))


def set_level(person: Person, skill: str, attribute: str, value: int) -> None:
    """Set one number of one skill; the skill's row is made if there is none."""
    row = _skill_row(person, skill)
    if row is None:
        row = ProfileSkill(skill=skill, importance=2)
        person.profile.skills.append(row)
    setattr(row, attribute, value)


def _person_columns(taxonomy: Taxonomy) -> Iterator[Column]:
    yield Column("email", cells.address, lambda person: person.member.email, _keep)
    longest = {each.name: each.longest for each in PLAIN_FIELDS}
    yield _attribute("name", "member", cells.one_line(longest["name"]))
    yield Column("roles", cells.several_terms(ROLES), _roles_of, _change_roles)
    yield _attribute("capacity", "participation", cells.whole_number(0, 5))
    yield _attribute("paused_until", "participation", cells.day)
    for name in ("department", "job_title", "location"):
        yield _attribute(name, "profile", cells.one_line(longest[name]))
    yield _attribute("time_zone", "profile", cells.time_zone)
    yield _choices("languages", taxonomy.languages)
    yield _attribute("manager_email", "profile", cells.address)
    read_role = cells.one_term(taxonomy.roles)
    yield _attribute("current_role", "profile", read_role, field_name="ladder_step")
    yield _attribute("target_role", "profile", read_role)
    yield _choices("interests", taxonomy.interests)
    for state in CertificationState:
        yield _certifications(state, taxonomy)
    read_line = cells.one_line(longest["other_certification"])
    yield _attribute("other_certification", "profile", read_line)
    for name in ("about", "goals", "help_with"):
        yield _attribute(name, "profile", cells.paragraphs(longest[name]))
    yield Column("not_with", cells.addresses(MOST_WISHES), _wishes_of, _change_wishes)


def _attribute(
    name: str, part: str, read: Callable[[str], Any], field_name: str | None = None
) -> Column:
    """A column that is one field of the member, the profile or the participation."""
    attribute = field_name or name

    def value_of(person: Person) -> Any:
        value = getattr(getattr(person, part), attribute)
        if isinstance(value, str):
            return None if is_placeholder(value) else tidy_text(value) or None
        return value

    def change(person: Person, value: Any) -> None:
        setattr(getattr(person, part), attribute, value)

    return Column(name, read, value_of, change, (attribute,) if field_name else ())


def _choices(name: str, terms: Mapping[str, Term]) -> Column:
    """A column that is one of the profile's lists of codes."""

    def value_of(person: Person) -> Any:
        chosen = getattr(person.profile, name)
        return tuple(code for code in terms if code in chosen) or None

    def change(person: Person, value: tuple[str, ...]) -> None:
        setattr(person.profile, name, list(value))

    return Column(name, cells.several_terms(terms), value_of, change)


def _certifications(state: CertificationState, taxonomy: Taxonomy) -> Column:
    def value_of(person: Person) -> Any:
        here = {row.certification for row in person.profile.certifications if row.state == state}
        return tuple(code for code in taxonomy.certifications if code in here) or None

    def change(person: Person, value: tuple[str, ...]) -> None:
        rows = {row.certification: row for row in person.profile.certifications}
        for code, row in rows.items():
            if row.state == state and code not in value:
                person.profile.certifications.remove(row)
        for code in value:
            if code in rows:
                rows[code].state = state
            else:
                person.profile.certifications.append(
                    ProfileCertification(certification=code, state=state)
                )

    read = cells.several_terms(taxonomy.certifications)
    return Column(f"certifications_{state}", read, value_of, change)


def _skills(taxonomy: Taxonomy) -> Iterator[Column]:
    for word, attribute, read in (
        ("level", "level", cells.whole_number(0, 5)),
        ("target", "target_level", cells.whole_number(0, 5)),
        ("importance", "importance", cells.whole_number(1, 3)),
    ):
        for skill, term in taxonomy.skills.items():
            yield _skill(f"{word}: {skill}", f"{word}: {term.name}", skill, attribute, read)


def _skill(name: str, alias: str, skill: str, attribute: str, read: Callable[[str], int]) -> Column:
    def value_of(person: Person) -> Any:
        row = _skill_row(person, skill)
        return None if row is None else getattr(row, attribute)

    def change(person: Person, value: int) -> None:
        set_level(person, skill, attribute, value)

    return Column(name, read, value_of, change, (alias,))


def _skill_row(person: Person, skill: str) -> ProfileSkill | None:
    return next((row for row in person.profile.skills if row.skill == skill), None)


def _keep(_person: Person, _value: Any) -> None:
    """The address is who the person is; it is never changed."""


def _roles_of(person: Person) -> Any:
    return tuple(r for r in ROLES if getattr(person.participation, f"is_{r}")) or None


def _change_roles(person: Person, value: tuple[str, ...]) -> None:
    for role in ROLES:
        setattr(person.participation, f"is_{role}", role in value)


def _wishes_of(person: Person) -> Any:
    return tuple(sorted(person.wishes)) or None


def _change_wishes(person: Person, value: tuple[str, ...]) -> None:
    person.wishes = set(value)


@cache
def _by_header() -> dict[str, Column]:
    return {
        _header_key(name): column
        for column in columns().values()
        for name in (*column.aliases, column.name)
    }


def _header_key(text: str) -> str:
    return "".join(text.casefold().replace("-", "_").replace("_", " ").split())
