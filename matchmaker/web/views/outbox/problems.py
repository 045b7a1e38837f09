"""Mails that did not get through, for a coordinator: which, why, and try again."""

from flask import Blueprint, flash, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.services.operations.epochs import held_since
from matchmaker.services.outbox.problems import (
    count_waiting,
    failed_mails,
    may_know_of,
    stuck_mails,
)
from matchmaker.services.outbox.retrying import retry_mail
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme

blueprint = Blueprint("mails", __name__)


@blueprint.get("/mails")
def failed() -> str:
    """List mails that failed, and those that wait longer than they should."""
    return render_template(
        "outbox/problems.html",
        failed=failed_mails(db.session(), current_programme(), current_member()),
        stuck=stuck_mails(db.session(), current_programme(), current_member()),
        waiting=count_waiting(db.session(), current_programme(), current_member()),
        held_since=held_since(db.session()),
    )


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
