"""The agenda that a pair writes for its next session: for that one, and nobody's text is lost."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import ActionStatus, Agenda, Match, Member
from matchmaker.services.mentorships.actions import ActionLine
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.notes import NewerText, NoteText
from matchmaker.services.mentorships.own_agenda import (
    LONGEST_AGENDA,
    own_agenda,
    save_agenda,
    session_ahead,
    suggested_text,
)
from matchmaker.services.mentorships.question_sheets import QuestionSheet
from matchmaker.services.privacy.retention import Retention, empty_matches
from tests.factories import make_coordinator, make_mentoring_session

KEEP = Retention()


def save(session: Session, match: Match, member: Member, text: str, version: int) -> None:
    ahead = session_ahead(session, match)
    save_agenda(session, match, member, text, version=version, for_session=ahead)


def test_both_change_one_agenda_and_an_empty_one_is_made_for_them(
    session: Session, match: Match
) -> None:
    assert own_agenda(session, match) == NoteText()

    save(session, match, match.mentee, "Budgets", 0)
    save(session, match, match.mentor, "Budgets\nRisks", 1)
    assert own_agenda(session, match) == NoteText("Budgets\nRisks", 2, clock.now(), match.mentor_id)

    save(session, match, match.mentee, "", 2)
    assert own_agenda(session, match) == NoteText(version=3)


def test_whoever_saves_after_the_other_is_given_what_stands(session: Session, match: Match) -> None:
    save(session, match, match.mentor, "Hers", 0)

    with pytest.raises(NewerText) as told:
        save(session, match, match.mentee, "His", 0)
    assert told.value.newer.text == "Hers"

    save(session, match, match.mentor, "", 1)
    save(session, match, match.mentor, "Hers again", 2)
    with pytest.raises(NewerText):
        save(session, match, match.mentee, "His", 1)
    assert own_agenda(session, match).text == "Hers again"


def test_each_session_that_is_held_has_the_next_agenda_made_anew(
    session: Session, match: Match
) -> None:
    save(session, match, match.mentee, "For the half hour", 0)
    confirm_meeting(session, match, make_coordinator(session))
    assert own_agenda(session, match) == NoteText(version=1)

    save(session, match, match.mentee, "For the next", 1)
    read = session_ahead(session, match)
    make_mentoring_session(session, match)
    assert own_agenda(session, match) == NoteText(version=2)
    with pytest.raises(NewerText):
        save_agenda(session, match, match.mentor, "Too late", version=2, for_session=read)

    save(session, match, match.mentor, "For the one after", 2)
    assert own_agenda(session, match).text == "For the one after"


def test_once_it_is_over_it_cannot_be_changed_and_goes_with_the_other_texts(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    save(session, match, match.mentor, "Budgets", 0)
    end_match(session, match, match.mentee)

    with pytest.raises(NotPossibleNow):
        save(session, match, match.mentor, "Other", 1)

    time.shift(timedelta(days=KEEP.texts_days - 1))
    empty_matches(session, KEEP, "")
    assert session.get(Agenda, match.id) is not None
    time.shift(timedelta(days=2))
    empty_matches(session, KEEP, "")
    session.expire_all()
    assert session.get(Agenda, match.id) is None


def test_what_is_suggested_never_takes_more_room_than_there_is() -> None:
    step = ActionLine(1, "Read " * 40, "", date(2026, 11, 2), False, ActionStatus.OPEN)
    sheet = QuestionSheet("Next", ("What went well?",))

    text = suggested_text((), sheet, (), [step] * 30)

    assert text.startswith("What went well?\nRead")
    assert LONGEST_AGENDA - 300 < len(text) <= LONGEST_AGENDA
