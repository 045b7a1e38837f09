"""The agreement of a pair: one suggests, the other agrees."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext, ngettext
from matchmaker.models import Match, Member
from matchmaker.services.mentorships.beginning import GOES_ON, mentorship_of, partner_of
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.terms import (
    InvalidTerms,
    Terms,
    agree_to_terms,
    end_bounds,
    open_proposal,
    propose_terms,
    terms_of,
)
from matchmaker.services.mentorships.terms_words import terms_in_words
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.web.fields import DayField, check_day
from matchmaker.web.views.mentorships.pairs import own_match

blueprint = Blueprint("agreement", __name__)

WEEKS = (1, 2, 3, 4, 6)
MINUTES = (30, 45, 60, 90)


class AgreementForm(FlaskForm):  # type: ignore[misc]
    """How two people want to work together."""

    every_weeks = RadioField(lazy_gettext("How often will you meet?"), coerce=int)
    minutes = RadioField(lazy_gettext("How long each time?"), coerce=int)
    ends_on = DayField(lazy_gettext("Until when?"), validators=[check_day])
    review_on = DayField(
        lazy_gettext("When will you look back at how it goes? (optional)"), validators=[check_day]
    )

    def offer_choices(self, terms: Terms) -> "AgreementForm":
        """Fill in the choices, with what holds now among them; return the form."""
        weeks = sorted({*WEEKS, terms.every_weeks})
        minutes = sorted({*MINUTES, terms.minutes})
        self.every_weeks.choices = [
            (each, ngettext("Every week", "Every %(num)s weeks", each)) for each in weeks
        ]
        self.minutes.choices = [
            (each, ngettext("%(num)s minute", "%(num)s minutes", each)) for each in minutes
        ]
        return self


@blueprint.get("/matches/<int:match_id>/agreement")
def show(match_id: int) -> ResponseReturnValue:
    """Show what holds, what is suggested, and a form to suggest something else."""
    match, member = own_match(match_id)
    if match.status not in GOES_ON:
        return redirect(url_for("mentorships.show", match_id=match_id))
    return _page(match, member, _form(match))


@blueprint.post("/matches/<int:match_id>/agreement")
def suggest(match_id: int) -> ResponseReturnValue:
    """Suggest terms to the partner."""
    match, member = own_match(match_id)
    form = _form(match)
    if not form.validate():
        return _page(match, member, form), 422
    if form.ends_on.day is None:
        form.ends_on.errors = [_("Enter the last day.")]
        return _page(match, member, form), 422
    terms = Terms(form.ends_on.day, form.review_on.day, form.every_weeks.data, form.minutes.data)
    try:
        is_agreed = propose_terms(db.session(), match, member, terms)
    except InvalidTerms as error:
        form[error.field].errors = [str(error)]
        return _page(match, member, form), 422
    except (NotPossibleNow, OutOfDate):
        return _changed_meanwhile(match_id)
    db.session.commit()
    name = partner_of(match, member).greeting_name
    flash(
        _("You both agree. That is how you work together.")
        if is_agreed
        else _("Sent to %(name)s. It applies once %(name)s agrees.", name=name)
    )
    return redirect(url_for("mentorships.show", match_id=match_id))


@blueprint.post("/matches/<int:match_id>/agreement/<int:proposal_id>/agree")
def agree(match_id: int, proposal_id: int) -> ResponseReturnValue:
    """Agree to what the partner suggested."""
    match, member = own_match(match_id)
    try:
        agree_to_terms(db.session(), match, member, proposal_id)
    except (NotPossibleNow, OutOfDate):
        return _changed_meanwhile(match_id)
    db.session.commit()
    flash(_("You both agree. That is how you work together."))
    return redirect(url_for("mentorships.show", match_id=match_id))


def _form(match: Match) -> AgreementForm:
    """Return the form, filled in with what is suggested, or else with what holds.

    A review that is over is left out: who goes on for a while need not have another.
    """
    proposal = open_proposal(db.session(), match)
    terms = terms_of(proposal or mentorship_of(db.session(), match))
    review_on = terms.review_on
    if review_on is not None and review_on < clock.today(match.round.programme.time_zone):
        review_on = None
    form = AgreementForm(
        data={
            "every_weeks": terms.every_weeks,
            "minutes": terms.minutes,
            "ends_on": terms.ends_on.isoformat(),
            "review_on": review_on.isoformat() if review_on else "",
        }
    )
    return form.offer_choices(terms)


def _page(match: Match, member: Member, form: AgreementForm) -> str:
    session = db.session()
    proposal = open_proposal(session, match)
    mentorship = mentorship_of(session, match)
    return render_template(
        "mentorships/agreement.html",
        match=match,
        partner=partner_of(match, member),
        mentorship=mentorship,
        terms_in_words=terms_in_words,
        proposal=proposal,
        is_theirs=proposal is not None and proposal.proposed_by_id != member.id,
        bounds=end_bounds(session, match),
        form=form,
        is_open=bool(form.errors) or proposal is None or request.args.get("change") == "1",
    )


def _changed_meanwhile(match_id: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("This has changed meanwhile. This is how it stands now."), "warning")
    return redirect(url_for("agreement.show", match_id=match_id))
