"""My road: where the member stands on the role ladder, and how ready they are for the next role."""

from flask import Blueprint, render_template

from matchmaker.addresses import draft_link
from matchmaker.extensions import db
from matchmaker.messages import gettext as _
from matchmaker.models import Member
from matchmaker.services.road.readiness import Road, road_of
from matchmaker.services.road.steps import steps_view, suggested_next
from matchmaker.services.road.suggestions import KIND_NAMES
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme

blueprint = Blueprint("road", __name__)


@blueprint.get("/road")
def show() -> str:
    """Show the member's road; nobody else sees it."""
    session, member, programme = db.session(), current_member(), current_programme()
    road = road_of(session, member, programme.time_zone)
    return render_template(
        "road/road.html",
        road=road,
        steps=steps_view(session, member),
        suggestions=suggested_next(session, member, road.readiness),
        kinds=KIND_NAMES,
        interest_draft=_draft(road, member),
    )


def _draft(road: Road, member: Member) -> str:
    """Return a drafted mail in which the member says that they are interested; they send it."""
    role = road.target.name if road.target else _("a role in the PMO")
    text = _(
        "Hello,\n\nI would like to move into the PMO, as %(role)s if that can be. I would be glad "
        "to help with something that you have on your list, and to hear what you look for in "
        "people. Could we talk for twenty minutes?\n\nBest wishes\n%(name)s",
        role=role,
        name=member.greeting_name,
    )
    return draft_link(_("I am interested in working in the PMO"), text)
