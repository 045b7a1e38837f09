"""What is refused is owed no more, and what is owed already is cancelled; all else comes."""

from sqlalchemy.orm import Session

from matchmaker.models import MailKind, MailStatus
from matchmaker.services.outbox.refusable import Refusable
from matchmaker.services.outbox.refusing import choose_mails, wanted_mails
from matchmaker.services.privacy.erasing import erase_member
from tests.conftest import SECRET_KEY
from tests.factories import make_mentor, make_programme, owe_a_mail, part_of, the_programme


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
    assert wanted_mails(session, the_programme(session), mentor) == {
        Refusable.REMINDERS: False,
        Refusable.CHAT_QUESTIONS: True,
    }
    assert all(wanted_mails(session, make_programme(session, "other"), mentor).values())


def test_erasing_forgets_what_was_refused(session: Session) -> None:
    mentor = make_mentor(session, "Max")
    choose_mails(session, the_programme(session), mentor, dict.fromkeys(Refusable, False))

    erase_member(session, mentor, SECRET_KEY)

    part = part_of(session, mentor)
    assert (part.refuses_reminders, part.refuses_chat_questions) == (False, False)
