"""While an operator has not looked at a restored database, nothing leaves that tells of others."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import EpochReason, MailKind, MailStatus, OutboxMail
from matchmaker.services.operations.epochs import count_held, hold_mails, release_mails
from matchmaker.services.operations.health import how_it_is
from matchmaker.services.outbox import leases, outbox, retrying
from matchmaker.services.outbox.holds import LEAVES_ALL_THE_SAME
from matchmaker.services.outbox.problems import count_due
from tests.factories import make_member, owe_a_mail, the_programme

ADDRESS = "ana@example.org"
HELD_KINDS = sorted(set(MailKind) - LEAVES_ALL_THE_SAME)


def owe(session: Session, kind: MailKind) -> OutboxMail:
    row = owe_a_mail(session, kind, "match:1", ADDRESS)
    assert row is not None
    return row


def leaving(session: Session) -> list[int]:
    """Which mails a deliverer would send now."""
    found = [leased.mail_id for leased in leases.lease_mails(session, 100, timedelta(minutes=5))]
    assert leases.has_due(session) is False
    return found


def test_what_is_owed_while_a_hold_stands_is_held_but_for_what_answers_oneself(
    session: Session,
) -> None:
    hold_mails(session, EpochReason.RESTORED)
    rows = {kind: owe(session, kind) for kind in MailKind}

    assert {kind for kind in MailKind if not rows[kind].is_held} == LEAVES_ALL_THE_SAME
    assert set(leaving(session)) == {rows[kind].id for kind in LEAVES_ALL_THE_SAME}
    assert count_held(session) == len(HELD_KINDS)


@pytest.mark.parametrize("send", [True, False])
def test_a_mail_of_a_transaction_that_the_hold_overtook_is_held_too(
    session: Session, send: bool
) -> None:
    hold_mails(session, EpochReason.RESTORED)
    row = owe(session, MailKind.OFFER)
    row.is_held = False
    session.flush()

    assert leaving(session) == []
    assert (count_held(session), count_due(session)) == (1, 1)
    assert how_it_is(session, 0).checks.outbox == ""

    assert release_mails(session, send=send) == 1
    session.refresh(row)
    assert row.status == (MailStatus.PENDING if send else MailStatus.CANCELLED)
    assert leaving(session) == ([row.id] if send else [])


def test_after_the_release_everything_leaves_once(session: Session) -> None:
    before = owe(session, MailKind.OFFER)
    hold_mails(session, EpochReason.RESTORED)
    hold_mails(session, EpochReason.ORDERED)
    during = owe(session, MailKind.NO_MATCH)

    assert release_mails(session, send=True) == 2
    after = owe(session, MailKind.MATCH_ENDED)

    assert set(leaving(session)) == {before.id, during.id, after.id}
    assert release_mails(session, send=True) == 0


def test_what_was_cancelled_while_it_was_held_stays_cancelled(session: Session) -> None:
    row = owe(session, MailKind.OFFER)
    hold_mails(session, EpochReason.RESTORED)
    outbox.cancel_mails(session, "match:1", {MailKind.OFFER})

    assert release_mails(session, send=True) == 0
    session.refresh(row)
    assert row.status == MailStatus.CANCELLED


def test_a_mail_that_failed_is_not_tried_again_while_a_hold_stands(session: Session) -> None:
    member = make_member(session, "Ana")
    row = owe_a_mail(session, MailKind.OFFER, "match:1", member)
    assert row is not None
    row.status = MailStatus.FAILED
    session.flush()
    hold_mails(session, EpochReason.RESTORED)

    assert not retrying.retry_mail(session, the_programme(session), row.id)

    release_mails(session, send=True)
    assert retrying.retry_mail(session, the_programme(session), row.id)
    assert session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 1
