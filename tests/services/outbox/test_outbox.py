"""Owing, leasing and settling mails: the rows alone, without a mail server."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker.models import MailKind, MailStatus, OutboxMail
from matchmaker.services.outbox import leases, outbox, retrying, sending
from matchmaker.services.outbox.problems import failed_mails
from tests.factories import make_member, owe_a_mail, the_programme

NOW = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
LEASE = timedelta(minutes=5)
MINUTES = timedelta(minutes=1)


@pytest.fixture
def clock() -> Iterator[time_machine.Traveller]:
    with time_machine.travel(NOW, tick=False) as traveller:
        yield traveller


def owe(session: Session, address: str = "ana@example.org", **values: object) -> OutboxMail:
    kind = values.pop("kind", MailKind.WELCOME)
    row = owe_a_mail(session, kind, "member:1", address, {}, **values)
    assert row is not None
    return row


def lease(session: Session) -> list[int]:
    return [leased.mail_id for leased in leases.lease_mails(session, 10, LEASE)]


def try_once(session: Session) -> MailStatus | None:
    """Lease the one due mail, begin an attempt, and be told to come back later."""
    [leased] = leases.lease_mails(session, 1, LEASE)
    leases.begin_attempt(session, leased, LEASE, "example.org")
    return sending.mark_delayed(session, leased, "451 later")


def test_the_same_mail_is_owed_once(session: Session) -> None:
    owe(session)

    again = owe_a_mail(session, MailKind.WELCOME, "member:1", "ana@example.org")

    assert again is None


def test_a_member_who_has_left_is_owed_nothing(session: Session) -> None:
    member = make_member(session)
    member.left_at = NOW

    assert owe_a_mail(session, MailKind.WELCOME, "member:1", member) is None


def test_a_leased_mail_is_nobody_elses(session: Session, clock: time_machine.Traveller) -> None:
    row = owe(session)

    assert lease(session) == [row.id]
    assert lease(session) == []


def test_a_mail_whose_deliverer_died_is_free_after_the_lease(
    session: Session, clock: time_machine.Traveller
) -> None:
    row = owe(session)
    lease(session)

    clock.shift(LEASE + MINUTES)

    assert lease(session) == [row.id]


def test_a_deliverer_that_lost_its_lease_has_no_say(
    session: Session, clock: time_machine.Traveller
) -> None:
    row = owe(session)
    [slow] = leases.lease_mails(session, 1, LEASE)
    clock.shift(LEASE + MINUTES)
    [quick] = leases.lease_mails(session, 1, LEASE)

    assert leases.begin_attempt(session, slow, LEASE, "example.org") is None
    assert not sending.mark_sent(session, slow)
    assert not sending.mark_failed(session, slow, "no")
    assert not leases.release_mail(session, slow)
    assert sending.mark_delayed(session, slow, "no") is None
    assert sending.mark_sent(session, quick)
    session.refresh(row)
    assert (row.status, row.sent_at) == (MailStatus.SENT, NOW + LEASE + MINUTES)


def test_a_sign_in_link_overtakes_everything(
    session: Session, clock: time_machine.Traveller
) -> None:
    older = owe(session)
    clock.shift(MINUTES)
    link = owe(session, kind=MailKind.SIGN_IN_LINK)

    assert lease(session) == [link.id, older.id]


def test_delays_grow_and_then_come_every_hour(
    session: Session, clock: time_machine.Traveller
) -> None:
    row = owe(session)
    waits = []

    for _ in range(6):
        try_once(session)
        session.refresh(row)
        waits.append((row.next_attempt_at - datetime.now(UTC)) // MINUTES)
        clock.move_to(row.next_attempt_at)

    assert waits == [1, 5, 15, 60, 60, 60]
    assert (row.attempts, row.last_error) == (6, "451 later")


def test_a_delayed_mail_is_not_due_before_its_time(
    session: Session, clock: time_machine.Traveller
) -> None:
    owe(session)

    try_once(session)

    assert lease(session) == []


def test_after_four_days_a_mail_has_failed(session: Session, clock: time_machine.Traveller) -> None:
    row = owe(session)
    status: MailStatus | None = MailStatus.PENDING
    tries = 0

    while status == MailStatus.PENDING:
        status = try_once(session)
        session.refresh(row)
        clock.move_to(row.next_attempt_at)
        tries += 1

    assert status == MailStatus.FAILED
    assert timedelta(0) <= row.next_attempt_at - NOW - sending.GIVE_UP_AFTER <= timedelta(hours=1)
    assert 90 < tries < 110


def test_a_mail_that_would_come_too_late_is_cancelled(
    session: Session, clock: time_machine.Traveller
) -> None:
    row = owe(session, expires_at=NOW + 3 * MINUTES)
    other = owe(session, "ben@example.org")

    clock.shift(4 * MINUTES)

    assert lease(session) == [other.id]
    assert outbox.cancel_expired(session) == 1
    session.refresh(row)
    assert row.status == MailStatus.CANCELLED


def test_a_mail_is_not_delayed_beyond_its_use(
    session: Session, clock: time_machine.Traveller
) -> None:
    owe(session, expires_at=NOW + timedelta(seconds=50))

    assert try_once(session) == MailStatus.CANCELLED


def test_an_attempt_counts_even_if_its_process_dies(
    session: Session, clock: time_machine.Traveller
) -> None:
    row = owe(session)
    [leased] = leases.lease_mails(session, 1, LEASE)

    leases.begin_attempt(session, leased, LEASE, "example.org")

    session.refresh(row)
    assert (row.attempts, row.status) == (1, MailStatus.PENDING)


def test_the_message_id_keeps_the_domain_of_the_first_attempt(
    session: Session, clock: time_machine.Traveller
) -> None:
    row = owe(session)
    [leased] = leases.lease_mails(session, 1, LEASE)
    leases.begin_attempt(session, leased, LEASE, "example.org")
    sending.mark_delayed(session, leased, "451 later")
    first = row.message_id
    clock.shift(2 * MINUTES)
    [leased] = leases.lease_mails(session, 1, LEASE)

    leases.begin_attempt(session, leased, LEASE, "example.net")

    session.refresh(row)
    assert first.endswith("@example.org>")
    assert row.message_id == first


def test_a_failed_mail_is_listed_and_can_be_tried_again(
    session: Session, clock: time_machine.Traveller
) -> None:
    row = owe(session)
    [leased] = leases.lease_mails(session, 1, LEASE)
    sending.mark_failed(session, leased, "550 no such user")
    session.expire_all()
    assert [(mail.id, mail.error) for mail in failed_mails(session, the_programme(session))] == [
        (row.id, "550 no such user")
    ]

    assert retrying.retry_mail(session, the_programme(session), row.id)

    assert failed_mails(session, the_programme(session)) == []
    assert lease(session) == [row.id]


def test_what_was_sent_or_does_not_exist_cannot_be_tried_again(session: Session) -> None:
    row = owe(session)
    row.status = MailStatus.SENT
    session.flush()

    assert not retrying.retry_mail(session, the_programme(session), row.id)
    assert not retrying.retry_mail(session, the_programme(session), row.id + 1)


def test_a_mail_that_was_erased_while_it_was_sent_is_nobodys_any_more(session: Session) -> None:
    row = owe(session)
    [leased] = leases.lease_mails(session, 1, LEASE)
    leases.begin_attempt(session, leased, LEASE, "example.org")
    session.execute(sa.delete(OutboxMail).filter_by(id=row.id))

    assert sending.mark_delayed(session, leased, "451 later") is None
    assert not sending.mark_sent(session, leased)


def test_what_somebody_just_did_goes_before_what_a_job_owes_to_many(session: Session) -> None:
    reader = make_member(session)
    for kind in (MailKind.OFFER, MailKind.NO_MATCH, MailKind.INTRODUCTION_MENTEE):
        owe_a_mail(session, kind, "round:1", reader)
    owe_a_mail(session, MailKind.SIGN_IN_LINK, "sign_in_link:1", "somebody@example.org")

    leased = leases.lease_mails(session, 10, timedelta(minutes=5))

    kinds = [session.get_one(OutboxMail, each.mail_id).kind for each in leased]
    assert kinds == [
        MailKind.SIGN_IN_LINK,
        MailKind.INTRODUCTION_MENTEE,
        MailKind.OFFER,
        MailKind.NO_MATCH,
    ]
