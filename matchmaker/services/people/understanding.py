"""The headings of a file, and what must be settled before its rows are read.

Only a heading that is nearly the name of a missing column stops the file, since it is probably
misspelt; what else is not known is left out.
"""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace

from matchmaker.messages import gettext as _
from matchmaker.services.people.columns import REQUIRED, columns, header_key
from matchmaker.services.people.faults import Fault, shown
from matchmaker.services.people.file_map import FileMap
from matchmaker.services.people.headings import Heading, HeadingState, take_headings
from matchmaker.services.people.hints import mapped, misspelt_target
from matchmaker.services.people.sheet import Sheet
from matchmaker.services.people.targets import LAST_NAME_FIRST, target_named

_CODES = ("level", "target", "importance")


def understand(sheet: Sheet, file_map: FileMap) -> tuple[tuple[Heading, ...], tuple[Fault, ...]]:
    """Return what each heading is taken for, and what must be settled before the rows are read."""
    headings, of_the_map = take_headings(sheet, file_map)
    faults = (
        *_there_twice(headings, sheet.title_row),
        *_misspelt(headings, sheet.title_row),
        *_missing(headings, sheet, file_map),
    )
    return tuple(_with_order_of_names(_needing_hints(headings), sheet)), (*faults, *of_the_map)


def _needing_hints(headings: Iterable[Heading]) -> Iterator[Heading]:
    """Leave out hints at columns that another heading fills."""
    headings = tuple(headings)
    filled = {heading.target.needs for heading in headings if heading.target}
    for heading in headings:
        target = target_named(heading.hint.value.rpartition("=")[2]) if heading.hint else None
        is_filled = target is not None and target.needs in filled
        yield replace(heading, hint=None) if is_filled else heading


def _with_order_of_names(headings: Iterable[Heading], sheet: Sheet) -> Iterator[Heading]:
    """Hint at names that all stand as `Duarte, Inês`, as payrolls have them."""
    for place, heading in enumerate(headings):
        if heading.target and heading.target.name == "name":
            names = _first_cells(sheet, place)
            if len(names) > 2 and all(name.count(",") == 1 for name in names):
                yield replace(heading, hint=mapped(heading.text, LAST_NAME_FIRST))
                continue
        yield heading


def _there_twice(headings: Iterable[Heading], row: int) -> Iterator[Fault]:
    first: dict[str, Heading] = {}
    for heading in headings:
        if heading.target is None or heading.state != HeadingState.NAMED:
            continue
        before = first.setdefault(heading.target.name, heading)
        if before is heading:
            continue
        can_be_told = header_key(before.text) != header_key(heading.text)
        settled_by = (mapped(heading.text, ""), mapped(before.text, "")) if can_be_told else ()
        yield Fault(
            _("The column is there twice; remove one."), row, heading.target.name, settled_by
        )


def _misspelt(headings: Sequence[Heading], row: int) -> Iterator[Fault]:
    """Yield a fault for each unknown heading that is nearly the name of a missing column."""
    taken = {heading.target.needs for heading in headings if heading.target}
    for heading in headings:
        if heading.state != HeadingState.UNKNOWN:
            continue
        near = misspelt_target(heading.text)
        target = target_named(near) if near else None
        is_of_a_code = heading.text.partition(":")[0].strip().casefold() in _CODES
        if target is not None and target.needs not in taken:
            yield Fault(
                _("There is no such column; did you mean “%(near)s”?", near=near),
                row,
                shown(heading.text),
                (mapped(heading.text, near), mapped(heading.text, "")),
            )
        elif is_of_a_code and target is None:
            yield Fault(
                _("There is no such column; docs/import.md lists those that there are."),
                row,
                shown(heading.text),
                (mapped(heading.text, ""),),
            )


def _missing(headings: Sequence[Heading], sheet: Sheet, file_map: FileMap) -> Iterator[Fault]:
    """Yield a fault for required columns that no heading fills, with those that might."""
    filled = {heading.target.needs for heading in headings if heading.target}
    names = {heading.target.name for heading in headings if heading.target}
    if not names & {"name", LAST_NAME_FIRST} and not {"first name", "last name"} <= names:
        filled.discard("name")
    filled |= file_map.when_empty.keys() & {"roles"}
    missing = [name for name in REQUIRED if name not in filled]
    if not missing:
        return
    unknown = [
        (place, heading.text)
        for place, heading in enumerate(headings)
        if heading.state == HeadingState.UNKNOWN
    ]
    wanted = {*missing, *(("first name", "last name") if "name" in missing else ())}
    settled_by = [
        heading.hint
        for heading in headings
        if heading.hint and heading.hint.value.rpartition("=")[2].partition(":")[0] in wanted
    ]
    for name, holds in (("email", _holds_mail), ("roles", _holds_roles)):
        if name in missing and not any(
            name in each.value.rpartition("=")[2] for each in settled_by
        ):
            settled_by += [mapped(text, name) for place, text in unknown if holds(sheet, place)]
    sentence = _("Required columns are missing: %(names)s.", names=", ".join(missing))
    yield Fault(sentence, sheet.title_row, settled_by=tuple(dict.fromkeys(settled_by)))


def _holds_mail(sheet: Sheet, place: int) -> bool:
    """Whether the first rows all have something like an address there."""
    cells = _first_cells(sheet, place)
    return bool(cells) and all("@" in cell and " " not in cell for cell in cells)


def _holds_roles(sheet: Sheet, place: int) -> bool:
    """Whether the first rows all have words for roles there."""
    known = columns()["roles"].known
    if known is None or not (cells := _first_cells(sheet, place)):
        return False
    return all(known.code_of(part) for cell in cells for part in re.split("[;,]", cell))


def _first_cells(sheet: Sheet, place: int) -> list[str]:
    cells = (record[place][:320].strip() for record in sheet.first_records if len(record) > place)
    return [cell for cell in cells if cell]
