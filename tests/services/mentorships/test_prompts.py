"""What pairs are reminded of, to whom, when, and never twice."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    GoalsReached,
    Match,
    MatchStatus,
    OutboxMail,
    Prompt,
    Refusable,
    SessionStatus,
)
from matchmaker.services.mentorships.beginning import mentorship_of
from matchmaker.services.mentorships.closing import LastWords, close_mentorship
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.prompts import mentorships_that_go_on, prompt, tell_ends
from matchmaker.services.mentorships.sessions import offer_times
from matchmaker.services.outbox.refusing import choose_mails
from tests.factories import make_mentoring_session, the_programme

BOTH = ["Ada", "Mo"]


@pytest.fixture(autouse=True)
def _nobody_is_asked_how_it_goes(session: Session, match: Match) -> None:
    """Those questions are tried in `test_pulse`; here they would take the place of others."""
    wanted = {Refusable.FIT_PROMPT: False, Refusable.PULSE_PROMPT: False}
    for member in (match.mentee, match.mentor):
        choose_mails(session, the_programme(session), member, wanted)


def run(session: Session) -> list[tuple[str, str]]:
    """Prompt whom it is time for; return the kinds and names of the mails that are new."""
    known = set(session.scalars(sa.select(OutboxMail.id)))
    programme = the_programme(session)
    prompt(session, programme, mentorships_that_go_on(session, programme))
    mails = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id))
    return [(mail.kind, mail.member.name) for mail in mails if mail.id not in known and mail.member]


def days_of_prompts(session: Session, time: time_machine.Traveller, days: int) -> dict[int, str]:
    """Run at nine each day; return on which day what was said to whom."""
    start, found = clock.now(), {}
    for day in range(days):
        time.move_to(start + timedelta(days=day))
        if new := run(session):
            kinds = {kind for kind, _name in new}
            found[day] = f"{'+'.join(kinds)} to {'+'.join(name for _kind, name in new)}"
    return found


def plan(session: Session, match: Match, in_days: int, status: SessionStatus) -> None:
    make_mentoring_session(
        session, match, status=status, starts_at=clock.now() + timedelta(days=in_days)
    )


def test_a_pair_that_does_nothing_is_reminded_twice_and_asked_at_the_end(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    mentorship_of(session, match).review_on = None

    said = days_of_prompts(session, time, 200)

    assert said == {
        5: "first_message_prompt to Ada",
        14: "first_session_prompt to Ada+Mo",
        167: "mentorship_closing to Ada+Mo",
    }


def test_a_pair_that_meets_once_is_reminded_of_the_next_time(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    confirm_meeting(session, match, match.mentee)

    said = days_of_prompts(session, time, 200)

    assert said == {
        45: "next_session_prompt to Ada+Mo",
        90: "mentorship_review to Ada+Mo",
        167: "mentorship_closing to Ada+Mo",
    }


def test_who_has_planned_a_session_is_not_reminded_to(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    plan(session, match, 40, SessionStatus.PLANNED)

    assert days_of_prompts(session, time, 40) == {}


def test_a_new_quiet_time_is_a_new_occasion(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    confirm_meeting(session, match, match.mentee)
    mentorship_of(session, match).review_on = None
    plan(session, match, 60, SessionStatus.HELD)

    assert list(days_of_prompts(session, time, 150)) == [105]


def test_nobody_is_prompted_twice_in_a_week_about_a_pair(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    confirm_meeting(session, match, match.mentee)
    mentorship_of(session, match).review_on = date(2026, 12, 18)

    said = days_of_prompts(session, time, 60)

    # Of two that fall due on neighbouring days the second one waits for a week.
    assert list(said) == [45, 52]


@pytest.mark.parametrize(
    ("zone", "hour", "is_prompted"),
    [
        ("UTC", 7, False),
        ("UTC", 8, True),
        ("UTC", 17, True),
        ("UTC", 18, False),
        ("Pacific/Auckland", 9, False),
        ("America/New_York", 13, True),
        ("America/New_York", 12, False),
    ],
)
def test_prompts_are_owed_by_day(
    session: Session,
    match: Match,
    time: time_machine.Traveller,
    zone: str,
    hour: int,
    is_prompted: bool,
) -> None:
    match.mentee.profile.time_zone = zone
    time.move_to(f"2026-11-09T{hour:02}:30+00:00")

    assert bool(run(session)) is is_prompted


def test_who_refuses_a_prompt_gets_the_others_and_the_other_one_gets_it(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    refusal = {Refusable.FIRST_SESSION_PROMPT: False, Refusable.MENTORSHIP_REVIEW: False}
    choose_mails(session, the_programme(session), match.mentee, refusal)

    assert days_of_prompts(session, time, 200) == {
        5: "first_message_prompt to Ada",
        14: "first_session_prompt to Mo",
        90: "mentorship_review to Mo",
        167: "mentorship_closing to Ada+Mo",
    }


def test_what_is_refused_takes_no_others_place(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    confirm_meeting(session, match, match.mentee)
    mentorship_of(session, match).review_on = date(2026, 12, 16)
    for member in (match.mentee, match.mentor):
        refusal = {Refusable.MENTORSHIP_REVIEW: False}
        choose_mails(session, the_programme(session), member, refusal)

    assert days_of_prompts(session, time, 60) == {45: "next_session_prompt to Ada+Mo"}


def test_nothing_is_owed_twice_after_the_mail_is_forgotten(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    time.shift(timedelta(days=5))
    assert run(session)
    session.execute(sa.delete(OutboxMail))
    time.shift(timedelta(days=8))

    assert run(session) == []
    assert session.scalar(sa.select(sa.func.count()).select_from(Prompt)) == 1


def test_who_has_finished_is_not_asked_to(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    confirm_meeting(session, match, match.mentee)
    time.move_to("2027-04-20T09:00+00:00")
    close_mentorship(session, match, match.mentee, LastWords(GoalsReached.ALL))

    assert run(session) == [("mentorship_closing", "Mo")]


def test_what_is_over_has_no_prompts(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    end_match(session, match, match.mentee)

    assert days_of_prompts(session, time, 200) == {}
    assert match.status == MatchStatus.ENDED


def test_pairs_of_before_there_were_ends_are_told_once(session: Session, match: Match) -> None:
    mentorship_of(session, match).is_carried_over = True
    programme = the_programme(session)
    session.execute(sa.delete(OutboxMail))

    assert tell_ends(session, programme, [match.id]) == 1
    assert tell_ends(session, programme, [match.id]) == 0

    mails = session.scalars(sa.select(OutboxMail))
    assert [(mail.kind, mail.member.name) for mail in mails if mail.member] == [
        ("mentorship_has_end", name) for name in BOTH
    ]


def test_the_day_after_a_session_both_are_asked_once_whether_they_met(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    confirm_meeting(session, match, match.mentee)
    plan(session, match, 3, SessionStatus.PLANNED)

    said = days_of_prompts(session, time, 12)

    assert said == {4: "did_you_meet_prompt to Ada+Mo"}


def test_who_wants_no_such_question_is_not_asked_and_the_other_one_is(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    refusal = {Refusable.DID_YOU_MEET_PROMPT: False}
    choose_mails(session, the_programme(session), match.mentor, refusal)
    confirm_meeting(session, match, match.mentee)
    plan(session, match, 3, SessionStatus.PLANNED)

    assert days_of_prompts(session, time, 12) == {4: "did_you_meet_prompt to Ada"}


@pytest.mark.parametrize("status", [SessionStatus.HELD, SessionStatus.MISSED])
def test_nobody_is_asked_what_one_of_them_has_said(
    session: Session, match: Match, time: time_machine.Traveller, status: SessionStatus
) -> None:
    confirm_meeting(session, match, match.mentee)
    plan(session, match, 3, status)

    assert days_of_prompts(session, time, 12) == {}


def test_whether_they_met_is_asked_before_the_review(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    confirm_meeting(session, match, match.mentee)
    mentorship_of(session, match).review_on = date(2026, 11, 6)
    plan(session, match, 3, SessionStatus.PLANNED)

    said = days_of_prompts(session, time, 14)

    assert said == {
        4: "did_you_meet_prompt to Ada+Mo",
        11: "mentorship_review to Ada+Mo",
    }


def test_offered_times_that_are_past_do_not_keep_a_pair_from_being_reminded(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    offer_times(session, match, match.mentee, [clock.now() + timedelta(days=10)])

    assert days_of_prompts(session, time, 15) == {14: "first_session_prompt to Ada+Mo"}
