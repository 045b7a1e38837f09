"""Refusing mails that one can do without, by the link in each of them or on one's own page.

A link names the member, the programme and what is refused, and is signed: nothing of it is stored,
and it works as long as the secret key. All that it can do is to stop such mails.
"""

import hashlib
from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from itsdangerous import BadSignature, URLSafeSerializer
from sqlalchemy.orm import Session

from matchmaker.database import add_rows
from matchmaker.models import MailRefusal, Member, OutboxMail, Programme, Refusable
from matchmaker.services.outbox.outbox import cancel_mails_of
from matchmaker.services.outbox.refusable import KINDS
from matchmaker.services.programme.programmes import lock_places, participation_of

SALT: Final = "refuse mails"


class UnknownLink(Exception):
    """The link is none of ours, or was changed on its way."""


@dataclass(frozen=True, slots=True)
class RefusalLink:
    """What a link refuses, and for whom."""

    what: Refusable
    programme_id: int
    member_id: int


def refusal_token(link: RefusalLink, secret_key: str) -> str:
    """Return what the address of a link carries; always the same for the same."""
    facts = [link.what.value, link.programme_id, link.member_id]
    return str(_signer(secret_key).dumps(facts))


def read_refusal_token(token: str, secret_key: str) -> RefusalLink:
    """Return what a link says, without a look at the database. Raises `UnknownLink`."""
    try:
        what, programme_id, member_id = _signer(secret_key).loads(token)
        return RefusalLink(Refusable(what), programme_id, member_id)
    except (BadSignature, ValueError, TypeError) as error:
        raise UnknownLink from error


def is_refused_by_link(session: Session, link: RefusalLink) -> bool:
    """Whether nothing is left to refuse by a link."""
    member, programme = _parties(session, link)
    if member.erased_at is not None:
        return True
    return link.what in _refused(session, programme, member)


def refuse_by_link(session: Session, link: RefusalLink) -> None:
    """Refuse what a link says; safe to call again. Of somebody erased nothing is noted."""
    member, programme = _parties(session, link)
    if member.erased_at is None:
        choose_mails(session, programme, member, {link.what: False})


def refuse_all(session: Session, mail: OutboxMail) -> bool:
    """Stop all that a mail's recipient can do without, as they called it spam.

    Return whether that is news; of somebody who is no member nothing is noted.
    """
    member = mail.member
    while member is not None and member.merged_into is not None:
        member = member.merged_into
    if member is None or member.erased_at is not None:
        return False
    programme = session.get_one(Programme, mail.programme_id)
    if not any(wanted_mails(session, programme, member).values()):
        return False
    choose_mails(session, programme, member, dict.fromkeys(Refusable, False))
    return True


def choose_mails(
    session: Session, programme: Programme, member: Member, wanted: dict[Refusable, bool]
) -> None:
    """Note which mails a member wants; of what they refuse, what is owed already is cancelled."""
    lock_places(session, programme.id)
    # Who refuses mails of a programme has a part in it: by their parts they are told what is held.
    participation_of(session, programme, member)
    theirs = {"programme_id": programme.id, "member_id": member.id}
    session.execute(
        sa.delete(MailRefusal).filter_by(**theirs).where(MailRefusal.what.in_(wanted.keys()))
    )
    refused = [what for what, is_wanted in wanted.items() if not is_wanted]
    add_rows(session, MailRefusal, [{**theirs, "what": what} for what in refused])
    for what in refused:
        cancel_mails_of(session, programme, member, KINDS[what])
    session.flush()


def wanted_mails(session: Session, programme: Programme, member: Member) -> dict[Refusable, bool]:
    """Return whether a member wants each of the mails that can be refused."""
    refused = _refused(session, programme, member)
    return {what: what not in refused for what in Refusable}


def _refused(session: Session, programme: Programme, member: Member) -> frozenset[Refusable]:
    theirs = sa.select(MailRefusal.what).filter_by(programme_id=programme.id, member_id=member.id)
    return frozenset(session.scalars(theirs))


def _parties(session: Session, link: RefusalLink) -> tuple[Member, Programme]:
    """Return who refuses, by the entry that is theirs now. Raises `UnknownLink`."""
    member = session.get(Member, link.member_id)
    programme = session.get(Programme, link.programme_id)
    if member is None or programme is None:
        raise UnknownLink
    while member.merged_into is not None:
        member = member.merged_into
    return member, programme


def _signer(secret_key: str) -> URLSafeSerializer:
    return URLSafeSerializer(
        secret_key,
        salt=SALT,
        signer_kwargs={"key_derivation": "hmac", "digest_method": hashlib.sha256},
    )
