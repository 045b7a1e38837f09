"""The bytes of a file: what needs no word, what must be named, and what is no CSV at all."""

import io
import zipfile

import pytest

from matchmaker.services.people.faults import FaultyFile
from matchmaker.services.people.file import read_people
from matchmaker.services.people.file_map import FileMap

JUERGEN = "email;name;roles\njuergen@example.org;Jürgen Weiß;mentor\n"


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w") as written:
        for name in names:
            kind = "vnd.oasis.opendocument.spreadsheet" if name == "mimetype" else "plain"
            written.writestr(name, f"application/{kind}")
    return out.getvalue()


@pytest.mark.parametrize(
    ("content", "expected"),
    [
        (archive("[Content_Types].xml", "xl/workbook.xml"), "an Excel workbook (.xlsx), not CSV"),
        (archive("mimetype", "content.xml"), "a LibreOffice spreadsheet (.ods)"),
        (archive("Responses.csv"), "a zip archive. Unpack it"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(600), "an old Excel workbook (.xls)"),
        (b"<html><table><tr><td>email</td></tr></table>", "a web page, not CSV"),
        (b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "a web page, not CSV"),
        (b"email,name,roles\n\0\0", "not UTF-8 text"),
    ],
)
def test_another_kind_of_file_is_called_by_its_name(content: bytes, expected: str) -> None:
    with pytest.raises(FaultyFile) as raised:
        read_people(content)

    (fault,) = raised.value.faults
    assert expected in str(fault)


@pytest.mark.parametrize("codec", ["utf-8", "utf-8-sig", "utf-16"])
def test_unicode_needs_no_word(codec: str) -> None:
    (person,) = read_people(JUERGEN.encode(codec)).people

    assert person.values.name == "Jürgen Weiß"


@pytest.mark.parametrize(
    ("codec", "encoding"),
    [("cp1252", "windows-1252"), ("mac_roman", "macintosh"), ("cp1252", "ISO-8859-1")],
)
def test_another_character_set_is_read_once_it_is_named(codec: str, encoding: str) -> None:
    content = JUERGEN.encode(codec)

    (person,) = read_people(content, file_map=FileMap(encoding=encoding)).people

    assert person.values.name == "Jürgen Weiß"


def test_a_file_in_no_unicode_shows_what_its_first_word_is_in_the_usual_sets() -> None:
    with pytest.raises(FaultyFile) as raised:
        read_people("email,name,roles\na@example.org,Anna Nuñez,\n".encode("cp1252"))

    (fault,) = raised.value.faults
    assert "(see line 2)" in fault.sentence
    assert "“Nuñez” in windows-1252; “Nuńez” in windows-1250" in fault.sentence
    assert [each.value for each in fault.settled_by] == [
        "windows-1252",
        "windows-1250",
        "macintosh",
    ]


def test_a_wrong_character_set_is_one_sentence() -> None:
    with pytest.raises(FaultyFile, match=r"not in utf-8 \(see line 2\)"):
        read_people(JUERGEN.encode("cp1252"), file_map=FileMap(encoding="utf-8"))
    with pytest.raises(FaultyFile, match="no character set that is known here"):
        read_people(JUERGEN.encode(), file_map=FileMap(encoding="ebcdic"))
