"""How it goes: one of a pair says so alone, with a few taps."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import InputRequired

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import ConcernKind, Fit, Match, Member
from matchmaker.services.mentorships.beginning import partner_of
from matchmaker.services.mentorships.concerns import raise_concern
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.pulse import answer_fit, answer_pulse, pulse_due
from matchmaker.services.mentorships.pulse_days import Occasion
from matchmaker.services.mentorships.pulse_words import (
    CARRY_ON,
    fit_choices,
    grade_choices,
    wish_choices,
)
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.web.views.mentorships.pairs import own_match

blueprint = Blueprint("pulse", __name__)

CHOOSE = InputRequired(lazy_gettext("Choose one of the answers."))


class FitForm(FlaskForm):  # type: ignore[misc]
    """Whether it fits, after the first sessions."""

    fit = RadioField(lazy_gettext("Does it fit so far?"), validators=[CHOOSE])

    def offer_choices(self) -> "FitForm":
        """Fill in the answers; return the form."""
        self.fit.choices = fit_choices()
        return self


class PulseForm(FlaskForm):  # type: ignore[misc]
    """How it goes, every two months."""

    going = RadioField(lazy_gettext("How well is it going?"), validators=[CHOOSE])
    useful = RadioField(lazy_gettext("How useful is it to you?"), validators=[CHOOSE])
    wish = RadioField(lazy_gettext("What would you like?"), default=CARRY_ON, validators=[CHOOSE])

    def offer_choices(self, match: Match, member: Member) -> "PulseForm":
        """Fill in the answers of one of a pair; return the form."""
        self.going.choices = self.useful.choices = grade_choices()
        self.wish.choices = wish_choices(match, member)
        return self


@blueprint.get("/matches/<int:match_id>/pulse")
def show(match_id: int) -> ResponseReturnValue:
    """Ask what is to be asked now."""
    match, member = own_match(match_id)
    due = pulse_due(db.session(), match, member)
    if due is None:
        return _back(match_id)
    return _page(match, member, due, _form(match, member, due))


@blueprint.post("/matches/<int:match_id>/pulse")
def answer(match_id: int) -> ResponseReturnValue:
    """Note the answer, for nobody else to read."""
    match, member = own_match(match_id)
    due = pulse_due(db.session(), match, member)
    if due is None:
        return _not_asked(match_id)
    form = _form(match, member, due)
    if not form.validate():
        return _page(match, member, due, form), 422
    try:
        if isinstance(form, FitForm):
            fit, wish = Fit(form.fit.data), CARRY_ON
            answer_fit(db.session(), match, member, due.name, fit)
        else:
            going, useful, wish = int(form.going.data), int(form.useful.data), form.wish.data
            answer_pulse(db.session(), match, member, due.name, going, useful)
            if wish == ConcernKind.TALK.value:
                raise_concern(db.session(), match, member, ConcernKind(wish))
    except (NotPossibleNow, OutOfDate):
        return _not_asked(match_id)
    db.session.commit()
    if isinstance(form, FitForm) and fit == Fit.DOES_NOT_FIT:
        flash(_("Thank you for saying so. Nobody is told."))
        return redirect(url_for("concerns.ask", match_id=match_id))
    if wish == ConcernKind.ANOTHER.value:
        return redirect(url_for("concerns.ask_another", match_id=match_id))
    if wish == CARRY_ON:
        flash(_("Thank you. That helps the programme, and nobody sees your answer by name."))
    else:
        flash(_("Thank you. A coordinator will get in touch with you."))
    return _back(match_id)


def _form(match: Match, member: Member, due: Occasion) -> FitForm | PulseForm:
    return FitForm().offer_choices() if due.asks_fit else PulseForm().offer_choices(match, member)


def _page(match: Match, member: Member, due: Occasion, form: FitForm | PulseForm) -> str:
    return render_template(
        "mentorships/pulse.html",
        match=match,
        partner=partner_of(match, member),
        due=due,
        form=form,
    )


def _back(match_id: int) -> ResponseReturnValue:
    return redirect(url_for("mentorships.show", match_id=match_id))


def _not_asked(match_id: int) -> ResponseReturnValue:
    db.session.rollback()
    flash(_("This is not asked any more. Thank you all the same."), "warning")
    return _back(match_id)
