"""Every letter: one function and one template folder a kind of mail."""

from collections.abc import Callable
from typing import Final

from sqlalchemy.orm import Session

from config import Settings
from matchmaker.mail.desk import Desk
from matchmaker.mail.letter import Letter
from matchmaker.mail.letters import (
    accounts,
    addresses,
    certifications,
    coffee,
    introductions,
    mentorships,
    offers,
    outcomes,
    pulse,
    reminders,
    rounds,
    sessions,
)
from matchmaker.messages import DEFAULT_LANGUAGE, in_language
from matchmaker.models import MailKind, OutboxMail
from matchmaker.services.matches.promise import Outlook

LETTERS: Final[dict[MailKind, Callable[[Desk], Letter]]] = {
    MailKind.SIGN_IN_LINK: accounts.sign_in_link,
    MailKind.CONFIRMATION_CODE: accounts.confirmation_code,
    MailKind.ADDRESS_CONFIRM: addresses.address_confirm,
    MailKind.ADDRESS_STOP: addresses.address_stop,
    MailKind.ADDRESS_CHANGED: addresses.address_changed,
    MailKind.WELCOME: accounts.welcome,
    MailKind.OFFER: offers.offer,
    MailKind.OFFER_REMINDER: offers.offer_reminder,
    MailKind.OFFER_LAST_REMINDER: offers.offer_last_reminder,
    MailKind.OFFER_EXPIRED: offers.offer_expired,
    MailKind.OFFER_WITHDRAWN: offers.offer_withdrawn,
    MailKind.INTRODUCTION_MENTEE: introductions.introduction_mentee,
    MailKind.INTRODUCTION_MENTOR: introductions.introduction_mentor,
    MailKind.OFFER_FELL_THROUGH: outcomes.offer_fell_through,
    MailKind.NO_MATCH: outcomes.no_match,
    MailKind.MATCH_ENDED: outcomes.match_ended,
    MailKind.TERMS_PROPOSED: mentorships.terms_proposed,
    MailKind.TERMS_AGREED: mentorships.terms_agreed,
    MailKind.MENTORSHIP_HAS_END: mentorships.mentorship_has_end,
    MailKind.SESSION_TIMES_OFFERED: sessions.session_times_offered,
    MailKind.SESSION_PLANNED: sessions.session_planned,
    MailKind.SESSION_MOVED: sessions.session_moved,
    MailKind.SESSION_CANCELLED: sessions.session_cancelled,
    MailKind.DID_YOU_MEET_PROMPT: sessions.did_you_meet_prompt,
    MailKind.FIRST_MESSAGE_PROMPT: reminders.first_message_prompt,
    MailKind.FIRST_SESSION_PROMPT: reminders.first_session_prompt,
    MailKind.NEXT_SESSION_PROMPT: reminders.next_session_prompt,
    MailKind.MENTORSHIP_REVIEW: mentorships.mentorship_review,
    MailKind.FIT_PROMPT: pulse.fit_prompt,
    MailKind.PULSE_PROMPT: pulse.pulse_prompt,
    MailKind.MENTORSHIP_CLOSING: mentorships.mentorship_closing,
    MailKind.PARTNER_CLOSED: mentorships.partner_closed,
    MailKind.MENTORSHIP_COMPLETED: mentorships.mentorship_completed,
    MailKind.COFFEE_INTRODUCED: coffee.coffee_introduced,
    MailKind.COFFEE_DID_YOU_MEET: coffee.coffee_did_you_meet,
    MailKind.CERTIFICATION_EXPIRES: certifications.certification_expires,
    MailKind.ROUND_READY: rounds.round_ready,
    MailKind.ROUND_PUBLISHED: rounds.round_published,
}


def write_letter(
    session: Session,
    row: OutboxMail,
    settings: Settings,
    outlooks: dict[int, Outlook] | None = None,
) -> Letter:
    """Write the letter that an outbox row owes, from what the database says now.

    Letters that are written in one transaction may share what their programmes promise.

    It is in the recipient's language; to an address without a member, in that of the request.
    Raises `NoLongerTrue` when there is nothing left to tell.
    """
    desk = Desk(session, row, settings, {} if outlooks is None else outlooks)
    member = desk.known_member
    asked_in = str(row.payload.get("language", DEFAULT_LANGUAGE))
    with in_language(member.language if member else asked_in):
        return LETTERS[row.kind](desk)
