"""A coordinator's pages about coffee chats: the rounds, and the groups of one."""

from flask import Blueprint, abort, redirect, render_template, url_for
from flask.typing import ResponseReturnValue

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import CoffeeRound
from matchmaker.services.coffee.overview import coffee_overview, list_coffee_rounds
from matchmaker.web.current_programme import current_programme
from matchmaker.web.withheld import current_view

blueprint = Blueprint("coffee_rounds", __name__)


@blueprint.get("/coffee/rounds")
def index() -> str:
    """List the coffee rounds, the newest first."""
    programme = current_programme()
    month = clock.current_month(programme.time_zone)
    view = current_view()
    rounds = list_coffee_rounds(db.session(), programme, view)
    return render_template(
        "coffee/rounds.html",
        rounds=rounds,
        view=view,
        month=month,
        has_this_month=any(line.month == month for line in rounds),
        programme=programme,
    )


@blueprint.get("/coffee/rounds/<int:round_id>")
def show(round_id: int) -> str:
    """Show the groups of a round, what they said, and who was left out."""
    return render_template(
        "coffee/groups.html",
        overview=coffee_overview(db.session(), _find_round(round_id), current_view()),
    )


@blueprint.get("/networking")
def index_moved() -> ResponseReturnValue:
    """Lead on from the first address of the list."""
    return redirect(url_for("coffee_rounds.index"), 301)


@blueprint.get("/networking/<int:round_id>")
def show_moved(round_id: int) -> ResponseReturnValue:
    """Lead on from the first address of a round."""
    return redirect(url_for("coffee_rounds.show", round_id=_find_round(round_id).id), 301)


def _find_round(round_id: int) -> CoffeeRound:
    round_ = db.session.get(CoffeeRound, round_id)
    if round_ is None or round_.programme_id != current_programme().id:
        abort(404)
    return round_
