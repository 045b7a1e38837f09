"""The file itself: what is understood, and how each fault is named."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from config import ROOT
from matchmaker.services.people.cells import disarm, rearm
from matchmaker.services.people.columns import columns
from matchmaker.services.people.faults import FaultyFile
from matchmaker.services.people.file import PeopleFile, read_people
from matchmaker.services.people.file_map import CHOICES, TABLES
from matchmaker.services.people.targets import LAST_NAME_FIRST

HEADER = "email,name,roles"
ADA = "ada@example.org,Ada,mentee"


def file_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def values_of(file: PeopleFile) -> dict[str, object]:
    person = file.people[0]
    stated = {column.name: column.value_of(person.values) for column in person.stated}
    return stated | {"email": person.email}


@pytest.mark.parametrize(
    "content",
    [
        file_of(HEADER, ADA),
        b"\xef\xbb\xbf" + file_of(HEADER, ADA),
        file_of(HEADER, ADA).replace(b"\n", b"\r\n"),
        file_of(HEADER, ADA).replace(b"\n", b"\r"),
        file_of(HEADER, ADA).replace(b",", b";"),
        file_of(HEADER, ADA).replace(b",", b"\t"),
        file_of("sep=;", HEADER.replace(",", ";"), ADA.replace(",", ";")),
        b"\xef\xbb\xbf" + file_of('"sep=,"', HEADER, ADA).replace(b"\n", b"\r\n"),
        file_of("", HEADER, ",,", ADA, "", ""),
        file_of('"E-Mail",Name, ROLES ', '" ADA@Example.org ","Ada",Mentee'),
        file_of(HEADER + ",,", ADA + ",,"),
        file_of("email,name,roles,goals", ADA),
        file_of(HEADER, ADA).decode().encode("utf-16"),
        file_of(HEADER, ADA).replace(b",", b"\t").decode().encode("utf-16"),
        file_of("All workers,,", "Run on,2026-11-27,", "", HEADER, ADA),
    ],
    ids=[
        "plain",
        "byte order mark",
        "CRLF",
        "CR",
        "semicolons",
        "tabs",
        "sep line",
        "quoted sep line after a mark",
        "blank rows",
        "header and address in another case",
        "empty columns at the end",
        "a row that ends early",
        "UTF-16",
        "Unicode text",
        "a report with a title",
    ],
)
def test_files_of_every_spreadsheet_say_the_same(content: bytes) -> None:
    file = read_people(content)

    assert values_of(file) == {"email": "ada@example.org", "name": "Ada", "roles": ("mentee",)}


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("roles", "Coffee chats; MENTOR", ("mentor", "networker")),
        ("languages", "English|de", ("en", "de")),
        ("languages", "de;en", ("en", "de")),
        ("interests", "Analytics and AI | agile_pmo", ("agile_pmo", "analytics_ai")),
        ("certifications_held", "m_o_r; IPMA level a", ("mor", "ipma_a")),
        ("current_role", "pmo ANALYST", "analyst"),
        ("ladder_step", "analyst", "analyst"),
        ("time_zone", "europe/berlin", "Europe/Berlin"),
        ("capacity", "3.0", 3),
        ("level: risk", "0", 0),
        ("Target:Risk, issue and dependency management", "5", 5),
        ("importance: RISK", "1", 1),
        ("manager_email", "Boss@Example.ORG", "boss@example.org"),
        (
            "not_with",
            "b@example.org; A@example.org|b@example.org",
            ("a@example.org", "b@example.org"),
        ),
        ("goals", " one\r\ntwo ", "one\ntwo"),
        ("goals", "'=SUM(A1)", "=SUM(A1)"),
        ("goals", "'quoted'", "'quoted'"),
        ("name", "Zoe\u0308  O\u2019Neil", "Zo\u00eb O\u2019Neil"),
        ("name", "Ngũgĩ wa Thiong'o", "Ngũgĩ wa Thiong'o"),
        ("name", "நளினி", "நளினி"),
    ],
)
def test_a_cell_is_understood(column: str, cell: str, value: object) -> None:
    titles = ["email", "roles"] + ([] if column == "name" else ["name"])
    cells = ["ada@example.org", ""] + ([] if column == "name" else ["Ada"])
    quoted = cell.replace('"', '""')
    content = f'{",".join(titles)},"{column}"\n{",".join(cells)},"{quoted}"\n'.encode()
    if column == "roles":
        content = f'email,name,roles\nada@example.org,Ada,"{quoted}"\n'.encode()

    values = values_of(read_people(content))

    assert value in values.values()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (b"", "The file is empty"),
        (b"\xef\xbb\xbf\n\n", "The file is empty"),
        (file_of(HEADER), "names columns but no people"),
        ("email,name,roles\na@example.org,José,".encode("latin-1"), "not UTF-8 text (see line 2)"),
        ("email,name,roles\n".encode("utf-16-le"), "not UTF-8 text; save it as"),
        (file_of("email,roles", "a@example.org,"), "row 1: Required columns are missing: name."),
        (
            file_of(HEADER + ",departmnt", ADA + ",IT"),
            "row 1, column departmnt: There is no such column; did you mean “department”?",
        ),
        (file_of(HEADER + ",Name", ADA + ",Ada"), "row 1, column name: The column is there twice"),
        (file_of(HEADER, ADA + ",more"), "row 2: “more” stands in cell 4, which has no column"),
        (file_of(HEADER, 'ada@example.org,"Ada,mentee'), "look for a stray quotation mark"),
        (file_of(HEADER, "ada,Ada,"), "row 2, column email: “ada”: Enter a mail address"),
        (file_of(HEADER, ",Ada,"), "row 2, column email: Fill this in"),
        (file_of(HEADER, "ada@example.org,,"), "row 2, column name: Fill this in"),
        (
            file_of(HEADER, ADA, "", '" ADA@example.org ",Ada L.,mentor'),
            "row 4, column email: ada@example.org is also in row 2; a person has one row.",
        ),
        (
            file_of(HEADER, "ada@example.org,Ada,mentees"),
            "row 2, column roles: “mentees” is not known; did you mean “mentee”?",
        ),
        (
            file_of(HEADER, "ada@example.org,Ada,boss"),
            "row 2, column roles: “boss” is not known; use one of: mentee, mentor, networker.",
        ),
        (file_of(HEADER, "ada@example.org,A\x07da,"), "row 2, column name: contains a control"),
        (
            file_of(HEADER, "ada@example.org,=?utf-8?q?x=0AReply-To:_evil@x?=,"),
            "row 2, column name: “=?utf-8?q?x=0AReply-To:_evil@x?=”: Leave out “=?”",
        ),
    ],
)
def test_a_fault_is_named_with_its_place_and_its_remedy(content: bytes, expected: str) -> None:
    with pytest.raises(FaultyFile) as raised:
        read_people(content)

    assert len(raised.value.faults) == 1
    assert expected in str(raised.value.faults[0])


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("capacity", "6", "“6”: Choose a number of mentees from 0 to 5."),
        ("capacity", "two", "“two”: Choose a number of mentees from 0 to 5."),
        ("capacity", "-1", "“-1”: Choose a number of mentees from 0 to 5."),
        ("level: risk", "2.5", "“2.5”: Choose a level from 0 to 5 for Risk"),
        (
            "importance: risk",
            "0",
            "“0”: Choose how much Risk, issue and dependency management matters",
        ),
        ("paused_until", "31.13.2027", "“31.13.2027”: Enter a date as year-month-day"),
        ("time_zone", "Europe/Berlim", "is not a time zone; did you mean Europe/Berlin?"),
        ("time_zone", "somewhere", "is not a time zone; use a name such as Europe/Berlin."),
        ("languages", "en; Klingon", "“Klingon” is not known"),
        ("target_role", "PMO analist", "did you mean “PMO analyst”?"),
        ("department", "x" * 121, "…”: Shorten this to 120 characters; it has 121 now."),
        ("goals", "x" * 2001, "Shorten this to 2,000 characters; it has 2,001 now."),
        ("manager_email", "the boss", "“the boss”: Enter a mail address"),
        ("manager_email", "ADA@example.org", "You cannot be your own manager."),
        (
            "not_with",
            "bob@example.org; ada@example.org",
            "paired with yourself: leave out ada@example.org",
        ),
    ],
)
def test_a_cell_that_cannot_be_used_says_why(column: str, cell: str, expected: str) -> None:
    content = file_of(f'{HEADER},"{column}"', f'{ADA},"{cell}"')

    with pytest.raises(FaultyFile) as raised:
        read_people(content)

    (fault,) = raised.value.faults
    assert (fault.row, fault.column) == (2, column)
    assert expected in fault.sentence


def test_every_fault_of_the_file_is_reported_in_the_order_of_its_rows() -> None:
    content = file_of(
        f"{HEADER},capacity,time_zone",
        "ada@example.org,Ada,mentee,9,Mars",
        '"bob@example.org","Bob\nBob",mentor,2,UTC',
        "bob@example.org,,mentor,x,UTC",
    )

    with pytest.raises(FaultyFile) as raised:
        read_people(content)

    assert [(fault.row, fault.column) for fault in raised.value.faults] == [
        (2, "capacity"),
        (2, "time_zone"),
        (4, "capacity"),
        (4, "name"),
        (4, "email"),
    ]


def test_a_certification_stands_in_one_column_only() -> None:
    content = file_of(f"{HEADER},certifications_held,certifications_wanted", f"{ADA},pmp,PMP")

    with pytest.raises(FaultyFile, match="row 2, column certifications_wanted: pmp is also in"):
        read_people(content)


@given(st.text(alphabet="=+-@'; \t\r\na＝", max_size=12))
def test_any_text_comes_back_from_being_disarmed(text: str) -> None:
    assert rearm(disarm(text)) == text


@pytest.mark.parametrize(
    "text",
    ["=1+1", "+1", "-x", "@a", "\t=", "\r", "\n=", "＝1", "＠a", "'=1", "''-", "'＋", "'tis", "a"],
)
def test_a_formula_is_disarmed_and_comes_back(text: str) -> None:
    disarmed = disarm(text)

    assert not disarmed.startswith(("=", "+", "-", "@", "\t", "\r", "\n", "＝", "＋", "－", "＠"))
    assert rearm(disarmed) == text


def test_the_guide_names_every_column() -> None:
    guide = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")

    for name in columns():
        assert f"`{name}`" in guide or ": " in name, name
    for kind in ("level", "target", "importance"):
        assert f"`{kind}: SKILL`" in guide


def test_the_guide_names_everything_that_a_map_can_say() -> None:
    guide = (ROOT / "docs" / "import.md").read_text(encoding="utf-8")

    for table in TABLES:
        assert f"`[{table}" in guide, table
    for name, choices in CHOICES.items():
        assert f"{name} = " in guide, name
        assert any(choice in guide for choice in choices), name
    assert LAST_NAME_FIRST in guide
    assert "header_rows = 2" in guide
