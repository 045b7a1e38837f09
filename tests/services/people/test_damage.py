"""Letters that were lost or mangled on the way are refused, and no real writing is."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from matchmaker.services.people.damage import has_lost_letters, html_code, misread
from matchmaker.services.people.faults import FaultyFile
from matchmaker.services.people.file import read_people

NAMES = (
    *("Björn", "Jürgen Müller", "Łukasz Zieliński", "João Guimarães", "José", "René", "Zoë"),
    *("Åse Ångström", "Nguyễn Thị Hồng", "Mai Vũ", "佐藤 純", "Дмитрий", "محمد", "Τάκης", "O’Neil"),
    *("Škoda", "Çağlar Şahin", "İpek", "Inês", "FRANÇOIS", "Weiß", "Kraków", "MÜLLER", "Šime"),
    *("Ñandú", "Þórður", "Indrė", "Viktor Čagalj", "Radek Čech", "Ó Laidhin", "Vanessa Ímpar"),
)
REAL = (
    *NAMES,
    *("JOÃO", "SÃO PAULO", "CONCEIÇÃO", "IRMÃ", "MAÇÃ", "PÃO DE AÇÚCAR", "Ãngela", "Mãe d’Água"),
    *(
        "NGUYỄN",
        "PHẠM VĂN",
        "HÅKON",
        "STÅL",
        "ÆRØ",
        "ÅÄÖ",
        "Ä",
        "Â",
        "ÂNGELA",
        "Âkif",
        "L’HAŸ",
    ),
    *(
        "CAFÉ\u00a0»",
        "« voilà\u00a0»",
        "“IRMÃ”",
        "‘IRMÃ’",
        "CÃO…",
        "NESCAFÉ®",
        "ÉMILE–ÉMILE",
        "É—É",
    ),
    *("Dobříš", "„Dobříš“", "Úštěk", "Náměšť nad Oslavou", "TÉŽ", "VÝŽIVA", "NÍŽE", "KŘÍŽ", "ČŘŽ"),
    *("PĂŞCULESCU", "RĂŞINARI", "NIȚĂ–NIȚĂ", "Țara", "ŐRI", "ĽUBOŠ", "Ľubomíra\u00a0Kušová"),
    *("Ġorġ", "Hawaiʻi", "ʻOkina", "ǃXóõ", "QƏMBƏR", "Ðặng", "שָׁלוֹם", "สมชาย", "ქართული", "नेहा"),
    *("25 € – 30 €", "3 × 4", "½ day", "R&D", "Q&A; more", "A & B", "Citroën™", "10 °C", "§ 5"),
)


def read_as(text: str, codec: str) -> str:
    """Return a text whose UTF-8 was read in another encoding; unused bytes become controls."""
    return "".join(
        bytes([byte]).decode(codec) if _is_used(byte, codec) else chr(byte)
        for byte in text.encode()
    )


def _is_used(byte: int, codec: str) -> bool:
    try:
        bytes([byte]).decode(codec)
    except UnicodeDecodeError:
        return False
    return True


@pytest.mark.parametrize("codec", ["cp1252", "latin-1"])
@pytest.mark.parametrize("name", [name for name in NAMES if not name.isascii()])
def test_a_name_that_was_read_in_another_encoding_is_known_again(name: str, codec: str) -> None:
    assert misread(read_as(name, codec)) == name


@pytest.mark.parametrize("codec", ["cp1250", "mac_roman"])
@pytest.mark.parametrize("name", ["Björn", "Jürgen Müller", "Zoë", "Łukasz", "Inês", "Åse"])
def test_so_is_one_that_passed_through_prague_or_a_mac(name: str, codec: str) -> None:
    assert misread(read_as(name, codec)) == name


@pytest.mark.parametrize("text", REAL)
def test_real_names_are_no_damage(text: str) -> None:
    for written in (text, text.upper(), text.lower(), f"{text} {text}", f"“{text}”"):
        assert misread(written) == ""
        assert not has_lost_letters(written)
        assert html_code(written) == ""


@given(st.text(max_size=60))
def test_any_text_is_looked_at_without_an_error(text: str) -> None:
    assert isinstance(misread(text) + html_code(text), str)


@pytest.mark.parametrize(
    ("column", "cell", "expected"),
    [
        ("name", "Bj\ufffdrn", "has a sign in it for a letter that was lost"),
        ("name", "BjÃ¶rn", "“BjÃ¶rn” is probably “Björn”"),
        ("name", "Bj?rn", "has a question mark where a letter was lost"),
        ("name", "??", "has a question mark where a letter was lost"),
        ("name", "Bj&ouml;rn", "“Bj&ouml;rn” is probably “Björn”"),
        ("department", "BÃ¼ro", "“BÃ¼ro” is probably “Büro”"),
        ("department", "R&amp;D", "“R&amp;D” is probably “R&D”"),
        ("job_title", "Ing\ufffdnieur", "a letter that was lost"),
        ("location", "MalmÃ¶", "“MalmÃ¶” is probably “Malmö”"),
        ("other_certification", "BefÃ¤higung", "is probably “Befähigung”"),
        ("about", "I donâ€™t know", "is probably “I don’t know”"),
        ("goals", "Ich mÃ¶chte führen", "is probably “Ich möchte führen”"),
        ("help_with", "Ma\ufffdnahmen", "a letter that was lost"),
    ],
)
def test_a_damaged_text_is_refused_with_its_row_and_column(
    column: str, cell: str, expected: str
) -> None:
    row = {"email": "ada@example.org", "name": "Ada", "roles": "mentee"} | {column: cell}
    content = f"{','.join(row)}\n{','.join(row.values())}\n".encode()

    with pytest.raises(FaultyFile) as raised:
        read_people(content)

    (fault,) = raised.value.faults
    assert (fault.row, fault.column) == (2, column)
    assert expected in fault.sentence
