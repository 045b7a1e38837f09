"""A coordinator's pages about people: find somebody, look at their profile. Each look is noted."""

from flask import Blueprint, abort, render_template, request

from matchmaker.extensions import db
from matchmaker.services.people.directory import PARTS, find_person, people_page, profile_seen
from matchmaker.web.current_programme import current_programme
from matchmaker.web.typed import asked_text
from matchmaker.web.withheld import current_view, note_look_at, withheld_members

blueprint = Blueprint("people", __name__)

LONGEST_SEARCH = 100


@blueprint.get("/people")
def index() -> str:
    """List those who are here and match the search."""
    search = asked_text("search", LONGEST_SEARCH)
    part = request.args.get("part", "")
    part = part if part in PARTS else ""
    session = db.session()
    return render_template(
        "people/directory.html",
        page=people_page(
            session,
            current_programme(),
            withheld_members(),
            search,
            part,
            request.args.get("page", 1, int),
        ),
        search=search,
        part=part,
    )


@blueprint.get("/people/<int:member_id>")
def show(member_id: int) -> str:
    """Show a profile, and note that it was looked at."""
    view = current_view()
    member = find_person(db.session(), current_programme(), member_id, view.withheld)
    if member is None:
        abort(404)
    note_look_at(member)
    person = profile_seen(db.session(), current_programme(), member, view)
    return render_template("people/person.html", person=person, view=view)
