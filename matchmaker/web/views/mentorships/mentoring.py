"""What a member gave as a mentor, and where they are wanted most."""

from flask import Blueprint, render_template

from matchmaker.extensions import db
from matchmaker.services.mentorships.mentoring import your_mentoring
from matchmaker.services.wording.bands import BAND_WORDS
from matchmaker.web.current_member import current_member, runs_programme
from matchmaker.web.current_programme import current_programme
from matchmaker.web.withheld import current_view

blueprint = Blueprint("mentoring", __name__)


@blueprint.get("/me/mentoring")
def show() -> str:
    """Show the mentees, the hours, and what mentees without a mentor want to learn."""
    member = current_member()
    tells_of_others = not runs_programme() or current_view().is_whole
    return render_template(
        "mentorships/mentoring.html",
        mentoring=your_mentoring(
            db.session(), current_programme(), member, tells_of_others=tells_of_others
        ),
        band_words=BAND_WORDS,
        is_mentor=any(part.is_mentor for part in member.participations),
    )
