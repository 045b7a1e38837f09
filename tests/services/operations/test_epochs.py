"""A database that went back in time is noticed, and what it owed is held until released."""

from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import EpochReason, JobOutcome, MailKind, MailStatus, OutboxMail
from matchmaker.services.operations.epochs import (
    Mark,
    Memory,
    count_held,
    held_since,
    hold_mails,
    local_part,
    present_mark,
    release_mails,
    settle_what_left,
    went_back,
    why_hold,
)
from matchmaker.services.operations.job_runs import DELIVERY, note_end, note_start
from matchmaker.services.outbox import leases
from tests.factories import owe_a_mail

NOTHING = Memory((), is_complete=True, was_up=False, sent={})
"""What a machine remembers that has not seen the database."""


def memory(*marks: Mark, **more: Any) -> Memory:
    return replace(NOTHING, marks=marks, **more)


def deliver_once(session: Session) -> None:
    present_mark(session)
    note_end(session, note_start(session, DELIVERY, "here").id, JobOutcome.DONE, "")


def owe(session: Session, address: str) -> OutboxMail:
    row = owe_a_mail(session, MailKind.SIGN_IN_LINK, "link:1", address, {"link_id": 1})
    assert row is not None
    return row


def test_a_new_database_is_not_held(session: Session) -> None:
    assert why_hold(session, NOTHING) is None
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


@pytest.mark.parametrize(
    ("minutes", "is_strange"), [(0, False), (4, False), (6, True), (6000, True)]
)
def test_to_a_new_machine_a_database_is_strange_in_which_nobody_worked_just_now(
    session: Session, minutes: int, is_strange: bool
) -> None:
    deliver_once(session)
    mark = present_mark(session)
    of_another = replace(mark, first="of another database under the same name")

    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
        why = EpochReason.MOVED if is_strange else None
        assert why_hold(session, NOTHING) == why
        assert why_hold(session, memory(of_another)) == why
        assert why_hold(session, memory(mark, is_complete=False)) == why, "data brought here"
        assert why_hold(session, memory(mark)) is None


@pytest.mark.parametrize(
    ("minutes", "was_up", "is_asked"),
    [(14, False, False), (16, False, True), (3000, False, True), (3000, True, False)],
)
def test_mails_that_waited_while_the_machine_was_off_may_have_left_before_it_was_put_back(
    session: Session, minutes: int, was_up: bool, is_asked: bool
) -> None:
    owe(session, "old@example.org")
    deliver_once(session)
    known = memory(present_mark(session), was_up=was_up)

    with time_machine.travel(clock.now() + timedelta(minutes=minutes), tick=False):
        assert why_hold(session, known) == (EpochReason.AWAY if is_asked else None)


def test_a_weekend_off_without_old_mails_is_no_reason(session: Session) -> None:
    expired = owe(session, "expired@example.org")
    deliver_once(session)
    expired.expires_at = clock.now() + timedelta(minutes=30)
    known = memory(present_mark(session))

    with time_machine.travel(clock.now() + timedelta(days=3), tick=False):
        owe_a_mail(session, MailKind.SIGN_IN_LINK, "link:2", "new@example.org", {"link_id": 2})
        assert why_hold(session, known) is None


def test_after_a_release_the_same_gap_is_no_reason_again(session: Session) -> None:
    owe(session, "old@example.org")
    deliver_once(session)
    known = memory(present_mark(session))

    with time_machine.travel(clock.now() + timedelta(days=1), tick=False):
        assert why_hold(session, known) == EpochReason.AWAY
        hold_mails(session, EpochReason.AWAY)
        assert why_hold(session, known) is None
        release_mails(session, send=True)
        assert why_hold(session, known) is None


def test_a_database_that_owes_what_a_server_has_taken_went_back(session: Session) -> None:
    row = owe(session, "old@example.org")
    known = memory(sent={local_part(row.message_id): clock.now()})

    assert why_hold(session, known) == EpochReason.RESTORED, "also before its first job"

    hold_mails(session, EpochReason.RESTORED)
    assert why_hold(session, known) is None
    assert settle_what_left(session, known.sent, held=True) == 1
    session.refresh(row)
    assert (row.status, row.is_held) == (MailStatus.SENT, False)
    assert release_mails(session, send=True) == 0


def test_what_another_machine_sent_before_the_release_is_settled_and_holds_nothing_again(
    session: Session,
) -> None:
    row = owe(session, "old@example.org")
    known = memory(sent={local_part(row.message_id): clock.now()})
    with time_machine.travel(clock.now() + timedelta(minutes=1), tick=False):
        hold_mails(session, EpochReason.RESTORED)
        release_mails(session, send=True)

    assert why_hold(session, known) is None
    assert settle_what_left(session, known.sent, held=False) == 1
    session.refresh(row)
    assert row.status == MailStatus.SENT


def test_what_was_owed_is_held_and_what_is_owed_later_is_not(session: Session) -> None:
    old = owe(session, "old@example.org")
    held = hold_mails(session, EpochReason.RESTORED)
    new = owe(session, "new@example.org")

    leased = leases.lease_mails(session, 10, timedelta(minutes=5))

    assert held == count_held(session) == 1
    assert [leased.mail_id for leased in leased] == [new.id]
    session.refresh(old)
    assert old.status == MailStatus.PENDING


def test_a_link_that_was_asked_for_before_the_first_job_noticed_anything_leaves(
    session: Session,
) -> None:
    deliver_once(session)
    old = owe(session, "old@example.org")
    with time_machine.travel(clock.now() + timedelta(hours=1), tick=False):
        new = owe_a_mail(
            session, MailKind.SIGN_IN_LINK, "link:2", "new@example.org", {"link_id": 2}
        )
        hold_mails(session, EpochReason.RESTORED)
        leased = leases.lease_mails(session, 10, timedelta(minutes=5))

    session.refresh(old)
    assert new is not None
    assert ([each.mail_id for each in leased], old.is_held) == ([new.id], True)


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
    assert leases.has_due(session) is send
    assert session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 1
