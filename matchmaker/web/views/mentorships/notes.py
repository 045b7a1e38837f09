"""The notes of a pair: those that both write, and on a page of their own one's private ones."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_wtf import FlaskForm

from config import Settings
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import Match, Member
from matchmaker.services.mentorships.beginning import GOES_ON, partner_of
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.notes import (
    LONGEST_NOTE,
    NewerText,
    NoteText,
    can_write_private,
    kept_until,
    private_note,
    save_private_note,
    save_shared_note,
    shared_note,
)
from matchmaker.services.rounds.transitions import OutOfDate
from matchmaker.web.fields import ParagraphsField, VersionField, check_paragraphs
from matchmaker.web.views.mentorships.pairs import own_match

blueprint = Blueprint("notes", __name__)


class NoteForm(FlaskForm):  # type: ignore[misc]
    """A text, and the version of it that its writer has read."""

    text = ParagraphsField(lazy_gettext("Notes"), [check_paragraphs], longest=LONGEST_NOTE)
    version = VersionField()


@blueprint.get("/matches/<int:match_id>/notes")
def show(match_id: int) -> ResponseReturnValue:
    """Show the notes of both, in a form while the mentorship goes on."""
    match, member = own_match(match_id)
    note = shared_note(db.session(), match)
    return _page(match, member, _form_of(note), note)


@blueprint.post("/matches/<int:match_id>/notes")
def save(match_id: int) -> ResponseReturnValue:
    """Save the notes of both."""
    match, member = own_match(match_id)
    form, session = NoteForm(), db.session()
    if match.status in GOES_ON and not form.validate():
        return _page(match, member, form, shared_note(session, match)), 422
    text = form.text.data or ""
    try:
        save_shared_note(session, match, member, text, form.version.number)
    except NewerText as error:
        session.rollback()
        return _page(
            match, member, _having_read(form, error.newer), error.newer, is_newer=True
        ), 409
    except (NotPossibleNow, OutOfDate):
        session.rollback()
        return _page(match, member, form, shared_note(session, match), could_not=True), 409
    session.commit()
    flash(_("Saved. Both of you see it."))
    return redirect(url_for("notes.show", match_id=match_id))


@blueprint.get("/matches/<int:match_id>/notes/private")
def show_private(match_id: int) -> ResponseReturnValue:
    """Show what somebody wrote for themself alone."""
    match, member = own_match(match_id)
    note = private_note(db.session(), match, member)
    return _private_page(match, member, _form_of(note), note)


@blueprint.post("/matches/<int:match_id>/notes/private")
def save_private(match_id: int) -> ResponseReturnValue:
    """Save what somebody writes for themself alone."""
    match, member = own_match(match_id)
    form, session, keep_days = NoteForm(), db.session(), _keep_days()
    if can_write_private(match, keep_days) and not form.validate():
        note = private_note(session, match, member)
        return _private_page(match, member, form, note), 422
    text = form.text.data or ""
    try:
        save_private_note(session, match, member, text, form.version.number, keep_days)
    except NewerText as error:
        session.rollback()
        return _private_page(
            match, member, _having_read(form, error.newer), error.newer, is_newer=True
        ), 409
    except (NotPossibleNow, OutOfDate):
        session.rollback()
        note = private_note(session, match, member)
        return _private_page(match, member, form, note, could_not=True), 409
    session.commit()
    flash(_("Saved. Only you see it."))
    return redirect(url_for("notes.show_private", match_id=match_id))


def _form_of(note: NoteText) -> NoteForm:
    return NoteForm(text=note.text, version=str(note.version))


def _having_read(form: NoteForm, newer: NoteText) -> NoteForm:
    """Let the next save of what was typed be one whose writer has seen the newer text."""
    form.version.data = str(newer.version)
    return form


def _page(match: Match, member: Member, form: NoteForm, note: NoteText, **problem: bool) -> str:
    can_write = match.status in GOES_ON
    return _render("mentorships/notes.html", match, member, form, note, can_write, **problem)


def _private_page(
    match: Match, member: Member, form: NoteForm, note: NoteText, **problem: bool
) -> str:
    can_write = can_write_private(match, _keep_days())
    return _render(
        "mentorships/private_notes.html", match, member, form, note, can_write, **problem
    )


def _render(
    template: str,
    match: Match,
    member: Member,
    form: NoteForm,
    note: NoteText,
    can_write: bool,
    *,
    is_newer: bool = False,
    could_not: bool = False,
) -> str:
    return render_template(
        template,
        match=match,
        partner=partner_of(match, member),
        form=form,
        note=note,
        saved_by_reader=note.saved_by_id == member.id,
        is_newer=is_newer,
        could_not=could_not,
        can_write=can_write,
        kept_until=kept_until(match, _keep_days()),
    )


def _keep_days() -> int:
    settings: Settings = current_app.config["SETTINGS"]
    return settings.keep_texts_days
