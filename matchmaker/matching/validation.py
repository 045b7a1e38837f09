"""Refuses people and policies that cannot be meant, and names the offender."""

from collections import Counter
from collections.abc import Iterable
from typing import Final

from matchmaker.matching.arrays import PeopleArrays, positions_of
from matchmaker.matching.errors import InvalidInput
from matchmaker.matching.people import Mentee, Mentor, People
from matchmaker.matching.policy import (
    ALWAYS_RULES,
    CRITERIA,
    OBJECTIVES,
    SWITCHABLE_RULES,
    Policy,
)
from matchmaker.matching.rules import Rules

HIGHEST_LEVEL: Final = 5
HIGHEST_IMPORTANCE: Final = 3
LARGEST_WEIGHT: Final = 1_000_000


def check_input(people: People, policy: Policy) -> None:
    """Raise `InvalidInput` where a person or the policy contradicts its own description."""
    _check_policy(policy)
    for mentee in people.mentees:
        _check_mentee(mentee)
        _check_skills(f"mentee {mentee.id}", (n.skill for n in mentee.needs), people.skills)
    for mentor in people.mentors:
        _check_mentor(mentor)
        _check_skills(f"mentor {mentor.id}", (code for code, _ in mentor.levels), people.skills)
    _check_unique("mentee", (mentee.id for mentee in people.mentees))
    _check_unique("mentor", (mentor.id for mentor in people.mentors))


def check_locks(people: People, arrays: PeopleArrays, rules: Rules) -> None:
    """Raise `InvalidInput` where a lock cannot be kept: a lock overrides switchable rules only."""
    locks = sorted(people.locked)
    known_mentees = {mentee.id for mentee in people.mentees}
    places = {mentor.id: mentor.places for mentor in people.mentors}
    for mentee_id, mentor_id in locks:
        if mentee_id not in known_mentees or mentor_id not in places:
            raise InvalidInput(f"lock of mentee {mentee_id} and mentor {mentor_id}: unknown pair")
    _check_unique("locked mentee", (mentee_id for mentee_id, _ in locks))
    for row, column in zip(*positions_of(arrays, locks), strict=True):
        block = slice(int(row), int(row) + 1)
        for code in ALWAYS_RULES:
            if not rules.allowed(block, [code])[0, column]:
                raise InvalidInput(
                    f"lock of mentee {arrays.mentee_ids[row]} and mentor "
                    f"{arrays.mentor_ids[column]}: forbidden by the rule {code!r}"
                )
    for mentor_id, taken in Counter(mentor_id for _, mentor_id in locks).items():
        if taken > places[mentor_id]:
            raise InvalidInput(
                f"mentor {mentor_id}: {taken} locked mentees for {places[mentor_id]} places"
            )


def _check_policy(policy: Policy) -> None:
    for name in CRITERIA:
        weight = getattr(policy.weights, name)
        if not _is_whole(weight) or not 0 <= weight <= LARGEST_WEIGHT:
            raise InvalidInput(f"weight {name}: {weight!r} is not a whole number from 0")
    for code in sorted(policy.rules, key=str):
        if code in ALWAYS_RULES:
            raise InvalidInput(f"rule {code!r} is always on and cannot be switched")
        if code not in SWITCHABLE_RULES:
            raise InvalidInput(f"unknown rule {code!r}")
    if policy.objective not in OBJECTIVES:
        raise InvalidInput(f"unknown objective {policy.objective!r}")
    hours = policy.max_time_zone_hours
    if not _is_whole(hours) or hours < 0:
        raise InvalidInput(f"max_time_zone_hours: {hours!r} is not a whole number from 0")
    if not _is_whole(policy.seed):
        raise InvalidInput(f"seed: {policy.seed!r} is not a whole number")


def _check_mentee(mentee: Mentee) -> None:
    who = f"mentee {mentee.id!r}"
    _check_whole(who, id=mentee.id, priority=mentee.priority)
    _check_unique(f"{who}: skill", (need.skill for need in mentee.needs))
    for need in mentee.needs:
        if need.level is not None:
            _check_level(f"{who}: level of {need.skill}", need.level)
        _check_level(f"{who}: target of {need.skill}", need.target)
        if not _is_whole(need.importance) or not 1 <= need.importance <= HIGHEST_IMPORTANCE:
            raise InvalidInput(
                f"{who}: importance of {need.skill} is {need.importance!r}, not 1 to 3"
            )
    _check_words(who, mentee.interests, mentee.certifications_wanted, mentee.languages)
    _check_step(who, mentee.target_step)
    _check_place(mentee, who)


def _check_mentor(mentor: Mentor) -> None:
    who = f"mentor {mentor.id!r}"
    _check_whole(who, id=mentor.id, places=mentor.places)
    if mentor.places < 0:
        raise InvalidInput(f"{who}: {mentor.places} places")
    _check_unique(f"{who}: skill", (skill for skill, _ in mentor.levels))
    for skill, level in mentor.levels:
        _check_level(f"{who}: level of {skill}", level)
    _check_words(who, mentor.interests, mentor.certifications_held, mentor.languages)
    _check_place(mentor, who)


def _check_place(person: Mentee | Mentor, who: str) -> None:
    """Check what both sides state in the same way about where they are, and whom they report to."""
    _check_words(who, (word for word in (person.location, person.department) if word is not None))
    _check_step(who, person.ladder_step)
    _check_offset(who, person.utc_offset_minutes)
    for manager in person.manager_ids:
        _check_whole(who, manager=manager)


def _check_words(who: str, *words_of: Iterable[object]) -> None:
    for words in words_of:
        for word in words:
            if not isinstance(word, str):
                raise InvalidInput(f"{who}: {word!r} is not a word")


def _check_skills(who: str, codes: Iterable[object], known: frozenset[str] | None) -> None:
    for code in codes:
        if not isinstance(code, str) or not code:
            raise InvalidInput(f"{who}: {code!r} is not the code of a skill")
        if known is not None and code not in known:
            raise InvalidInput(f"{who}: unknown skill {code!r}")


def _check_unique(what: str, names: Iterable[object]) -> None:
    for name, times in Counter(names).items():
        if times > 1:
            raise InvalidInput(f"{what} {name!r} appears {times} times")


def _check_whole(who: str, **numbers: object) -> None:
    for name, number in numbers.items():
        if not _is_whole(number):
            raise InvalidInput(f"{who}: {name} {number!r} is not a whole number")


def _check_level(what: str, level: object) -> None:
    if not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= HIGHEST_LEVEL:
        raise InvalidInput(f"{what} is {level!r}, not 0 to {HIGHEST_LEVEL}")


def _check_step(who: str, step: object) -> None:
    if step is not None and (not isinstance(step, int) or step < 0):
        raise InvalidInput(f"{who}: ladder step {step!r} is not a whole number from 0")


def _check_offset(who: str, minutes: object) -> None:
    if minutes is not None and (not isinstance(minutes, int) or abs(minutes) >= 24 * 60):
        raise InvalidInput(f"{who}: UTC offset of {minutes!r} minutes")


def _is_whole(number: object) -> bool:
    return isinstance(number, int) and not isinstance(number, bool) and abs(number) < 2**63
