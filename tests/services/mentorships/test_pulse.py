"""How it goes: who is asked what and when, who reads it, and what is counted."""

from datetime import date, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    Concern,
    ConcernKind,
    Fit,
    Match,
    MatchStatus,
    OutboxMail,
    Pulse,
    Refusable,
)
from matchmaker.services.cases.concerns import concerns
from matchmaker.services.mentorships.beginning import mentorship_of
from matchmaker.services.mentorships.concerns import (
    open_concerns,
    raise_concern,
    settle_concerns,
    take_back_concerns,
)
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.page import match_view
from matchmaker.services.mentorships.prompts import mentorships_that_go_on, prompt
from matchmaker.services.mentorships.pulse import answer_fit, answer_pulse, pulse_due
from matchmaker.services.mentorships.pulse_days import occasions_now
from matchmaker.services.mentorships.pulse_sums import pulse_sums
from matchmaker.services.outbox.refusing import choose_mails
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.retention import Retention, empty_matches
from matchmaker.services.programme.policies import MentorshipPolicy
from tests.factories import make_coordinator, make_mentoring_session, the_programme

ASKED = {"fit_prompt", "pulse_prompt"}


def meet(session: Session, match: Match, in_days: int = 0) -> None:
    moment = clock.now() + timedelta(days=in_days)
    make_mentoring_session(session, match, starts_at=moment)


def questions_by_mail(
    session: Session, time: time_machine.Traveller, days: int
) -> dict[int, list[str]]:
    """Run the hourly prompts at nine each day; return whom each question reached, by day."""
    start, programme, found = clock.now(), the_programme(session), {}
    known = set(session.scalars(sa.select(OutboxMail.id)))
    for day in range(days):
        time.move_to(start + timedelta(days=day))
        prompt(session, programme, mentorships_that_go_on(session, programme))
        for mail in session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)):
            if mail.id not in known and mail.kind in ASKED and mail.member:
                found.setdefault(day, []).append(f"{mail.kind} to {mail.member.name}")
            known.add(mail.id)
    return found


def due_name(session: Session, match: Match) -> str | None:
    due = pulse_due(session, match, match.mentee)
    return due.name if due else None


