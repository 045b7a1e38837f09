"""The ways to write a day that spreadsheets and HR systems use."""

import re
from datetime import date
from typing import Final

from matchmaker.messages import gettext as _

ORDERS: Final = ("dmy", "mdy")
"""What can be said of 03/04/2027: the day comes first, or the month."""
_TIME: Final = r"(?:[T ]\d{1,2}:\d{2}(?::\d{2}(?:\.\d+)?)?(?: ?[AP]M)?(?:Z|[+-]\d{2}:?\d{2})?)?"
_YEAR_FIRST: Final = re.compile(rf"(\d{{4}})([-/.])(\d{{1,2}})\2(\d{{1,2}}){_TIME}", re.I)
_YEAR_LAST: Final = re.compile(rf"(\d{{1,2}})([-/.]) ?(\d{{1,2}})\2 ?(\d{{4}}){_TIME}", re.I)
_DAY_MONTH: Final = re.compile(rf"(\d{{1,2}})\.?[- ]([a-z]{{3,9}})\.?,?[- ](\d{{4}}){_TIME}", re.I)
_MONTH_DAY: Final = re.compile(rf"([a-z]{{3,9}})\.? (\d{{1,2}}),? (\d{{4}}){_TIME}", re.I)
_SHORT_YEAR: Final = re.compile(r"\d{1,2}([-/.])\d{1,2}\1\d{2}")
_SERIAL: Final = re.compile(r"[34567]\d{4}(?:[.,]\d+)?")
_MONTHS: Final = (
    *("january", "february", "march", "april", "may", "june"),
    *("july", "august", "september", "october", "november", "december"),
)
_LONGEST: Final = 40


class UnclearDate(ValueError):
    """The text is no day, or may be two; the message is a sentence.

    `orders` are those that would settle it.
    """

    def __init__(self, sentence: str, orders: tuple[str, ...] = ()) -> None:
        self.orders = orders
        super().__init__(sentence)


def read_date(text: str, order: str = "") -> str:
    """Return a day as year-month-day; what is none is returned as it is, for the check to refuse.

    Raises `UnclearDate` for what may be two days while no `order` is given, and for what a
    spreadsheet alone can tell.
    """
    if len(text) > _LONGEST:
        return text
    if found := _YEAR_FIRST.fullmatch(text):
        return _day(found[1], found[3], found[4]) or text
    if found := _YEAR_LAST.fullmatch(text):
        return _ordered(text, int(found[1]), int(found[3]), found[4], order)
    if found := _DAY_MONTH.fullmatch(text):
        return _day(found[3], _month(found[2]), found[1]) or text
    if found := _MONTH_DAY.fullmatch(text):
        return _day(found[3], _month(found[1]), found[2]) or text
    if _SHORT_YEAR.fullmatch(text):
        raise UnclearDate(_("Write the year with four digits."))
    if _SERIAL.fullmatch(text):
        raise UnclearDate(
            _("This is a spreadsheet's number of a day. Format the column as a date.")
        )
    return text


def _ordered(text: str, first: int, second: int, year: str, order: str) -> str:
    as_dmy, as_mdy = _day(year, second, first), _day(year, first, second)
    if order:
        chosen, other = (as_dmy, as_mdy) if order == "dmy" else (as_mdy, as_dmy)
        if other and not chosen:
            sentence = (
                _("There is no such day if the day comes first.")
                if order == "dmy"
                else _("There is no such day if the month comes first.")
            )
            raise UnclearDate(sentence)
        return chosen or text
    if as_dmy and as_mdy and as_dmy != as_mdy:
        sentence = _(
            "This may be %(one)s or %(other)s. Write it as year-month-day, or say which of day and "
            "month comes first in the whole file.",
            one=as_dmy,
            other=as_mdy,
        )
        raise UnclearDate(sentence, ORDERS)
    return as_dmy or as_mdy or text


def _month(name: str) -> int:
    """Return the number of an English month's name or its beginning; 0 for another word."""
    wanted = name.lower()
    if wanted == "sept":
        return 9
    fits = [number for number, month in enumerate(_MONTHS, 1) if month.startswith(wanted)]
    return fits[0] if len(fits) == 1 and (len(wanted) == 3 or _MONTHS[fits[0] - 1] == wanted) else 0


def _day(year: str, month: str | int, day: str | int) -> str:
    try:
        return date(int(year), int(month), int(day)).isoformat()
    except ValueError:
        return ""
