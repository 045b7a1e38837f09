"""A database that went back in time is noticed, and what it owed is held until released."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import EpochReason, JobOutcome, MailKind, MailStatus, OutboxMail
from matchmaker.services.operations.epochs import (
    Mark,
    count_held,
    held_since,
    hold_mails,
    present_mark,
    release_mails,
    went_back,
)
from matchmaker.services.operations.job_runs import DELIVERY, note_end, note_start
from matchmaker.services.outbox import outbox
from tests.factories import owe_a_mail


def deliver_once(session: Session) -> None:
    present_mark(session)
    note_end(session, note_start(session, DELIVERY, "here").id, JobOutcome.DONE, "")


def owe(session: Session, address: str) -> OutboxMail:
    row = owe_a_mail(session, MailKind.SIGN_IN_LINK, "link:1", address, {"link_id": 1})
    assert row is not None
    return row


def test_a_new_database_is_not_held(session: Session) -> None:
    assert not went_back(session, None)
    assert held_since(session) is None


def test_a_fresh_database_in_the_place_of_another_is_not_held(session: Session) -> None:
    assert not went_back(session, Mark("of the one before", 1000))


def test_a_database_that_goes_on_is_not_held(session: Session) -> None:
    deliver_once(session)
    mark = present_mark(session)
    deliver_once(session)

    assert not went_back(session, mark)
    assert not went_back(session, present_mark(session))


def test_fewer_runs_than_a_machine_has_seen_mean_a_backup(session: Session) -> None:
    mark = present_mark(session)

    assert went_back(session, Mark(mark.key, mark.run_id + 1))


def test_an_epoch_that_the_database_does_not_know_means_a_backup(session: Session) -> None:
    present_mark(session)

    assert went_back(session, Mark("an epoch that began after the backup", 7))


def test_another_machine_that_comes_back_after_the_release_holds_nothing_again(
    session: Session,
) -> None:
    deliver_once(session)
    mark = Mark(present_mark(session).key, 1000)
    assert went_back(session, mark)
    hold_mails(session, EpochReason.RESTORED)
    release_mails(session, send=True)

    assert not went_back(session, mark)


@pytest.mark.parametrize(("hours", "is_strange"), [(0, False), (5, False), (7, True), (100, True)])
def test_to_a_new_machine_a_database_is_strange_in_which_nobody_delivered_lately(
    session: Session, hours: int, is_strange: bool
) -> None:
    deliver_once(session)

    with time_machine.travel(clock.now() + timedelta(hours=hours), tick=False):
        assert went_back(session, None) is is_strange


def test_what_was_owed_is_held_and_what_is_owed_later_is_not(session: Session) -> None:
    old = owe(session, "old@example.org")
    held = hold_mails(session, EpochReason.RESTORED)
    new = owe(session, "new@example.org")

    leased = outbox.lease_mails(session, 10, timedelta(minutes=5))

    assert held == count_held(session) == 1
    assert [leased.mail_id for leased in leased] == [new.id]
    session.refresh(old)
    assert old.status == MailStatus.PENDING


@pytest.mark.parametrize(
    ("send", "status"), [(True, MailStatus.PENDING), (False, MailStatus.CANCELLED)]
)
def test_an_operator_sends_or_cancels_what_was_held(
    session: Session, send: bool, status: MailStatus
) -> None:
    old = owe(session, "old@example.org")
    hold_mails(session, EpochReason.RESTORED)

    released = release_mails(session, send=send)

    session.refresh(old)
    assert (released, old.status, old.is_held) == (1, status, False)
    assert held_since(session) is None
    assert outbox.has_due(session) is send
    assert session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 1
