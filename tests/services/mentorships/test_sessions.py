"""Planning a session: offered, picked, moved, cancelled; and the invitations that follow it."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    GoalsReached,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    MentoringSession,
    OutboxMail,
    SessionStatus,
)
from matchmaker.services.mentorships.closing import LastWords, close_mentorship, end_if_overdue
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.page import match_view
from matchmaker.services.mentorships.session_list import session_list, times_to_offer
from matchmaker.services.mentorships.sessions import (
    InvalidSession,
    NewerInvitation,
    cancel_session,
    move_session,
    offer_times,
    pick_time,
    session_ahead,
    sessions_of,
)
from matchmaker.services.privacy.leaving import leave_again, leave_programme
from tests.factories import make_mentoring_session

FIRST = datetime(2026, 11, 10, 10, tzinfo=UTC)
SECOND = datetime(2026, 11, 11, 15, tzinfo=UTC)
CALENDAR_KINDS = (MailKind.SESSION_PLANNED, MailKind.SESSION_MOVED, MailKind.SESSION_CANCELLED)


def plan(session: Session, match: Match) -> MentoringSession:
    """The mentee offers two times, the mentor picks the first."""
    offered = offer_times(session, match, match.mentee, [SECOND, FIRST], "Room 4")
    pick_time(session, match, match.mentor, offered.id, FIRST)
    return offered


def owed(session: Session, *kinds: MailKind) -> list[tuple[str, str, int | None]]:
    """Whom which mails are still owed, with the number of the invitation."""
    query = sa.select(OutboxMail).where(
        OutboxMail.kind.in_(kinds), OutboxMail.status == MailStatus.PENDING
    )
    return [
        (mail.kind.value, mail.member.name if mail.member else "", mail.payload.get("sequence"))
        for mail in session.scalars(query.order_by(OutboxMail.id))
    ]


def test_one_offers_times_and_the_other_picks_one(session: Session, match: Match) -> None:
    offered = offer_times(session, match, match.mentee, [SECOND, FIRST], "Room 4")
    assert owed(session, MailKind.SESSION_TIMES_OFFERED) == [("session_times_offered", "Mo", None)]
    assert [each.starts_at for each in offered.offered_times] == [FIRST, SECOND]

    pick_time(session, match, match.mentor, offered.id, FIRST)

    planned = session_ahead(session, match)
    assert planned is not None
    assert (planned.status, planned.starts_at) == (SessionStatus.PLANNED, FIRST)
    assert (planned.minutes, planned.place, planned.invitations) == (60, "Room 4", 1)
    assert planned.offered_times == []
    assert owed(session, *CALENDAR_KINDS) == [
        ("session_planned", "Ada", 0),
        ("session_planned", "Mo", 0),
    ]
    assert owed(session, MailKind.SESSION_TIMES_OFFERED) == []


def test_nobody_picks_their_own_time_or_one_that_was_not_offered(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    offered = offer_times(session, match, match.mentee, [FIRST])

    with pytest.raises(NotPossibleNow):
        pick_time(session, match, match.mentee, offered.id, FIRST)
    with pytest.raises(NotPossibleNow):
        pick_time(session, match, match.mentor, offered.id, SECOND)
    time.move_to(FIRST)
    with pytest.raises(NotPossibleNow):
        pick_time(session, match, match.mentor, offered.id, FIRST)


def test_other_times_take_the_place_of_those_before(session: Session, match: Match) -> None:
    first = offer_times(session, match, match.mentee, [FIRST])
    first_id = first.id
    other = offer_times(session, match, match.mentor, [SECOND])

    assert [each.id for each in sessions_of(session, match)] == [other.id]
    assert owed(session, MailKind.SESSION_TIMES_OFFERED) == [("session_times_offered", "Ada", None)]
    with pytest.raises(NotPossibleNow):
        pick_time(session, match, match.mentor, first_id, FIRST)


@pytest.mark.parametrize(
    "times",
    [
        [],
        [FIRST, SECOND, FIRST + timedelta(days=3), FIRST + timedelta(days=4)],
        [datetime(2026, 11, 1, 9, tzinfo=UTC)],
        [datetime(2028, 11, 1, 9, tzinfo=UTC)],
    ],
)
def test_times_that_cannot_be_are_refused(
    session: Session, match: Match, times: list[datetime]
) -> None:
    with pytest.raises(InvalidSession):
        offer_times(session, match, match.mentee, times)

    assert sessions_of(session, match) == []


def test_while_a_session_is_ahead_no_other_is_planned(session: Session, match: Match) -> None:
    plan(session, match)

    with pytest.raises(NotPossibleNow):
        offer_times(session, match, match.mentor, [SECOND])


def test_a_moved_session_is_the_next_version_of_its_invitation(
    session: Session, match: Match
) -> None:
    planned = plan(session, match)

    move_session(session, match, match.mentor, planned.id, SECOND, "Room 5")
    move_session(session, match, match.mentor, planned.id, SECOND, "Room 5")

    assert (planned.starts_at, planned.place, planned.invitations) == (SECOND, "Room 5", 2)
    assert owed(session, *CALENDAR_KINDS) == [
        ("session_moved", "Ada", 1),
        ("session_moved", "Mo", 1),
    ]


def test_who_has_not_read_of_a_move_does_not_undo_it(session: Session, match: Match) -> None:
    planned = plan(session, match)
    read = planned.invitations
    move_session(session, match, match.mentor, planned.id, SECOND, "", read)

    with pytest.raises(NewerInvitation):
        move_session(session, match, match.mentee, planned.id, FIRST, "Room 5", read)

    assert (planned.starts_at, planned.place) == (SECOND, "")


@pytest.mark.parametrize("side", ["mentee", "mentor"])
def test_either_cancels_a_session_and_both_calendars_hear_of_it(
    session: Session, match: Match, side: str
) -> None:
    planned = plan(session, match)

    cancel_session(session, match, getattr(match, side), planned.id)

    assert planned.status == SessionStatus.CANCELLED
    assert owed(session, *CALENDAR_KINDS) == [
        ("session_cancelled", "Ada", 1),
        ("session_cancelled", "Mo", 1),
    ]
    with pytest.raises(NotPossibleNow):
        move_session(session, match, match.mentee, planned.id, SECOND, "")


def test_who_offered_times_can_take_them_back(session: Session, match: Match) -> None:
    offered = offer_times(session, match, match.mentee, [FIRST])

    with pytest.raises(NotPossibleNow):
        cancel_session(session, match, match.mentor, offered.id)
    cancel_session(session, match, match.mentee, offered.id)

    assert sessions_of(session, match) == []
    assert owed(session, MailKind.SESSION_TIMES_OFFERED) == []


def test_a_session_that_has_begun_is_neither_moved_nor_cancelled(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    planned = plan(session, match)
    time.move_to(FIRST)

    with pytest.raises(NotPossibleNow):
        cancel_session(session, match, match.mentee, planned.id)
    with pytest.raises(NotPossibleNow):
        move_session(session, match, match.mentee, planned.id, SECOND, "")


def end_it(session: Session, match: Match) -> None:
    end_match(session, match, match.mentee)


def complete_it(session: Session, match: Match) -> None:
    confirm_meeting(session, match, match.mentee)
    for member in (match.mentee, match.mentor):
        close_mentorship(session, match, member, LastWords(GoalsReached.ALL))


def let_it_fade(session: Session, match: Match) -> None:
    planned = session_ahead(session, match)
    assert planned is not None
    with time_machine.travel("2027-06-01T09:00+00:00", tick=False):
        planned.starts_at = clock.now() + timedelta(days=1)
        assert end_if_overdue(session, match.id) == "ended"


def leave(session: Session, match: Match) -> None:
    leave_programme(session, match.mentor, even_if_only_coordinator=False)


@pytest.mark.parametrize(
    ("end", "told"),
    [
        (end_it, ["Ada", "Mo"]),
        (complete_it, ["Ada", "Mo"]),
        (let_it_fade, ["Ada", "Mo"]),
        (leave, ["Ada"]),
    ],
)
def test_a_mentorship_that_is_over_leaves_no_session_in_a_calendar(
    session: Session, match: Match, end: object, told: list[str]
) -> None:
    planned = plan(session, match)

    assert callable(end)
    end(session, match)

    assert planned.status == SessionStatus.CANCELLED
    assert owed(session, MailKind.SESSION_CANCELLED) == [
        ("session_cancelled", name, 1) for name in told
    ]


def test_who_left_before_a_restoration_leaves_again_in_silence(
    session: Session, match: Match
) -> None:
    planned = plan(session, match)

    leave_again(session, match.mentor)

    assert planned.status == SessionStatus.CANCELLED
    assert owed(session, MailKind.SESSION_CANCELLED) == []


def test_what_is_over_is_not_planned_any_more(session: Session, match: Match) -> None:
    end_match(session, match, match.mentee)

    with pytest.raises(NotPossibleNow):
        offer_times(session, match, match.mentor, [FIRST])


def test_each_of_the_two_sees_whose_turn_it_is(session: Session, match: Match) -> None:
    offer_times(session, match, match.mentee, [FIRST, SECOND])

    own = session_list(session, match, match.mentee_id).offered
    theirs = session_list(session, match, match.mentor_id).offered

    assert own is not None
    assert theirs is not None
    assert (own.is_own, theirs.is_own) == (True, False)
    assert theirs.times == (FIRST, SECOND)


def test_a_coordinator_sees_no_sessions(session: Session, match: Match) -> None:
    plan(session, match)

    course = match_view(session, match, "other").course

    assert course is not None
    assert course.sessions is None


def test_times_suit_both_on_three_days_and_last_as_agreed(session: Session, match: Match) -> None:
    match.mentee.profile.time_zone = "Europe/Berlin"
    match.mentor.profile.time_zone = "America/New_York"

    times = times_to_offer(session, match)

    assert len({each.date() for each in times}) == 3
    for each in times:
        assert each >= clock.now() + timedelta(days=1)
        # Nine in New York is 15:00 in Berlin; an hour ends by 17:00.
        assert 14 <= each.hour <= 15


def test_times_are_about_when_the_next_session_is_due(session: Session, match: Match) -> None:
    match.status = MatchStatus.ACTIVE
    make_mentoring_session(session, match)

    assert times_to_offer(session, match)[0].date() >= datetime(2026, 11, 21, tzinfo=UTC).date()
