"""A member's record of development: add to it, change it, print it, take it along as a file."""

import csv
import io
import re
from datetime import date
from typing import Final

from flask import Blueprint, Response, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import DevelopmentEntry, DevelopmentKind
from matchmaker.services.certifications.development import (
    MOST_ENTRIES,
    EntryValues,
    OwnSession,
    RecordIsFull,
    add_entry,
    by_year,
    change_entry,
    entries_of,
    entry_about,
    entry_of,
    held_session,
    remove_entry,
)
from matchmaker.services.certifications.words import KIND_NAMES
from matchmaker.services.people.cells import disarm
from matchmaker.services.programme.calendar import local_day
from matchmaker.web.current_member import current_member
from matchmaker.web.fields import DayField, LineField, check_day, check_line
from matchmaker.web.filters import readers_time_zone
from matchmaker.web.views.certifications.days import check_day_of_the_past

blueprint = Blueprint("development", __name__, url_prefix="/development")

LONGEST_TOPIC: Final = 200
LONGEST_TIME_SPENT: Final = 10
MOST_HOURS: Final = 200
_TIME_SPENT: Final = re.compile(
    r"(?P<hours>[0-9]{1,3})(?:[:h](?P<minutes>[0-5][0-9])|[.,](?P<part>[0-9]{1,2}))?"
)


class EntryForm(FlaskForm):  # type: ignore[misc]
    """What the member did, when and for how long."""

    day = DayField(
        lazy_gettext("Day"),
        validators=[
            check_day,
            InputRequired(lazy_gettext("Choose a day.")),
            check_day_of_the_past,
        ],
    )
    time_spent = LineField(
        lazy_gettext("Hours"),
        [check_line, InputRequired(lazy_gettext("Say how long it took."))],
        longest=LONGEST_TIME_SPENT,
        description=lazy_gettext("Such as 1.5 or 1:30."),
    )
    topic = LineField(
        lazy_gettext("What was it?"),
        [check_line, InputRequired(lazy_gettext("Say what it was, in a few words."))],
        longest=LONGEST_TOPIC,
    )
    kind = RadioField(
        lazy_gettext("What does it count as?"),
        choices=[SelectChoice(each.value, name) for each, name in KIND_NAMES.items()],
        validators=[InputRequired(lazy_gettext("Choose what it counts as."))],
        description=lazy_gettext(
            "The first three are the sides of PMI's talent triangle. If your issuer makes no "
            "such difference, choose what comes closest."
        ),
    )

    minutes = 0

    def validate_time_spent(self, field: LineField) -> None:
        """Read hours as people write them, into `minutes`."""
        minutes = minutes_in(field.data or "")
        if minutes is None:
            raise ValidationError(_("Enter hours such as 1.5, or 1:30."))
        if not 1 <= minutes <= 60 * MOST_HOURS:
            raise ValidationError(
                _("Enter more than nothing and at most %(hours)s hours.", hours=MOST_HOURS)
            )
        self.minutes = minutes

    @property
    def values(self) -> EntryValues:
        """What was entered, once it is valid."""
        return EntryValues(
            self.day.day or date.min, self.minutes, DevelopmentKind(self.kind.data), self.topic.data
        )


def minutes_in(text: str) -> int | None:
    """Return the minutes of `1:30`, `1h30`, `1.5`, `1,5` or `1`; None for anything else."""
    found = _TIME_SPENT.fullmatch(text.replace(" ", "").removesuffix("h"))
    if found is None:
        return None
    part = found["part"] or ""
    of_an_hour = round(60 * int(part) / 10 ** len(part)) if part else int(found["minutes"] or 0)
    return 60 * int(found["hours"]) + of_an_hour


@blueprint.get("")
def index() -> str:
    """Show all entries by year."""
    entries = entries_of(db.session(), current_member())
    return render_template(
        "certifications/development.html", years=by_year(entries), kinds=KIND_NAMES
    )


@blueprint.get("/add")
def ask() -> ResponseReturnValue:
    """Show an empty form, or one about a session that the member held."""
    about = _session_asked_about()
    if about and (there := entry_about(db.session(), current_member(), about.id)):
        return redirect(url_for("development.show", entry_id=there.id))
    form = EntryForm(formdata=None, **_facts_of(about))
    return _page(form, about=about)


