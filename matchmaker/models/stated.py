"""Column types for what people state: a stored value that cannot be read counts as not stated.

An earlier release, another program, a changed taxonomy or a newer zone database may leave a value
that nobody can use. It must not stop a round for everybody else. What was stored stays as it is
until the person states it anew; `services/profiles/unreadable.py` finds it and says so.
"""

import re
from collections.abc import Callable
from datetime import date, datetime
from enum import StrEnum
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import DeclarativeBase
from sqlalchemy.orm.attributes import flag_modified
from sqlalchemy.types import TypeDecorator, TypeEngine

from matchmaker.database import WORDS
from matchmaker.taxonomy import load_taxonomy
from matchmaker.time_zones import zone_named

_UNREADABLE: Final = (ValueError, TypeError, LookupError)


_MONTH: Final = re.compile(r"\d{4}-(0[1-9]|1[0-2])", re.ASCII)


def restate(row: DeclarativeBase, name: str, value: object) -> None:
    """Set a field, and write it also where it reads as that already: it may be unreadable."""
    if name in sa.inspect(row).dict:
        flag_modified(row, name)
    setattr(row, name, value)


class _Stated(TypeDecorator[Any]):
    """Reads through the type below it; where that fails, the value is not stated."""

    impl: type[TypeEngine[Any]] = sa.String
    cache_ok = True

    def result_processor(self, dialect: sa.Dialect, coltype: object) -> Callable[[Any], Any] | None:
        read = super().result_processor(dialect, coltype)

        def read_or_not_stated(value: Any) -> Any:
            try:
                return read(value) if read else value
            except _UNREADABLE:
                return self.not_stated()

        return read_or_not_stated

    def process_result_value(self, value: Any, _dialect: sa.Dialect) -> Any:
        return self.not_stated() if value is None else self.readable(value)

    def not_stated(self) -> Any:
        """Return what stands for a value that nobody has stated."""
        return None

    def readable(self, value: Any) -> Any:
        """Return a value as it is used, or `not_stated()`."""
        return value


class StatedZone(_Stated):
    """A time zone; a former name is read as the present one."""

    cache_ok = True

    def __init__(self, otherwise: str = "") -> None:
        super().__init__(64)
        self.otherwise = otherwise

    def not_stated(self) -> str:
        return self.otherwise

    def readable(self, value: str) -> str:
        return zone_named(value) or self.otherwise


class StatedMonth(_Stated):
    """A month as `YYYY-MM`."""

    cache_ok = True

    def __init__(self) -> None:
        super().__init__(7)

    def readable(self, value: str) -> str | None:
        return value if _MONTH.fullmatch(value) else None


class StatedCode(_Stated):
    """A code of a part of the taxonomy that is offered; empty where none is stated."""

    cache_ok = True

    def __init__(self, part: str) -> None:
        super().__init__(40)
        self.part = part

    def not_stated(self) -> str:
        return ""

    def readable(self, value: str) -> str:
        return value if value in load_taxonomy().offered(self.part) else ""


class StoredJson(_Stated):
    """A document of one kind, a list or an object; anything else reads as an empty one."""

    impl = sa.JSON
    cache_ok = True

    def __init__(self, kind: type[list[Any]] | type[dict[str, Any]]) -> None:
        super().__init__()
        self.kind = kind

    def not_stated(self) -> Any:
        return self.kind()

    def readable(self, value: Any) -> Any:
        return value if isinstance(value, self.kind) else self.kind()


class StatedCodes(StoredJson):
    """A list of codes of a part of the taxonomy; those that are not offered are left out."""

    cache_ok = True

    def __init__(self, part: str) -> None:
        super().__init__(list)
        self.part = part

    def readable(self, value: Any) -> list[str]:
        offered = load_taxonomy().offered(self.part)
        codes = super().readable(value)
        return [code for code in codes if isinstance(code, str) and code in offered]


class StatedNumber(_Stated):
    """A whole number within bounds; `otherwise` where it is anything else."""

    impl = sa.Integer
    cache_ok = True

    def __init__(self, lowest: int, highest: int | None, otherwise: int | None) -> None:
        super().__init__()
        self.lowest, self.highest, self.otherwise = lowest, highest, otherwise

    def not_stated(self) -> int | None:
        return self.otherwise

    def readable(self, value: Any) -> int | None:
        is_whole = isinstance(value, int) and not isinstance(value, bool)
        is_high = self.highest is not None and value > self.highest if is_whole else False
        return value if is_whole and value >= self.lowest and not is_high else self.otherwise


class StatedDay(_Stated):
    """A day."""

    impl = sa.Date
    cache_ok = True

    def readable(self, value: Any) -> date | None:
        return value if isinstance(value, date) and not isinstance(value, datetime) else None


class StatedWord(_Stated):
    """One of a closed list of words; None where it is none of them."""

    impl = sa.Enum
    cache_ok = True

    def __init__(self, choices: type[StrEnum], name: str) -> None:
        super().__init__(choices, name=name, **WORDS)
