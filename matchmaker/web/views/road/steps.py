"""The steps of one's own road: take a suggestion, add one, change it, do it, drop it."""

from datetime import date, timedelta
from typing import Final

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import BooleanField, RadioField, ValidationError
from wtforms.fields.choices import SelectChoice
from wtforms.validators import InputRequired

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import RoadStep, RoadStepKind, RoadStepStatus
from matchmaker.services.road.readiness import road_of
from matchmaker.services.road.steps import (
    MOST_OPEN,
    RoadIsFull,
    StepValues,
    add_step,
    change_step,
    refuse_step,
    settle_step,
    step_of,
    suggested_next,
)
from matchmaker.services.road.suggestions import KIND_NAMES, SuggestedStep
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.fields import DayField, LineField, check_day, check_line
from matchmaker.web.filters import readers_time_zone

blueprint = Blueprint("road_steps", __name__, url_prefix="/road")

LONGEST: Final = 200
MOST_DAYS_AHEAD: Final = 2 * 366


class StepForm(FlaskForm):  # type: ignore[misc]
    """What the member plans, and by when."""

    title = LineField(
        lazy_gettext("What will you do?"),
        [check_line, InputRequired(lazy_gettext("Say what you will do."))],
        longest=LONGEST,
    )
    kind = RadioField(
        lazy_gettext("What kind of step is it?"),
        choices=[SelectChoice(each.value, name) for each, name in KIND_NAMES.items()],
        validators=[InputRequired(lazy_gettext("Choose one."))],
    )
    planned_on = DayField(
        lazy_gettext("By when?"),
        validators=[check_day],
        description=lazy_gettext("Leave it empty if you do not know yet."),
    )
    is_shared = BooleanField(lazy_gettext("Show it to my mentor"))

    kept_day: date | None = None
    """The day that a step has already, which may be past."""

    def validate_planned_on(self, field: DayField) -> None:
        """Refuse a day that is past, but for the one that it has, or that is far away."""
        today = clock.today(readers_time_zone())
        if field.day is None or field.day == self.kept_day:
            return
        if field.day < today:
            raise ValidationError(_("Choose today or a later day."))
        if field.day > today + timedelta(days=MOST_DAYS_AHEAD):
            raise ValidationError(_("Choose a day within two years from now."))

    def values(self, skill: str = "") -> StepValues:
        """Return what was entered, once it is valid."""
        kind = RoadStepKind(self.kind.data)
        return StepValues(
            kind, self.title.data, self.planned_on.day, bool(self.is_shared.data), skill
        )


class DoneForm(FlaskForm):  # type: ignore[misc]
    """When a step was done, and what came of it."""

    on = DayField(
        lazy_gettext("When?"),
        validators=[check_day, InputRequired(lazy_gettext("Choose a day."))],
    )
    outcome = LineField(lazy_gettext("What came of it? (optional)"), [check_line], longest=LONGEST)

    def validate_on(self, field: DayField) -> None:
        """Refuse a day to come, or one that is long past."""
        today = clock.today(readers_time_zone())
        if field.day is not None and not today - timedelta(days=3 * 366) <= field.day <= today:
            raise ValidationError(_("Choose a day within the last three years."))


@blueprint.post("/suggestions/take")
def take() -> ResponseReturnValue:
    """Plan what is suggested."""
    suggested = _suggested()
    if suggested is not None:
        values = StepValues(suggested.kind, suggested.title, skill=suggested.skill)
        try:
            add_step(db.session(), current_member(), values)
        except RoadIsFull:
            db.session.rollback()
            flash(_full_words(), "warning")
            return _back()
        db.session.commit()
        flash(_("Added to your road."))
    return _back()


@blueprint.post("/suggestions/refuse")
def refuse() -> ResponseReturnValue:
    """Suggest it no more."""
    suggested = _suggested()
    if suggested is not None:
        today = clock.today(readers_time_zone())
        refuse_step(db.session(), current_member(), suggested, today)
        db.session.commit()
        flash(_("We will not suggest this again."))
    return _back()