@blueprint.post("/add")
def add() -> ResponseReturnValue:
    """Add an entry."""
    about, form = _session_asked_about(), EntryForm()
    if not form.validate():
        return _page(form, about=about), 422
    try:
        add_entry(db.session(), current_member(), form.values, about)
    except RecordIsFull:
        db.session.rollback()
        return _page(form, about=about, is_full=True), 409
    db.session.commit()
    flash(_("Added to your development record."))
    return redirect(url_for("development.index"), 303)


@blueprint.get("/<int:entry_id>")
def show(entry_id: int) -> str:
    """Show an entry in a form."""
    entry = _require_entry(entry_id)
    form = EntryForm(
        formdata=None,
        day=entry.day.isoformat(),
        time_spent=_written(entry.minutes),
        topic=entry.topic,
        kind=entry.kind.value,
    )
    return _page(form, entry)


@blueprint.post("/<int:entry_id>")
def change(entry_id: int) -> ResponseReturnValue:
    """Change an entry."""
    entry, form = _require_entry(entry_id), EntryForm()
    if not form.validate():
        return _page(form, entry), 422
    change_entry(db.session(), entry, form.values)
    db.session.commit()
    flash(_("Saved."))
    return redirect(url_for("development.index"), 303)


@blueprint.post("/<int:entry_id>/remove")
def remove(entry_id: int) -> ResponseReturnValue:
    """Remove an entry."""
    remove_entry(db.session(), _require_entry(entry_id))
    db.session.commit()
    flash(_("Removed."))
    return redirect(url_for("development.index"), 303)


@blueprint.get("/sheet")
def sheet() -> str:
    """Show all entries to print."""
    entries = entries_of(db.session(), current_member())
    return render_template(
        "certifications/sheet.html",
        name=current_member().name,
        years=by_year(entries),
        minutes=sum(each.minutes for each in entries),
        kinds=KIND_NAMES,
    )


@blueprint.get("/development.csv")
def download() -> Response:
    """Hand out the same as a file."""
    response = Response(_file(entries_of(db.session(), current_member())), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="development.csv")
    return response


def _file(entries: list[DevelopmentEntry]) -> bytes:
    """Return entries as CSV with a mark, so that spreadsheets see that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((_("Day"), _("Minutes"), _("What was it?"), _("Counts as")))
    for each in entries:
        cells = (disarm(each.topic), str(KIND_NAMES[each.kind]))
        writer.writerow((each.day.isoformat(), each.minutes, *cells))
    return out.getvalue().encode("utf-8-sig")


def _session_asked_about() -> OwnSession | None:
    """Return the member's session that the address names; 404 for anybody else's."""
    text = request.args.get("session", "")
    if not text:
        return None
    is_number = text.isascii() and text.isdecimal() and len(text) <= 9
    about = held_session(db.session(), current_member(), int(text)) if is_number else None
    if about is None:
        abort(404)
    return about


def _facts_of(about: OwnSession | None) -> dict[str, str]:
    if about is None:
        return {"day": clock.today(readers_time_zone()).isoformat()}
    topic = about.topics.partition("\n")[0] or _("Mentoring session")
    return {
        "day": local_day(about.starts_at, readers_time_zone()).isoformat(),
        "time_spent": _written(about.minutes),
        "topic": topic[:LONGEST_TOPIC],
        "kind": DevelopmentKind.GIVING_BACK.value if about.is_mentor else "",
    }


def _written(minutes: int) -> str:
    return f"{minutes // 60}:{minutes % 60:02}"


def _require_entry(entry_id: int) -> DevelopmentEntry:
    entry = entry_of(db.session(), current_member(), entry_id)
    if entry is None:
        abort(404)
    return entry


def _page(
    form: EntryForm,
    entry: DevelopmentEntry | None = None,
    about: OwnSession | None = None,
    *,
    is_full: bool = False,
) -> str:
    return render_template(
        "certifications/entry.html",
        form=form,
        entry=entry,
        about=about,
        is_full=is_full,
        most=MOST_ENTRIES,
    )
