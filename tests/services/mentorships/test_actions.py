"""The next steps of a pair: small, with one owner and a day, and few enough to be done."""

from datetime import date, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Action, ActionStatus, Match, Member
from matchmaker.services.mentorships.actions import (
    MOST_OPEN,
    NewerAction,
    NoRoom,
    Wording,
    actions_view,
    add_action,
    change_action,
    settle_action,
)
from matchmaker.services.mentorships.agenda import points_of
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.privacy.retention import Retention, empty_matches
from tests.factories import make_mentee

DAY = date(2026, 11, 9)


def add(
    session: Session, match: Match, owner: Member, text: str = "Read a charter", due_on: date = DAY
) -> Action:
    return add_action(session, match, Wording(text, owner.id, due_on))


def open_texts(session: Session, match: Match) -> list[str]:
    return [line.text for line in actions_view(session, match, match.mentee).open]


def test_each_has_one_owner_and_a_day_and_both_see_it(session: Session, match: Match) -> None:
    add(session, match, match.mentee)

    [own] = actions_view(session, match, match.mentee).open
    [theirs] = actions_view(session, match, match.mentor).open

    assert (own.owner_name, theirs.owner_name) == ("", "Ada")
    assert own.who_and_when == "You, by 9 November 2026"
    assert theirs.who_and_when == "Ada, by 9 November 2026"


def test_what_is_overdue_is_said_plainly_and_first(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    add(session, match, match.mentor, "Ask Eve", DAY - timedelta(days=1))
    add(session, match, match.mentee, "Read a charter", DAY)
    add(session, match, match.mentee, "Write a charter", DAY + timedelta(days=9))

    time.shift(timedelta(days=7))
    view = actions_view(session, match, match.mentee)
    assert [line.is_overdue for line in view.open] == [True, False, False]

    time.shift(timedelta(days=1))
    points = points_of(actions_view(session, match, match.mentee).open)
    assert [(point.text, point.who_and_when) for point in points] == [
        ("Ask Eve", "Mo, planned for 8 November 2026 and still open"),
        ("Read a charter", "You, planned for 9 November 2026 and still open"),
        ("Write a charter", "You, by 18 November 2026"),
    ]


def test_only_the_two_can_own_one(session: Session, match: Match) -> None:
    with pytest.raises(NotPossibleNow):
        add(session, match, make_mentee(session, "Eve"))


def test_there_are_twenty_open_ones_at_most(session: Session, match: Match) -> None:
    first = add(session, match, match.mentee, "0")
    for number in range(1, MOST_OPEN):
        add(session, match, match.mentee, str(number))
    assert not actions_view(session, match, match.mentee).has_room

    with pytest.raises(NoRoom):
        add(session, match, match.mentee, "One more")
    settle_action(session, match, first.id, ActionStatus.DONE)

    add(session, match, match.mentee, "One more")
    assert len(open_texts(session, match)) == MOST_OPEN


def test_a_second_press_adds_nothing(session: Session, match: Match) -> None:
    for _press in range(2):
        add(session, match, match.mentee)

    assert open_texts(session, match) == ["Read a charter"]


def test_whoever_changes_one_has_read_how_it_stands(session: Session, match: Match) -> None:
    action = add(session, match, match.mentee)
    change_action(session, match, action.id, Wording("Hers", match.mentor_id, DAY), 1)

    with pytest.raises(NewerAction):
        change_action(session, match, action.id, Wording("His", match.mentee_id, DAY), 1)
    assert open_texts(session, match) == ["Hers"]

    change_action(session, match, action.id, Wording("His", match.mentee_id, DAY), 2)
    assert open_texts(session, match) == ["His"]


def test_each_is_done_or_dropped_once(session: Session, match: Match) -> None:
    kept, dropped = add(session, match, match.mentee), add(session, match, match.mentor, "Other")

    settle_action(session, match, kept.id, ActionStatus.DONE)
    settle_action(session, match, dropped.id, ActionStatus.DROPPED)

    settled = actions_view(session, match, match.mentee).settled
    assert {(line.text, str(line.status)) for line in settled} == {
        ("Read a charter", "done"),
        ("Other", "dropped"),
    }
    with pytest.raises(NotPossibleNow):
        settle_action(session, match, kept.id, ActionStatus.DROPPED)
    with pytest.raises(NotPossibleNow):
        change_action(session, match, kept.id, Wording("Other", match.mentee_id, DAY), 1)


def test_once_it_is_over_they_can_be_read_for_some_time(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    action, keep = add(session, match, match.mentee), Retention()
    end_match(session, match, match.mentee)

    with pytest.raises(NotPossibleNow):
        add(session, match, match.mentee, "Other")
    with pytest.raises(NotPossibleNow):
        settle_action(session, match, action.id, ActionStatus.DONE)
    time.shift(timedelta(days=keep.texts_days - 1))
    empty_matches(session, keep, "")
    assert open_texts(session, match) == ["Read a charter"]
    time.shift(timedelta(days=2))
    empty_matches(session, keep, "")
    assert open_texts(session, match) == []
    assert clock.now() > (match.ended_at or clock.now())
