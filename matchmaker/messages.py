"""Texts, dates, numbers and lists in the reader's language.

A leaf over Flask-Babel. In a request the language is the reader's; a letter is written
`in_language` of its recipient; elsewhere, also without an application, it is English. Every text is
one whole message with named placeholders; `docs/languages.md` says how to write one.
"""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import date, datetime, tzinfo
from functools import cache, partial
from pathlib import Path
from typing import Any, Final, Literal

import flask_babel
from babel import Locale, UnknownLocaleError
from babel.dates import format_date, format_skeleton
from babel.dates import format_time as format_time_in
from babel.lists import format_list as format_list_in
from babel.numbers import format_decimal as format_decimal_in
from flask_babel.speaklater import LazyString
from jinja2 import Environment, pass_eval_context
from jinja2.nodes import EvalContext
from markupsafe import Markup, escape

DEFAULT_LANGUAGE: Final = "en"
ENGLISH: Final = Locale("en", "GB")
"""English as this project writes it: 4 December, and no comma before the last *and*."""
_ENGLISH_WEEKDAY: Final = "EEEE d MMMM y"


class LazyMessage(LazyString):  # type: ignore[misc]
    """A message that becomes text when it is shown; in a page its text is escaped.

    One with placeholders is given its values by `%`, as a mapping.
    """

    def __html__(self) -> str:
        return escape(str(self))

    def __str__(self) -> str:
        return self % {}

    def __mod__(self, values: Mapping[str, object]) -> str:
        text: str = self._func(*self._args)
        return text % _written(values)


# Languages


def current_locale() -> Locale:
    """Return the locale of the reader of what is being written."""
    return flask_babel.get_locale() or ENGLISH


def language() -> str:
    """Return the language that is being written, as `lang` and `Content-Language` name it."""
    locale = current_locale()
    return DEFAULT_LANGUAGE if locale == ENGLISH else str(locale).replace("_", "-")


def languages() -> list[str]:
    """Return the languages that there are texts in, English first."""
    return [DEFAULT_LANGUAGE, *_translated(*flask_babel.get_babel().translation_directories)]


def locale_of(language: str) -> Locale:
    """Return the locale of a language, English for one that there are no texts in."""
    if language == DEFAULT_LANGUAGE or language not in languages():
        return ENGLISH
    return Locale.parse(language, sep="-")


def language_name(language: str) -> str:
    """Return what a language is called, such as `English`; an unknown one by its code."""
    return str(current_locale().languages.get(language.replace("-", "_"), language))


@contextmanager
def in_language(language: str) -> Iterator[None]:
    """Write in a language, whatever that of the current request is."""
    with flask_babel.force_locale(locale_of(language)):
        yield


@cache
def _translated(*folders: str) -> list[str]:
    """Return the languages with a compiled catalog in one of the folders."""
    catalogs = (path for folder in folders for path in Path(folder).glob("*/LC_MESSAGES/*.mo"))
    found = {path.parent.parent.name.replace("_", "-") for path in catalogs}
    return sorted(code for code in found - {DEFAULT_LANGUAGE} if _is_known(code))


def _is_known(language: str) -> bool:
    try:
        return bool(Locale.parse(language, sep="-"))
    except (UnknownLocaleError, ValueError):
        return False


# Messages


def gettext(message: str, /, **values: object) -> str:
    """Return a message with its values; a number among them is written as one."""
    text: str = flask_babel.get_translations().gettext(message)
    return text % _written(values)


def ngettext(one: str, many: str, num: int, /, **values: object) -> str:
    """Return the message for this number of things, which it may name as `%(num)s`."""
    text: str = flask_babel.get_translations().ngettext(one, many, num)
    return text % _written({"num": num} | values)


def pgettext(context: str, message: str, /, **values: object) -> str:
    """Return a message that is told from an equal one by its context, in plain words."""
    text: str = flask_babel.get_translations().pgettext(context, message)
    return text % _written(values)


def sentences(*texts: str) -> str:
    """Return whole sentences one after another, without empty ones."""
    return " ".join(text for text in map(str, texts) if text)


def translate(text: str) -> str:
    """Return a text of a data file that is shown; it has no values, and a `%` is a `%`."""
    return str(flask_babel.get_translations().gettext(text) if text else "")


def _translate_in(context: str, text: str) -> str:
    return str(flask_babel.get_translations().pgettext(context, text))


def lazy_gettext(message: str, /) -> str:
    """Return a message that is translated when it is shown. It is typed as what it becomes."""
    return LazyMessage(translate, message)


@dataclass(frozen=True, slots=True)
class LazyPlural:
    """A message for a number of things, to be given that number when it is shown."""

    one: str
    many: str

    def __call__(self, num: int, /, **values: object) -> str:
        """Return the message for this number of things."""
        text: str = flask_babel.get_translations().ngettext(self.one, self.many, num)
        return text % _written({"num": num} | values)


def lazy_ngettext(one: str, many: str, /) -> LazyPlural:
    """Return a message for a number of things that is translated when it is given the number."""
    return LazyPlural(one, many)


def lazy_pgettext(context: str, message: str, /) -> str:
    """Return a message with a context that is translated when it is shown."""
    return LazyMessage(_translate_in, context, message)


def _written(values: Mapping[str, object]) -> dict[str, object]:
    return {
        name: format_number(value) if type(value) is int else value
        for name, value in values.items()
    }


# Dates, numbers, lists

