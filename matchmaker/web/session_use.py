"""Ends the session of a coordinator who was away for long, and notes that one is used.

Members keep their session for a month; who runs the programme sees everybody, so that a browser
left open somewhere is worth more.
"""

from datetime import timedelta

from flask import Flask, current_app, flash, request, session

from config import Settings
from matchmaker.database import begin_writing
from matchmaker.extensions import db
from matchmaker.messages import ngettext
from matchmaker.models import AccessKind
from matchmaker.services.accounts.sign_in import (
    end_session,
    find_session,
    is_idle,
    needs_noting,
    note_use,
)
from matchmaker.web.request_log import QUIET


def register(app: Flask) -> None:
    """Look at the session before anything else of a request does."""
    app.before_request(look_at_session)


def look_at_session() -> None:
    """End the session if it was idle too long; note its use otherwise, every few minutes."""
    token = str(session.get("_user_id", ""))
    if not token or request.endpoint in QUIET:
        return
    row = find_session(db.session(), token)
    if row is None:
        return
    settings: Settings = current_app.config["SETTINGS"]
    if is_idle(db.session(), row, timedelta(hours=settings.coordinator_idle_hours)):
        _write()
        end_session(db.session(), token, AccessKind.IDLE)
        db.session.commit()
        session.pop("_user_id")
        flash(
            ngettext(
                "You were signed out, as coordinators are after an hour without a click.",
                "You were signed out, as coordinators are after %(num)s hours without a click.",
                settings.coordinator_idle_hours,
            ),
            "warning",
        )
    elif needs_noting(db.session(), row):
        _write()
        note_use(db.session(), token)
        db.session.commit()


def _write() -> None:
    """Begin again by writing: on SQLite, what has read must not write afterwards."""
    begin_writing(db.session())
