"""Reads the table of who may do what: one row an address, method and thing that it is about."""

from dataclasses import dataclass
from pathlib import Path

from flask import Flask

from tests.access.world import PEOPLE

TABLE = Path(__file__).with_name("table.txt")
NOTHING = "-"
"""A cell without a case: the person has no such thing, or the address names no thing."""


@dataclass(frozen=True, slots=True)
class Row:
    """One line of the table; `statuses` by person, without those for whom there is no case."""

    method: str
    endpoint: str
    about: str
    statuses: dict[str, int]

    @property
    def is_demo(self) -> bool:
        """Whether the address exists only where the demo is switched on."""
        return self.endpoint.startswith("demo_desk.")

    def __str__(self) -> str:
        return f"{self.method} {self.endpoint} {self.about}"


def read_rows() -> list[Row]:
    """Return the table's rows."""
    lines = TABLE.read_text(encoding="utf-8").splitlines()
    return [_row(line) for line in lines if line.strip() and not line.startswith("#")]


def _row(line: str) -> Row:
    method, endpoint, about, *cells = line.split()
    assert len(cells) == len(PEOPLE), f"{len(PEOPLE)} cells are needed: {line}"
    statuses = {
        person: int(cell) for person, cell in zip(PEOPLE, cells, strict=True) if cell != NOTHING
    }
    return Row(method, endpoint, about, statuses)


def routes_of(app: Flask) -> set[tuple[str, str]]:
    """Return every method and endpoint that an application answers to."""
    return {
        (method, rule.endpoint)
        for rule in app.url_map.iter_rules()
        for method in (rule.methods or set()) - {"HEAD", "OPTIONS"}
    }


def names_a_thing(app: Flask, endpoint: str) -> bool:
    """Whether the address of an endpoint has a part that differs from thing to thing."""
    return any(rule.arguments for rule in app.url_map.iter_rules(endpoint))
