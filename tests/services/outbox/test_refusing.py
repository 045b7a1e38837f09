"""What is refused is owed no more, and what is owed already is cancelled; all else comes."""

import pytest
from sqlalchemy.orm import Session

from matchmaker.models import MailKind, MailStatus, Refusable
from matchmaker.services.outbox.refusable import KINDS
from matchmaker.services.outbox.refusing import choose_mails, wanted_mails
from matchmaker.services.privacy.erasing import erase_member
from tests.conftest import SECRET_KEY
from tests.factories import make_mentor, make_programme, owe_a_mail, the_programme


def test_what_was_owed_already_is_cancelled_and_the_rest_comes(session: Session) -> None:
    mentor, other = make_mentor(session, "Max"), make_mentor(session, "Other")
    reminder = owe_a_mail(session, MailKind.OFFER_REMINDER, "match:1", mentor)
    offer = owe_a_mail(session, MailKind.OFFER, "match:1", mentor)
    others = owe_a_mail(session, MailKind.OFFER_REMINDER, "match:2", other)
    assert reminder
    assert offer
    assert others

    for _ in range(2):
        choose_mails(session, the_programme(session), mentor, {Refusable.REMINDERS: False})

    assert reminder.status == MailStatus.CANCELLED
    assert {offer.status, others.status} == {MailStatus.PENDING}
    assert owe_a_mail(session, MailKind.OFFER_LAST_REMINDER, "match:1", mentor) is None
    assert owe_a_mail(session, MailKind.COFFEE_DID_YOU_MEET, "coffee:1", mentor)
    wanted = wanted_mails(session, the_programme(session), mentor)
    assert [*wanted] == [*Refusable]
    assert [what for what, is_wanted in wanted.items() if not is_wanted] == [Refusable.REMINDERS]
    assert all(wanted_mails(session, make_programme(session, "other"), mentor).values())


@pytest.mark.parametrize("what", list(Refusable))
def test_each_is_refused_alone_and_taken_back(session: Session, what: Refusable) -> None:
    mentor, programme = make_mentor(session, "Max"), the_programme(session)

    choose_mails(session, programme, mentor, {what: False})

    for one, kinds in KINDS.items():
        for kind in kinds:
            is_owed = owe_a_mail(session, kind, "match:1", mentor) is not None
            assert is_owed is (one is not what)

    choose_mails(session, programme, mentor, {what: True})

    assert all(wanted_mails(session, programme, mentor).values())
    assert all(owe_a_mail(session, kind, "match:2", mentor) for kind in KINDS[what])


def test_erasing_forgets_what_was_refused(session: Session) -> None:
    mentor = make_mentor(session, "Max")
    choose_mails(session, the_programme(session), mentor, dict.fromkeys(Refusable, False))

    erase_member(session, mentor, SECRET_KEY)

    assert all(wanted_mails(session, the_programme(session), mentor).values())
