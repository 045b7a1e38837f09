"""What is stored in the profile of whoever is signed in and cannot be read, for their own pages."""

from matchmaker.extensions import db
from matchmaker.messages import format_list
from matchmaker.services.profiles.unreadable import name_unreadable, unreadable_values
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme


def unreadable_of_reader() -> str:
    """Return it in words, as one list; empty where all can be read."""
    found = unreadable_values(db.session(), current_programme(), [current_member().id])
    return format_list(name_unreadable(each) for each in found)
