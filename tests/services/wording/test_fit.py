"""One headline about a pair, for each of the two: whole gaps in words."""

import pytest

from matchmaker.services.engine.stored import Reasons, value_of
from matchmaker.services.wording.fit import fit_headline

FIVE = ("risk", "finance", "coaching", "scheduling", "quality")


def reasons_with(closed: int, begun: int) -> Reasons:
    """Return reasons with so many gaps closed in full, and so many that are only narrowed."""
    gaps = [
        {"skill": skill, "level": 1, "target": 4, "reached": 4 if place < closed else 2}
        for place, skill in enumerate(FIVE[: closed + begun])
    ]
    return value_of(Reasons, {"gaps": gaps})


@pytest.mark.parametrize(
    ("closed", "begun", "words"),
    [
        (5, 0, "Strong fit: closes all of your gaps"),
        (3, 0, "Strong fit: closes 3 of your 5 gaps"),
        (2, 3, "Good fit: closes 2 of your 5 gaps"),
        (1, 0, "Good fit: closes 1 of your 5 gaps"),
        (0, 2, "A start: takes you further in 2 of your 5 gaps"),
        (0, 5, "A start: takes you further in all of your gaps"),
        (0, 0, ""),
    ],
)
def test_a_mentee_reads_how_many_gaps_are_closed(closed: int, begun: int, words: str) -> None:
    assert fit_headline(reasons_with(closed, begun), FIVE, "mentee") == words


def test_half_of_the_gaps_is_a_strong_fit() -> None:
    words = fit_headline(reasons_with(2, 0), FIVE[:4], "mentee")

    assert words == "Strong fit: closes 2 of your 4 gaps"


@pytest.mark.parametrize(
    ("closed", "begun", "words"),
    [
        (1, 2, "You can help with 3 of their 5 gaps"),
        (0, 5, "You can help with all of their gaps"),
        (0, 0, ""),
    ],
)
def test_a_mentor_reads_where_they_can_help(closed: int, begun: int, words: str) -> None:
    assert fit_headline(reasons_with(closed, begun), FIVE, "mentor") == words


@pytest.mark.parametrize(
    ("closed", "reader", "words"),
    [
        (1, "mentee", "Strong fit: closes your one gap"),
        (0, "mentee", "A start: takes you further in your one gap"),
        (1, "mentor", "You can help with their one gap"),
    ],
)
def test_one_gap_is_said_as_one(closed: int, reader: str, words: str) -> None:
    assert fit_headline(reasons_with(closed, 1 - closed), FIVE[:1], reader) == words


def test_a_gap_that_was_closed_since_still_counts() -> None:
    words = fit_headline(reasons_with(2, 0), ["finance", "coaching", "quality"], "mentee")

    assert words == "Strong fit: closes 2 of your 4 gaps"


def test_who_looks_at_both_reads_points_instead() -> None:
    assert fit_headline(reasons_with(3, 0), FIVE, "other") == ""
