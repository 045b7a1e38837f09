"""Whose case the coordinator who is signed in does not see, and the note of a look at a profile."""

from matchmaker.extensions import db
from matchmaker.models import Member
from matchmaker.services.profiles.looks import note_looks
from matchmaker.services.programme.coordinator_view import CoordinatorView, view_of
from matchmaker.services.programme.withheld import withheld_from
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme


def withheld_members() -> frozenset[int]:
    """Return the ids of members whose case is withheld from the present reader."""
    return withheld_from(db.session(), current_member())


def current_view() -> CoordinatorView:
    """Return what the present coordinator sees of the programme."""
    return view_of(db.session(), current_programme(), current_member())


def note_look_at(*members: Member) -> None:
    """Note that the present coordinator is shown these members' profiles. Commits.

    In a transaction that begins by writing: on SQLite one that has read must not write afterwards.
    """
    viewer_id, member_ids = current_member().id, [member.id for member in members]
    db.session.rollback()
    note_looks(db.session(), viewer_id, member_ids)
    db.session.commit()
