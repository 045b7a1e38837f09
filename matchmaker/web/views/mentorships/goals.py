"""The goals of a pair: one suggests, the other agrees; later they say what came of each."""

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Goal, GoalStatus, Match, Member
from matchmaker.services.mentorships.beginning import GOES_ON, partner_of
from matchmaker.services.mentorships.goals import (
    GapToChoose,
    agree_to_goal,
    can_be_raised,
    gaps_to_choose,
    goal_of,
    goals_view,
    outcomes_of,
    settle_goal,
    suggest_goal,
)
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.services.wording.reasons import level_name, term_name
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.fields import LineField, ParagraphsField, check_line, check_paragraphs
from matchmaker.web.views.mentorships.pairs import own_match

blueprint = Blueprint("goals", __name__)

LONGEST_SIGN = 500
LONGEST_OUTCOME = 300


class GoalForm(FlaskForm):  # type: ignore[misc]
    """A gap to close, and how the two will notice."""

    skill = RadioField(
        lazy_gettext("What do you want to work on?"),
        validators=[InputRequired(lazy_gettext("Choose one of the skills."))],
    )
    sign = ParagraphsField(
        lazy_gettext("How will you notice that it is reached?"),
        [check_paragraphs, InputRequired(lazy_gettext("Say how you will notice."))],
        longest=LONGEST_SIGN,
    )

    def offer_choices(self, gaps: tuple[GapToChoose, ...]) -> "GoalForm":
        """Fill in the mentee's gaps; return the form."""
        skills = load_taxonomy().offered("skills")
        self.skill.choices = [
            (
                gap.skill,
                _(
                    "%(skill)s: from %(level)s to %(target)s",
                    skill=term_name(skills, gap.skill),
                    level=level_name(gap.level),
                    target=level_name(gap.target),
                ),
            )
            for gap in gaps
        ]
        return self


class OutcomeForm(FlaskForm):  # type: ignore[misc]
    """What came of a goal."""

    status = RadioField(
        lazy_gettext("What came of it?"),
        validators=[InputRequired(lazy_gettext("Choose one of the answers."))],
    )
    outcome = LineField(
        lazy_gettext("In a line: how, or why? (optional)"), [check_line], longest=LONGEST_OUTCOME
    )

    def offer_choices(self, goal: Goal) -> "OutcomeForm":
        """Fill in what can come of the goal; return the form."""
        words = {
            GoalStatus.REACHED: _("We reached it"),
            GoalStatus.CHANGED: _("We work on something else instead"),
            GoalStatus.DROPPED: _("We drop it"),
        }
        self.status.choices = [(each.value, words[each]) for each in outcomes_of(goal)]
        return self


@blueprint.get("/matches/<int:match_id>/goals")
def ask(match_id: int) -> ResponseReturnValue:
    """Show a form to suggest a goal."""
    match, member = own_match(match_id)
    if not goals_view(db.session(), match, member).has_room:
        return redirect(url_for("mentorships.show", match_id=match_id))
    gaps = gaps_to_choose(db.session(), match)
    return _page(match, member, GoalForm().offer_choices(gaps))


@blueprint.post("/matches/<int:match_id>/goals")
def suggest(match_id: int) -> ResponseReturnValue:
    """Suggest a goal to the partner."""
    match, member = own_match(match_id)
    form = GoalForm().offer_choices(gaps_to_choose(db.session(), match))
    if goals_view(db.session(), match, member).has_room and not form.validate():
        return _page(match, member, form), 422
    try:
        suggest_goal(db.session(), match, member, form.skill.data or "", form.sign.data or "")
    except (NotPossibleNow, OutOfDate):
        return _changed_meanwhile(match_id)
    db.session.commit()
    flash(
        _(
            "Suggested. It is a goal of yours once %(name)s agrees.",
            name=partner_of(match, member).greeting_name,
        )
    )
    return _back(match_id)


@blueprint.post("/matches/<int:match_id>/goals/<int:goal_id>/agree")
def agree(match_id: int, goal_id: int) -> ResponseReturnValue:
    """Agree to a goal that the partner suggested."""
    match, member = own_match(match_id)
    _require_goal(match, goal_id)
    try:
        agree_to_goal(db.session(), match, member, goal_id)
    except (NotPossibleNow, OutOfDate):
        return _changed_meanwhile(match_id)
    db.session.commit()
    flash(_("Agreed. It is a goal of you both now."))
    return _back(match_id)


@blueprint.get("/matches/<int:match_id>/goals/<int:goal_id>/outcome")
def ask_outcome(match_id: int, goal_id: int) -> ResponseReturnValue:
    """Ask what came of a goal."""
    match, _member = own_match(match_id)
    goal = _require_goal(match, goal_id)
    if match.status not in GOES_ON or not outcomes_of(goal):
        return _back(match_id)
    return _outcome_page(match, goal, OutcomeForm().offer_choices(goal))


@blueprint.post("/matches/<int:match_id>/goals/<int:goal_id>/outcome")
def settle(match_id: int, goal_id: int) -> ResponseReturnValue:
    """Note what came of a goal."""
    match, member = own_match(match_id)
    goal = _require_goal(match, goal_id)
    form = OutcomeForm().offer_choices(goal)
    if match.status not in GOES_ON or not outcomes_of(goal):
        return _changed_meanwhile(match_id)
    if not form.validate():
        return _outcome_page(match, goal, form), 422
    status = GoalStatus(form.status.data)
    try:
        settle_goal(db.session(), match, goal_id, status, form.outcome.data or "")
    except (NotPossibleNow, OutOfDate):
        return _changed_meanwhile(match_id)
    db.session.commit()
    if status == GoalStatus.CHANGED:
        flash(_("Saved. What will you work on instead?"))
        return redirect(url_for("goals.ask", match_id=match_id))
    flash(
        _("You reached it. Well done, both of you.")
        if status == GoalStatus.REACHED
        else _("Saved.")
    )
    if can_be_raised(match, member, goal):
        return redirect(url_for("raising.ask", match_id=match_id, goal_id=goal_id))
    return _back(match_id)


def _require_goal(match: Match, goal_id: int) -> Goal:
    goal = goal_of(db.session(), match, goal_id)
    if goal is None:
        abort(404)
    return goal


def _page(match: Match, member: Member, form: GoalForm) -> str:
    return render_template(
        "mentorships/goal.html",
        match=match,
        partner=partner_of(match, member),
        is_mentee=member.id == match.mentee_id,
        form=form,
    )


def _outcome_page(match: Match, goal: Goal, form: OutcomeForm) -> str:
    return render_template("mentorships/goal_outcome.html", match=match, goal=goal, form=form)


def _back(match_id: int) -> ResponseReturnValue:
    return redirect(url_for("mentorships.show", match_id=match_id))


def _changed_meanwhile(match_id: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("This has changed meanwhile. This is how it stands now."), "warning")
    return _back(match_id)
