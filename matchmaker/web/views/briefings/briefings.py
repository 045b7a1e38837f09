"""The briefings: ten minutes for mentors, and ten for mentees."""

from pathlib import Path

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.services.programme.briefings import (
    Briefing,
    is_unread,
    note_read,
    written_briefing,
)
from matchmaker.services.programme.programmes import participation_of
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme

blueprint = Blueprint("briefings", __name__, url_prefix="/briefing")


@blueprint.get("/mentors")
def for_mentors() -> str:
    """Show what to know before one mentors."""
    return _page("mentors")


@blueprint.get("/mentees")
def for_mentees() -> str:
    """Show what to know before one meets a mentor."""
    return _page("mentees")


@blueprint.post("/mentors/read")
def read_for_mentors() -> ResponseReturnValue:
    """Note that it was read, so that nothing points to it any more."""
    return _note("mentors")


@blueprint.post("/mentees/read")
def read_for_mentees() -> ResponseReturnValue:
    """Note that it was read, so that nothing points to it any more."""
    return _note("mentees")


def _page(name: Briefing) -> str:
    parts = current_member().participations
    part = next((one for one in parts if one.programme_id == current_programme().id), None)
    return render_template(
        "briefings/briefing.html",
        name=name,
        written=written_briefing(Path(current_app.instance_path), name),
        is_unread=part is None or is_unread(part, name),
    )


def _note(name: Briefing) -> ResponseReturnValue:
    note_read(participation_of(db.session(), current_programme(), current_member()), name)
    db.session.commit()
    flash(_("Marked as read. You find it on your page whenever you need it."))
    return redirect(url_for("members.me"), 303)
