"""What is stored as a code, in a word or two: states, answers, roles, kinds."""

from typing import Final

from matchmaker.messages import lazy_gettext

CODE_NAMES: Final = {
    "accepted": lazy_gettext("Accepted"),
    "active": lazy_gettext("Active"),
    "cancelled": lazy_gettext("Cancelled"),
    "completed": lazy_gettext("Completed"),
    "declined": lazy_gettext("Declined"),
    "ended": lazy_gettext("Ended"),
    "expired": lazy_gettext("Expired"),
    "failed": lazy_gettext("Failed"),
    "held": lazy_gettext("Held"),
    "introduced": lazy_gettext("Introduced"),
    "mentee": lazy_gettext("Mentee"),
    "mentor": lazy_gettext("Mentor"),
    "met": lazy_gettext("Met"),
    "networker": lazy_gettext("Networker"),
    "none": lazy_gettext("None"),
    "not_met": lazy_gettext("Not met"),
    "offered": lazy_gettext("Offered"),
    "pending": lazy_gettext("Pending"),
    "proposed": lazy_gettext("Proposed"),
    "sent": lazy_gettext("Sent"),
    "studying": lazy_gettext("Studying"),
    "wanted": lazy_gettext("Wanted"),
    "withdrawn": lazy_gettext("Withdrawn"),
}


def as_words(code: str) -> str:
    """Return what a code is called; one without a name is made readable: `gap_x` is `Gap x`."""
    return str(CODE_NAMES.get(code, code.replace("_", " ").capitalize()))
