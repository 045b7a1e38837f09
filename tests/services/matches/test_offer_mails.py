"""Several offers of one publication to one mentor are one mail; each keeps its own clock."""

from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from jobs.follow_up import follow_up_all
from jobs.monthly_match import make_round
from matchmaker.models import MailKind, MailStatus, Match, MatchStatus, Member, OutboxMail
from matchmaker.services.matches.offer_mails import sendings_of_offers
from matchmaker.services.matches.offers import accept_offer, decline_offer
from matchmaker.services.outbox.problems import (
    count_failed_apart_from,
    count_waiting,
    failed_mails,
    may_know_of,
)
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.leaving import leave_programme
from tests.conftest import SECRET_KEY
from tests.factories import (
    let_mails_arrive,
    make_coordinator,
    make_mentee,
    make_mentor,
    the_programme,
)

PUBLISHED = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)
on_one_database = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def mentor(session: Session) -> Member:
    """Mia, who is offered Ada, Ben and Cy at once."""
    with time_machine.travel(PUBLISHED, tick=False):
        cora = make_coordinator(session)
        make_mentee(session, "Ada", manager_email=cora.email)
        make_mentee(session, "Ben")
        make_mentee(session, "Cy")
        mentor = make_mentor(session, "Mia", capacity=3)
        make_round(session, the_programme(session), "2026-11", publish=True)
        session.commit()
    return mentor


def offers(session: Session) -> list[Match]:
    return list(session.scalars(sa.select(Match).order_by(Match.mentee_id)))


def mails(session: Session, *kinds: MailKind) -> list[OutboxMail]:
    query = sa.select(OutboxMail).where(OutboxMail.kind.in_(kinds)).order_by(OutboxMail.id)
    return list(session.scalars(query))


def run_on(session: Session, days: float) -> dict[str, int]:
    with time_machine.travel(PUBLISHED + timedelta(days=days), tick=False):
        return dict(follow_up_all(session, the_programme(session)))


@on_one_database
def test_three_offers_to_one_mentor_are_one_mail(session: Session, mentor: Member) -> None:
    [mail] = mails(session, MailKind.OFFER)

    assert mail.recipient == mentor.email
    assert mail.payload["match_ids"] == [match.id for match in offers(session)]
    assert len(mail.payload["match_ids"]) == 3


@on_one_database
def test_an_offer_alone_and_one_made_later_have_a_mail_of_their_own(session: Session) -> None:
    for name in ("Ada", "Ben", "Cy"):
        make_mentee(session, name)
    mia, max_ = make_mentor(session, "Mia", capacity=2), make_mentor(session, "Max")
    make_round(session, the_programme(session), "2026-11", publish=True)
    before = len(mails(session, MailKind.OFFER))
    mia.participations[0].capacity = 3
    declined = next(match for match in offers(session) if match.mentor_id == max_.id)

    decline_offer(session, declined, max_, "no_time")

    replacement = next(match for match in offers(session) if match.is_replacement)
    keys = [mail.subject_key for mail in mails(session, MailKind.OFFER)]
    assert f"match:{declined.id}" in keys
    assert (before, replacement.mentor_id) == (2, mia.id)
    assert len(keys) == 3
    assert f"match:{replacement.id}" in keys


def test_each_offer_is_counted_from_when_the_mail_of_all_was_sent(
    session: Session, mentor: Member
) -> None:
    assert run_on(session, 3) == {}, "it has not left yet"
    with time_machine.travel(PUBLISHED + timedelta(days=4), tick=False):
        let_mails_arrive(session)
        session.commit()

    assert run_on(session, 5.9) == {}
    assert run_on(session, 6) == {"reminder": 3}
    assert {match.answer_by for match in offers(session)} == {PUBLISHED + timedelta(days=9)}


@on_one_database
def test_offers_whose_mail_failed_end_without_silence(session: Session, mentor: Member) -> None:
    mails(session, MailKind.OFFER)[0].status = MailStatus.FAILED
    session.commit()

    assert run_on(session, 10) == {"withdrawn": 3}
    assert mentor.participations[0].expired_offers == 0


def test_an_answer_to_one_leaves_the_others_mail_waiting_and_its_text_is_written_anew(
    session: Session, mentor: Member
) -> None:
    [mail] = mails(session, MailKind.OFFER)
    mail.body = b"Ada, Ben and Cy"
    first, second, _ = offers(session)

    with time_machine.travel(PUBLISHED, tick=False):
        accept_offer(session, first, mentor)

    session.refresh(mail)
    assert (mail.status, mail.body) == (MailStatus.PENDING, None)
    sending = sendings_of_offers(session, [second])[second.id]
    assert sending.status == MailStatus.PENDING


@on_one_database
def test_a_mail_of_the_former_kind_still_tells_when_its_offer_was_sent(
    session: Session, mentor: Member
) -> None:
    [mail] = mails(session, MailKind.OFFER)
    match = offers(session)[0]
    mail.subject_key, mail.payload = f"match:{match.id}", {"match_id": match.id}
    mail.status, mail.sent_at = MailStatus.SENT, PUBLISHED
    session.flush()

    sending = sendings_of_offers(session, [match])[match.id]

    assert sending.sent_at == PUBLISHED
    assert sendings_of_offers(session, offers(session)[1:2]) == {}


def test_a_manager_of_one_of_them_does_not_know_of_the_mail(
    session: Session, mentor: Member
) -> None:
    programme = the_programme(session)
    cora = session.scalars(sa.select(Member).filter_by(name="Cora Coordinator")).one()
    ada = session.scalars(sa.select(Member).filter_by(name="Ada")).one()
    [mail] = mails(session, MailKind.OFFER)
    dora = make_coordinator(session, "Dora")
    waiting = [count_waiting(session, programme, reader) for reader in (cora, dora)]
    assert waiting[1] > waiting[0]
    mail.status = MailStatus.FAILED
    session.flush()

    assert (may_know_of(session, cora, mail.id), may_know_of(session, dora, mail.id)) == (0, 1)
    assert failed_mails(session, programme, cora) == []
    assert len(failed_mails(session, programme, dora)) == 1
    assert count_failed_apart_from(session, programme, frozenset({ada.id})) == 0
    assert count_failed_apart_from(session, programme, frozenset({dora.id})) == 1


def test_the_kept_text_forgets_a_mentee_who_is_erased(session: Session, mentor: Member) -> None:
    [mail] = mails(session, MailKind.OFFER)
    mail.body, mail.status, mail.sent_at = b"Ada, Ben and Cy", MailStatus.SENT, PUBLISHED
    ada = session.scalars(sa.select(Member).filter_by(name="Ada")).one()
    session.commit()

    erase_member(session, ada, SECRET_KEY)

    session.refresh(mail)
    assert mail.body is None


@on_one_database
def test_a_mentor_who_leaves_before_the_mail_is_sent_gets_none(
    session: Session, mentor: Member
) -> None:
    leave_programme(session, mentor, even_if_only_coordinator=True)

    session.expire_all()
    assert mails(session, MailKind.OFFER)[0].status == MailStatus.CANCELLED
    assert {match.status for match in offers(session)} == {MatchStatus.CANCELLED}
