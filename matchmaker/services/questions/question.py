"""What a question is: a title, some sentences, and the answers, each a button."""

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
    """One answer; `value` is what its button sends."""

    value: str
    label: str


@dataclass(frozen=True, slots=True)
class MailedQuestion:
    """What one member is asked about one thing now."""

    state: str
    """What a link is bound to: it differs once the answer is known, or the thing has changed."""
    title: str
    sentences: tuple[str, ...]
    choices: tuple[OfferedAnswer, ...]
    page: str
    """The address of the page that has all about it; it asks for the sign-in."""
    page_label: str


@dataclass(frozen=True, slots=True)
class Asking:
    """One kind of question: how to find it, and what an answer does."""

    ask: Callable[[Session, int, Member], MailedQuestion | None]
    """Return what a member is asked about the thing of an id; None if nothing. Writes nothing."""
    answer: Callable[[Session, int, Member, str], str]
    """Take one of the choices; return a sentence that says so. Raises `NothingToAnswer`."""


def moment_for(moment: datetime, member: Member, programme: Programme) -> str:
    """Write a moment in the time zone of the member, who need not be signed in."""
    zone = ZoneInfo(member.profile.time_zone or programme.time_zone)
    return format_appointment(moment, zone)
