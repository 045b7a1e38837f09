"""Which pair a page is about, and as whom somebody opens it."""

from flask import abort

from matchmaker.extensions import db
from matchmaker.models import Match, Member
from matchmaker.services.mentorships.page import reader_of
from matchmaker.services.wording.reasons import Reader
from matchmaker.web.current_member import current_member, has_to_be_told, is_coordinator
from matchmaker.web.current_programme import current_programme
from matchmaker.web.telling import ask_to_be_told
from matchmaker.web.withheld import withheld_members


def find_match(match_id: int) -> Match:
    """Return a match. Answers 404 where there is none."""
    match = db.session.get(Match, match_id)
    if match is None:
        abort(404)
    return match


def reader_now(match: Match) -> Reader | None:
    """Return as whom the member who is signed in may open a match's page, or None."""
    if has_to_be_told() and reader_of(match, current_member(), is_coordinator=False) is None:
        abort(ask_to_be_told())
    is_of_ours = match.programme_id == current_programme().id and is_coordinator()
    may_look = is_of_ours and not withheld_members() & {match.mentee_id, match.mentor_id}
    return reader_of(match, current_member(), may_look)


def require_reader(match: Match) -> Reader:
    """Return the same. Answers 404 for whom there is nothing."""
    reader = reader_now(match)
    if reader is None:
        abort(404)
    return reader


def own_match(match_id: int) -> tuple[Match, Member]:
    """Return a match and the member, who is one of the two. Answers 404 for everybody else."""
    match, member = find_match(match_id), current_member()
    if reader_of(match, member, is_coordinator=False) is None:
        abort(404)
    return match, member
