"""The agenda of a pair's next session, for the two of it to change."""

from flask import Blueprint, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Match, Member
from matchmaker.services.mentorships.actions import actions_view
from matchmaker.services.mentorships.agenda import goal_points, points_of
from matchmaker.services.mentorships.beginning import GOES_ON, partner_of
from matchmaker.services.mentorships.goals import goals_view
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.notes import NewerText, NoteText
from matchmaker.services.mentorships.own_agenda import (
    LONGEST_AGENDA,
    own_agenda,
    points_in,
    save_agenda,
    session_ahead,
    suggested_text,
)
from matchmaker.services.mentorships.page import match_view
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.web.fields import ParagraphsField, VersionField, check_paragraphs
from matchmaker.web.views.mentorships.pairs import own_match, require_reader

blueprint = Blueprint("agenda", __name__)


class AgendaForm(FlaskForm):  # type: ignore[misc]
    """The points, and what its writer has read: which version, and for which session."""

    text = ParagraphsField(
        lazy_gettext("Points, one on each line"), [check_paragraphs], longest=LONGEST_AGENDA
    )
    version = VersionField()
    for_session = VersionField()


@blueprint.get("/matches/<int:match_id>/agenda")
def ask(match_id: int) -> ResponseReturnValue:
    """Show the points in a form; once it is over, there is no next session."""
    match, member = own_match(match_id)
    if match.status not in GOES_ON:
        return redirect(url_for("mentorships.show", match_id=match_id))
    agenda, ahead = own_agenda(db.session(), match), session_ahead(db.session(), match)
    form = AgendaForm(
        text=agenda.text or _suggested(match, member),
        version=str(agenda.version),
        for_session=str(ahead),
    )
    return _page(match, member, form, agenda)


@blueprint.post("/matches/<int:match_id>/agenda")
def save(match_id: int) -> ResponseReturnValue:
    """Save the points, or let the suggested ones be shown again."""
    match, member = own_match(match_id)
    form, session = AgendaForm(), db.session()
    goes_back = "suggested" in request.form
    if match.status in GOES_ON and not goes_back and not form.validate():
        return _page(match, member, form, own_agenda(session, match)), 422
    text = "" if goes_back or form.text.data is None else str(form.text.data)
    try:
        save_agenda(
            session,
            match,
            member,
            "" if match.status in GOES_ON and text == _suggested(match, member) else text,
            version=form.version.number,
            for_session=form.for_session.number,
        )
    except NewerText as error:
        session.rollback()
        form.version.data = str(error.newer.version)
        form.for_session.data = str(session_ahead(session, match))
        return _page(match, member, form, error.newer, is_newer=True), 409
    except (NotPossibleNow, OutOfDate):
        session.rollback()
        return _page(match, member, form, NoteText(), could_not=True), 409
    session.commit()
    flash(_("Saved. Both of you see it."))
    return redirect(url_for("mentorships.show", match_id=match_id))


def _suggested(match: Match, member: Member) -> str:
    view = match_view(db.session(), match, require_reader(match))
    steps = points_of(actions_view(db.session(), match, member).open)
    goals = goal_points(goals_view(db.session(), match, member), match.mentee.profile)
    return suggested_text(view.agenda, view.course.sheet if view.course else None, goals, steps)


def _page(
    match: Match,
    member: Member,
    form: AgendaForm,
    agenda: NoteText,
    *,
    is_newer: bool = False,
    could_not: bool = False,
) -> str:
    return render_template(
        "mentorships/agenda.html",
        match=match,
        partner=partner_of(match, member),
        form=form,
        agenda=agenda,
        newer_points=points_in(agenda.text or _suggested(match, member)) if is_newer else (),
        saved_by_reader=agenda.saved_by_id == member.id,
        is_newer=is_newer,
        could_not=could_not,
    )
