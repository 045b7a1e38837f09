"""My road: where the member stands on the role ladder, and how ready they are for the next role."""

from flask import Blueprint, render_template

from matchmaker.extensions import db
from matchmaker.services.road.readiness import road_of
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme

blueprint = Blueprint("road", __name__)


@blueprint.get("/road")
def show() -> str:
    """Show the member's road; nobody else sees it."""
    road = road_of(db.session(), current_member(), current_programme().time_zone)
    return render_template("road/road.html", road=road)
