"""How templates write things: moments in the reader's time zone, names for codes."""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from babel.dates import format_skeleton
from babel.units import format_unit
from flask import Flask
from flask_babel import get_timezone

from matchmaker.addresses import mail_link
from matchmaker.messages import (
    current_locale,
    format_appointment,
    format_day,
    format_duration,
    format_list,
    format_moment,
    format_month,
    format_number,
    format_points,
    format_time,
)
from matchmaker.messages import gettext as _
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.current_member import current_member, is_signed_in
from matchmaker.web.current_programme import current_programme
from matchmaker.web.words import (
    answer_words,
    attention_words,
    certification_words,
    coffee_words,
    job_words,
    match_words,
    resource_cost_words,
    resource_kind_words,
    round_words,
    status_kind,
)


@dataclass(frozen=True, slots=True)
class FieldFault:
    """One sentence about one field of a form, and what the field is called."""

    field_id: str
    label: str
    sentence: str


def readers_time_zone() -> str:
    """Return the time zone of the member who is signed in, else the programme's."""
    zone = current_member().profile.time_zone if is_signed_in() else ""
    return zone or current_programme().time_zone


def day(value: date | datetime | None) -> str:
    """Write a day, such as 3 November 2026; of a moment, the reader's day."""
    if value is None:
        return ""
    if isinstance(value, datetime):
        value = value.astimezone(get_timezone()).date()
    return format_day(value)


def moment(value: datetime | None) -> str:
    """Write a moment in the reader's time zone, and name the zone."""
    if value is None:
        return ""
    zone = get_timezone()
    return _("%(moment)s (%(zone)s)", moment=format_moment(value, zone), zone=str(zone))


def appointment(value: datetime | None) -> str:
    """Write when people meet, in the reader's time zone, with the day of the week."""
    return "" if value is None else format_appointment(value, get_timezone())


def brief_moment(value: datetime | None) -> str:
    """Write a moment of these days in the reader's time zone, such as 3 Nov, 12:00."""
    if value is None:
        return ""
    zone = get_timezone()
    day = format_skeleton("MMMd", value, tzinfo=zone, locale=current_locale())
    return _("%(day)s, %(time)s", day=day, time=format_time(value, zone))


def file_size(octets: int) -> str:
    """Write how large a file is, such as 2.1 kB."""
    kilobytes = octets / 1000
    return format_unit(kilobytes, "digital-kilobyte", "short", "#,##0.#", locale=current_locale())


def items(names: Iterable[str]) -> str:
    """Join items with commas, such as a person's languages."""
    return format_list(names, "listing")


def initials(name: str) -> str:
    """Write the first letters of the first and the last word of a name, such as AO."""
    words = [word for word in name.split() if word[0].isalnum()]
    return "".join(word[0].upper() for word in (words[:1] + words[1:][-1:]))


def level_name(level: int) -> str:
    """Name a skill level."""
    return load_taxonomy().levels[level].name


def level_hint(level: int) -> str:
    """Say what a skill level means; empty where its name says all."""
    return load_taxonomy().levels[level].hint


def name_in(terms: str) -> Callable[[str], str]:
    """Return a filter that names a code of one part of the taxonomy; an unknown code stays."""

    def name(code: str) -> str:
        part: Mapping[str, Any] = getattr(load_taxonomy(), terms)
        return str(part[code].name) if code in part else code

    return name


def error_links(form: Any) -> list[FieldFault]:
    """List a form's faults in the order of its fields, with the id each link leads to."""
    return list(_faults_of(form))


def _faults_of(fields: Any) -> Iterator[FieldFault]:
    for field in fields:
        if field.type in {"FormField", "FieldList"}:
            yield from _faults_of(field)
            own = field.errors if field.type == "FieldList" else field.form_errors
            sentences = [error for error in own if isinstance(error, str)]
        else:
            sentences = list(field.errors)
        # A group of check boxes or radio buttons is reached at its first one.
        target = f"{field.id}-0" if hasattr(field.widget, "prefix_label") else field.id
        label = str(field.label.text)
        yield from (FieldFault(target, label, str(sentence)) for sentence in sentences)


FILTERS: dict[str, Callable[..., Any]] = {
    "day": day,
    "appointment": appointment,
    "moment": moment,
    "brief_moment": brief_moment,
    "month": format_month,
    "number": format_number,
    "duration": format_duration,
    "points": format_points,
    "file_size": file_size,
    "items": items,
    "initials": initials,
    "listed": format_list,
    "level_hint": level_hint,
    "level_name": level_name,
    "skill_name": name_in("skills"),
    "interest_name": name_in("interests"),
    "certification_name": name_in("certifications"),
    "role_name": name_in("roles"),
    "language_name": name_in("languages"),
    "decline_reason_name": name_in("decline_reasons"),
    "match_words": match_words,
    "coffee_words": coffee_words,
    "answer_words": answer_words,
    "attention_words": attention_words,
    "certification_words": certification_words,
    "job_words": job_words,
    "resource_cost_words": resource_cost_words,
    "resource_kind_words": resource_kind_words,
    "round_words": round_words,
    "status_kind": status_kind,
    "error_links": error_links,
    "mail_link": mail_link,
}


def register(app: Flask) -> None:
    """Make the filters known to the templates."""
    app.jinja_env.filters.update(FILTERS)
