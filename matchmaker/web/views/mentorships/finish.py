"""Finishing a mentorship: two questions, a word of thanks, and what comes next."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import GoalsReached, Match, MatchStatus, Member
from matchmaker.services.mentorships.beginning import mentorship_of, partner_of
from matchmaker.services.mentorships.closing import LastWords, close_mentorship, closings_of
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.web.fields import ParagraphsField, check_paragraphs
from matchmaker.web.views.mentorships.pairs import own_match

blueprint = Blueprint("finish", __name__)

LONGEST_WORDS = 2_000


class FinishForm(FlaskForm):  # type: ignore[misc]
    """What one of the two says at the end."""

    goals_reached = RadioField(
        lazy_gettext("Did you reach what you set out to?"),
        validators=[InputRequired(lazy_gettext("Choose one of the answers."))],
    )
    takeaway = ParagraphsField(
        lazy_gettext("What do you take with you? (optional)"),
        [check_paragraphs],
        longest=LONGEST_WORDS,
    )
    thanks = ParagraphsField(
        lazy_gettext("A word of thanks (optional)"), [check_paragraphs], longest=LONGEST_WORDS
    )
    private_line = ParagraphsField(
        lazy_gettext("A note to yourself (optional)"), [check_paragraphs], longest=LONGEST_WORDS
    )
    wants_another = RadioField(
        lazy_gettext("Would you like another mentor after this?"),
        validators=[InputRequired(lazy_gettext("Choose one of the answers."))],
    )

    def offer_choices(self, is_mentee: bool) -> "FinishForm":
        """Fill in the choices; only a mentee is asked what comes next. Return the form."""
        self.goals_reached.choices = [
            (GoalsReached.ALL.value, _("Yes")),
            (GoalsReached.SOME.value, _("In part")),
            (GoalsReached.NONE.value, _("Not really")),
        ]
        self.wants_another.choices = [
            ("yes", _("Yes, match me again")),
            ("no", _("No, not for now")),
        ]
        if not is_mentee:
            del self.wants_another
        return self


@blueprint.get("/matches/<int:match_id>/finish")
def show(match_id: int) -> ResponseReturnValue:
    """Ask the questions."""
    match, member = own_match(match_id)
    if match.status != MatchStatus.ACTIVE:
        return redirect(url_for("mentorships.show", match_id=match_id))
    return _page(match, member, _form(match, member))


@blueprint.post("/matches/<int:match_id>/finish")
def finish(match_id: int) -> ResponseReturnValue:
    """Note the answers; once both have answered, the mentorship is complete."""
    match, member = own_match(match_id)
    form = _form(match, member)
    if match.status == MatchStatus.ACTIVE and not form.validate():
        return _page(match, member, form), 422
    words = LastWords(
        goals_reached=GoalsReached(form.goals_reached.data or GoalsReached.SOME),
        takeaway=form.takeaway.data or "",
        thanks=form.thanks.data or "",
        private_line=form.private_line.data or "",
    )
    wants_another = form.wants_another.data == "yes" if "wants_another" in form else None
    try:
        is_complete = close_mentorship(
            db.session(), match, member, words, wants_another=wants_another
        )
    except (NotPossibleNow, OutOfDate):
        db.session.rollback()
        flash(_("This mentorship is over already. This is how it stands now."), "warning")
        return redirect(url_for("mentorships.show", match_id=match_id))
    db.session.commit()
    name = partner_of(match, member).greeting_name
    flash(
        _("Your mentorship is complete. Well done, both of you.")
        if is_complete
        else _("Thank you. We have asked %(name)s to look back, too.", name=name)
    )
    return redirect(url_for("mentorships.show", match_id=match_id))


def _form(match: Match, member: Member) -> FinishForm:
    said = closings_of(db.session(), match).get(member.id)
    form = FinishForm(
        data={
            "goals_reached": said.goals_reached.value,
            "takeaway": said.takeaway,
            "thanks": said.thanks,
            "private_line": said.private_line,
        }
        if said
        else None
    )
    return form.offer_choices(member.id == match.mentee_id)


def _page(match: Match, member: Member, form: FinishForm) -> str:
    return render_template(
        "mentorships/finish.html",
        match=match,
        partner=partner_of(match, member),
        mentorship=mentorship_of(db.session(), match),
        form=form,
    )
