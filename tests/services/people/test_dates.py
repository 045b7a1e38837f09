"""Days as spreadsheets and HR systems write them; what may be two days is refused."""

import pytest

from matchmaker.services.people.dates import UnclearDate, read_date
from matchmaker.services.people.faults import FaultyFile, Setting
from matchmaker.services.people.file import read_people
from matchmaker.services.people.file_map import FileMap
from matchmaker.services.people.terms import FileWords


@pytest.mark.parametrize(
    "text",
    [
        *("2027-03-31", "2027-03-31 00:00:00", "2027-03-31T09:30:00Z", "2027/03/31", "2027.3.31"),
        *("31.03.2027", "31/3/2027", "03/31/2027", "31-03-2027", "31. 3. 2027"),
        *("31.03.2027 00:00", "03/31/2027 12:00:00 AM"),
        *("31-Mar-2027", "31 March 2027", "31. Mar 2027", "March 31, 2027", "Mar 31 2027"),
    ],
)
def test_a_day_that_can_be_only_one_is_read(text: str) -> None:
    assert read_date(text) == "2027-03-31"


def test_two_equal_numbers_are_the_same_day_in_either_order() -> None:
    assert read_date("04/04/2027") == "2027-04-04"


@pytest.mark.parametrize(("order", "day"), [("dmy", "2027-04-03"), ("mdy", "2027-03-04")])
@pytest.mark.parametrize("text", ["03/04/2027", "3.4.2027", "03-04-2027 00:00:00"])
def test_a_day_that_may_be_two_is_read_once_the_order_is_said(
    text: str, order: str, day: str
) -> None:
    with pytest.raises(UnclearDate, match="This may be 2027-04-03 or 2027-03-04") as raised:
        read_date(text)

    assert raised.value.orders == ("dmy", "mdy")
    assert read_date(text, order) == day


@pytest.mark.parametrize(
    ("text", "order", "expected"),
    [
        ("03/31/2027", "dmy", "no such day if the day comes first"),
        ("31.03.2027", "mdy", "no such day if the month comes first"),
        ("31.03.27", "", "four digits"),
        ("46112", "", "Format the column as a date"),
    ],
)
def test_what_is_no_day_here_says_why(text: str, order: str, expected: str) -> None:
    with pytest.raises(UnclearDate, match=expected):
        read_date(text, order)


@pytest.mark.parametrize("text", ["soon", "2027-02-30", "31.02.2027", "31 Foo 2027", "9" * 500])
def test_other_texts_are_left_to_the_check(text: str) -> None:
    assert read_date(text) == text


def test_an_unclear_day_names_its_row_and_what_would_settle_all_of_them() -> None:
    content = (
        b"email,name,roles,paused_until\n"
        b"a@example.org,A,mentor,31.03.2027\nb@example.org,B,mentor,03.04.2027\n"
    )

    with pytest.raises(FaultyFile) as raised:
        read_people(content)
    people = read_people(content, file_map=FileMap(words=FileWords(dates="dmy"))).people

    (fault,) = raised.value.faults
    assert str(fault).startswith("row 3, column paused_until: “03.04.2027”: This may be")
    assert fault.settled_by == (Setting("dates", "dmy"), Setting("dates", "mdy"))
    assert [str(person.values.paused_until) for person in people] == ["2027-03-31", "2027-04-03"]
