"""Cells as surveys fill them: known words in any case, several in one cell, words of their own."""

import pytest

from matchmaker.services.people.faults import FaultyFile
from matchmaker.services.people.file import PeopleFile, read_people
from matchmaker.services.people.file_map import FileMap, read_map


def people_with(column: str, *cells: str, said: str = "") -> PeopleFile:
    lines = [f'email,name,roles,"{column}"']
    lines += [f'p{number}@example.org,P,mentee,"{cell}"' for number, cell in enumerate(cells)]
    return read_people("\n".join(lines).encode(), file_map=read_map(said) if said else FileMap())


def value_in(column: str, cell: str, said: str = "") -> object:
    (person,) = people_with(column, cell, said=said).people
    values = [each.value_of(person.values) for each in person.stated if each.name == column]
    return values[0] if values else None


@pytest.mark.parametrize(
    ("column", "cell", "value"),
    [
        ("languages", "English, German", ("en", "de")),
        ("languages", "Deutsch, français; ESPANOL", ("de", "fr", "es")),
        ("languages", "Englisch; 日本語", ("en", "ja")),
        ("interests", "Agile PMO;Analytics and AI;", ("agile_pmo", "analytics_ai")),
        ("interests", "Agile PMO,\nCareer move", ("agile_pmo", "career_move")),
        ("interests", "transformation , RETURNING TO WORK,", ("transformation", "returning")),
        ("certifications_held", "PMP, PRINCE2 Agile,msp", ("pmp", "prince2_agile", "msp")),
        ("level: risk", "3 – Competent", 3),
        ("level: risk", "(4) proficient", 4),
        ("level: risk", "Practising (2)", 2),
        ("level: risk", "3,0", 3),
        ("target: risk", "EXPERT", 5),
        ("current_role", "pmo  Analyst", "analyst"),
    ],
)
def test_what_is_unambiguous_is_taken(column: str, cell: str, value: object) -> None:
    assert value_in(column, cell) == value


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("languages", "English, Klingon, German", "“Klingon” is not known"),
        ("interests", "Agile PMO, Analytics", "“Analytics” is not known"),
        ("level: risk", "3 – Good", "“3 – Good”: Choose a level from 0 to 5"),
        ("level: risk", "4 – Competent", "“4 – Competent”: Choose a level from 0 to 5"),
        ("level: risk", "35", "“35”: Choose a level from 0 to 5"),
    ],
)
def test_what_is_not_clear_is_refused(column: str, cell: str, expected: str) -> None:
    with pytest.raises(FaultyFile) as raised:
        people_with(column, cell)

    assert expected in str(raised.value)


def test_the_words_of_a_file_are_said_once() -> None:
    said = '[words.interests]\n"AI, of course" = "analytics_ai"\n"all" = "agile_pmo; returning"'

    assert value_in("interests", "AI, of course, All", said) == (
        *("agile_pmo", "analytics_ai", "returning"),
    )


def test_a_word_can_state_nothing_and_so_can_all_that_are_not_known() -> None:
    said = '[words.level]\n"N/A" = ""\n[words.interests]\n"*" = ""'

    assert value_in("level: risk", "n/a", said) is None
    assert value_in("interests", "Agile PMO, something else", said) == ("agile_pmo",)


def test_a_fault_in_many_rows_is_told_once() -> None:
    with pytest.raises(FaultyFile) as raised:
        people_with("languages", "Klingon", "English", "Klingon", "klingon", "Klingon")

    assert [str(fault).partition("; ")[0] for fault in raised.value.faults] == [
        "row 2 and 2 more, column languages: “Klingon” is not known",
        "row 5, column languages: “klingon” is not known",
    ]


def test_reading_ends_where_there_are_too_many_different_faults() -> None:
    with pytest.raises(FaultyFile) as raised:
        people_with("languages", *(f"Unknown {number}" for number in range(300)))

    assert len(raised.value.faults) == 100
    assert raised.value.unread_from == 102


def test_answers_that_do_not_count_have_no_faults_however_many_they_are() -> None:
    lines = ["email,name,roles,languages"]
    lines += [f"p{number}@example.org,P,mentee,Unknown {number}" for number in range(150)]
    lines += [f"p{number}@example.org,P,mentee,English" for number in range(150)]
    content = "\n".join(lines).encode()

    with pytest.raises(FaultyFile) as raised:
        read_people(content)
    # Each is sent again before a hundred faults are reached.
    pairs = [line for pair in zip(lines[1:151], lines[151:], strict=True) for line in pair]
    file = read_people(
        "\n".join([lines[0], *pairs]).encode(), file_map=read_map('repeated = "last"')
    )

    assert len(raised.value.faults) == 100
    assert (len(file.people), len(file.left_out)) == (150, 150)
