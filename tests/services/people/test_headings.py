"""What headings are taken for: by name, by a map, or left out and said to be."""

import csv
import io

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from matchmaker.services.people.faults import FaultyFile, Setting
from matchmaker.services.people.file import PeopleFile, headings_of, read_people
from matchmaker.services.people.file_map import FileMap, InvalidMap, read_map
from matchmaker.services.people.headings import HeadingState
from matchmaker.services.people.map_writing import write_map
from tests.reliability.bad_texts import texts


def file_of(*lines: str) -> bytes:
    return "\n".join(lines).encode()


def mapped(*entries: str) -> FileMap:
    file_map = FileMap()
    for entry in entries:
        heading, _sign, target = entry.rpartition("=")
        file_map = file_map.with_column(heading, target)
    return file_map


def stated(file: PeopleFile) -> dict[str, object]:
    (person,) = file.people
    return {column.name: column.value_of(person.values) for column in person.stated}


def faults_of(content: bytes, file_map: FileMap | None = None) -> list[str]:
    with pytest.raises(FaultyFile) as raised:
        read_people(content, file_map=file_map or FileMap())
    return [str(fault) for fault in raised.value.faults]


@pytest.mark.parametrize(
    "heading", ["Email Address", "E-mail *", "EMAIL_ADDRESS:", "E-Mail-Adresse"]
)
def test_the_usual_names_of_an_address_need_no_map(heading: str) -> None:
    file = read_people(file_of(f"{heading},name,roles", "ada@example.org,Ada,mentee"))

    assert [person.email for person in file.people] == ["ada@example.org"]


@pytest.mark.parametrize(
    ("header", "row"),
    [
        ("First name,Last name", "Anna,Müller"),
        ("Last Name,First Name", "Müller,Anna"),
        ("Nachname,Vorname", "Müller,Anna"),
        ("Surname,Given name", "Müller,Anna"),
        ("First name,Last name,Full name", "A.,M.,Anna Müller"),
    ],
)
def test_first_and_last_name_make_the_name_in_whatever_order_they_stand(
    header: str, row: str
) -> None:
    file = read_people(file_of(f"email,roles,{header}", f"a@example.org,mentee,{row}"))

    assert stated(file)["name"] == "Anna Müller"


def test_a_first_name_alone_is_no_name() -> None:
    (fault,) = faults_of(file_of("email,roles,First name", "a@example.org,mentee,Anna"))

    assert fault == "row 1: Required columns are missing: name."


def test_columns_that_nobody_knows_are_left_out_and_named() -> None:
    file = read_people(
        file_of("Employee ID,email,name,roles,Cost centre", "17,a@example.org,Ada,mentee,4711")
    )

    left_out = [each.text for each in file.headings if each.state == HeadingState.UNKNOWN]
    assert left_out == ["Employee ID", "Cost centre"]
    assert [each.hint for each in file.headings] == [None] * 5


def test_a_usual_name_of_another_system_is_left_out_with_a_hint() -> None:
    file = read_people(
        file_of(
            "Business title,email,Line manager's e-mail,name,roles",
            "PMO lead,a@example.org,b@example.org,Ada,mentee",
        )
    )

    assert [each.hint for each in file.headings if each.hint] == [
        Setting("map", "Business title=job_title"),
        Setting("map", "Line manager's e-mail=manager_email"),
    ]


def test_a_missing_column_comes_with_the_headings_that_may_be_it() -> None:
    with pytest.raises(FaultyFile) as raised:
        read_people(file_of("Work e-mail,Preferred name,roles", "a@example.org,Ada,mentee"))

    (fault,) = raised.value.faults
    assert str(fault) == "row 1: Required columns are missing: email, name."
    assert [each.value for each in fault.settled_by] == [
        "Work e-mail=email",
        "Preferred name=name",
    ]


def test_an_address_is_known_by_what_the_rows_hold() -> None:
    with pytest.raises(FaultyFile) as raised:
        read_people(file_of("Konto,Person,name,roles", "a@example.org,x,Ada,mentee"))

    assert raised.value.faults[0].settled_by == (Setting("map", "Konto=email"),)


