"""Writing a people map: one to begin with, from what the headings of a file were taken for."""

import json
from collections.abc import Iterable, Iterator, Sequence

from matchmaker.services.people.columns import header_key
from matchmaker.services.people.file_map import FileMap
from matchmaker.services.people.headings import Heading, HeadingState

_INTRODUCTION = """\
# What the columns of a file are: on the left a heading of the file, on the right our column.
# An empty text leaves one out. docs/import.md lists the columns, and what else a map can say.
"""


def write_map(headings: Sequence[Heading], file_map: FileMap) -> str:
    """Return a map that `read_map` reads: what is known, and beside it what it probably is."""
    said = [
        *_single("encoding", file_map.encoding),
        *_single("dates", file_map.words.dates),
        *_single("repeated", file_map.repeated),
        *([f"header_rows = {file_map.header_rows}"] if file_map.header_rows else []),
    ]
    parts = [
        [*said],
        ["[columns]", *_columns(headings, file_map)],
        *(
            [f"[words.{_toml(column)}]", *_pairs(words.items())]
            for column, words in file_map.words.meanings.items()
        ),
        _table("only_rows", ((name, list(texts)) for name, texts in file_map.only_rows.items())),
        _table("when_empty", file_map.when_empty.items()),
    ]
    return (
        "\n\n".join([_INTRODUCTION.rstrip(), *("\n".join(part) for part in parts if part)]) + "\n"
    )


def _columns(headings: Iterable[Heading], file_map: FileMap) -> Iterator[str]:
    """Yield the map's own entries, then each heading that it does not name."""
    yield from _pairs(file_map.columns.items())
    written = set(map(header_key, file_map.columns))
    hinted = set()
    for heading in headings:
        if heading.state in (HeadingState.MAPPED, HeadingState.LEFT_OUT, HeadingState.BLANK):
            continue
        name, _sign, target = heading.hint.value.rpartition("=") if heading.hint else ("", "", "")
        if target and header_key(name) != header_key(heading.text):
            # All columns of a grid share one entry; one of their own each would go before it.
            if name not in hinted:
                yield f"# {_toml(name)} = {_toml(target)}"
            hinted.add(name)
        elif header_key(heading.text) not in written:
            written.add(header_key(heading.text))
            taken_for = heading.target.name if heading.target else ""
            comment = f"  # {target}?" if target else ""
            yield f"{next(_pairs([(heading.text, taken_for)]))}{comment}"


def _single(name: str, value: str) -> list[str]:
    return [f"{name} = {_toml(value)}"] if value else []


def _table(name: str, entries: Iterable[tuple[str, str | list[str]]]) -> list[str]:
    lines = list(_pairs(entries))
    return [f"[{name}]", *lines] if lines else []


def _pairs(entries: Iterable[tuple[str, str | list[str]]]) -> Iterator[str]:
    for name, value in entries:
        yield f"{_toml(' '.join(name.split()))} = {_toml(value)}"


def _toml(value: str | list[str]) -> str:
    """Return a text, or a list of them, as TOML has it: JSON's escapes are among its own."""
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
