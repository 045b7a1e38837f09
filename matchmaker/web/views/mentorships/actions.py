"""The actions of a pair: add one, tick it as done, change it, drop it."""

from datetime import date, timedelta

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField, ValidationError
from wtforms.validators import InputRequired

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Action, ActionStatus, Match, Member
from matchmaker.services.mentorships.actions import (
    MOST_OPEN,
    NewerAction,
    NoRoom,
    Wording,
    action_of,
    actions_view,
    add_action,
    change_action,
    settle_action,
)
from matchmaker.services.mentorships.beginning import GOES_ON, partner_of
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.web.fields import DayField, LineField, VersionField, check_day, check_line
from matchmaker.web.filters import readers_time_zone
from matchmaker.web.views.mentorships.pairs import own_match
from matchmaker.web.views.mentorships.sessions import changed_meanwhile

blueprint = Blueprint("actions", __name__)

LONGEST_ACTION = 200
MOST_DAYS_AHEAD = 366
ME, PARTNER = "me", "partner"


class ActionForm(FlaskForm):  # type: ignore[misc]
    """What one of the two is to do, and by when."""

    text = LineField(
        lazy_gettext("What is to be done?"),
        [check_line, InputRequired(lazy_gettext("Say what is to be done."))],
        longest=LONGEST_ACTION,
    )
    owner = RadioField(
        lazy_gettext("Who does it?"),
        validators=[InputRequired(lazy_gettext("Choose one of you."))],
    )
    due_on = DayField(
        lazy_gettext("By when?"),
        validators=[check_day, InputRequired(lazy_gettext("Choose a day."))],
    )
    version = VersionField()

    kept_day: date | None = None
    """The day that an action has already, which may be past."""

    def offer_choices(self, match: Match, member: Member) -> "ActionForm":
        """Fill in the two people; return the form."""
        self.member, self.partner = member, partner_of(match, member)
        self.owner.choices = [(ME, _("I do")), (PARTNER, self.partner.greeting_name)]
        return self

    def validate_due_on(self, field: DayField) -> None:
        """Refuse a day that is past, but for the one that it has, or that is far away."""
        today = clock.today(readers_time_zone())
        if field.day is None or field.day == self.kept_day:
            return
        if field.day < today:
            raise ValidationError(_("Choose today or a later day."))
        if field.day > today + timedelta(days=MOST_DAYS_AHEAD):
            raise ValidationError(_("Choose a day within a year from now."))

    @property
    def wording(self) -> Wording:
        """What was typed, once it is valid."""
        owner = self.member if self.owner.data == ME else self.partner
        return Wording(self.text.data, owner.id, self.due_on.day or date.max)


@blueprint.get("/matches/<int:match_id>/actions")
def ask(match_id: int) -> ResponseReturnValue:
    """Show a form to add an action."""
    match, member = own_match(match_id)
    if match.status not in GOES_ON:
        return _back(match_id)
    return _page(match, member, ActionForm(owner=ME).offer_choices(match, member))


@blueprint.post("/matches/<int:match_id>/actions")
def add(match_id: int) -> ResponseReturnValue:
    """Add an action."""
    match, member = own_match(match_id)
    form = ActionForm().offer_choices(match, member)
    if match.status not in GOES_ON:
        return changed_meanwhile(match_id)
    if not form.validate():
        return _page(match, member, form), 422
    try:
        add_action(db.session(), match, form.wording)
    except NoRoom:
        db.session.rollback()
        return _page(match, member, form, has_room=False), 409
    except (NotPossibleNow, OutOfDate):
        return changed_meanwhile(match_id)
    db.session.commit()
    flash(_("Added. Both of you see it."))
    return _back(match_id)


@blueprint.get("/matches/<int:match_id>/actions/<int:action_id>/change")
def show(match_id: int, action_id: int) -> ResponseReturnValue:
    """Show an open action in a form."""
    match, member = own_match(match_id)
    action = _require_action(match, action_id)
    if match.status not in GOES_ON or action.status != ActionStatus.OPEN:
        return _back(match_id)
    form = ActionForm(
        text=action.text,
        owner=ME if action.owner_id == member.id else PARTNER,
        due_on=action.due_on.isoformat(),
        version=str(action.version),
    )
    return _page(match, member, form.offer_choices(match, member), action)


@blueprint.post("/matches/<int:match_id>/actions/<int:action_id>/change")
def change(match_id: int, action_id: int) -> ResponseReturnValue:
    """Change what is to be done, by whom and by when."""
    match, member = own_match(match_id)
    action = _require_action(match, action_id)
    if match.status not in GOES_ON or action.status != ActionStatus.OPEN:
        return changed_meanwhile(match_id)
    form = ActionForm().offer_choices(match, member)
    form.kept_day = action.due_on
    if not form.validate():
        return _page(match, member, form, action), 422
    try:
        change_action(db.session(), match, action_id, form.wording, form.version.number)
    except NewerAction:
        db.session.rollback()
        action = _require_action(match, action_id)
        form.version.data = str(action.version)
        return _page(match, member, form, action, is_newer=True), 409
    except (NotPossibleNow, OutOfDate):
        return changed_meanwhile(match_id)
    db.session.commit()
    flash(_("Changed. Both of you see it."))
    return _back(match_id)


@blueprint.post("/matches/<int:match_id>/actions/<int:action_id>/done")
def done(match_id: int, action_id: int) -> ResponseReturnValue:
    """Tick an action as done."""
    return _settle(match_id, action_id, ActionStatus.DONE, _("Marked as done."))


@blueprint.post("/matches/<int:match_id>/actions/<int:action_id>/drop")
def drop(match_id: int, action_id: int) -> ResponseReturnValue:
    """Drop an action."""
    return _settle(match_id, action_id, ActionStatus.DROPPED, _("Dropped."))


def _settle(match_id: int, action_id: int, status: ActionStatus, words: str) -> ResponseReturnValue:
    match, _member = own_match(match_id)
    _require_action(match, action_id)
    try:
        settle_action(db.session(), match, action_id, status)
    except (NotPossibleNow, OutOfDate):
        return changed_meanwhile(match_id)
    db.session.commit()
    flash(words)
    return _back(match_id)


def _require_action(match: Match, action_id: int) -> Action:
    action = action_of(db.session(), match, action_id)
    if action is None:
        abort(404)
    return action


def _page(
    match: Match,
    member: Member,
    form: ActionForm,
    action: Action | None = None,
    *,
    is_newer: bool = False,
    has_room: bool | None = None,
) -> str:
    view = actions_view(db.session(), match, member)
    return render_template(
        "mentorships/action.html",
        match=match,
        partner=partner_of(match, member),
        form=form,
        action=action,
        is_newer=is_newer,
        newer_line=next((each for each in view.open if action and each.id == action.id), None),
        has_room=view.has_room if has_room is None else has_room,
        was_refused=has_room is False,
        most=MOST_OPEN,
    )


def _back(match_id: int) -> ResponseReturnValue:
    return redirect(url_for("mentorships.show", match_id=match_id))