def test_a_misspelt_column_stops_the_file_until_somebody_says_what_it_is() -> None:
    content = file_of("email,name,roles,departmnt", "a@example.org,Ada,mentee,IT")

    assert faults_of(content) == [
        "row 1, column departmnt: There is no such column; did you mean “department”?"
    ]
    assert "department" in stated(read_people(content, file_map=mapped("departmnt=department")))
    assert "department" not in stated(read_people(content, file_map=mapped("departmnt=")))


def test_a_level_of_an_unknown_skill_stops_the_file() -> None:
    content = file_of("email,name,roles,level: cooking", "a@example.org,Ada,mentee,3")

    assert faults_of(content)[0].startswith("row 1, column level: cooking: There is no such column")


def test_a_map_names_columns_of_another_system() -> None:
    file = read_people(
        file_of("Work e-mail;Preferred Name;Rolle;Team", "a@example.org;Ada;mentee;IT"),
        file_map=mapped(
            "work E-Mail=email", "Preferred name=name", "Rolle=roles", "Team=department"
        ),
    )

    assert stated(file) == {
        "email": None,
        "name": "Ada",
        "roles": ("mentee",),
        "department": "IT",
    }


def test_what_is_mapped_goes_before_what_is_called_alike() -> None:
    file = read_people(
        file_of("Email,Name,roles,Your work address", "anonymous,Ada,mentee,a@example.org"),
        file_map=mapped("Your work address=email"),
    )

    assert file.people[0].email == "a@example.org"
    assert file.headings[0].state == HeadingState.SUPERSEDED


def test_several_columns_make_one_list_or_one_text() -> None:
    file = read_people(
        file_of(
            "email,name,Part one,Part two,Why?,What?",
            "a@example.org,Ada,mentee,Coffee chats,To learn.,Risk.",
        ),
        file_map=mapped("Part one=roles", "Part two=roles", "Why?=goals", "What?=goals"),
    )

    assert stated(file)["roles"] == ("mentee", "networker")
    assert stated(file)["goals"] == "To learn.\n\nRisk."


def test_questions_asked_in_two_branches_make_one_column_where_they_agree() -> None:
    header = "email,name,roles,Mentees: office,Mentors: office"
    both = mapped("Mentees: office=location", "Mentors: office=location")

    one = read_people(file_of(header, "a@example.org,Ada,mentee,,Oslo"), file_map=both)

    assert stated(one)["location"] == "Oslo"
    assert faults_of(file_of(header, "a@example.org,Ada,mentee,Oslo,Bergen"), both) == [
        "row 2, column Mentors: office: “Bergen” stands here, and “Oslo” in another column for the "
        "same; keep one."
    ]


@pytest.mark.parametrize("tick", ["x", "1", "Yes", "TRUE", "✓", "ja", "Agile PMO", "agile_pmo"])
def test_a_box_of_its_own_is_one_entry_of_a_list(tick: str) -> None:
    file = read_people(
        file_of(
            "email,name,roles,Topics [Agile],Topics [AI]", f"a@example.org,Ada,mentee,{tick},no"
        ),
        file_map=mapped(
            "Topics [Agile]=interests: agile_pmo", "Topics [AI]=interests: analytics_ai"
        ),
    )

    assert stated(file)["interests"] == ("agile_pmo",)


def test_one_entry_of_the_map_names_all_columns_of_a_grid() -> None:
    risk, finance = "Risk, issue and dependency management", "finance"
    file = read_people(
        file_of(
            f'email,name,roles,"How well … [{risk}]",How well … [{finance}],"{risk}2"',
            "a@example.org,Ada,mentee,3 – Competent,New to me,Expert (5)",
        ),
        file_map=mapped("How well ... [*]=level: *", "*2=target: *"),
    )

    assert stated(file) == {
        **{"email": None, "name": "Ada", "roles": ("mentee",)},
        **{"level: risk": 3, "level: finance": 0, "target: risk": 5},
    }


def test_an_entry_of_a_grid_that_is_not_known_is_a_fault() -> None:
    content = file_of("email,name,roles,Know [Governence]", "a@example.org,Ada,mentee,3")

    (fault,) = faults_of(content, mapped("Know [*]=level: *"))

    assert "column Know [Governence]: The map takes this for “level: …”" in fault
    assert "did you mean “governance”?" in fault


