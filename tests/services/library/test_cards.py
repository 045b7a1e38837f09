"""Our cards: one for each step of each skill, none like another, of a sane length."""

from collections import Counter
from datetime import date
from itertools import pairwise

import pytest

from matchmaker.services.library.content import CARD_TEXTS, load_library
from matchmaker.services.library.values import LOWEST_STEP, Card
from matchmaker.taxonomy import load_taxonomy

LENGTHS = {"work": (90, 420), "exercise": (90, 420), "question": (40, 180), "proof": (30, 180)}
"""In characters: a card is read in a minute, on a phone."""
FIRST_PUBLISHED = date(2026, 11, 1)
LANGUAGES = sorted({card.language for card in load_library().cards.values()})


def cards_in(language: str) -> list[Card]:
    return [card for card in load_library().cards.values() if card.language == language]


def sentences_of(card: Card) -> list[str]:
    text = " ".join(getattr(card, name) for name in CARD_TEXTS)
    return [each.strip().lower() for each in text.replace("?", ".").split(".") if each.strip()]


def test_there_is_a_card_for_every_step_of_every_skill() -> None:
    taxonomy, library = load_taxonomy(), load_library()
    steps = range(LOWEST_STEP, len(taxonomy.levels))

    missing = [
        (skill, level)
        for skill in taxonomy.offered("skills")
        for level in steps
        if library.card(skill, level, "en") is None
    ]

    assert missing == []


def test_every_card_is_about_a_skill_that_there_is() -> None:
    assert {card.skill for card in load_library().cards.values()} <= set(load_taxonomy().skills)


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_card_says_what_another_says(language: str) -> None:
    cards = cards_in(language)
    for name in CARD_TEXTS:
        said = Counter(getattr(card, name) for card in cards)
        assert [text for text, count in said.items() if count > 1] == [], name

    said = Counter(sentence for card in cards for sentence in set(sentences_of(card)))
    assert [sentence for sentence, count in said.items() if count > 1] == []


def words_of(card: Card) -> set[str]:
    text = " ".join(getattr(card, name) for name in CARD_TEXTS).lower()
    return {word.strip(".,:;?“”()") for word in text.split() if len(word) > 5}


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_steps_of_a_skill_are_not_one_text_with_other_numbers(language: str) -> None:
    for card, following in pairwise(cards_in(language)):
        first, second = words_of(card), words_of(following)
        assert len(first & second) < min(len(first), len(second)) / 2, (card.item, following.item)


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("name", CARD_TEXTS)
def test_texts_are_neither_a_word_nor_an_essay(language: str, name: str) -> None:
    least, most = LENGTHS[name]
    cards = cards_in(language)

    found = {card.item: len(getattr(card, name)) for card in cards}

    assert {item: n for item, n in found.items() if not least <= n <= most} == {}


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_asks_one_thing_and_everything_ends(language: str) -> None:
    for card in cards_in(language):
        assert card.question.count("?") == 1, card.item
        assert card.question.endswith("?"), card.item
        for name in CARD_TEXTS:
            assert getattr(card, name).endswith((".", "?")), (card.item, name)


def test_every_card_says_when_it_was_checked() -> None:
    assert all(card.checked_on >= FIRST_PUBLISHED for card in load_library().cards.values())
