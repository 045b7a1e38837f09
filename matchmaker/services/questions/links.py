"""The link of a mail that asks something: whom it asks, what about, and in which state.

It is signed, and nothing of it is stored. It opens one question and takes one answer: once that is
known, or the thing has changed, it is worth nothing. Who holds it still has to be the member whom
it names (`web/views/questions`).
"""

import hashlib
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Final

from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Member
from matchmaker.services.questions.kinds import KINDS, QuestionKind
from matchmaker.services.questions.question import MailedQuestion, NothingToAnswer

SALT: Final = "question in a mail"
LIFETIME: Final = timedelta(days=60)
"""From when the mail was owed; the question itself is mostly over much earlier."""
STATE_LETTERS: Final = 16


class UnknownQuestion(Exception):
    """The link is none of ours, was changed on its way, is too old, or asked who is not here."""


@dataclass(frozen=True, slots=True)
class QuestionLink:
    """What a link says; `state` is a digest, so that the address tells nothing."""

    kind: QuestionKind
    subject_id: int
    member_id: int
    state: str
    until: int
    """The last second in which it works, since 1970."""


def link_to(
    session: Session, kind: QuestionKind, subject_id: int, member: Member, owed_at: datetime
) -> QuestionLink | None:
    """Return the link to what a member is asked now; None where there is nothing to answer."""
    question = KINDS[kind].ask(session, subject_id, member)
    if question is None:
        return None
    until = int((owed_at + LIFETIME).timestamp())
    return QuestionLink(kind, subject_id, member.id, _digest(question), until)


def question_token(link: QuestionLink, secret_key: str) -> str:
    """Return what the address carries; always the same for the same link."""
    facts = [link.kind.value, link.subject_id, link.member_id, link.state, link.until]
    return str(_signer(secret_key).dumps(facts))


def read_question_token(token: str, secret_key: str) -> QuestionLink:
    """Return what a link says, without a look at the database. Raises `UnknownQuestion`."""
    try:
        kind, subject_id, member_id, state, until = _signer(secret_key).loads(token)
        link = QuestionLink(QuestionKind(kind), subject_id, member_id, state, until)
    except (BadSignature, ValueError, TypeError) as error:
        raise UnknownQuestion from error
    if link.until < clock.now().timestamp():
        raise UnknownQuestion
    return link


def member_asked(session: Session, link: QuestionLink) -> Member:
    """Return whom a link asks, by the entry that is theirs now. Raises `UnknownQuestion`."""
    member = session.get(Member, link.member_id)
    while member is not None and member.merged_into is not None:
        member = member.merged_into
    if member is None or member.left_at is not None or member.erased_at is not None:
        raise UnknownQuestion
    return member


def find_question(session: Session, link: QuestionLink, member: Member) -> MailedQuestion | None:
    """Return what a link asks its member, if it is still to be answered as it was asked."""
    question = KINDS[link.kind].ask(session, link.subject_id, member)
    return question if question and _digest(question) == link.state else None


def answer_question(session: Session, link: QuestionLink, member: Member, choice: str) -> str:
    """Take an answer, as `MailedQuestion.chosen` reads it; return the sentence that says so.

    Raises `NothingToAnswer` if it is answered, has changed, or has no such choice.
    """
    question = find_question(session, link, member)
    if question is None or not question.chosen(choice):
        raise NothingToAnswer
    return KINDS[link.kind].answer(session, link.subject_id, member, choice)


def _digest(question: MailedQuestion) -> str:
    return hashlib.sha256(question.state.encode()).hexdigest()[:STATE_LETTERS]


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret_key,
        salt=SALT,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
