"""Refuses people and policies that cannot be meant, and names the offender."""

from collections import Counter
from collections.abc import Collection, Iterable
from typing import Any, Final

from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.integers import MOST_PLACES, check_whole, is_whole
from matchmaker.matching.values.limits import Limits
from matchmaker.matching.values.people import Mentee, Mentor, People, SkillNeed
from matchmaker.matching.values.policy import (
    ALWAYS_RULES,
    CRITERIA,
    OBJECTIVES,
    SWITCHABLE_RULES,
    Policy,
    Weights,
)

HIGHEST_LEVEL: Final = 5
HIGHEST_IMPORTANCE: Final = 3
HIGHEST_STEP: Final = 100
LARGEST_WEIGHT: Final = 1_000_000
MINUTES_A_DAY: Final = 24 * 60
PAIRS: Final = ("excluded", "met_before", "live", "banned", "locked", "asked_lately")


def check_input(people: People, policy: Policy) -> None:
    """Raise `InvalidInput` where a person or the policy contradicts its own description."""
    _check_policy(policy)
    check_collections(people)
    check_persons(people)


def check_limits(limits: Limits) -> None:
    """Raise `InvalidInput` where these are no limits."""
    if not isinstance(limits, Limits):
        raise InvalidInput(f"limits: {limits!r} is not of the type Limits")


def check_persons(people: People) -> None:
    """Raise `InvalidInput` where a person contradicts themselves, or has the id of another."""
    for mentee in people.mentees:
        _check_mentee(mentee)
        if people.skills is not None:
            _check_known(f"mentee {mentee.id}", (n.skill for n in mentee.needs), people.skills)
    for mentor in people.mentors:
        _check_mentor(mentor)
        if people.skills is not None:
            _check_known(f"mentor {mentor.id}", (code for code, _ in mentor.levels), people.skills)
    _check_unique("mentee", [mentee.id for mentee in people.mentees])
    _check_unique("mentor", [mentor.id for mentor in people.mentors])


def check_collections(people: People, checked: People | None = None) -> None:
    """Raise `InvalidInput` where people are not persons and pairs; see `check_persons`.

    Pairs are not looked at again that ``checked`` has too.
    """
    if not isinstance(people, People):
        raise InvalidInput(f"people: {people!r} is not of the type People")
    check_sequence("people", mentees=people.mentees, mentors=people.mentors)
    for kind, persons in ((Mentee, people.mentees), (Mentor, people.mentors)):
        for person in persons:
            if not isinstance(person, kind):
                raise InvalidInput(f"people: {person!r} is not of the type {kind.__name__}")
    for name in PAIRS:
        pairs = getattr(people, name)
        if checked is None or pairs is not getattr(checked, name):
            check_pairs(name, pairs)
    if people.skills is not None:
        check_words("people", skills=people.skills)


def _check_policy(policy: Policy) -> None:
    if not isinstance(policy, Policy):
        raise InvalidInput(f"policy: {policy!r} is not of the type Policy")
    if not isinstance(policy.weights, Weights):
        raise InvalidInput(f"weights: {policy.weights!r} is not of the type Weights")
    if not isinstance(policy.rules, frozenset | set):
        raise InvalidInput(f"rules: {policy.rules!r} is not a set of codes")
    for name in CRITERIA:
        weight = getattr(policy.weights, name)
        if not is_whole(weight) or not 0 <= weight <= LARGEST_WEIGHT:
            raise InvalidInput(f"weight {name}: {weight!r} is not a whole number from 0")
    for code in sorted(policy.rules, key=str):
        if code in ALWAYS_RULES:
            raise InvalidInput(f"rule {code!r} is always on and cannot be switched")
        if code not in SWITCHABLE_RULES:
            raise InvalidInput(f"unknown rule {code!r}")
    if policy.objective not in OBJECTIVES:
        raise InvalidInput(f"unknown objective {policy.objective!r}")
    hours = policy.max_time_zone_hours
    if not is_whole(hours) or hours < 0:
        raise InvalidInput(f"max_time_zone_hours: {hours!r} is not a whole number from 0")
    if not is_whole(policy.seed):
        raise InvalidInput(f"seed: {policy.seed!r} is not a whole number")


def _check_mentee(mentee: Mentee) -> None:
    who = f"mentee {mentee.id!r}"
    check_whole(who, id=mentee.id, priority=mentee.priority)
    check_sequence(who, needs=mentee.needs)
    for need in mentee.needs:
        if not isinstance(need, SkillNeed):
            raise InvalidInput(f"{who}: {need!r} is not of the type SkillNeed")
        if need.level is not None:
            _check_level(f"{who}: level of {need.skill}", need.level)
        _check_level(f"{who}: target of {need.skill}", need.target)
        if not is_whole(need.importance) or not 1 <= need.importance <= HIGHEST_IMPORTANCE:
            raise InvalidInput(
                f"{who}: importance of {need.skill} is {need.importance!r}, not 1 to 3"
            )
    _check_skills(who, [need.skill for need in mentee.needs])
    check_words(who, certifications_wanted=mentee.certifications_wanted)
    _check_step(who, mentee.target_step)
    _check_place(mentee, who)


