"""The notes of a pair: one text of both, one of each alone, and nobody's newer text is lost."""

from datetime import timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.notes import (
    NewerText,
    NoteText,
    kept_until,
    private_note,
    save_private_note,
    save_shared_note,
    shared_note,
)
from matchmaker.services.privacy.retention import Retention, empty_matches

KEEP = Retention()


def keep_alone(session: Session, match: Match, text: str, read_version: int) -> None:
    save_private_note(session, match, match.mentee, text, read_version, KEEP.texts_days)


def test_both_write_one_text(session: Session, match: Match) -> None:
    assert shared_note(session, match) == NoteText()

    save_shared_note(session, match, match.mentee, "Budgets", 0)
    save_shared_note(session, match, match.mentor, "Budgets, and risks", 1)

    assert shared_note(session, match) == NoteText(
        "Budgets, and risks", 2, clock.now(), match.mentor_id
    )


def test_whoever_saves_after_the_other_is_given_the_newer_text(
    session: Session, match: Match
) -> None:
    save_shared_note(session, match, match.mentor, "Hers", 0)

    with pytest.raises(NewerText) as told:
        save_shared_note(session, match, match.mentee, "His", 0)

    assert (told.value.newer.text, told.value.newer.version) == ("Hers", 1)
    assert shared_note(session, match).text == "Hers"
    save_shared_note(session, match, match.mentee, "Hers and his", 1)
    assert shared_note(session, match).text == "Hers and his"


def test_the_same_text_saved_twice_is_saved_once(session: Session, match: Match) -> None:
    for _press in range(2):
        save_shared_note(session, match, match.mentee, "Budgets", 0)
        keep_alone(session, match, "Ask about budgets", 0)

    assert shared_note(session, match).version == 1
    assert private_note(session, match, match.mentee).version == 1


def test_a_private_text_is_its_authors_alone(session: Session, match: Match) -> None:
    keep_alone(session, match, "Ask about budgets", 0)

    assert private_note(session, match, match.mentee).text == "Ask about budgets"
    assert private_note(session, match, match.mentor) == NoteText()
    with pytest.raises(NewerText):
        keep_alone(session, match, "From another window", 0)


def test_once_it_is_over_both_read_and_only_ones_own_can_be_changed(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    save_shared_note(session, match, match.mentor, "Budgets", 0)
    keep_alone(session, match, "Ask about budgets", 0)
    assert kept_until(match, KEEP.texts_days) is None

    end_match(session, match, match.mentee)

    with pytest.raises(NotPossibleNow):
        save_shared_note(session, match, match.mentor, "Other", 1)
    assert shared_note(session, match).text == "Budgets"
    assert kept_until(match, KEEP.texts_days) == clock.now() + timedelta(days=KEEP.texts_days)
    keep_alone(session, match, "Thank her", 1)
    time.shift(timedelta(days=KEEP.texts_days))
    with pytest.raises(NotPossibleNow):
        keep_alone(session, match, "Too late", 2)


def test_notes_are_let_go_of_some_time_after_the_end(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    save_shared_note(session, match, match.mentor, "Budgets", 0)
    keep_alone(session, match, "Ask about budgets", 0)
    end_match(session, match, match.mentee)

    time.shift(timedelta(days=KEEP.texts_days - 1))
    empty_matches(session, KEEP, "")
    assert shared_note(session, match).text == "Budgets"
    assert private_note(session, match, match.mentee).text == "Ask about budgets"

    time.shift(timedelta(days=2))
    empty_matches(session, KEEP, "")
    assert shared_note(session, match) == NoteText()
    assert private_note(session, match, match.mentee) == NoteText()
