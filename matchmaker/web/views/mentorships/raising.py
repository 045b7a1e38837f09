"""A goal is reached: the mentee, and nobody else, may say so in their own profile."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Goal, Match, Member
from matchmaker.services.mentorships.goals import can_be_raised, goal_of, raise_own_level
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.services.wording.reasons import term_name
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.fields import CheckboxesField
from matchmaker.web.filters import level_name
from matchmaker.web.views.mentorships.pairs import own_match
from matchmaker.web.views.mentorships.sessions import changed_meanwhile

blueprint = Blueprint("raising", __name__)

RAISE = "raise"


class LevelForm(FlaskForm):  # type: ignore[misc]
    """A tick that the mentee sets, or does not."""

    level = CheckboxesField(lazy_gettext("Your level"))

    def offer_level(self, goal: Goal) -> "LevelForm":
        """Fill in the level that was reached; return the form."""
        words = _("I am at %(level)s now", level=level_name(goal.to_level))
        self.level.choices = [(RAISE, words)]
        return self


@blueprint.get("/matches/<int:match_id>/goals/<int:goal_id>/level")
def ask(match_id: int, goal_id: int) -> ResponseReturnValue:
    """Ask the mentee whether their profile is to say what was reached."""
    match, member, goal = _own_goal(match_id, goal_id)
    if not can_be_raised(match, member, goal):
        return redirect(url_for("mentorships.show", match_id=match_id))
    return _page(match, member, goal, LevelForm().offer_level(goal))


@blueprint.post("/matches/<int:match_id>/goals/<int:goal_id>/level")
def answer(match_id: int, goal_id: int) -> ResponseReturnValue:
    """Raise the mentee's level, if they ticked it."""
    match, member, goal = _own_goal(match_id, goal_id)
    form = LevelForm().offer_level(goal)
    if not form.validate():
        return _page(match, member, goal, form), 422
    if RAISE not in (form.level.data or []):
        flash(_("Your profile stays as it is."))
        return redirect(url_for("mentorships.show", match_id=match_id))
    words = {
        "skill": term_name(load_taxonomy().skills, goal.skill),
        "level": level_name(goal.to_level),
    }
    try:
        raise_own_level(db.session(), match, member, goal_id)
    except (NotPossibleNow, OutOfDate):
        return changed_meanwhile(match_id)
    db.session.commit()
    flash(_("Your profile says so now. %(skill)s: %(level)s.", **words))
    return redirect(url_for("mentorships.show", match_id=match_id))


def _own_goal(match_id: int, goal_id: int) -> tuple[Match, Member, Goal]:
    match, member = own_match(match_id)
    goal = goal_of(db.session(), match, goal_id)
    if goal is None or member.id != match.mentee_id:
        abort(404)
    return match, member, goal


def _page(match: Match, member: Member, goal: Goal, form: LevelForm) -> str:
    levels = {row.skill: row.level for row in member.profile.stated_skills}
    return render_template(
        "mentorships/raise_level.html",
        match=match,
        goal=goal,
        level=levels.get(goal.skill),
        form=form,
    )
