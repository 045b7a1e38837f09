"""A policy as an operator writes it: JSON, in which what is left out keeps its default."""

import json
from typing import Any, Final

from matchmaker.matching.coffee.people import CoffeeProblem
from matchmaker.matching.values.people import People
from matchmaker.services.engine.solving import Unsolvable, check_coffee, check_decisions
from matchmaker.services.programme.policies import (
    MentorshipPolicy,
    ProgrammePolicy,
    Timers,
    policy_from_document,
    policy_to_document,
)

MOST_DAYS = 365
MOST: Final = {
    "months": 24,
    "longest_months": 24,
    "longest_extension_months": 12,
    "every_weeks": 26,
    "session_minutes": 480,
    "sessions_to_complete": 50,
}
"""Of a mentorship; entries that are not named here are days."""
LEAST: Final = {"pulse_every_days": 7, "session_minutes": 15}


class InvalidPolicy(ValueError):
    """The text is not a policy; the message is a sentence that names the entry at fault."""


def read_policy(text: str) -> ProgrammePolicy:
    """Return the policy that a text describes. Raises `InvalidPolicy`."""
    try:
        given = json.loads(text)
    except ValueError as error:
        raise InvalidPolicy(f"This is not JSON: {error}.") from error
    document = _completed(given, policy_to_document(ProgrammePolicy()), "")
    policy = policy_from_document(document)
    _check_timers(policy.timers)
    _check_mentorship(policy.mentorship)
    try:
        check_decisions(People(), policy.matching)
        check_coffee(CoffeeProblem((), policy=policy.coffee))
    except Unsolvable as error:
        raise InvalidPolicy(f"This policy cannot be used: {error}.") from error
    if not any(document["matching"]["weights"].values()):
        raise InvalidPolicy("matching.weights: at least one must be more than 0.")
    return policy


def write_policy(policy: ProgrammePolicy) -> str:
    """Return a policy as `read_policy` reads it."""
    return json.dumps(policy_to_document(policy), indent=2)


def _completed(given: Any, default: dict[str, Any], where: str) -> dict[str, Any]:
    """Return the defaults with what is given in their place; every entry must be of their kind."""
    if not isinstance(given, dict):
        raise InvalidPolicy(f"{where or 'The policy'} must be an object in braces.")
    for name in given:
        if name not in default:
            known = ", ".join(default)
            raise InvalidPolicy(f"{where}{name} is not known; here stand: {known}.")
    return {name: _entry(given, name, value, where) for name, value in default.items()}


def _entry(given: dict[str, Any], name: str, default: Any, where: str) -> Any:
    value = given.get(name, default)
    if isinstance(default, dict):
        return _completed(value, default, f"{where}{name}.")
    if type(value) is not type(default):
        kind = {int: "a whole number", bool: "true or false", list: "a list", str: "a word"}
        raise InvalidPolicy(f"{where}{name} must be {kind[type(default)]}.")
    if isinstance(value, list) and not all(isinstance(each, str) for each in value):
        raise InvalidPolicy(f"{where}{name} must be a list of words.")
    return value


def _check_timers(timers: Timers) -> None:
    for name in Timers.__dataclass_fields__:
        if not 1 <= getattr(timers, name) <= MOST_DAYS:
            raise InvalidPolicy(f"timers.{name} must be from 1 to {MOST_DAYS}.")
    if not timers.first_reminder_days < timers.last_reminder_days < timers.expiry_days:
        raise InvalidPolicy(
            "timers: first_reminder_days, last_reminder_days and expiry_days must follow in time."
        )
    if not timers.chat_question_days < timers.chat_silence_days:
        raise InvalidPolicy("timers: chat_silence_days must come after chat_question_days.")


def _check_mentorship(mentorship: MentorshipPolicy) -> None:
    for name in MentorshipPolicy.__dataclass_fields__:
        least, most = LEAST.get(name, 1), MOST.get(name, MOST_DAYS)
        if not least <= getattr(mentorship, name) <= most:
            raise InvalidPolicy(f"mentorship.{name} must be from {least} to {most}.")
    if mentorship.months > mentorship.longest_months:
        raise InvalidPolicy("mentorship: months must not be more than longest_months.")
    for early, late in (
        ("unwritten_days", "unplanned_days"),
        ("unplanned_days", "unplanned_case_days"),
        ("quiet_days", "quiet_case_days"),
    ):
        if not getattr(mentorship, early) < getattr(mentorship, late):
            raise InvalidPolicy(f"mentorship: {late} must come after {early}.")
