"""Bad people files: every fault is a sentence, and what is taken in comes out harmless."""

import csv
import io
import re

import pytest
from flask import Flask
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy.orm import Session

from config import ROOT
from matchmaker.services.people.columns import columns
from matchmaker.services.people.exporting import export_people
from matchmaker.services.people.faults import FaultyFile
from matchmaker.services.people.file import headings_of, read_people
from matchmaker.services.people.file_map import FileMap, read_map
from matchmaker.services.people.importing import import_people
from matchmaker.services.people.map_writing import write_map
from tests.factories import the_programme
from tests.reliability.bad_texts import texts
from tests.reliability.sizes import size

pytestmark = pytest.mark.slow

FILES = size(80, 2_500)
"""Times two databases."""
ENCODINGS = ("utf-8", "utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "mac-roman", "utf-7")
TEXTS = ("department", "job_title", "location", "goals", "about")
FORMULA = re.compile(r"[=+\-@\t\r]")


def cells() -> st.SearchStrategy[str]:
    good = st.sampled_from(["ada@example.org", "Ada", "mentee; mentor", "en", "3", "held", "pmp"])
    return st.one_of(good, good, texts())


def sheets() -> st.SearchStrategy[list[list[str]]]:
    """Rows that are right but for what stands in the columns that take any text."""
    row = st.lists(texts(), min_size=len(TEXTS) + 1, max_size=len(TEXTS) + 1)
    return st.lists(row, min_size=1, max_size=4).map(
        lambda rows: (
            [["email", "roles", "name", *TEXTS]]
            + [[f"p{number}@example.org", "mentee", *cells] for number, cells in enumerate(rows)]
        )
    )


def wild_sheets() -> st.SearchStrategy[list[list[str]]]:
    """Columns that exist, with anything below them."""
    header = st.lists(st.sampled_from(list(columns())), min_size=1, max_size=8, unique=True)
    rows = st.lists(st.lists(cells(), max_size=9), max_size=4)
    return st.tuples(header, rows).map(
        lambda parts: [["email", "name", "roles", *parts[0]], *parts[1]]
    )


@st.composite
def files(draw: st.DrawFn) -> bytes:
    """A file that is nearly right, in one of the encodings that spreadsheets write."""
    out = io.StringIO()
    writer = csv.writer(out, delimiter=draw(st.sampled_from(",;\t")))
    writer.writerows(draw(st.one_of(sheets(), wild_sheets())))
    encoding = draw(st.sampled_from(ENCODINGS))
    content = out.getvalue().encode(encoding, "replace")
    return content[: draw(st.sampled_from([len(content), len(content), len(content) // 2]))]


SURVEY = (ROOT / "tests/services/people/survey_export.csv").read_bytes()
SURVEY_MAP = read_map((ROOT / "docs/people.example.map.toml").read_text(encoding="utf-8"))


@st.composite
def answers(draw: st.DrawFn) -> bytes:
    """A survey's export, with anything in some of its cells, or a row too many or too few."""
    rows = list(csv.reader(io.StringIO(SURVEY.decode("utf-8-sig"), newline="")))
    for _number in range(draw(st.integers(0, 4))):
        row = rows[draw(st.integers(0, len(rows) - 1))]
        row[draw(st.integers(0, len(row) - 1))] = draw(cells())
    if draw(st.booleans()):
        del rows[draw(st.integers(0, len(rows) - 1))]
    out = io.StringIO()
    csv.writer(out).writerows(rows)
    return out.getvalue().encode("utf-8", "replace")


def test_a_survey_is_taken_in_or_told_what_is_wrong() -> None:
    taken: list[bytes] = []
    refused: list[list[str]] = []

    @settings(
        max_examples=FILES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(answers(), st.sampled_from([SURVEY_MAP, SURVEY_MAP, FileMap()]))
    def try_it(content: bytes, file_map: FileMap) -> None:
        try:
            found = headings_of(content, file_map)
            read_map(write_map(found, file_map))
            read_people(content, file_map=file_map)
        except FaultyFile as faulty:
            refused.append([str(fault) for fault in faulty.faults])
            return
        taken.append(content)

    try_it()

    print(f"{len(taken)} surveys taken in, {len(refused)} refused with sentences")
    assert all(sentence.endswith((".", "?")) for faults in refused for sentence in faults)
    assert min(len(taken), len(refused)) > FILES // 50


def test_a_file_is_taken_in_or_told_what_is_wrong(app: Flask, session: Session) -> None:
    taken: list[bytes] = []
    refused: list[list[str]] = []

    @settings(
        max_examples=FILES, deadline=None, database=None, suppress_health_check=list(HealthCheck)
    )
    @given(st.one_of(files(), files(), files(), st.binary(max_size=200)))
    def try_it(content: bytes) -> None:
        try:
            people = read_people(content)
        except FaultyFile as faulty:
            refused.append([str(fault) for fault in faulty.faults])
            return
        import_people(session, the_programme(session), people)
        written, count = export_people(session, the_programme(session))
        rows = list(csv.reader(io.StringIO(written.decode("utf-8-sig"), newline="")))
        assert len(rows) == count + 1 == len(people.people) + 1
        assert not [cell for row in rows for cell in row if FORMULA.match(cell)]
        read_people(written)
        session.rollback()
        taken.append(content)

    try_it()

    print(f"{len(taken)} files taken in, {len(refused)} refused with sentences")
    assert all(sentence.endswith((".", "?")) for faults in refused for sentence in faults)
    assert min(len(taken), len(refused)) > FILES // 50
