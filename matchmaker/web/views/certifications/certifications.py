"""What a member holds, until when, and what renewing it still takes."""

from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.messages import format_day, lazy_gettext
from matchmaker.messages import gettext as _
from matchmaker.models import CertificationLevel, CertificationRecord
from matchmaker.services.certifications.records import (
    RecordValues,
    certifications_of,
    forget_record,
    record_of,
    save_record,
)
from matchmaker.services.certifications.rules import renewal_rules
from matchmaker.services.certifications.words import (
    LEVEL_NAMES,
    NOTES,
    ask_of,
    headline_of,
    missing_lines,
)
from matchmaker.taxonomy import Term, load_taxonomy
from matchmaker.web.current_member import current_member
from matchmaker.web.fields import DayField, check_day
from matchmaker.web.filters import readers_time_zone
from matchmaker.web.views.certifications.days import check_day_of_the_past

blueprint = Blueprint("certifications", __name__, url_prefix="/certifications")

LAST_YEARS_AHEAD: Final = 20
NO_LEVEL, NEVER = "none", "never"
REMINDERS: Final = {
    "180": lazy_gettext("Six months, three months and one month before"),
    "90": lazy_gettext("Three months and one month before"),
    "30": lazy_gettext("One month before"),
    NEVER: lazy_gettext("Not at all"),
}


class RecordForm(FlaskForm):  # type: ignore[misc]
    """When a certification was earned and expires."""

    level = RadioField(
        lazy_gettext("Level"),
        choices=[
            *(SelectChoice(each.value, name) for each, name in LEVEL_NAMES.items()),
            SelectChoice(NO_LEVEL, lazy_gettext("It has no such levels")),
        ],
        default=NO_LEVEL,
        validators=[InputRequired(lazy_gettext("Choose a level, or that there is none."))],
    )
    earned_on = DayField(
        lazy_gettext("Earned or last renewed on"),
        validators=[
            check_day,
            InputRequired(lazy_gettext("Enter the day on the certificate.")),
            check_day_of_the_past,
        ],
    )
    expires_on = DayField(lazy_gettext("Expires on"), validators=[check_day])
    reminders = RadioField(
        lazy_gettext("Remind me by mail before it expires"),
        choices=[SelectChoice(days, name) for days, name in REMINDERS.items()],
        default="180",
        validators=[InputRequired(lazy_gettext("Choose when you are reminded."))],
    )

    def validate_expires_on(self, field: DayField) -> None:
        """Refuse a day before it was earned, or far away."""
        earned_on = self.earned_on.day
        if field.day is None or earned_on is None:
            return
        if field.day <= earned_on:
            raise ValidationError(_("Enter a day after it was earned."))
        if field.day.year > earned_on.year + LAST_YEARS_AHEAD:
            raise ValidationError(
                _("Enter a day within %(years)s years after it was earned.", years=LAST_YEARS_AHEAD)
            )

    @property
    def values(self) -> RecordValues:
        """What was entered, once it is valid."""
        assert self.earned_on.day is not None  # noqa: S101 - InputRequired has seen to it
        level, days = self.level.data, self.reminders.data
        return RecordValues(
            level=None if level == NO_LEVEL else CertificationLevel(level),
            earned_on=self.earned_on.day,
            expires_on=self.expires_on.day,
            remind_days=None if days == NEVER else int(days),
        )


@blueprint.get("")
def index() -> str:
    """Show what the member holds, and what renewing it takes."""
    today = clock.today(readers_time_zone())
    return render_template(
        "certifications/certifications.html",
        certifications=certifications_of(db.session(), current_member(), today),
        ask_of=ask_of,
        headline_of=headline_of,
        missing_lines=missing_lines,
        notes=NOTES,
        level_names=LEVEL_NAMES,
        reminders=REMINDERS,
    )


@blueprint.get("/<code>")
def show(code: str) -> str:
    """Show the dates of one in a form."""
    term = _require_term(code)
    record = record_of(db.session(), current_member(), code)
    return _page(term, _form_of(record), record)


@blueprint.post("/<code>")
def save(code: str) -> ResponseReturnValue:
    """Save the dates of one."""
    term, member = _require_term(code), current_member()
    form = RecordForm()
    if not form.validate():
        return _page(term, form, record_of(db.session(), member, code)), 422
    save_record(db.session(), member, code, form.values)
    db.session.commit()
    record = record_of(db.session(), member, code)
    if record and record.expires_on and form.expires_on.day is None:
        flash(
            _(
                "Saved. By the issuer's rule it expires on %(day)s; change the day if yours "
                "differs.",
                day=format_day(record.expires_on),
            )
        )
    else:
        flash(_("Saved."))
    return redirect(url_for("certifications.index"), 303)


@blueprint.post("/<code>/forget")
def forget(code: str) -> ResponseReturnValue:
    """Forget the dates of one."""
    term = _require_term(code)
    forget_record(db.session(), current_member(), term.code)
    db.session.commit()
    flash(_("The dates are removed. Your profile still says that you hold it."))
    return redirect(url_for("certifications.index"), 303)


def _require_term(code: str) -> Term:
    term = load_taxonomy().certifications.get(code)
    if term is None:
        abort(404)
    return term


def _form_of(record: CertificationRecord | None) -> RecordForm:
    if record is None:
        return RecordForm()
    return RecordForm(
        level=record.level.value if record.level else NO_LEVEL,
        earned_on=record.earned_on.isoformat(),
        expires_on=record.expires_on.isoformat() if record.expires_on else "",
        reminders=str(record.remind_days) if record.remind_days else NEVER,
    )


def _page(term: Term, form: RecordForm, record: CertificationRecord | None) -> str:
    rule = renewal_rules().get(term.code)
    return render_template(
        "certifications/record.html",
        term=term,
        form=form,
        record=record,
        rule=rule,
        ask=ask_of(rule) if rule else "",
        note=NOTES.get(term.code, ""),
    )
