"""The columns of a people file: for each one its name, its reader, and the field it stands for.

Import, export and comparison all go through this table. A plain field of the profile has its
column by itself.
"""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, fields, replace
from functools import cache
from types import MappingProxyType
from typing import Any, Final

from matchmaker.models import CertificationState
from matchmaker.services.people import cells
from matchmaker.services.people.terms import FileWords, Known, key, language_codes, level
from matchmaker.services.people.typed import Typed
from matchmaker.services.profiles.values import (
    PLAIN_FIELDS,
    ROLES,
    Kind,
    PlainField,
    ProfileValues,
    SkillValues,
)
from matchmaker.taxonomy import Taxonomy, Term, load_taxonomy
from matchmaker.text import tidy_text

LONGEST_HEADING: Final = 1_000
"""Surveys have whole questions for headings; what is longer is cut."""
REQUIRED: Final = ("email", "name", "roles")

_OTHER_NAMES: Final = {"ladder_step": "current_role", "wishes": "not_with"}
"""Columns that are not called as their field."""
_EMAIL_ALIASES: Final = (
    *("Email address", "Mail address", "E-Mail-Adresse", "Adresse e-mail", "Correo electrónico"),
    *("Endereço de e-mail", "Indirizzo e-mail"),
)
_ALIASES: Final[Mapping[str, tuple[str, ...]]] = {
    "name": ("Full name",),
    "manager_email": ("Manager email address",),
}
"""Other names that cannot mean anything else; what may mean something else is a hint alone."""
_ROLE_NAMES: Final = {
    "mentee": "looking for a mentor",
    "mentor": "can mentor",
    "networker": "coffee chats",
}


@dataclass(frozen=True, slots=True, eq=False)
class Column:
    """One column; `field` is what the check of a profile calls it.

    `enter` takes a cell's text in, or raises `CellFault`; `value_of` gives None where nothing is
    stated; `carry_over` puts what a row states into the fields of a member's profile. `known` has
    the words of a list.
    """

    name: str
    field: str
    enter: Callable[[Typed, str], None]
    value_of: Callable[[ProfileValues], Any]
    carry_over: Callable[[ProfileValues, dict[str, Any]], None]
    aliases: tuple[str, ...] = ()
    known: Known | None = None


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
    return _by_header().get(header_key(header))


def _columns_of(name: str, taxonomy: Taxonomy) -> Iterator[Column]:
    """The columns of one field of the profile; the address stands before the name."""
    plain = {each.name: each for each in PLAIN_FIELDS}
    if name == "name":
        yield _email()
        yield _id()
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
    """The address is who the person is, where no id says it: no part of the profile."""

    def enter(typed: Typed, text: str) -> None:
        typed.put("email", cells.address(text))

    return Column("email", "email", enter, lambda _values: None, _carrying(), _EMAIL_ALIASES)


def _id() -> Column:
    """Who the person is, as an export tells it: so a file can bring another address."""

    def enter(typed: Typed, text: str) -> None:
        typed.put("matchmaker_id", cells.id_of_person(text))

    return Column("matchmaker_id", "matchmaker_id", enter, lambda _values: None, _carrying())


def _plain(of: PlainField, taxonomy: Taxonomy) -> Column:
    if of.kind == Kind.CODES:
        return _several(of.name, taxonomy.offered(of.part))
    if of.kind == Kind.CODE:
        known = Known(taxonomy.offered(of.part))
        return _single(of.name, lambda text, _words: known.one(text))
    if of.name == "name":
        return _single(of.name, lambda text, _words: cells.name(text))
    if of.kind == Kind.LINE:
        return _single(of.name, lambda text, _words: cells.undamaged_line(text))
    return _single(of.name, lambda text, _words: cells.undamaged(text), joined_by="\n\n")


