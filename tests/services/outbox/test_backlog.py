"""When mails that wait are called stuck, and when their pace explains it."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock as the_clock
from matchmaker.models import MailKind, MailStatus, OutboxMail
from matchmaker.services.outbox.backlog import Delay, backlog_of
from matchmaker.services.outbox.pace import slow_down
from matchmaker.services.outbox.retrying import retry_failed
from matchmaker.services.outbox.server import meet_server
from tests.factories import owe_a_mail

HOUR = timedelta(hours=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(datetime(2026, 11, 27, 9, tzinfo=UTC), tick=False) as traveller:
        yield traveller


def owe(session: Session, count: int) -> list[OutboxMail]:
    """Owe mails now."""
    rows = [
        owe_a_mail(session, MailKind.WELCOME, f"member:{number}", f"p{number}@example.org")
        for number in range(count)
    ]
    return [row for row in rows if row is not None]


def send(rows: list[OutboxMail], *, begins: datetime, a_minute: int) -> None:
    """The mails left one after another."""
    for number, row in enumerate(rows):
        row.status = MailStatus.SENT
        row.sent_at = begins + number * timedelta(minutes=1) / a_minute


def delay(session: Session, setting: int) -> Delay | None:
    session.flush()
    return backlog_of(session, setting).delay


@pytest.mark.parametrize(
    ("setting", "sent_a_minute", "expected"),
    [
        (2, 2, None),
        (2, 1, None),
        (0, 2, Delay.TOO_SLOW),
        (60, 2, Delay.TOO_SLOW),
    ],
)
def test_a_pace_explains_what_it_should_take_and_no_more(
    session: Session,
    clock: time_machine.Traveller,
    setting: int,
    sent_a_minute: int,
    expected: Delay | None,
) -> None:
    began, rows = the_clock.now(), owe(session, 4 * 60 * sent_a_minute + 5)
    send(rows[:-5], begins=began, a_minute=sent_a_minute)

    clock.shift(4 * HOUR)

    assert delay(session, setting) == expected


def test_a_paced_backlog_of_which_nothing_leaves_is_stuck_after_an_hour(
    session: Session, clock: time_machine.Traveller
) -> None:
    began, rows = the_clock.now(), owe(session, 600)
    send(rows[:480], begins=began, a_minute=2)

    clock.shift(4 * HOUR + timedelta(minutes=59))
    before = delay(session, 2)
    clock.shift(timedelta(minutes=2))

    assert (before, delay(session, 2)) == (None, Delay.NONE_LEAVES)


def test_what_waits_for_less_than_an_hour_is_not_stuck(
    session: Session, clock: time_machine.Traveller
) -> None:
    owe(session, 1)

    clock.shift(timedelta(minutes=59))
    before = delay(session, 0)
    clock.shift(timedelta(minutes=2))

    assert (before, delay(session, 0)) == (None, Delay.TOO_SLOW)


def test_a_pace_that_was_learned_explains_also_once_it_is_doubled_and_forgotten(
    session: Session, clock: time_machine.Traveller
) -> None:
    meet_server(session, "relay.example.org:25")
    began, rows = the_clock.now(), owe(session, 250)
    slow_down(session, 3, 2)
    send(rows[:240], begins=began, a_minute=2)

    found = []
    for _ in range(4):
        clock.shift(timedelta(minutes=30))
        found.append(delay(session, 0))

    assert backlog_of(session, 0).pace.a_minute is None
    assert found == [None] * 4


def test_what_is_tried_again_begins_to_wait_anew(
    session: Session, clock: time_machine.Traveller
) -> None:
    [row] = owe(session, 1)
    row.status, row.attempts, row.last_error = MailStatus.FAILED, 5, "450 4.2.0 no"
    session.flush()
    clock.shift(24 * HOUR)

    retry_failed(session)
    before = delay(session, 0)
    clock.shift(HOUR + timedelta(minutes=1))

    assert (before, delay(session, 0)) == (None, Delay.TOO_SLOW)


def test_a_backlog_says_how_many_wait_and_when_they_will_have_left(
    session: Session, clock: time_machine.Traveller
) -> None:
    owe(session, 54)

    found = backlog_of(session, 30)

    assert (found.waiting, found.oldest) == (54, the_clock.now())
    assert found.done_at == the_clock.now() + timedelta(minutes=2)
    assert backlog_of(session, 0).done_at is None
