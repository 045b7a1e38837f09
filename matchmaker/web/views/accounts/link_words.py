"""What is said of a link that does not sign in, and of a code that does not fit."""

from dataclasses import dataclass
from typing import Final

from matchmaker.messages import lazy_gettext
from matchmaker.services.accounts.links import Fault


@dataclass(frozen=True, slots=True)
class Words:
    """What the page of a link that does not work says."""

    title: str
    text: str


UNUSABLE: Final[dict[Fault, Words]] = {
    "expired": Words(
        lazy_gettext("This link has expired"),
        lazy_gettext(
            "Links work for %(minutes)s minutes, so that an old mail cannot sign anybody in. "
            "Ask for a new one."
        ),
    ),
    "used": Words(
        lazy_gettext("This link has been used"),
        lazy_gettext(
            "Every link works once, and using one ends the others. If you are not signed in "
            "yet, ask for a new one."
        ),
    ),
    "unknown": Words(
        lazy_gettext("We do not know this link"),
        lazy_gettext(
            "Part of it may have been cut off. Copy the whole link from the mail, or ask for a "
            "new one."
        ),
    ),
    "earlier": Words(
        lazy_gettext("This address is no longer used here"),
        lazy_gettext(
            "Its owner has another address now, and signs in with that. Ask for a link there."
        ),
    ),
    "left": Words(
        lazy_gettext("This account is closed"),
        lazy_gettext(
            "You have left the programme. You can still come back, with everything as it was; if "
            "you do not, it is erased some weeks after you left."
        ),
    ),
}

EMPTY: Final = lazy_gettext("Enter the code from the mail.")
WRONG: Final = lazy_gettext("That is not the code. Look at the newest mail and type it again.")
OVER: Final = lazy_gettext("This page no longer takes a code. Ask for a new link.")
