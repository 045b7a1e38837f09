"""What is stored as a code, in a word or two: states, answers, roles, kinds."""

from typing import Final

from matchmaker.messages import lazy_gettext

CODE_NAMES: Final = {
    "accepted": lazy_gettext("Accepted"),
    "active": lazy_gettext("Active"),
    "agreed": lazy_gettext("Agreed"),
    "all": lazy_gettext("All"),
    "cancelled": lazy_gettext("Cancelled"),
    "changed": lazy_gettext("Changed"),
    "closing": lazy_gettext("The end of the mentorship"),
    "completed": lazy_gettext("Completed"),
    "declined": lazy_gettext("Declined"),
    "done": lazy_gettext("Done"),
    "dropped": lazy_gettext("Dropped"),
    "ended": lazy_gettext("Ended"),
    "expired": lazy_gettext("Expired"),
    "failed": lazy_gettext("Failed"),
    "did_not_help": lazy_gettext("Did not help"),
    "does_not_fit": lazy_gettext("Does not fit"),
    "fit": lazy_gettext("Whether it fits"),
    "fits": lazy_gettext("Fits"),
    "first_message": lazy_gettext("Writing first"),
    "first_session": lazy_gettext("A first session"),
    "goal": lazy_gettext("A goal that was reached"),
    "held": lazy_gettext("Held"),
    "introduced": lazy_gettext("Introduced"),
    "mentee": lazy_gettext("Mentee"),
    "mentor": lazy_gettext("Mentor"),
    "met": lazy_gettext("Met"),
    "missed": lazy_gettext("Missed"),
    "networker": lazy_gettext("Networker"),
    "next_session": lazy_gettext("The next session"),
    "none": lazy_gettext("None"),
    "not_met": lazy_gettext("Not met"),
    "offered": lazy_gettext("Offered"),
    "open": lazy_gettext("Open"),
    "own_form": lazy_gettext("Your profile"),
    "pending": lazy_gettext("Pending"),
    "planned": lazy_gettext("Planned"),
    "proposed": lazy_gettext("Proposed"),
    "pulse": lazy_gettext("How it is going"),
    "reached": lazy_gettext("Reached"),
    "replaced": lazy_gettext("Replaced by another"),
    "review": lazy_gettext("Looking back"),
    "saved": lazy_gettext("Saved"),
    "sent": lazy_gettext("Sent"),
    "some": lazy_gettext("Some"),
    "studying": lazy_gettext("Studying"),
    "suggested": lazy_gettext("Suggested"),
    "unsure": lazy_gettext("Not sure yet"),
    "wanted": lazy_gettext("Wanted"),
    "withdrawn": lazy_gettext("Withdrawn"),
}


def as_words(code: str) -> str:
    """Return what a code is called; one without a name is made readable: `gap_x` is `Gap x`."""
    return str(CODE_NAMES.get(code, code.replace("_", " ").capitalize()))
