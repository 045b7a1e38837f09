"""The columns of a people file: for each one its name, its reader, and the field it stands for.

Import, export and comparison all go through this table. A plain field of the profile has its
column by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, field, fields, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from matchmaker.models import CertificationState
from matchmaker.services.people import cells
from matchmaker.services.profiles.values import (
    PLAIN_FIELDS,
    ROLES,
    Kind,
    PlainField,
    ProfileEntries,
    ProfileValues,
    SkillValues,
)
from matchmaker.taxonomy import Taxonomy, Term, load_taxonomy
from matchmaker.text import tidy_text

REQUIRED: Final = ("email", "name", "roles")

_OTHER_NAMES: Final = {"ladder_step": "current_role", "wishes": "not_with"}
"""Columns that are not called as their field."""
_ROLE_NAMES: Final = {
    "mentee": "looking for a mentor",
    "mentor": "can mentor",
    "networker": "coffee chats",
}


@dataclass(frozen=True, slots=True)
class Typed:
    """The cells of one row as the form would hold them; `entries` shows the same to the check."""

    text: dict[str, str] = field(default_factory=dict)
    chosen: dict[str, tuple[str, ...]] = field(default_factory=dict)
    by_code: dict[str, dict[str, str]] = field(default_factory=dict)

    @property
    def entries(self) -> ProfileEntries:
        """What is typed so far."""
        return ProfileEntries(self.text, self.chosen, self.by_code)


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column; `field` is what the check of a profile calls it.

    `enter` takes a cell's text in, or raises `CellFault`; `value_of` gives None where nothing is
    stated; `carry_over` puts what a row states into the fields of a member's profile.
    """

    name: str
    field: str
    enter: Callable[[Typed, str], None]
    value_of: Callable[[ProfileValues], Any]
    carry_over: Callable[[ProfileValues, dict[str, Any]], None]
    aliases: tuple[str, ...] = ()


@cache
def columns() -> Mapping[str, Column]:
    """Return every column by its name, in the order in which export writes them."""
    taxonomy = load_taxonomy()
    return MappingProxyType(
        {
            column.name: column
            for each in fields(ProfileValues)
            for column in _columns_of(each.name, taxonomy)
        }
    )


def column_named(header: str) -> Column | None:
    """Return the column that a header cell means, whatever its case and spacing."""
    return _by_header().get(_header_key(header))


def _columns_of(name: str, taxonomy: Taxonomy) -> Iterator[Column]:
    """The columns of one field of the profile; the address stands before the name."""
    plain = {each.name: each for each in PLAIN_FIELDS}
    if name == "name":
        yield _email()
    if name in plain:
        yield _plain(plain[name], taxonomy)
    elif name == "is_mentee":
        yield _roles()
    elif name == "certifications":
        for state in CertificationState:
            yield _certifications(state, taxonomy)
    elif name == "skills":
        yield from _skills(taxonomy)
    elif name in _READERS:
        yield _single(name, _READERS[name])


def _email() -> Column:
    """The address is who the person is: no part of the profile, and never changed."""

    def enter(typed: Typed, text: str) -> None:
        typed.text["email"] = cells.address(text)

    return Column("email", "email", enter, lambda _values: None, _carrying())


def _plain(of: PlainField, taxonomy: Taxonomy) -> Column:
    if of.kind == Kind.CODES:
        return _several(of.name, getattr(taxonomy, of.part))
    if of.kind == Kind.CODE:
        return _single(of.name, cells.one_term(getattr(taxonomy, of.part)))
    return _single(of.name, cells.one_line if of.kind == Kind.LINE else cells.as_typed)


_READERS: Final[Mapping[str, Callable[[str], str]]] = {
    "capacity": cells.whole_number,
    "paused_until": cells.as_typed,
    "time_zone": cells.time_zone,
    "manager_email": cells.as_typed,
    "wishes": cells.one_a_line,
}


