"""Refuses what can be said of nobody, in mentorships and networking alike, and names the person."""

from typing import Any, Final

from matchmaker.matching.values.errors import InvalidInput
from matchmaker.matching.values.integers import check_whole, is_whole

MINUTES_A_DAY: Final = 24 * 60


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