def test_a_map_that_names_no_heading_of_the_file_is_a_fault() -> None:
    content = file_of("Work e-mail,email,name,roles", "x,a@example.org,Ada,mentee")

    (fault,) = faults_of(content, mapped("Work mail=email"))

    assert fault == (
        "row 1: The map names “Work mail”, which is no heading of the file; did you mean “Work "
        "e-mail”?"
    )


def test_a_column_that_is_there_twice_is_left_to_somebody() -> None:
    content = file_of("Email,E-mail address,name,roles", "a@example.org,b@example.org,Ada,mentee")

    with pytest.raises(FaultyFile) as raised:
        read_people(content)

    (fault,) = raised.value.faults
    assert "The column is there twice" in fault.sentence
    assert fault.settled_by == (
        Setting("map", "E-mail address="),
        Setting("map", "Email="),
    )


def test_three_rows_of_headings_are_those_of_qualtrics() -> None:
    content = file_of(
        "RecordedDate,Q2,Q3,Q4_1,Q4_2",
        '"Recorded Date","Your address","Your name","I am - mentee","I am - mentor"',
        *['"{""ImportId"":""QID1""}"' + ',"{""ImportId"":""QID2""}"' * 4],
        "2026-11-03,a@example.org,Ada,1,",
    )

    file = read_people(content, file_map=mapped("Q2=email", "Your name=name", "I am - *=roles: *"))

    assert stated(file) == {"email": None, "name": "Ada", "roles": ("mentee",)}
    assert file.people[0].row == 4


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("[columns", "The map is not well-formed TOML"),
        ('[colums]\n"A" = "email"', "“colums” is no entry of a map"),
        ('[columns]\n"A" = "e-mial"', "“A”: there is no column “e-mial”; did you mean “email”?"),
        ('[columns]\n"A" = "level: cooking"', "there is no column “level: cooking”"),
        ('[columns]\n"A" = "level: *"', "write one * on either side"),
        ('[columns]\n"A [*]" = "email: *"', "write one * on either side"),
        ('[columns]\n"A" = 3', "[columns] must hold lines of “text” = “text”."),
        ('[columns]\n" " = "email"', "A heading is missing"),
        ('dates = "ymd"', "dates must be one of: dmy, mdy."),
        ('repeated = ["last"]', "repeated must be one of: first, last."),
        ("header_rows = 3", "header_rows must be 1 or 2."),
        ('words = "x"', "[words] needs the name of a column"),
        ('[words.rolse]\n"a" = "mentee"', "[words]: there is no column “rolse”"),
        ('[words.roles]\n"Both" = "mentee; mentro"', "did you mean “mentor”?"),
        ('[words.level]\n"Good" = "7"', "Write a number from 0 to 5."),
        ('[words.certification]\n"I have it" = "have"', "held, studying, wanted"),
        ('[when_empty]\ntime_zone = "Mars"', "time_zone: “Mars” is not a time zone"),
        ('[only_rows]\n"Finished" = []', "write an answer, or several in brackets"),
    ],
)
def test_a_map_that_cannot_be_used_says_which_entry(text: str, expected: str) -> None:
    with pytest.raises(InvalidMap) as raised:
        read_map(text)

    assert expected in str(raised.value)


def test_headings_are_told_even_where_rows_are_faulty() -> None:
    headings = headings_of(file_of("email,name,roles", "x,,boss"))

    assert [each.target.name for each in headings if each.target] == ["email", "name", "roles"]


@given(st.lists(texts(), min_size=1, max_size=6))
@settings(max_examples=60, deadline=None, derandomize=True)
def test_a_map_to_begin_with_can_be_read_whatever_stands_above_the_columns(
    headings: list[str],
) -> None:
    out = io.StringIO()
    csv.writer(out).writerows([["email", "name", "roles", *headings], ["a@example.org", "A", ""]])
    content = out.getvalue().encode("utf-8", "replace")
    try:
        found = headings_of(content)
    except FaultyFile:
        return

    begun = read_map(write_map(found, FileMap()))

    again = headings_of(content, begun)
    assert [each.target for each in again] == [each.target for each in found]


