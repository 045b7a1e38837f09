"""What pages say about what went wrong, without technical words."""

import math
from dataclasses import dataclass

from matchmaker.messages import lazy_gettext, ngettext


@dataclass(frozen=True, slots=True)
class Message:
    """What an error page says."""

    title: str
    text: str


MESSAGES = {
    400: Message(
        lazy_gettext("That did not arrive as expected"),
        lazy_gettext("Something was missing or broken on the way. Go back and try again."),
    ),
    401: Message(
        lazy_gettext("You are signed out"),
        lazy_gettext(
            "What you sent was not saved, because your session has ended. Sign in, go back in your "
            "browser and send it again."
        ),
    ),
    403: Message(
        lazy_gettext("This page is not for you"),
        lazy_gettext(
            "It is for people with another role in the programme. If you think you should see "
            "it, ask the coordinator."
        ),
    ),
    404: Message(
        lazy_gettext("There is no such page"),
        lazy_gettext(
            "The address may be mistyped, or the page may be gone. If you came from a mail, copy "
            "the whole link."
        ),
    ),
    405: Message(
        lazy_gettext("This page cannot be opened directly"),
        lazy_gettext(
            "It belongs to a button on one of the pages. Go back and press the button there."
        ),
    ),
    413: Message(
        lazy_gettext("That was too much at once"),
        lazy_gettext(
            "A form has room for about fifty thousand characters, and this was more, so nothing "
            "was saved. Go back in your browser: what you typed is still there. Shorten the "
            "longest text, and send the form again."
        ),
    ),
    429: Message(
        lazy_gettext("Too many attempts in a short time"),
        lazy_gettext("Wait a few minutes, then try again. Nothing is lost."),
    ),
    500: Message(
        lazy_gettext("Something went wrong"),
        lazy_gettext(
            "It is our fault, not yours, and we have a record of it. Try again in a moment."
        ),
    ),
    503: Message(
        lazy_gettext("matchmaker is taking a short break"),
        lazy_gettext(
            "The database cannot be reached just now. Nothing is lost; try again in a minute."
        ),
    ),
}

OUT_OF_REACH = Message(
    MESSAGES[503].title,
    lazy_gettext(
        "The database could not be reached, so this may not have been saved. Nothing that you "
        "typed is lost: wait a minute, then send it once more. Sending it twice does no harm."
    ),
)
"""In place of 503 where something was sent."""

REFUSED = Message(
    lazy_gettext("Please send that again"),
    lazy_gettext(
        "For your safety, a form works only for the visit in which it was opened, and it needs "
        "cookies. Nothing was changed."
    ),
)
UNKNOWN_HOST = Message(
    lazy_gettext("This is not the site's address"),
    lazy_gettext(
        "The site does not answer to the name that you used. Open it by the address that your "
        "organisation gave you, or by a link in one of our mails."
    ),
)
TYPED_IS_KEPT = {
    401: Message(
        MESSAGES[401].title,
        lazy_gettext(
            "Your session has ended, so this was not saved. What you typed is still here: sign in, "
            "come back to this page, and send it again."
        ),
    ),
    429: Message(
        MESSAGES[429].title,
        lazy_gettext("This was not taken. Wait a few minutes, then send it once more."),
    ),
    500: Message(
        MESSAGES[500].title,
        lazy_gettext(
            "It is our fault, not yours, and we have a record of it. This was probably not "
            "saved; wait a moment, then send it again."
        ),
    ),
}
"""What is said where something was typed: going back would show the form without it."""


def wait_message(seconds: int, *, is_kept: bool) -> Message:
    """Say how long to wait, in whole minutes or, from two hours on, hours; never too little."""
    title = MESSAGES[429].title
    minutes = max(1, math.ceil(seconds / 60))
    if minutes >= 120:
        hours = math.ceil(minutes / 60)
        if is_kept:
            text = ngettext(
                "This was not taken. Wait one hour, then send it once more.",
                "This was not taken. Wait %(num)s hours, then send it once more.",
                hours,
            )
        else:
            text = ngettext(
                "Wait one hour, then try again. Nothing is lost.",
                "Wait %(num)s hours, then try again. Nothing is lost.",
                hours,
            )
    elif is_kept:
        text = ngettext(
            "This was not taken. Wait one minute, then send it once more.",
            "This was not taken. Wait %(num)s minutes, then send it once more.",
            minutes,
        )
    else:
        text = ngettext(
            "Wait one minute, then try again. Nothing is lost.",
            "Wait %(num)s minutes, then try again. Nothing is lost.",
            minutes,
        )
    return Message(title, text)
