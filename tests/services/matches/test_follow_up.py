"""Reminders on days 3 and 7, expiry on day 10, as a policy has it: each once, none early."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from jobs.follow_up import follow_up_all
from jobs.monthly_match import make_round
from matchmaker.models import MailKind, MailStatus, Match, MatchStatus, OutboxMail, Refusable
from matchmaker.services.matches.offers import accept_offer
from matchmaker.services.outbox.refusing import choose_mails
from matchmaker.services.programme.policies import ProgrammePolicy, Timers, adopt_policy
from tests.factories import let_mails_arrive, make_mentee, make_mentor, part_of, the_programme

TIMERS = Timers(first_reminder_days=3, last_reminder_days=7, expiry_days=10)
PUBLISHED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def match(session: Session) -> Match:
    with time_machine.travel(PUBLISHED, tick=False):
        adopt_policy(session, the_programme(session), ProgrammePolicy(timers=TIMERS))
        make_mentee(session)
        make_mentor(session)
        make_round(session, the_programme(session), "2026-11", publish=True)
        let_mails_arrive(session)
        session.commit()
    return session.scalars(sa.select(Match)).one()


def run_on(session: Session, moment: datetime) -> dict[str, int]:
    with time_machine.travel(moment, tick=False):
        return dict(follow_up_all(session, the_programme(session)))


def kinds_owed(session: Session) -> list[MailKind]:
    return list(session.scalars(sa.select(OutboxMail.kind).order_by(OutboxMail.id)))


@pytest.mark.parametrize(
    ("days", "done"),
    [
        (0, {}),
        (2.99, {}),
        (3, {"reminder": 1}),
        (6.99, {"reminder": 1}),
        (7, {"last_reminder": 1}),
        (9.99, {"last_reminder": 1}),
        (10, {"last_reminder": 1}),
        (40, {"last_reminder": 1}),
    ],
)
def test_each_day_has_its_step(
    session: Session, match: Match, days: float, done: dict[str, int]
) -> None:
    moment = PUBLISHED + timedelta(days=days)

    assert run_on(session, moment) == done
    assert run_on(session, moment) == {}


def test_a_whole_silence_is_two_reminders_and_an_expiry(session: Session, match: Match) -> None:
    for hour in range(0, 24 * 12, 7):
        run_on(session, PUBLISHED + timedelta(hours=hour))
        with time_machine.travel(PUBLISHED + timedelta(hours=hour), tick=False):
            let_mails_arrive(session)

    assert kinds_owed(session) == [
        MailKind.OFFER,
        MailKind.OFFER_REMINDER,
        MailKind.OFFER_LAST_REMINDER,
        MailKind.OFFER_EXPIRED,
        MailKind.OFFER_FELL_THROUGH,
    ]
    session.refresh(match)
    assert match.status == MatchStatus.EXPIRED


def mail_of(session: Session, kind: MailKind) -> OutboxMail:
    return session.scalars(sa.select(OutboxMail).filter_by(kind=kind)).one()


@pytest.mark.parametrize("days", [3, 11, 40])
def test_nobody_is_reminded_of_or_silent_to_an_offer_that_has_not_left(
    session: Session, match: Match, days: int
) -> None:
    offer = mail_of(session, MailKind.OFFER)
    offer.status, offer.sent_at = MailStatus.PENDING, None
    session.commit()

    assert run_on(session, PUBLISHED + timedelta(days=days)) == {}
    assert match.status == MatchStatus.OFFERED


def test_an_offer_whose_mail_failed_ends_without_silence(session: Session, match: Match) -> None:
    offer = mail_of(session, MailKind.OFFER)
    offer.status, offer.sent_at = MailStatus.FAILED, None
    session.commit()

    assert run_on(session, PUBLISHED + timedelta(days=9)) == {}
    assert run_on(session, PUBLISHED + timedelta(days=10)) == {"withdrawn": 1}
    part = part_of(session, match.mentor)
    assert (part.expired_offers, part.silent_since) == (0, None)


def test_an_offer_that_left_late_has_its_whole_time_from_then(
    session: Session, match: Match
) -> None:
    mail_of(session, MailKind.OFFER).sent_at = PUBLISHED + timedelta(days=8)
    session.commit()

    assert run_on(session, PUBLISHED + timedelta(days=10)) == {}
    assert match.answer_by == PUBLISHED + timedelta(days=18)
    assert run_on(session, PUBLISHED + timedelta(days=11)) == {"reminder": 1}


@pytest.mark.parametrize("days", [9.99, 10, 40])
def test_a_last_reminder_that_comes_late_moves_the_end(
    session: Session, match: Match, days: float
) -> None:
    late = PUBLISHED + timedelta(days=days)

    assert run_on(session, late) == {"last_reminder": 1}
    assert match.answer_by == late + timedelta(days=3)
    assert run_on(session, late + timedelta(days=3)) == {}, "it has not left yet"
    mail_of(session, MailKind.OFFER_LAST_REMINDER).status = MailStatus.SENT
    mail_of(session, MailKind.OFFER_LAST_REMINDER).sent_at = late + timedelta(days=2)
    session.commit()
    assert run_on(session, late + timedelta(days=4)) == {}
    assert run_on(session, late + timedelta(days=5)) == {"expired": 1}


def test_an_answered_offer_is_left_in_peace(session: Session, match: Match) -> None:
    with time_machine.travel(PUBLISHED + timedelta(days=1), tick=False):
        accept_offer(session, match, match.mentor)
        session.commit()

    assert run_on(session, PUBLISHED + timedelta(days=3)) == {}
    assert set(run_on(session, PUBLISHED + timedelta(days=20))) == {"prompts"}


def test_timers_come_from_the_round_s_policy(session: Session, match: Match) -> None:
    document = match.round.policy
    match.round.policy = document | {"timers": document["timers"] | {"first_reminder_days": 1}}
    session.commit()

    assert run_on(session, PUBLISHED + timedelta(days=1)) == {"reminder": 1}


def test_who_refuses_reminders_gets_none_and_has_the_same_time(
    session: Session, match: Match
) -> None:
    choose_mails(session, the_programme(session), match.mentor, {Refusable.REMINDERS: False})
    session.commit()

    done = [run_on(session, PUBLISHED + timedelta(days=days)) for days in (3, 7, 9.99, 10)]

    assert done == [{}, {}, {}, {"expired": 1}]
    assert not {MailKind.OFFER_REMINDER, MailKind.OFFER_LAST_REMINDER} & {*kinds_owed(session)}


def test_who_wants_reminders_again_gets_the_latest(session: Session, match: Match) -> None:
    for is_wanted in (False, True):
        choose_mails(
            session, the_programme(session), match.mentor, {Refusable.REMINDERS: is_wanted}
        )
        session.commit()
        done = run_on(session, PUBLISHED + timedelta(days=7))

        assert done == ({"last_reminder": 1} if is_wanted else {})
