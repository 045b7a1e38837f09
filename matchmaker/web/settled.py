"""Tells a member which open requests a change of theirs has ended."""

from typing import Final

from flask import flash

from matchmaker.messages import lazy_gettext
from matchmaker.services.matches.profile_changes import Settled

WITHDRAWN_AS_MENTEE: Final = lazy_gettext(
    "We had asked a mentor for you. After your changes you are no longer looking for one, so "
    "we have taken the request back. The mentor is told, without a reason."
)
WITHDRAWN_AS_MENTOR: Final = lazy_gettext(
    "A request was waiting for your answer. After your changes it no longer fits, so we have "
    "taken it back and are looking for somebody else. There is nothing you need to do."
)


def tell_settled(settled: Settled) -> None:
    """Say on the next page what became of requests to and about the member."""
    if settled.as_mentee:
        flash(str(WITHDRAWN_AS_MENTEE), "info")
    if settled.as_mentor:
        flash(str(WITHDRAWN_AS_MENTOR), "info")
