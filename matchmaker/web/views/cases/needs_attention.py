"""What needs a coordinator, and the way to where it is mended."""

from itertools import groupby

from flask import Blueprint, render_template, url_for

from matchmaker.extensions import db
from matchmaker.services.cases.case import Case, Place
from matchmaker.services.cases.open_cases import open_cases
from matchmaker.web.current_programme import current_programme
from matchmaker.web.withheld import withheld_members

blueprint = Blueprint("cases", __name__)


@blueprint.get("/cases")
def index() -> str:
    """List the open cases, those of a kind together."""
    cases = open_cases(db.session(), current_programme(), withheld_members())
    kinds = [(title, list(found)) for title, found in groupby(cases, lambda case: case.title)]
    return render_template("cases/needs_attention.html", kinds=kinds, address_of=address_of)


def address_of(case: Case) -> str:
    """Return the address of the page where a case is mended; empty where no page can."""
    match case.place:
        case Place.PERSON:
            return url_for("people.show", member_id=case.member_id)
        case Place.DUPLICATE:
            return url_for("duplicates.show", member_id=case.member_id, other=case.other_id)
        case Place.MAILS:
            return url_for("mails.failed")
        case Place.COORDINATORS:
            return url_for("coordinators.index")
        case Place.MENTORSHIP:
            return url_for("mentorships.show", match_id=case.match_id)
        case None:
            return ""