@blueprint.get("/steps/add")
def ask() -> str:
    """Show a form to add a step of one's own."""
    return _page(StepForm(kind=RoadStepKind.GROW.value))


@blueprint.post("/steps/add")
def add() -> ResponseReturnValue:
    """Add a step of one's own."""
    form = StepForm()
    if not form.validate():
        return _page(form), 422
    try:
        add_step(db.session(), current_member(), form.values())
    except RoadIsFull:
        db.session.rollback()
        return _page(form, is_full=True), 409
    db.session.commit()
    flash(_("Added to your road."))
    return _back()


@blueprint.get("/steps/<int:step_id>")
def show(step_id: int) -> ResponseReturnValue:
    """Show an open step in a form."""
    step = _require_step(step_id)
    if step.status != RoadStepStatus.OPEN:
        return _back()
    form = StepForm(
        formdata=None,
        title=step.title,
        kind=step.kind.value,
        planned_on=step.planned_on.isoformat() if step.planned_on else "",
        is_shared=step.is_shared,
    )
    return _page(form, step)


@blueprint.post("/steps/<int:step_id>")
def change(step_id: int) -> ResponseReturnValue:
    """Change an open step."""
    step, form = _require_step(step_id), StepForm()
    if step.status != RoadStepStatus.OPEN:
        return _back()
    form.kept_day = step.planned_on
    if not form.validate():
        return _page(form, step), 422
    change_step(db.session(), step, form.values(step.skill))
    db.session.commit()
    flash(_("Saved."))
    return _back()


@blueprint.get("/steps/<int:step_id>/done")
def ask_done(step_id: int) -> ResponseReturnValue:
    """Ask when a step was done, and what came of it."""
    step = _require_step(step_id)
    if step.status != RoadStepStatus.OPEN:
        return _back()
    form = DoneForm(formdata=None, on=clock.today(readers_time_zone()).isoformat())
    return render_template("road/done.html", step=step, form=form)


@blueprint.post("/steps/<int:step_id>/done")
def done(step_id: int) -> ResponseReturnValue:
    """Note that a step is done."""
    step, form = _require_step(step_id), DoneForm()
    if step.status != RoadStepStatus.OPEN:
        return _back()
    if not form.validate():
        return render_template("road/done.html", step=step, form=form), 422
    on = form.on.day or clock.today(readers_time_zone())
    settle_step(db.session(), step, RoadStepStatus.DONE, on, form.outcome.data)
    db.session.commit()
    flash(_("Well done. One step further."))
    return _back()


@blueprint.post("/steps/<int:step_id>/drop")
def drop(step_id: int) -> ResponseReturnValue:
    """Drop a step."""
    step = _require_step(step_id)
    today = clock.today(readers_time_zone())
    settle_step(db.session(), step, RoadStepStatus.DROPPED, today)
    db.session.commit()
    flash(_("Dropped."))
    return _back()


def _suggested() -> SuggestedStep | None:
    """Return the suggestion that was pressed, while it is one."""
    session, member = db.session(), current_member()
    road = road_of(session, member, current_programme().time_zone)
    wanted = (request.form.get("kind", ""), request.form.get("skill", ""))
    suggested = suggested_next(session, member, road.readiness)
    return next((each for each in suggested if (each.kind.value, each.skill) == wanted), None)


def _require_step(step_id: int) -> RoadStep:
    step = step_of(db.session(), current_member(), step_id)
    if step is None:
        abort(404)
    return step


def _page(form: StepForm, step: RoadStep | None = None, *, is_full: bool = False) -> str:
    return render_template(
        "road/step.html", form=form, step=step, is_full=is_full, full_words=_full_words()
    )


def _full_words() -> str:
    return _(
        "You have %(number)s open steps, which is as many as there can be. Do or drop some first.",
        number=MOST_OPEN,
    )


def _back() -> ResponseReturnValue:
    return redirect(url_for("road.show"), 303)
