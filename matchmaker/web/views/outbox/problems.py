"""Mails that did not get through, for a coordinator: which, why, and try again."""

from flask import Blueprint, current_app, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from config import Settings
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.messages import ngettext
from matchmaker.services.operations.epochs import held_since
from matchmaker.services.outbox.backlog import backlog_of
from matchmaker.services.outbox.problems import (
    count_waiting,
    failed_ids,
    failed_mails,
    may_know_of,
    stuck_mails,
)
from matchmaker.services.outbox.retrying import retry_mail, retry_these
from matchmaker.services.outbox.server import trouble_of
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme

blueprint = Blueprint("mails", __name__)


@blueprint.get("/mails")
def failed() -> str:
    """List mails that failed, and those that wait longer than they should."""
    settings: Settings = current_app.config["SETTINGS"]
    waiting = count_waiting(db.session(), current_programme(), current_member())
    backlog = backlog_of(db.session(), settings.mails_a_minute)
    pace = backlog.pace
    return render_template(
        "outbox/problems.html",
        failed=failed_mails(db.session(), current_programme(), current_member()),
        stuck=stuck_mails(
            db.session(), current_programme(), current_member(), moves=backlog.delay is None
        ),
        waiting=waiting,
        pace=pace,
        # Of what the reader may know of: how many others there are is not theirs to learn.
        done_at=pace.done_at(waiting),
        trouble=trouble_of(db.session()),
        held_since=held_since(db.session()),
    )


@blueprint.get("/mails/retry")
def ask_to_retry_all() -> str:
    """Say how many mails will be tried again, before it is done."""
    found = failed_ids(db.session(), current_programme(), current_member())
    return render_template("outbox/retry.html", count=len(found))


@blueprint.post("/mails/retry")
def retry_all() -> ResponseReturnValue:
    """Make every mail that failed due at once."""
    found = failed_ids(db.session(), current_programme(), current_member())
    count = retry_these(db.session(), found)
    db.session.commit()
    if count:
        flash(
            ngettext(
                "One mail will be tried again in the next minutes.",
                "%(num)s mails will be tried again in the next minutes.",
                count,
            )
        )
    else:
        flash(_("No mail could be tried again; nothing was changed."), "warning")
    return redirect(url_for("mails.failed"))


@blueprint.post("/mails/<int:mail_id>/retry")
def retry(mail_id: int) -> ResponseReturnValue:
    """Make a mail that failed or waits due at once."""
    is_known = may_know_of(db.session(), current_member(), mail_id)
    if is_known and retry_mail(db.session(), current_programme(), mail_id):
        flash(_("The mail will be tried again in the next minutes."))
    else:
        flash(
            _("That mail has left, is being sent right now, or is held; nothing was changed."),
            "warning",
        )
    db.session.commit()
    return redirect(url_for("mails.failed"))
