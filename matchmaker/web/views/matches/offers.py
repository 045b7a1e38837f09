"""An offer, for the mentor who was asked and nobody else: look, accept, decline."""

from datetime import date

from flask import Blueprint, abort, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm
from wtforms import RadioField
from wtforms.validators import Optional

from matchmaker.extensions import db
from matchmaker.messages import format_day, lazy_gettext, ngettext
from matchmaker.messages import gettext as _
from matchmaker.models import Match, MatchStatus, Programme
from matchmaker.services.matches import offers
from matchmaker.services.matches.offer_page import offer_view
from matchmaker.services.matches.profile_changes import take_break
from matchmaker.services.programme.briefings import is_unread
from matchmaker.services.programme.calendar import months_later, next_round
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.current_member import current_member
from matchmaker.web.fields import ParagraphsField, check_paragraphs

blueprint = Blueprint("offers", __name__)

MET = frozenset(
    {
        MatchStatus.ACCEPTED,
        MatchStatus.INTRODUCED,
        MatchStatus.ACTIVE,
        MatchStatus.COMPLETED,
        MatchStatus.ENDED,
    }
)
"""States that follow a yes."""


BREAKS_IN_MONTHS = (1, 3, 6)


class DeclineForm(FlaskForm):  # type: ignore[misc]
    """Why not; only coordinators read it."""

    reason = RadioField(
        lazy_gettext("Why does it not work this time? (optional)"),
        validators=[Optional()],
        default="",
    )
    break_months = RadioField(
        lazy_gettext("Would a break help?"),
        validators=[Optional()],
        coerce=int,
        default=0,
    )
    note = ParagraphsField(
        lazy_gettext("Anything the coordinators should know? (optional)"),
        [check_paragraphs],
        longest=offers.MOST_NOTE_LETTERS,
    )

    def offer_choices(self, programme: Programme) -> "DeclineForm":
        """Fill in the reasons of this installation's taxonomy and the breaks; return the form."""
        self.break_months.choices = [
            (0, _("No, keep asking me")),
            *((months, _break_words(programme, months)) for months in BREAKS_IN_MONTHS),
        ]
        self.reason.choices = [
            (term.code, term.name)
            for term in load_taxonomy().offered("decline_reasons").values()
            if not term.retired
        ]
        return self


@blueprint.get("/offers/<int:match_id>")
def show(match_id: int) -> ResponseReturnValue:
    """Show who the mentee is and why this pair, or what became of the offer."""
    return _page(_find_offer(match_id))


@blueprint.post("/offers/<int:match_id>/accept")
def accept(match_id: int) -> ResponseReturnValue:
    """Say yes: both are introduced at once."""
    match = _find_offer(match_id)
    try:
        offers.accept_offer(db.session(), match, current_member())
    except (offers.AlreadyAnswered, OutOfDate):
        return _too_late(match_id)
    except offers.NoLongerHolds:
        db.session.rollback()
        return _call_off(match_id)
    except offers.NoPlaceLeft:
        db.session.rollback()
        return _page(_find_offer(match_id), is_full=True), 409
    db.session.commit()
    flash(_("You accepted. We have just introduced the two of you by mail."))
    return redirect(url_for("mentorships.show", match_id=match_id))


@blueprint.get("/offers/<int:match_id>/decline")
def ask_why(match_id: int) -> ResponseReturnValue:
    """Ask for the reason before declining."""
    match = _find_offer(match_id)
    if match.status != MatchStatus.OFFERED:
        return redirect(url_for("offers.show", match_id=match_id))
    return _decline_page(match, DeclineForm().offer_choices(match.round.programme))


@blueprint.post("/offers/<int:match_id>/decline")
def decline(match_id: int) -> ResponseReturnValue:
    """Say no, for a private reason."""
    match = _find_offer(match_id)
    form = DeclineForm().offer_choices(match.round.programme)
    if match.status == MatchStatus.OFFERED and not form.validate():
        return _decline_page(match, form), 422
    try:
        offers.decline_offer(
            db.session(), match, current_member(), form.reason.data or "", form.note.data or ""
        )
    except (offers.AlreadyAnswered, OutOfDate):
        return _too_late(match_id)
    except offers.InvalidReason as error:
        if match.status != MatchStatus.OFFERED:
            return _too_late(match_id)
        form.reason.errors = [str(error)]
        return _decline_page(match, form), 422
    _take_break(match.round.programme, form.break_months.data or 0)
    db.session.commit()
    return redirect(url_for("offers.show", match_id=match_id))


def _take_break(programme: Programme, months: int) -> None:
    if months not in BREAKS_IN_MONTHS:
        return
    until = _break_end(programme, months)
    take_break(db.session(), programme, current_member(), until)
    flash(
        _(
            "You are on a break until %(day)s. You can come back earlier on My page.",
            day=format_day(until),
        )
    )


def _break_end(programme: Programme, months: int) -> date:
    """Return the first day back of somebody who sits out the next so many rounds."""
    return months_later(next_round(db.session(), programme).starts_on, months)


def _break_words(programme: Programme, months: int) -> str:
    return ngettext(
        "For one month, until %(day)s",
        "For %(num)s months, until %(day)s",
        months,
        day=format_day(_break_end(programme, months)),
    )


def _call_off(match_id: int) -> ResponseReturnValue:
    """End an offer that people's changes have overtaken, and show what became of it."""
    try:
        offers.withdraw_if_overtaken(db.session(), _find_offer(match_id))
    except offers.AlreadyAnswered:
        return _too_late(match_id)
    db.session.commit()
    return _page(_find_offer(match_id)), 409


def _too_late(match_id: int) -> ResponseReturnValue:
    """Show what happened first; a second click on the same answer is simply answered again."""
    db.session.rollback()
    match = _find_offer(match_id)
    if match.status in MET:
        return redirect(url_for("mentorships.show", match_id=match_id))
    return _page(match), 409


def _page(match: Match, is_full: bool = False) -> str:
    if match.status == MatchStatus.OFFERED and not is_full:
        part = participation_of(db.session(), match.round.programme, match.mentor)
        return render_template(
            "matches/offer.html",
            offer=offer_view(match),
            is_new_to_it=is_unread(part, "mentors"),
        )
    return render_template(
        "matches/offer_closed.html",
        offer=offer_view(match),
        is_full=is_full,
        was_accepted=match.status in MET,
    )


def _decline_page(match: Match, form: DeclineForm) -> str:
    return render_template("matches/offer_decline.html", offer=offer_view(match), form=form)


def _find_offer(match_id: int) -> Match:
    """Return an offer to the member who is signed in; anybody else's does not exist for them."""
    match = db.session.get(Match, match_id)
    is_theirs = match is not None and match.mentor_id == current_member().id
    if match is None or not is_theirs or match.status == MatchStatus.PROPOSED:
        abort(404)
    return match
