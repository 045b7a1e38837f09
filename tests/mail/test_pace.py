"""Mails leave at the pace that the server bears; what somebody waits for does not wait for them."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker import clock as the_clock
from matchmaker.mail.delivery import Deliverer
from matchmaker.mail.report import DeliveryReport
from matchmaker.mail.settling import Settling
from matchmaker.models import MailStatus, OutboxMail
from matchmaker.services.accounts.links import request_link
from matchmaker.services.outbox.pace import Pace, pace_of
from tests.conftest import SECRET_KEY
from tests.factories import make_member, the_programme
from tests.mail.conftest import settings_for
from tests.mail.sink import Sink
from tests.mail.test_delivery import look_up, owe_welcomes

TOO_MANY = "450 4.7.1 Error: too much mail"
A_MINUTE = timedelta(minutes=1)


@dataclass
class Relay:
    """A sink that takes so many mails within a minute, by the stopped clock, and no more."""

    sink: Sink
    takes: int
    offered: list[tuple[datetime, str]] = field(default_factory=list)
    taken: list[datetime] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.sink.answer_recipient = self.answer

    def answer(self, address: str) -> str | None:
        """Say yes or not now."""
        now = the_clock.now()
        self.offered.append((now, address))
        if sum(now - moment < A_MINUTE for moment in self.taken) >= self.takes:
            return TOO_MANY
        self.taken.append(now)
        return None

    @property
    def most_a_minute(self) -> int:
        """The most mails that were offered in any minute."""
        moments = [moment for moment, _ in self.offered]
        return max(sum(begin <= each < begin + A_MINUTE for each in moments) for begin in moments)


@dataclass
class Run:
    """Deliveries whose rests move the stopped clock on."""

    app: Flask
    session: Session
    sink: Sink
    clock: time_machine.Traveller
    at_rest: Callable[[], None] = lambda: None

    def deliver(self, minutes: float = 600, *, only_awaited: bool = False, **settings: Any) -> Any:
        """Deliver as a worker does, for so many minutes at most."""
        self.session.commit()
        ends_at = the_clock.now() + timedelta(minutes=minutes)

        def rest(seconds: float) -> None:
            self.clock.shift(timedelta(seconds=seconds))
            self.at_rest()

        report: DeliveryReport = Deliverer(
            self.session,
            settings_for(self.app, self.sink, **settings),
            Settling(self.session),
            is_stopping=lambda: the_clock.now() >= ends_at,
            only_awaited=only_awaited,
            longest_rest=timedelta.max,
            sleep=rest,
        ).run()
        return report


@pytest.fixture
def run(app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller) -> Run:
    return Run(app, session, sink, clock)


def owe_round(session: Session, count: int) -> None:
    owe_welcomes(session, *(f"Member {number}" for number in range(count)))


def owe_link(session: Session, name: str) -> None:
    """Owe a sign-in link to a member."""
    member = make_member(session, name)
    request_link(session, the_programme(session), member.email, SECRET_KEY)


@pytest.mark.slow
def test_a_stated_pace_is_kept_and_nothing_is_refused(run: Run, session: Session) -> None:
    owe_round(session, 60)
    relay = Relay(run.sink, takes=30)
    began = the_clock.now()

    report = run.deliver(mails_a_minute=30)

    assert (report.sent, report.waiting, report.slowed) == (60, 0, "")
    assert len(relay.offered) == 60
    assert relay.most_a_minute <= 28
    assert timedelta(minutes=2) <= the_clock.now() - began <= timedelta(minutes=2, seconds=30)


@pytest.mark.slow
def test_two_who_deliver_share_one_pace(run: Run, session: Session) -> None:
    owe_round(session, 40)
    relay = Relay(run.sink, takes=30)

    for _ in range(20):
        for _ in range(2):
            run.deliver(minutes=0.1, mails_a_minute=30)

    assert len(relay.taken) == 40
    assert relay.most_a_minute <= 28


def test_nothing_is_leased_while_a_deliverer_waits_for_the_pace(run: Run, session: Session) -> None:
    owe_round(session, 3)
    leased: list[int] = []
    query = sa.select(sa.func.count(OutboxMail.id)).where(OutboxMail.lease_token.is_not(None))
    run.at_rest = lambda: leased.append(session.scalar(query) or 0)

    run.deliver(mails_a_minute=10)

    assert len(leased) > 8
    assert set(leased) == {0}


def test_without_patience_a_run_ends_and_says_that_there_is_more(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_round(session, 5)
    session.commit()
    settings = settings_for(app, sink, mails_a_minute=10)

    report = Deliverer(session, settings, Settling(session)).run()

    assert (report.sent, report.waiting, report.has_more) == (1, 4, True)


@pytest.mark.slow
def test_what_somebody_waits_for_leaves_at_once_in_the_middle_of_a_round(
    run: Run, session: Session
) -> None:
    owe_round(session, 60)
    relay = Relay(run.sink, takes=30)
    asked: dict[str, datetime] = {}
    names = iter(["Zoe", "Yan", "Xia"])

    def ask_now_and_then() -> None:
        if the_clock.now().second % 20 == 0 and (name := next(names, None)):
            owe_link(session, name)
            session.commit()
            asked[f"{name.lower()}@example.org"] = the_clock.now()

    run.at_rest = ask_now_and_then

    run.deliver(mails_a_minute=30)

    assert len(asked) == 3
    offered = {address: moment for moment, address in relay.offered}
    waits = [offered[address] - moment for address, moment in asked.items()]
    assert max(waits) <= timedelta(seconds=2)
    assert len(relay.offered) == len(relay.taken) == 63
    assert relay.most_a_minute <= 30


@pytest.mark.slow
def test_a_server_that_has_too_many_is_given_what_it_takes(run: Run, session: Session) -> None:
    owe_round(session, 90)
    relay = Relay(run.sink, takes=30)
    began = the_clock.now()

    report = run.deliver()

    assert (report.sent, report.failed, report.waiting) == (90, 0, 0)
    refused = len(relay.offered) - len(relay.taken)
    assert refused == 1
    assert the_clock.now() - began < timedelta(minutes=4)
    assert {status for status, _, _ in look_up(session).values()} == {MailStatus.SENT}
    assert {attempts for _, attempts, _ in look_up(session).values()} == {1}


@pytest.mark.parametrize(("setting", "least"), [(0, 10), (30, 15)])
def test_a_server_that_others_have_filled_is_not_taken_for_a_slow_one(
    run: Run, session: Session, setting: int, least: int
) -> None:
    owe_welcomes(session, "Ada")
    run.deliver(mails_a_minute=setting)
    owe_welcomes(session, "Bela", "Carl", "Dora")
    session.commit()
    run.sink.answer_recipient = lambda _to: TOO_MANY
    run.clock.shift(timedelta(seconds=5))
    settings = settings_for(run.app, run.sink, mails_a_minute=setting)

    Deliverer(session, settings, Settling(session)).run()

    assert pace_of(session, setting).a_minute == least


@pytest.mark.parametrize(
    "answer", [TOO_MANY, "421 4.7.0 too many connections", "451 4.7.1 later", "452 no"]
)
def test_after_such_an_answer_the_run_stops_offering(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller, answer: str
) -> None:
    owe_round(session, 20)
    session.commit()
    offered: list[str] = []

    def refuse(address: str) -> str:
        offered.append(address)
        return answer

    sink.answer_recipient = refuse

    for _ in range(3):
        report = Deliverer(session, settings_for(app, sink), Settling(session)).run()

    assert len(offered) <= 5
    assert (report.failed, report.waiting, report.fault) == (0, 20, "")
    assert pace_of(session, 0) == Pace(10, the_clock.now() + A_MINUTE)


def test_the_pace_is_raised_again_and_forgotten(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_round(session, 1)
    session.commit()
    sink.answer_recipient = lambda _to: TOO_MANY
    Deliverer(session, settings_for(app, sink), Settling(session)).run()
    paces = []

    for _ in range(7):
        paces.append((pace_of(session, 0).a_minute, pace_of(session, 35).a_minute))
        clock.shift(timedelta(minutes=10))

    assert paces == [(10, 10), (20, 20), (40, 35), (80, 35), (160, 35), (320, 35), (None, 35)]


def test_another_server_is_not_treated_by_what_one_said(
    app: Flask, session: Session, sink: Sink, clock: time_machine.Traveller
) -> None:
    owe_round(session, 1)
    session.commit()
    sink.answer_recipient = lambda _to: TOO_MANY
    Deliverer(session, settings_for(app, sink), Settling(session)).run()

    Deliverer(session, settings_for(app, sink, smtp_host="localhost"), Settling(session)).run()

    assert pace_of(session, 0) == Pace(None, None)


def test_a_pace_says_when_all_will_have_left(clock: time_machine.Traveller) -> None:
    now = the_clock.now()

    assert Pace(None, None).done_at(10) is None
    assert Pace(30, None).done_at(27) == now + A_MINUTE
    assert Pace(1, now + A_MINUTE).done_at(2) == now + 3 * A_MINUTE
