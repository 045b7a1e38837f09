"""Text that people type."""

import pytest

from matchmaker.text import UncleanText, clean_line, tidy_text, without_accents

UNCLEAN = [
    "a\x00b",
    "a\x07b",
    "a\x1bb",
    "a\x85b",
    "a\u202eb",
    "a\u2066b",
    "a\ud800b",
    "a\ue000b",
    "a\ufffeb",
]


@pytest.mark.parametrize(
    "text", [*UNCLEAN, "a\nb", "a\r\nb", "a\tb", "a\u2028b", "a\u2029b", "\u200b\u2060"]
)
def test_a_line_with_anything_but_writing_is_refused(text: str) -> None:
    with pytest.raises(UncleanText, match="on one line"):
        clean_line(text, 200)


@pytest.mark.parametrize(
    "text", ["=?utf-8?q?x=0AReply-To:_evil@x?=", "Ada =?ISO-8859-1?B?eA==?=", "=?utf-8?Q?"]
)
def test_what_a_header_would_decode_is_refused(text: str) -> None:
    with pytest.raises(UncleanText, match="mail programs"):
        clean_line(text, 200)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("  Ada   Lovelace\n", "Ada Lovelace"),
        ("Zoe\u0308", "Zoë"),
        ("Ada\u00a0Lovelace", "Ada Lovelace"),
        ("می‌خواهم", "می‌خواهم"),
        ("क्‍ष", "क्‍ष"),
        ("a=?b", "a=?b"),
        ("👩‍🚀 Sally", "👩‍🚀 Sally"),
        ("", ""),
    ],
)
def test_a_line_is_stripped_and_composed(text: str, line: str) -> None:
    assert clean_line(text, 200) == line


def test_a_long_text_keeps_its_lines_and_loses_what_is_not_writing() -> None:
    assert tidy_text(" a\r\nb\rc\0\x1bd\n\n\te \n", 200) == "a\nb\ncd\n\ne"


@pytest.mark.parametrize(
    ("text", "plain"),
    [
        ("Søren  STRAẞE", "soren strasse"),
        ("Zoë Ångström", "zoe angstrom"),
        ("Łukasz Đorđe", "lukasz dorde"),
        ("İstanbul Işık", "istanbul isik"),
        ("ΆΝΝΑ Παπάς", "αννα παπασ"),
        ("Фёдор ЙОРДАНОВ", "федор иорданов"),
        ("ﬁnance Ｋｉｍ", "finance kim"),
        ("हिन्दी", "हिन\u0926ी"),
        ("Æsa Œuvre Þór", "aesa oeuvre thor"),
        ("N’Diaye Kaʻiulani Oʼ‘Dowd", "n'diaye ka'iulani o''dowd"),
        ("Anne‑Marie Anne–Marie", "anne-marie anne-marie"),
    ],
)
def test_case_and_accents_fold_in_all_scripts(text: str, plain: str) -> None:
    assert without_accents(text, 200) == plain