_LIST_STYLES: Final[Mapping[str, Literal["standard", "or"]]] = {"and": "standard", "or": "or"}


def format_number(number: float) -> str:
    """Return `1,234`."""
    return format_decimal_in(number, locale=current_locale())


def format_points(points: float) -> str:
    """Return points, everywhere alike: as short as they are exact, `12`, `12.5` or `1.66`."""
    return format_decimal_in(points, "#,##0.##", current_locale())


def format_list(names: Iterable[str], kind: Literal["and", "or", "listing"] = "and") -> str:
    """Return `a, b and c`, `a, b or c`, or as a listing `a, b, c`; markup stays markup."""
    parts = [str(name) if isinstance(name, LazyString) else name for name in names]
    write = _listing if kind == "listing" else partial(format_list_in, style=_LIST_STYLES[kind])
    if any(hasattr(part, "__html__") for part in parts):
        parts = [escape(part) for part in parts]
        return Markup(write(parts, locale=current_locale()))  # noqa: S704
    return write(parts, locale=current_locale())


def _listing(parts: Sequence[str], locale: Locale) -> str:
    """Join as the middle of any list is; Babel's own `unit` fails in some locales (German)."""
    between = locale.list_patterns["standard"]["start"]
    text = parts[0] if parts else ""
    for part in parts[1:]:
        text = between.format(text, part)
    return text


def format_day(day: date) -> str:
    """Return a day such as `4 December 2026`."""
    return format_date(day, "long", locale=current_locale())


def format_weekday(day: date) -> str:
    """Return a day such as `Friday 4 December 2026`."""
    locale = current_locale()
    pattern = _ENGLISH_WEEKDAY if locale == ENGLISH else "full"
    return format_date(day, pattern, locale=locale)


def format_month(month: str) -> str:
    """Return `November 2026` for `2026-11`."""
    first = datetime.fromisoformat(f"{month}-01")
    return format_skeleton("yMMMM", first, locale=current_locale())


def format_time(moment: datetime, zone: tzinfo) -> str:
    """Return the time of day of a moment in a time zone, such as `15:00`."""
    return format_time_in(moment, "short", tzinfo=zone, locale=current_locale())


def format_moment(moment: datetime, zone: tzinfo) -> str:
    """Return a moment in a time zone, such as `4 December 2026, 15:00`."""
    day = format_day(moment.astimezone(zone).date())
    return gettext("%(day)s, %(time)s", day=day, time=format_time(moment, zone))


def format_weekday_moment(moment: datetime, zone: tzinfo) -> str:
    """Return a moment in a time zone, such as `Friday 4 December 2026, 15:00`."""
    day = format_weekday(moment.astimezone(zone).date())
    return gettext("%(day)s, %(time)s", day=day, time=format_time(moment, zone))


def format_appointment(moment: datetime, zone: tzinfo) -> str:
    """Write when people meet: with the day of the week, and the zone by its name."""
    return gettext(
        "%(moment)s (%(zone)s)", moment=format_weekday_moment(moment, zone), zone=str(zone)
    )


def format_duration(minutes: int) -> str:
    """Return minutes as hours: `one hour`, `5½ hours`, `45 minutes`."""
    hours, rest = divmod(minutes, 60)
    if not hours and rest:
        return ngettext("one minute", "%(num)s minutes", rest)
    if not rest:
        return ngettext("one hour", "%(num)s hours", hours)
    if rest == 30:
        return ngettext("%(num)s½ hours", "%(num)s½ hours", hours)
    return gettext("%(hours)s h %(minutes)s min", hours=hours, minutes=rest)


# Templates


def tag(name: str, **attributes: object) -> Markup:
    """Return a tag to stand in a message; `aria_label` is `aria-label`, None is left out."""
    given = (
        Markup(' {}="{}"').format(key.rstrip("_").replace("_", "-"), value)
        for key, value in attributes.items()
        if value is not None
    )
    return Markup("<{}{}>").format(Markup(name), Markup("").join(given))  # noqa: S704


def strong(text: object) -> Markup:
    """Return text that is important."""
    return Markup("<strong>{}</strong>").format(text)


@pass_eval_context
def _gettext(context: EvalContext, message: str, /, **values: object) -> str:
    text = flask_babel.get_translations().gettext(message)
    return _fill(context, text, values)


@pass_eval_context
def _ngettext(context: EvalContext, one: str, many: str, num: int, /, **values: object) -> str:
    text = flask_babel.get_translations().ngettext(one, many, num)
    return _fill(context, text, {"num": num} | values)


@pass_eval_context
def _pgettext(context: EvalContext, about: str, message: str, /, **values: object) -> str:
    text = flask_babel.get_translations().pgettext(about, message)
    return _fill(context, text, values)


def _fill(context: EvalContext, text: str, values: Mapping[str, object]) -> str:
    """Put the values into a message; in a page, everything that is no markup is escaped."""
    return (Markup(text) if context.autoescape else text) % _written(values)  # noqa: S704


TEMPLATE_GLOBALS: Final[Mapping[str, Any]] = {
    "_": _gettext,
    "gettext": _gettext,
    "ngettext": _ngettext,
    "pgettext": _pgettext,
    "format_list": format_list,
    "format_number": format_number,
    "format_points": format_points,
    "language": language,
    "strong": strong,
    "tag": tag,
}


def install(environment: Environment) -> None:
    """Make messages known to the templates of an environment."""
    environment.globals.update(TEMPLATE_GLOBALS)