def _check_mentor(mentor: Mentor) -> None:
    who = f"mentor {mentor.id!r}"
    check_whole(who, id=mentor.id, places=mentor.places)
    if mentor.places < 0:
        raise InvalidInput(f"{who}: {mentor.places} places")
    if mentor.places > MOST_PLACES:
        raise InvalidInput(f"{who}: places {mentor.places} is beyond {MOST_PLACES}")
    check_sequence(who, levels=mentor.levels)
    for held in mentor.levels:
        if not isinstance(held, tuple) or len(held) != 2:
            raise InvalidInput(f"{who}: {held!r} is not a skill with a level")
        _check_level(f"{who}: level of {held[0]}", held[1])
    _check_skills(who, [skill for skill, _ in mentor.levels])
    check_words(who, certifications_held=mentor.certifications_held)
    _check_place(mentor, who)


def _check_place(person: Mentee | Mentor, who: str) -> None:
    """Check what both sides state in the same way about themselves."""
    check_words(who, interests=person.interests, languages=person.languages)
    check_word(who, person.location)
    check_word(who, person.department)
    _check_step(who, person.ladder_step)
    check_offset(who, person.utc_offset_minutes)
    check_managers(who, person.manager_ids)
    check_truth(who, is_available=person.is_available)


def _check_skills(who: str, codes: list[str]) -> None:
    for code in codes:
        if not isinstance(code, str) or not code:
            raise InvalidInput(f"{who}: {code!r} is not the code of a skill")
    _check_unique(f"{who}: skill", codes)


def _check_known(who: str, codes: Iterable[str], known: frozenset[str]) -> None:
    for code in codes:
        if code not in known:
            raise InvalidInput(f"{who}: unknown skill {code!r}")


def _check_unique(what: str, names: Collection[object]) -> None:
    if len(set(names)) == len(names):
        return
    for name, times in Counter(names).items():
        if times > 1:
            raise InvalidInput(f"{what} {name!r} appears {times} times")


def _check_level(what: str, level: object) -> None:
    if not isinstance(level, int) or isinstance(level, bool) or not 0 <= level <= HIGHEST_LEVEL:
        raise InvalidInput(f"{what} is {level!r}, not 0 to {HIGHEST_LEVEL}")


def _check_step(who: str, step: object) -> None:
    if step is not None and (type(step) is not int or not 0 <= step <= HIGHEST_STEP):
        raise InvalidInput(f"{who}: ladder step {step!r} is not a whole number to {HIGHEST_STEP}")


def check_words(who: str, **words_of: object) -> None:
    """Refuse words that are not in a set: a list has an order, and a string has letters."""
    for name, words in words_of.items():
        if not isinstance(words, frozenset | set):
            raise InvalidInput(f"{who}: {name} {words!r} is not a set of words")
        for word in words:
            if not isinstance(word, str):
                raise InvalidInput(f"{who}: {word!r} is not a word")


def check_word(who: str, word: object) -> None:
    """Refuse what is neither a word nor None."""
    if word is not None and not isinstance(word, str):
        raise InvalidInput(f"{who}: {word!r} is not a word")


def check_sequence(who: str, **values: object) -> None:
    """Refuse what cannot be gone through twice in the same order."""
    for name, value in values.items():
        if not isinstance(value, tuple | list):
            raise InvalidInput(f"{who}: {name} {value!r} is not a tuple")


def check_managers(who: str, manager_ids: Any) -> None:
    """Refuse a reporting line that is not made of ids."""
    check_sequence(who, manager_ids=manager_ids)
    for manager in manager_ids:
        check_whole(who, manager=manager)


def check_offset(who: str, minutes: object) -> None:
    """Refuse what is not less than a day from UTC; None is not stated."""
    if minutes is not None and (type(minutes) is not int or abs(minutes) >= MINUTES_A_DAY):
        raise InvalidInput(f"{who}: UTC offset of {minutes!r} minutes")


def check_truth(who: str, **values: object) -> None:
    """Refuse what is neither True nor False."""
    for name, value in values.items():
        if not isinstance(value, bool):
            raise InvalidInput(f"{who}: {name} {value!r} is not True or False")


def check_pairs(name: str, pairs: Any) -> None:
    """Refuse what does not consist of pairs of ids; whose ids they are, nobody need know.

    Notes
    -----
    A round may have some 100,000 pairs: nearly all are passed by their types alone.
    """
    if not isinstance(pairs, frozenset | set | tuple | list):
        raise InvalidInput(f"{name}: {pairs!r} is not a set of pairs")
    for pair in pairs:
        if not isinstance(pair, tuple) or len(pair) != 2:
            raise InvalidInput(f"{name}: {pair!r} is no pair")
        one, other = pair
        if type(one) is type(other) is int:
            continue
        if not is_whole(one) or not is_whole(other):
            raise InvalidInput(f"{name}: {pair!r} is not a pair of whole numbers")
