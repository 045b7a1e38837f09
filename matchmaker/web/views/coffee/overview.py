"""A coordinator's pages about coffee chats: the rounds, and the groups of one."""

from flask import Blueprint, abort, render_template

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import NetworkingRound
from matchmaker.services.coffee.overview import list_networking_rounds, networking_overview
from matchmaker.services.programme.programmes import current_programme
from matchmaker.web.withheld import hidden_cases

blueprint = Blueprint("networking", __name__)


@blueprint.get("/networking")
def index() -> str:
    """List the networking rounds, the newest first."""
    programme = current_programme(db.session())
    month = clock.current_month(programme.time_zone)
    rounds = list_networking_rounds(db.session(), programme, hidden_cases())
    return render_template(
        "coffee/rounds.html",
        rounds=rounds,
        month=month,
        has_this_month=any(line.month == month for line in rounds),
        programme=programme,
    )


@blueprint.get("/networking/<int:round_id>")
def show(round_id: int) -> str:
    """Show the groups of a round, what they said, and who was left out."""
    round_ = db.session.get(NetworkingRound, round_id)
    if round_ is None:
        abort(404)
    return render_template(
        "coffee/groups.html",
        overview=networking_overview(db.session(), round_, hidden_cases()),
    )
