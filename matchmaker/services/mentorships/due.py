"""Which prompts are due to whom: one function for each kind, from what is known of a pair."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from typing import Final

from matchmaker.models import MatchStatus, Member, PromptKind, SessionStatus
from matchmaker.services.mentorships.facts import Facts, last_met

ASKED_AFTER: Final = timedelta(hours=12)
"""After the end of a session, until the two are asked whether it took place."""
ASKED_WITHIN: Final = timedelta(days=14)
MAILED_AFTER_DAYS: Final = 2
"""After a session, until a mail asks whether it fits what the page asks at once."""


@dataclass(frozen=True, slots=True)
class Due:
    """A prompt whose day has come; `occasion` tells it from the next of its kind."""

    kind: PromptKind
    member: Member
    occasion: str


FindDue = Callable[[Facts], Iterator[Due]]


def closing_due(facts: Facts) -> Iterator[Due]:
    """Yield what is due near the end."""
    if facts.is_closing:
        for member in facts.both:
            if member.id not in facts.closed:
                yield Due(PromptKind.CLOSING, member, facts.mentorship.ends_on.isoformat())


def _did_you_meet(facts: Facts) -> Iterator[Due]:
    for each in sorted(facts.sessions, key=lambda each: -each.id):
        if each.status != SessionStatus.PLANNED or each.starts_at is None:
            continue
        since = facts.now - each.starts_at - timedelta(minutes=each.minutes)
        if ASKED_AFTER <= since < ASKED_WITHIN:
            for member in facts.both:
                yield Due(PromptKind.DID_YOU_MEET, member, str(each.id))


def _review(facts: Facts) -> Iterator[Due]:
    review_on = facts.mentorship.review_on
    if review_on is not None and review_on <= facts.today < review_on + ASKED_WITHIN:
        for member in facts.both:
            yield Due(PromptKind.REVIEW, member, review_on.isoformat())


def _first_message(facts: Facts) -> Iterator[Due]:
    days = facts.days_since_introduction
    is_time = facts.policy.unwritten_days <= days < facts.policy.unplanned_days
    if facts.match.status == MatchStatus.INTRODUCED and not facts.sessions and is_time:
        yield Due(PromptKind.FIRST_MESSAGE, facts.match.mentee, "")


def _first_session(facts: Facts) -> Iterator[Due]:
    days = facts.days_since_introduction
    is_time = facts.policy.unplanned_days <= days < facts.policy.quiet_days
    if facts.match.status == MatchStatus.INTRODUCED and not facts.lies_ahead and is_time:
        for member in facts.both:
            yield Due(PromptKind.FIRST_SESSION, member, "")


def _fit(facts: Facts) -> Iterator[Due]:
    yield from _questions(facts, PromptKind.FIT, MAILED_AFTER_DAYS)


def _pulse(facts: Facts) -> Iterator[Due]:
    yield from _questions(facts, PromptKind.PULSE, 0)


def _questions(facts: Facts, kind: PromptKind, after_days: int) -> Iterator[Due]:
    for each in facts.occasions():
        if each.asks_fit == (kind == PromptKind.FIT) and each.days_ago >= after_days:
            for member in facts.both:
                if (member.id, each.name) not in facts.answered:
                    yield Due(kind, member, each.name)


def _next_session(facts: Facts) -> Iterator[Due]:
    last = last_met(facts.match, facts.sessions)
    is_quiet = last is not None and facts.now - last >= timedelta(days=facts.policy.quiet_days)
    if facts.match.status == MatchStatus.ACTIVE and is_quiet and not facts.lies_ahead:
        for member in facts.both:
            yield Due(PromptKind.NEXT_SESSION, member, f"{last:%Y-%m-%d}")


FINDERS: Final[tuple[FindDue, ...]] = (
    _did_you_meet,
    _review,
    _first_message,
    _first_session,
    _fit,
    _pulse,
    _next_session,
)
"""What looks for prompts that are due until it nears its end, the most pressing first."""