_READERS: Final[Mapping[str, Callable[[str, FileWords], str]]] = {
    "capacity": lambda text, _words: cells.whole_number(text),
    "paused_until": lambda text, words: cells.day(text, words.dates),
    "time_zone": lambda text, _words: cells.time_zone(text),
    "manager_email": lambda text, _words: text,
    "wishes": lambda text, _words: cells.one_a_line(text),
}


def _single(name: str, read: Callable[[str, FileWords], str], joined_by: str = "") -> Column:
    """A column that is one field of the form."""
    joined_by = "\n" if name == "wishes" else joined_by

    def enter(typed: Typed, text: str) -> None:
        typed.put(name, read(text, typed.words), joined_by=joined_by)

    def value_of(values: ProfileValues) -> Any:
        value = getattr(values, name)
        if isinstance(value, str):
            return tidy_text(value, cells.LONGEST_CELL) or None
        return None if value == () else value

    other_name = _OTHER_NAMES.get(name)
    aliases = (*((name,) if other_name else ()), *_ALIASES.get(name, ()))
    return Column(other_name or name, name, enter, value_of, _carrying(name), aliases)


def _several(name: str, terms: Mapping[str, Term]) -> Column:
    """A column that is one list of codes."""
    known = Known(terms, language_codes) if name == "languages" else Known(terms)

    def enter(typed: Typed, text: str) -> None:
        typed.choose(name, known.several(text, name, typed.words))

    def value_of(values: ProfileValues) -> Any:
        chosen = getattr(values, name)
        return tuple(code for code in terms if code in chosen) or None

    return Column(name, name, enter, value_of, _carrying(name), known=known)


def _roles() -> Column:
    known = Known({role: Term(role, _ROLE_NAMES[role]) for role in ROLES})

    def enter(typed: Typed, text: str) -> None:
        typed.choose("roles", known.several(text, "roles", typed.words))

    def value_of(values: ProfileValues) -> Any:
        return tuple(role for role in ROLES if getattr(values, f"is_{role}")) or None

    carry_over = _carrying(*(f"is_{role}" for role in ROLES))
    return Column("roles", "roles", enter, value_of, carry_over, known=known)


def _certifications(state: CertificationState, taxonomy: Taxonomy) -> Column:
    known = Known(taxonomy.offered("certifications"))
    name = f"certifications_{state}"

    def enter(typed: Typed, text: str) -> None:
        for code in known.several(text, name, typed.words):
            typed.certify(code, state)

    def value_of(values: ProfileValues) -> Any:
        here = {code for code, its in values.certifications.items() if its == state}
        return tuple(code for code in taxonomy.offered("certifications") if code in here) or None

    def carry_over(stated: ProfileValues, into: dict[str, Any]) -> None:
        others = {code: its for code, its in into["certifications"].items() if its != state}
        here = {code: its for code, its in stated.certifications.items() if its == state}
        into["certifications"] = others | here

    return Column(name, name, enter, value_of, carry_over, known=known)


def _skills(taxonomy: Taxonomy) -> Iterator[Column]:
    for kind, attribute in (
        ("level", "level"),
        ("target", "target_level"),
        ("importance", "importance"),
    ):
        for code, term in taxonomy.offered("skills").items():
            yield _skill(kind, attribute, code, term)


def _skill(kind: str, attribute: str, code: str, term: Term) -> Column:
    is_importance = kind == "importance"

    def enter(typed: Typed, text: str) -> None:
        typed.put_code(kind, code, cells.whole_number(text if is_importance else level(text)))

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
        header_key(name): column
        for column in columns().values()
        for name in (*column.aliases, column.name)
    }


def header_key(text: str) -> str:
    """Return what spellings of a heading share: no case, accents, spaces, hyphens or marks."""
    return squeezed(text).rstrip("*:?.")


def squeezed(text: str) -> str:
    """Return a part of a heading by which it is compared; marks at its end count."""
    return "".join(key(text.replace("-", " "), LONGEST_HEADING).split())
