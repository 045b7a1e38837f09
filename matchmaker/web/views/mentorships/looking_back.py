"""What two people take with them: a page that says so, and a sheet of their hours."""

import csv
import io

from flask import Blueprint, Response, current_app, redirect, render_template, url_for
from flask.typing import ResponseReturnValue
from flask_babel import get_timezone

from config import Settings
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.models import MatchStatus
from matchmaker.services.mentorships.reached import HoursTogether, hours_together, reached_goals
from matchmaker.services.people.cells import disarm
from matchmaker.web.views.mentorships.pairs import own_match

blueprint = Blueprint("looking_back", __name__)


@blueprint.get("/matches/<int:match_id>/completion")
def completion(match_id: int) -> ResponseReturnValue:
    """Show, to print, that the two have completed their mentorship."""
    match, _member = own_match(match_id)
    if match.status != MatchStatus.COMPLETED:
        return redirect(url_for("mentorships.show", match_id=match_id))
    return render_template(
        "mentorships/completion.html",
        match=match,
        together=hours_together(db.session(), match),
        reached=reached_goals(db.session(), match),
    )


@blueprint.get("/matches/<int:match_id>/hours")
def hours(match_id: int) -> str:
    """Show, to print, when the two met and for how long."""
    match, _member = own_match(match_id)
    settings: Settings = current_app.config["SETTINGS"]
    return render_template(
        "mentorships/hours.html",
        match=match,
        together=hours_together(db.session(), match),
        keep_days=settings.keep_texts_days,
    )


@blueprint.get("/matches/<int:match_id>/hours.csv")
def download(match_id: int) -> Response:
    """Hand out the same as a file."""
    match, _member = own_match(match_id)
    response = Response(_sheet(hours_together(db.session(), match)), mimetype="text/csv")
    response.headers.set("Content-Disposition", "attachment", filename="mentoring-hours.csv")
    return response


def _sheet(together: HoursTogether) -> bytes:
    """Return the sessions as CSV with a mark, so that spreadsheets see that it is UTF-8."""
    out = io.StringIO()
    writer = csv.writer(out)
    writer.writerow((_("Day"), _("Minutes"), _("Topics"), _("Mentee"), _("Mentor")))
    zone = get_timezone()
    for held in together.sessions:
        day = held.starts_at.astimezone(zone).date().isoformat()
        cells = (held.topics, together.mentee, together.mentor)
        writer.writerow((day, held.minutes, *(disarm(cell) for cell in cells)))
    writer.writerow((_("In all"), together.minutes))
    return out.getvalue().encode("utf-8-sig")
