"""What a heading of a file can be taken for: a column, a part of a name, or one entry of a list."""

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from typing import Final

from matchmaker.messages import gettext as _
from matchmaker.models import CertificationState
from matchmaker.services.people import cells
from matchmaker.services.people.columns import Column, column_named, columns, header_key
from matchmaker.services.people.faults import CellFault, shown
from matchmaker.services.people.terms import Known, is_ticked, key
from matchmaker.services.people.typed import Typed
from matchmaker.taxonomy import Named, load_taxonomy

_FIRST_NAMES: Final = ("first name", "given name", "Vorname", "Prénom", "Nombre")
_LAST_NAMES: Final = ("last name", "surname", "family name", "Nachname", "Apellidos")
LAST_NAME_FIRST: Final = "name (last, first)"
_NOTHING: Final = frozenset(["", "none", "no", "not stated", "–", "-"])


@dataclass(frozen=True, slots=True, eq=False)
class Target:
    """What a heading is taken for; `name` is how a map calls it.

    `enter` takes a cell's text in and returns the column that it states, or None where it states
    nothing; it raises `CellFault`. `column` is where it goes, if that is always the same. What
    `is_box` is ticked by the text of its own heading, too.
    """

    name: str
    enter: Callable[[Typed, str], Column | None]
    column: Column | None = None
    is_box: bool = False

    @property
    def needs(self) -> str:
        """The name of the column that it fills; that of a grid of certifications is none."""
        return self.column.name if self.column else ""


def state_of_certification(typed: Typed, code: str, text: str) -> CertificationState | None:
    """Enter an answer to a question about one certification; return the state, or None for none."""
    if key(text) in _NOTHING:
        return None
    states = {key(state.value): state for state in CertificationState}
    state = states.get(key(text))
    if state is None:
        known = ", ".join(states)
        raise CellFault(
            _("“%(text)s” is not known; use one of: %(known)s.", text=shown(text), known=known)
        )
    typed.certify(code, state)
    return state


def target_named(text: str) -> Target | None:
    """Return what a map calls by this name, or a heading that needs no map."""
    wanted = header_key(text)
    return _by_key().get(wanted) if wanted else None


def target_names() -> tuple[str, ...]:
    """Return the names of columns and parts of names; entries of lists are left out."""
    return (*columns(), *(target.name for target in _parts_of_names()))


def terms_of(part: str) -> tuple[str, ...]:
    """Return what the `*` in `interests: *` may be, as headings have it: codes and names."""
    taxonomy = load_taxonomy()
    terms: Mapping[str, Named] = {}
    if part in ("level", "target", "importance"):
        terms = taxonomy.offered("skills")
    elif part == "certification":
        terms = taxonomy.offered("certifications")
    elif (column := column_named(part)) is not None and column.known:
        terms = column.known.terms
    return tuple(name for code, term in terms.items() for name in (code, term.english_name))


@cache
def _by_key() -> dict[str, Target]:
    found: dict[str, Target] = {}
    for target, names in _targets():
        for name in names:
            found.setdefault(header_key(name), target)
    return found


def _targets() -> Iterator[tuple[Target, tuple[str, ...]]]:
    """Each target with the names that a heading or a map may call it by."""
    for column in columns().values():
        yield _whole(column), (column.name, *column.aliases)
    yield from zip(_parts_of_names(), (_FIRST_NAMES, _LAST_NAMES), strict=True)
    yield _turned_round(), (LAST_NAME_FIRST,)
    for column in columns().values():
        if column.known:
            for code in column.known.terms:
                yield _box(column, column.known, code), _names(column.name, column.known, code)
    certifications = Known(load_taxonomy().offered("certifications"))
    for code in certifications.terms:
        yield _state_of(code), _names("certification", certifications, code)


def _names(part: str, known: Known, code: str) -> tuple[str, ...]:
    return (f"{part}: {code}", f"{part}: {known.terms[code].english_name}")


def _whole(column: Column) -> Target:
    def enter(typed: Typed, text: str) -> Column:
        column.enter(typed, text)
        return column

    return Target(column.name, enter, column)


@cache
def _parts_of_names() -> tuple[Target, Target]:
    """The first name goes before the last one, whatever stands first in the file."""
    column = columns()["name"]

    def enter_first(typed: Typed, text: str) -> Column:
        typed.text["name"] = " ".join(filter(None, (cells.name(text), typed.text.get("name"))))
        return column

    def enter_last(typed: Typed, text: str) -> Column:
        typed.text["name"] = " ".join(filter(None, (typed.text.get("name"), cells.name(text))))
        return column

    return Target("first name", enter_first, column), Target("last name", enter_last, column)


def _turned_round() -> Target:
    """A name that stands as `Duarte, Inês`."""
    column = columns()["name"]

    def enter(typed: Typed, text: str) -> Column:
        last, comma, first = text.partition(",")
        if "," in first:
            raise CellFault(
                _("“%(text)s” has more than one comma; write the name as it is.", text=shown(text))
            )
        column.enter(typed, f"{first.strip()} {last.strip()}" if comma else text)
        return column

    return Target(LAST_NAME_FIRST, enter, column)


def _box(column: Column, known: Known, code: str) -> Target:
    """A box of its own for one entry of a list: a yes, or the entry's name, ticks it."""

    def enter(typed: Typed, text: str) -> Column | None:
        if not is_ticked(text, code, known.terms[code].english_name, known.terms[code].name):
            return None
        column.enter(typed, code)
        return column

    return Target(f"{column.name}: {code}", enter, column, is_box=True)


def _state_of(code: str) -> Target:
    """A question about one certification, to be answered by held, studying or wanted."""

    def enter(typed: Typed, text: str) -> Column | None:
        state = state_of_certification(typed, code, text)
        return columns()[f"certifications_{state}"] if state else None

    return Target(f"certification: {code}", enter)