def test_each_is_asked_after_two_sessions_on_day_30_and_every_60_days(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    match.status, mentorship_of(session, match).review_on = MatchStatus.ACTIVE, None
    for day in (2, 12, 50, 100, 140):
        meet(session, match, day)

    said = questions_by_mail(session, time, 160)

    assert said == {
        4: ["fit_prompt to Ada", "fit_prompt to Mo"],
        14: ["fit_prompt to Ada", "fit_prompt to Mo"],
        30: ["pulse_prompt to Ada", "pulse_prompt to Mo"],
        90: ["pulse_prompt to Ada", "pulse_prompt to Mo"],
        150: ["pulse_prompt to Ada", "pulse_prompt to Mo"],
    }


def test_who_has_answered_or_refused_gets_no_mail(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    choose_mails(session, the_programme(session), match.mentor, {Refusable.FIT_PROMPT: False})
    meet(session, match)
    answer_fit(session, match, match.mentee, "session-1", Fit.FITS)

    assert questions_by_mail(session, time, 32) == {
        30: ["pulse_prompt to Ada", "pulse_prompt to Mo"]
    }


def test_the_page_asks_at_once_one_question_at_a_time_and_not_near_the_end(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    assert due_name(session, match) is None
    meet(session, match)
    assert due_name(session, match) == "session-1"
    view = match_view(session, match, "mentee")
    assert view.course is not None
    assert view.course.next_step == "pulse"

    answer_fit(session, match, match.mentee, "session-1", Fit.UNSURE)
    assert due_name(session, match) is None
    assert pulse_due(session, match, match.mentor) is not None

    time.shift(timedelta(days=31))
    assert due_name(session, match) == "day-30"
    time.shift(timedelta(days=25))
    assert due_name(session, match) is None
    time.shift(timedelta(days=35))
    assert due_name(session, match) == "day-90"
    mentorship_of(session, match).ends_on = clock.today("UTC") + timedelta(days=3)
    assert due_name(session, match) is None


def test_an_answer_is_given_once_and_only_to_what_is_asked(session: Session, match: Match) -> None:
    meet(session, match)
    with pytest.raises(NotPossibleNow):
        answer_pulse(session, match, match.mentee, "day-30", 4, 5)
    answer_fit(session, match, match.mentee, "session-1", Fit.DOES_NOT_FIT)
    with pytest.raises(NotPossibleNow):
        answer_fit(session, match, match.mentee, "session-1", Fit.FITS)

    assert concerns(session, the_programme(session), frozenset()) == []

    end_match(session, match, match.mentee)
    with pytest.raises(NotPossibleNow):
        answer_fit(session, match, match.mentor, "session-1", Fit.FITS)


def test_what_somebody_asks_for_is_a_case_until_it_is_seen_to_or_taken_back(
    session: Session, match: Match
) -> None:
    programme, cora = the_programme(session), make_coordinator(session, "Cora")

    assert raise_concern(session, match, match.mentee, ConcernKind.TALK)
    assert not raise_concern(session, match, match.mentee, ConcernKind.TALK)
    [case] = concerns(session, programme, frozenset())
    assert (case.name, case.match_id) == ("Ada", match.id)
    assert case.sentence == (
        "Ada would like a word with you about their mentorship. "
        "They ask in confidence: please do not tell Mo."
    )
    for one in (match.mentee, match.mentor):
        assert concerns(session, programme, frozenset({one.id})) == []

    settle_concerns(session, match, cora)
    assert concerns(session, programme, frozenset()) == []

    raise_concern(session, match, match.mentor, ConcernKind.ANOTHER)
    [case] = concerns(session, programme, frozenset())
    assert case.sentence.startswith("Mo would like to stop with this mentee.")
    take_back_concerns(session, match, match.mentee)
    assert len(open_concerns(session, match)) == 1
    take_back_concerns(session, match, match.mentor)
    assert concerns(session, programme, frozenset()) == []


def add_answers(session: Session, month: str, *answers: Fit | tuple[int, int]) -> None:
    for number, each in enumerate(answers):
        is_fit = isinstance(each, Fit)
        session.add(
            Pulse(
                programme_id=the_programme(session).id,
                occasion=f"x-{number}",
                month=month,
                fit=each if is_fit else None,
                going=None if isinstance(each, Fit) else each[0],
                useful=None if isinstance(each, Fit) else each[1],
            )
        )
    session.flush()


def test_months_are_counted_together_until_there_are_five_answers(
    session: Session, match: Match
) -> None:
    programme = the_programme(session)
    add_answers(session, "2026-07", *[Fit.FITS] * 4)
    assert pulse_sums(session, programme).fit == ()

    add_answers(session, "2026-09", Fit.FITS, *[Fit.UNSURE] * 4, *[Fit.DOES_NOT_FIT] * 5)
    add_answers(session, "2026-10", *[Fit.FITS] * 3)
    add_answers(session, "2026-11", *[Fit.FITS] * 9)

    [sums] = pulse_sums(session, programme).fit
    assert (sums.first_month, sums.last_month) == ("2026-07", "2026-09")
    assert sums.by_question == ((5, None, 5),)


def test_no_number_under_five_follows_from_the_others(session: Session, match: Match) -> None:
    # With all numbers of the one question, two who find it of no use would be the rest.
    add_answers(session, "2026-09", *[(5, 5)] * 9, *[(3, 5)] * 6, *[(1, 4)] * 5, (2, 3), (1, 1))

    [sums] = pulse_sums(session, the_programme(session)).course

    assert sums.by_question == ((9, None, 7), (20, None, None))


def test_sums_stay_what_they_were_when_somebody_is_erased_or_a_pair_is_long_over(
    session: Session, match: Match, time: time_machine.Traveller
) -> None:
    add_answers(session, "2026-11", *[Fit.FITS] * 4)
    meet(session, match)
    answer_fit(session, match, match.mentee, "session-1", Fit.FITS)
    answer_fit(session, match, match.mentor, "session-1", Fit.FITS)
    raise_concern(session, match, match.mentor, ConcernKind.TALK)
    time.shift(timedelta(days=30))
    before = pulse_sums(session, the_programme(session))
    assert before.fit[0].by_question == ((6, None, None),)

    erase_member(session, match.mentee, "key")
    time.shift(timedelta(days=32))
    empty_matches(session, Retention(), "")

    assert pulse_sums(session, the_programme(session)) == before
    session.expire_all()
    owners = sa.select(Pulse.match_id, Pulse.member_id, Pulse.answered_at)
    assert {tuple(row) for row in session.execute(owners)} == {(None, None, None)}
    assert session.scalars(sa.select(Concern)).all() == []


def test_a_programme_decides_on_which_days_it_is_asked() -> None:
    policy = MentorshipPolicy(pulse_days=10, pulse_every_days=30)
    began_on = date(2026, 11, 2)

    asked = [
        occasion.name
        for day in range(80)
        for occasion in occasions_now(
            policy, began_on, [], clock.now(), began_on + timedelta(days=day)
        )
    ]

    assert list(dict.fromkeys(asked)) == ["day-10", "day-40", "day-70"]
