"""What a question is: a title, some sentences, and the answers, each a button.

Where several things are asked at once, each has its own answers, and one button sends them.
"""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from zoneinfo import ZoneInfo

from sqlalchemy.orm import Session

from matchmaker.messages import format_appointment
from matchmaker.models import Member, Programme


class NothingToAnswer(Exception):
    """The question was answered, or what it is about has changed."""


@dataclass(frozen=True, slots=True)
class OfferedAnswer:
    """One answer; `value` is what its button sends: one word."""

    value: str
    label: str
    leads_to: str = ""
    """The page on which whoever gives it goes on, if there is more to say or do."""


@dataclass(frozen=True, slots=True)
class AskedPart:
    """One of several things that a question asks at once; `usual` is chosen beforehand."""

    name: str
    label: str
    choices: tuple[OfferedAnswer, ...]
    usual: str = ""


@dataclass(frozen=True, slots=True)
class MailedQuestion:
    """What one member is asked about one thing now."""

    state: str
    """What a link is bound to: it differs once the answer is known, or the thing has changed."""
    title: str
    sentences: tuple[str, ...]
    choices: tuple[OfferedAnswer, ...]
    """Its buttons; none where it has `parts`."""
    page: str
    """The address of the page that has all about it; it asks for the sign-in."""
    page_label: str
    parts: tuple[AskedPart, ...] = ()
    facts: tuple[tuple[str, str], ...] = ()
    """What it is about: pairs of a name and a value."""

    def chosen(self, answer: str) -> tuple[OfferedAnswer, ...]:
        """Return what an answer chooses: of each part one, their values with blanks between.

        It is empty where the answer is none of this question.
        """
        asked = [each.choices for each in self.parts] or [self.choices]
        values = answer.split(" ")
        found = tuple(
            choice
            for choices, value in zip(asked, values, strict=False)
            for choice in choices
            if choice.value == value
        )
        return found if len(found) == len(asked) == len(values) else ()


@dataclass(frozen=True, slots=True)
class Asking:
    """One kind of question: how to find it, and what an answer does."""

    ask: Callable[[Session, int, Member], MailedQuestion | None]
    """Return what a member is asked about the thing of an id; None if nothing. Writes nothing."""
    answer: Callable[[Session, int, Member, str], str]
    """Take one of the choices, or one of each part with blanks between.

    Return a sentence that says so. Raises `NothingToAnswer`.
    """


def moment_for(moment: datetime, member: Member, programme: Programme) -> str:
    """Write a moment in the time zone of the member, who need not be signed in."""
    zone = ZoneInfo(member.profile.time_zone or programme.time_zone)
    return format_appointment(moment, zone)