def _single(name: str, read: Callable[[str], str]) -> Column:
    """A column that is one field of the form."""

    def enter(typed: Typed, text: str) -> None:
        typed.text[name] = read(text)

    def value_of(values: ProfileValues) -> Any:
        value = getattr(values, name)
        if isinstance(value, str):
            return tidy_text(value, cells.LONGEST_CELL) or None
        return None if value == () else value

    other_name = _OTHER_NAMES.get(name)
    aliases = (name,) if other_name else ()
    return Column(other_name or name, name, enter, value_of, _carrying(name), aliases)


def _several(name: str, terms: Mapping[str, Term]) -> Column:
    """A column that is one list of codes."""
    read = cells.several_terms(terms)

    def enter(typed: Typed, text: str) -> None:
        typed.chosen[name] = read(text)

    def value_of(values: ProfileValues) -> Any:
        chosen = getattr(values, name)
        return tuple(code for code in terms if code in chosen) or None

    return Column(name, name, enter, value_of, _carrying(name))


def _roles() -> Column:
    read = cells.several_terms({role: Term(role, _ROLE_NAMES[role]) for role in ROLES})

    def enter(typed: Typed, text: str) -> None:
        typed.chosen["roles"] = read(text)

    def value_of(values: ProfileValues) -> Any:
        return tuple(role for role in ROLES if getattr(values, f"is_{role}")) or None

    return Column("roles", "roles", enter, value_of, _carrying(*(f"is_{role}" for role in ROLES)))


def _certifications(state: CertificationState, taxonomy: Taxonomy) -> Column:
    read = cells.several_terms(taxonomy.certifications)
    name = f"certifications_{state}"

    def enter(typed: Typed, text: str) -> None:
        stated = typed.by_code.setdefault("certification", {})
        for code in read(text):
            if code in stated:
                other = f"certifications_{stated[code]}"
                raise cells.CellFault(f"{code} is also in {other}; keep it in one of them.")
            stated[code] = state.value

    def value_of(values: ProfileValues) -> Any:
        here = {code for code, its in values.certifications.items() if its == state}
        return tuple(code for code in taxonomy.certifications if code in here) or None

    def carry_over(stated: ProfileValues, into: dict[str, Any]) -> None:
        others = {code: its for code, its in into["certifications"].items() if its != state}
        here = {code: its for code, its in stated.certifications.items() if its == state}
        into["certifications"] = others | here

    return Column(name, name, enter, value_of, carry_over)


def _skills(taxonomy: Taxonomy) -> Iterator[Column]:
    for kind, attribute in (
        ("level", "level"),
        ("target", "target_level"),
        ("importance", "importance"),
    ):
        for code, term in taxonomy.skills.items():
            yield _skill(kind, attribute, code, term)


def _skill(kind: str, attribute: str, code: str, term: Term) -> Column:
    def enter(typed: Typed, text: str) -> None:
        typed.by_code.setdefault(kind, {})[code] = cells.whole_number(text)

    def value_of(values: ProfileValues) -> Any:
        return getattr(values.skills[code], attribute) if code in values.skills else None

    def carry_over(stated: ProfileValues, into: dict[str, Any]) -> None:
        value = getattr(stated.skills.get(code, SkillValues()), attribute)
        before = into["skills"].get(code)
        skill = replace(before or SkillValues(), **{attribute: value})
        if before or skill.is_stated:
            into["skills"] = into["skills"] | {code: skill}

    aliases = (f"{kind}: {term.name}",)
    return Column(f"{kind}: {code}", f"{kind}-{code}", enter, value_of, carry_over, aliases)


def _carrying(*names: str) -> Callable[[ProfileValues, dict[str, Any]], None]:
    def carry_over(stated: ProfileValues, into: dict[str, Any]) -> None:
        for name in names:
            into[name] = getattr(stated, name)

    return carry_over


@cache
def _by_header() -> dict[str, Column]:
    return {
        _header_key(name): column
        for column in columns().values()
        for name in (*column.aliases, column.name)
    }


def _header_key(text: str) -> str:
    return "".join(text.casefold().replace("-", "_").replace("_", " ").split())
