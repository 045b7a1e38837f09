"""What each heading of a file is taken for: by a map, by its name, or not at all.

What is not known is left out, and said to be.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from enum import StrEnum

from matchmaker.messages import gettext as _
from matchmaker.messages import ngettext
from matchmaker.services.people.columns import (
    LONGEST_HEADING,
    header_key,
    squeezed,
)
from matchmaker.services.people.faults import Fault, Setting, shown
from matchmaker.services.people.file_map import ANY, FileMap
from matchmaker.services.people.hints import hint
from matchmaker.services.people.sheet import Sheet, Title
from matchmaker.services.people.targets import Target, target_named, terms_of
from matchmaker.services.people.terms import nearest

_CODES = ("level", "target", "importance")

_UNUSED_TOLD_AT_MOST = 5


class HeadingState(StrEnum):
    """How a heading came to be taken for something, or left out."""

    NAMED = "named"
    """By its own name."""
    MAPPED = "mapped"
    LEFT_OUT = "left out"
    """By the map."""
    UNKNOWN = "unknown"
    SUPERSEDED = "superseded"
    """Another heading was mapped to the same column."""
    BLANK = "blank"


@dataclass(frozen=True, slots=True)
class Heading:
    """A heading as it stands in the file, and what it is taken for; `hint` says what might be."""

    text: str
    state: HeadingState
    target: Target | None = None
    hint: Setting | None = None

    @property
    def label(self) -> str:
        """What it is called in messages: the column's own name, or its text."""
        if self.target and header_key(self.text) == header_key(self.target.name):
            return self.target.name
        return shown(self.text)


def take_headings(sheet: Sheet, file_map: FileMap) -> tuple[tuple[Heading, ...], list[Fault]]:
    """Return what each heading is taken for, and what in the map does not fit the file."""
    understanding = _Understanding(file_map, sheet.title_row)
    headings = _settle([understanding.heading_of(title) for title in sheet.titles])
    return tuple(headings), [*understanding.faults, *understanding.unused()]


class _Understanding:
    """The map at work; it notes which of its entries fit a heading."""

    def __init__(self, file_map: FileMap, title_row: int) -> None:
        self.faults: list[Fault] = []
        self._row = title_row
        self._map = file_map
        self._exact = {
            header_key(name): (name, target)
            for name, target in file_map.columns.items()
            if ANY not in target
        }
        self._patterns = sorted(
            (_Pattern(name, target) for name, target in file_map.columns.items() if ANY in target),
            key=lambda pattern: -len(pattern.heading),
        )
        self._answered = set(map(header_key, file_map.only_rows))
        self._used: set[str] = set()
        self._texts: list[str] = []

    def heading_of(self, title: Title) -> Heading:
        """Return what a heading is taken for."""
        text = title.text.strip()[:LONGEST_HEADING]
        self._texts.append(text)
        if not text:
            return Heading("", HeadingState.BLANK)
        if (mapped_heading := self._by_map(text, title.code)) is not None:
            return mapped_heading
        if (target := target_named(text)) is not None:
            return Heading(text, HeadingState.NAMED, target)
        if header_key(text) in self._answered:
            return Heading(text, HeadingState.LEFT_OUT)
        return Heading(text, HeadingState.UNKNOWN, hint=hint(text))

    def _by_map(self, text: str, code: str) -> Heading | None:
        for name in filter(None, (text, code)):
            if (entry := self._exact.get(header_key(name))) is not None:
                self._used.add(entry[0])
                if (target := target_named(entry[1])) is None:
                    return Heading(text, HeadingState.LEFT_OUT)
                return Heading(text, HeadingState.MAPPED, target)
        target = self._fitting_pattern(text)
        return Heading(text, HeadingState.MAPPED, target) if target else None

    def _fitting_pattern(self, text: str) -> Target | None:
        for pattern in self._patterns:
            option = pattern.option_in(text)
            if option is None:
                continue
            self._used.add(pattern.heading)
            if (target := pattern.target_of(option)) is not None:
                return target
            self.faults.append(Fault(pattern.unknown(option), self._row, shown(text)))
        return None

    def unused(self) -> Iterator[Fault]:
        """Yield a fault for each entry of the map that fits no heading, or one for all of many."""
        texts = tuple(filter(None, self._texts))
        keys = set(map(header_key, texts))
        needed = [name for name, target in self._map.columns.items() if target.strip()]
        unused = [
            name
            for name in (*needed, *self._map.only_rows)
            if name not in self._used and header_key(name) not in keys
        ]
        if len(unused) > _UNUSED_TOLD_AT_MOST:
            sentence = ngettext(
                "The map names %(num)s heading that the file does not have, such as “%(name)s”. Is "
                "it the map of this file?",
                "The map names %(num)s headings that the file does not have, such as “%(name)s”. "
                "Is it the map of this file?",
                len(unused),
                name=shown(unused[0]),
            )
            yield Fault(sentence, self._row)
            return
        for name in unused:
            near = nearest(name[:100], tuple(text[:100] for text in texts))
            if near:
                sentence = _(
                    "The map names “%(name)s”, which is no heading of the file; did you mean "
                    "“%(near)s”?",
                    name=shown(name),
                    near=shown(near),
                )
            else:
                sentence = _(
                    "The map names “%(name)s”, which is no heading of the file.", name=shown(name)
                )
            yield Fault(sentence, self._row)


class _Pattern:
    """An entry of the map for all columns of a grid."""

    def __init__(self, heading: str, target: str) -> None:
        self.heading = heading
        self.part = target.partition(":")[0].strip()
        before, _sign, after = heading.partition(ANY)
        self._before, self._after = squeezed(before), squeezed(after)
        self._terms = {squeezed(term): term for term in terms_of(self.part)}

    def option_in(self, text: str) -> str | None:
        """Return what stands in a heading where the pattern has its `*`; None if it does not fit.

        A pattern with nothing around its `*` fits what is known alone.
        """
        whole = squeezed(text)
        is_long_enough = len(whole) > len(self._before) + len(self._after)
        if not (is_long_enough and whole.startswith(self._before) and whole.endswith(self._after)):
            return None
        option = whole[len(self._before) : len(whole) - len(self._after)]
        is_bare = len(self._before) + len(self._after) < 3
        return option if not is_bare or option in self._terms else None

    def target_of(self, option: str) -> Target | None:
        term = self._terms.get(option)
        return target_named(f"{self.part}: {term}") if term else None

    def unknown(self, option: str) -> str:
        near = nearest(option, tuple(self._terms))
        if near:
            return _(
                "The map takes this for “%(part)s: …”, but its entry is not known; did you mean "
                "“%(near)s”?",
                part=self.part,
                near=self._terms[near],
            )
        return _(
            "The map takes this for “%(part)s: …”, but its entry is not known; docs/import.md "
            "lists those that there are.",
            part=self.part,
        )


def _settle(headings: Sequence[Heading]) -> list[Heading]:
    """Leave out what another heading says better: a mapped one, or a whole name."""
    mapped_columns = {
        heading.target.needs
        for heading in headings
        if heading.target and heading.state == HeadingState.MAPPED and heading.target.needs
    }
    has_whole_name = any(heading.target and heading.target.name == "name" for heading in headings)

    def is_superseded(heading: Heading) -> bool:
        target = heading.target
        if target is None or heading.state != HeadingState.NAMED:
            return False
        is_part_of_name = target.needs == "name" and target.name != "name"
        return target.needs in mapped_columns or (is_part_of_name and has_whole_name)

    return [
        replace(heading, state=HeadingState.SUPERSEDED, target=None)
        if is_superseded(heading)
        else heading
        for heading in headings
    ]
