"""What people read about each of the mails that can be refused."""

from dataclasses import dataclass
from typing import Final

from matchmaker.messages import lazy_gettext
from matchmaker.models import Refusable


@dataclass(frozen=True, slots=True)
class RefusableWords:
    """The texts about one of them."""

    choice: str
    """Beside the box that is ticked while the member wants these mails."""
    ask: str
    """What the button behind the link will do."""
    done: str
    """What it did."""
    held: str
    """What the copy of one's own data calls the refusal."""


WORDS: Final[dict[Refusable, RefusableWords]] = {
    Refusable.REMINDERS: RefusableWords(
        choice=lazy_gettext("Reminders of requests that wait for my answer"),
        ask=lazy_gettext(
            "You will get no more reminders of requests that wait for your answer. The "
            "requests themselves still come."
        ),
        done=lazy_gettext(
            "You get no more reminders of requests. The requests themselves still come."
        ),
        held=lazy_gettext("Reminders of requests refused"),
    ),
    Refusable.FIRST_MESSAGE_PROMPT: RefusableWords(
        choice=lazy_gettext("The reminder to write to a new mentor first"),
        ask=lazy_gettext(
            "You will not be reminded any more to write first. Your mentorships go on as they are."
        ),
        done=lazy_gettext(
            "You are not reminded any more to write first. Your mentorships go on as they are."
        ),
        held=lazy_gettext("Reminders to write first refused"),
    ),
    Refusable.FIRST_SESSION_PROMPT: RefusableWords(
        choice=lazy_gettext("The reminder to find a time for a first meeting"),
        ask=lazy_gettext(
            "You will not be reminded any more to find a time for a first meeting. "
            "Your mentorships go on as they are."
        ),
        done=lazy_gettext(
            "You are not reminded any more to find a time for a first meeting. "
            "Your mentorships go on as they are."
        ),
        held=lazy_gettext("Reminders of a first meeting refused"),
    ),
    Refusable.NEXT_SESSION_PROMPT: RefusableWords(
        choice=lazy_gettext("The reminder to plan the next meeting, when we have not met for long"),
        ask=lazy_gettext(
            "You will not be reminded any more to plan the next meeting. "
            "Your mentorships go on as they are."
        ),
        done=lazy_gettext(
            "You are not reminded any more to plan the next meeting. "
            "Your mentorships go on as they are."
        ),
        held=lazy_gettext("Reminders of the next meeting refused"),
    ),
    Refusable.DID_YOU_MEET_PROMPT: RefusableWords(
        choice=lazy_gettext("The question whether a session took place, the day after"),
        ask=lazy_gettext(
            "You will not be asked by mail any more whether a session took place. You can still "
            "say so on the page of the mentorship."
        ),
        done=lazy_gettext(
            "You are not asked by mail any more whether a session took place. You can still say "
            "so on the page of the mentorship."
        ),
        held=lazy_gettext("Questions whether a session took place refused"),
    ),
    Refusable.MENTORSHIP_REVIEW: RefusableWords(
        choice=lazy_gettext("The reminder to look back, on the day that we agreed on"),
        ask=lazy_gettext(
            "You will not be reminded any more to look back at a mentorship. "
            "Your mentorships go on as they are."
        ),
        done=lazy_gettext(
            "You are not reminded any more to look back at a mentorship. "
            "Your mentorships go on as they are."
        ),
        held=lazy_gettext("Reminders to look back refused"),
    ),
    Refusable.FIT_PROMPT: RefusableWords(
        choice=lazy_gettext("The question whether a new mentorship fits, after the first sessions"),
        ask=lazy_gettext(
            "You will not be asked by mail any more whether a new mentorship fits. You can still "
            "say so on its page."
        ),
        done=lazy_gettext(
            "You are not asked by mail any more whether a new mentorship fits. You can still say "
            "so on its page."
        ),
        held=lazy_gettext("Questions whether a mentorship fits refused"),
    ),
    Refusable.PULSE_PROMPT: RefusableWords(
        choice=lazy_gettext("The question how a mentorship is going, every two months"),
        ask=lazy_gettext(
            "You will not be asked by mail any more how a mentorship is going. You can still say "
            "so on its page."
        ),
        done=lazy_gettext(
            "You are not asked by mail any more how a mentorship is going. You can still say so "
            "on its page."
        ),
        held=lazy_gettext("Questions how a mentorship is going refused"),
    ),
    Refusable.CHAT_QUESTIONS: RefusableWords(
        choice=lazy_gettext("The question whether a coffee chat took place"),
        ask=lazy_gettext(
            "You will not be asked by mail any more whether a coffee chat took place. The chats "
            "themselves go on."
        ),
        done=lazy_gettext(
            "You are not asked by mail any more whether a coffee chat took place. The chats "
            "themselves go on."
        ),
        held=lazy_gettext("Questions about coffee chats refused"),
    ),
    Refusable.CERTIFICATION_REMINDERS: RefusableWords(
        choice=lazy_gettext("Reminders of my certifications before they expire"),
        ask=lazy_gettext(
            "You will not be reminded any more of certifications that expire. The dates stay on "
            "your page."
        ),
        done=lazy_gettext(
            "You are not reminded any more of certifications that expire. The dates stay on your "
            "page."
        ),
        held=lazy_gettext("Reminders of certifications refused"),
    ),
}