def test_only_rows_with_an_answer_can_count() -> None:
    content = file_of("email,name,roles,Done", "a@example.org,A,,yes", ",,,", "x,,,", "x,,,no")

    file = read_people(content, file_map=read_map('[only_rows]\nDone = ["Yes", "Finished"]'))
    with_answer = read_people(
        file_of("email,name,roles", "a@example.org,A,", ",Nobody,"),
        file_map=read_map('[only_rows]\nemail = "*"'),
    )

    assert ([each.row for each in file.people], file.left_out) == ([2], (4, 5))
    assert ([each.row for each in with_answer.people], with_answer.left_out) == ([2], (3,))


def test_a_report_without_any_known_heading_is_looked_at_below_its_title() -> None:
    content = file_of(
        "All workers,,,", "Run on,2026-11-27,,", "Worker,Work email,Part,Site", "A,b,c,d"
    )

    assert faults_of(content)[0].startswith("row 3: Required columns are missing: email, name")


def test_a_column_of_roles_is_known_by_what_the_rows_hold() -> None:
    with pytest.raises(FaultyFile) as raised:
        read_people(file_of("email,name,Spalte 3", 'a@example.org,Ada,"Mentee, Mentor"'))

    assert raised.value.faults[0].settled_by == (Setting("map", "Spalte 3=roles"),)


def test_names_with_the_last_name_first_are_turned_round_once_somebody_says_so() -> None:
    content = file_of(
        "email,Name,roles",
        *('a@example.org,"Duarte, Inês",mentor', 'b@example.org,"da Silva,Ana",'),
        'c@example.org,"Okafor, Amara",',
    )

    as_it_is = read_people(content)
    turned = read_people(content, file_map=mapped("Name=name (last, first)"))

    assert as_it_is.people[0].values.name == "Duarte, Inês"
    assert as_it_is.headings[1].hint == Setting("map", "Name=name (last, first)")
    assert [person.values.name for person in turned.people] == [
        *("Inês Duarte", "Ana da Silva", "Amara Okafor"),
    ]
    assert turned.headings[1].hint is None


def test_what_nobody_sees_around_a_cell_does_no_harm() -> None:
    file = read_people(
        file_of("\ufeffemail,name,roles", "\u200ba@example.org\u00a0,Ada\ufeff,mentee")
    )

    assert (file.people[0].email, file.people[0].values.name) == ("a@example.org", "Ada")


def test_the_map_of_another_file_is_told_in_one_sentence() -> None:
    content = file_of("email,name,roles", "a@example.org,Ada,mentee")
    said = "".join(f'"Question {number}" = "goals"\n' for number in range(20))

    (of_many,) = faults_of(content, read_map(f"[columns]\n{said}"))
    (of_rows,) = faults_of(content, read_map(f"header_rows = 2\n[columns]\n{said}"))

    assert of_many.startswith("row 1: The map names 20 headings that the file does not have")
    assert of_rows.startswith("row 2: The map says that the headings take two rows, but")


def test_faults_stand_in_the_order_of_the_columns() -> None:
    content = file_of("Last name,email,First name,roles,goals", "MÃ¼ller,x,J?rg,boss,MÃ¼he")

    assert [fault.partition(":")[0] for fault in faults_of(content)] == [
        f"row 2, column {name}" for name in ("last name", "email", "first name", "roles", "goals")
    ]


def test_nothing_is_hinted_at_that_another_column_is() -> None:
    file = read_people(
        file_of(
            "Email,First name,Last name,roles,Work email,Known as", "a@example.org,A,B,,b@x.test,"
        )
    )

    assert [each.hint for each in file.headings] == [None] * 6


def test_what_is_missing_is_called_by_the_heading_of_the_file() -> None:
    content = file_of("Work e-mail,Given name,Surname,roles", ",Ada,L,", "a@example.org,,,")

    assert faults_of(content, mapped("Work e-mail=email")) == [
        "row 2, column Work e-mail: Fill this in; it is required.",
        "row 3, column Given name: Fill this in; it is required.",
    ]
