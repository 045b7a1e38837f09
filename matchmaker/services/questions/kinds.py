"""The kinds of questions that a mail asks, and that its link lets a member answer.

A new kind is one entry here:

1. a word in `QuestionKind`;
2. an entry in `KINDS`, with two functions in a module beside this one: one returns what a member is
   asked about the thing of an id (a match, a session, ...) as a `MailedQuestion`, or None where
   there is nothing to answer; the other takes one of its answers and returns the sentence that
   says so.

The letter then takes its address from `desk.question_url(kind, id)` in the place of `desk.url`.
Signing, the page, the sign-in elsewhere and the list of browsers need nothing more. See to it that
`MailedQuestion.state` differs once the question is answered or its thing has changed: the link is
then worth nothing.
"""

from enum import StrEnum
from typing import Final

from matchmaker.services.questions import agreements, chats, offers, pulses, sessions
from matchmaker.services.questions.question import Asking


class QuestionKind(StrEnum):
    OFFER = "offer"
    SESSION_TIMES = "session_times"
    SESSION_MET = "session_met"
    CHAT_MET = "chat_met"
    SKIP_CHAT = "skip_chat"
    TERMS = "terms"
    FIT = "fit"
    PULSE = "pulse"


KINDS: Final[dict[QuestionKind, Asking]] = {
    QuestionKind.OFFER: Asking(offers.ask, offers.answer),
    QuestionKind.SESSION_TIMES: Asking(sessions.ask_for_a_time, sessions.take_time),
    QuestionKind.SESSION_MET: Asking(sessions.ask_if_met, sessions.note_answer),
    QuestionKind.CHAT_MET: Asking(chats.ask, chats.answer),
    QuestionKind.SKIP_CHAT: Asking(chats.ask_to_skip, chats.skip),
    QuestionKind.TERMS: Asking(agreements.ask, agreements.agree),
    QuestionKind.FIT: Asking(pulses.ask_if_it_fits, pulses.note_fit),
    QuestionKind.PULSE: Asking(pulses.ask_how_it_goes, pulses.note_pulse),
}
