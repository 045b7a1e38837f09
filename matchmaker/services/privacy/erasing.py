"""Erasing a member for good: what they typed, what was typed about them, their address anywhere.

What stays is a row without a name, so that rounds and their numbers stay as they were.
"""

from collections import defaultdict
from collections.abc import Iterable
from datetime import datetime
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.addresses import placeholder
from matchmaker.database import changed_rows
from matchmaker.messages import DEFAULT_LANGUAGE
from matchmaker.models import (
    COMING_AND_GOING,
    AccessEntry,
    Action,
    Address,
    AddressChange,
    Agenda,
    CertificationRecord,
    ChangeKind,
    Closing,
    Concern,
    DevelopmentEntry,
    Erasure,
    Exclusion,
    Goal,
    LevelChange,
    LibraryMark,
    MailRefusal,
    Match,
    Member,
    MentoringSession,
    OutboxMail,
    PairDecision,
    Participation,
    PendingGrant,
    PrivateNote,
    Profile,
    ProfileLook,
    Prompt,
    ProposedTerms,
    Pulse,
    RoadStep,
    SharedNote,
    SignInIdentity,
    SignInLink,
    SignInSession,
    StatusChange,
    Task,
    ToldApart,
    UnmatchedMentee,
)
from matchmaker.models.stated import restate
from matchmaker.services.accounts.answering_browsers import forget_browsers_of
from matchmaker.services.addresses.known import (
    address_ids,
    addresses_of,
    coded_addresses,
    forget_unnamed,
    put_in_place,
)
from matchmaker.services.outbox.subjects import (
    PAUSED,
    kept_about_pairs,
    kept_about_several,
    keys_about,
)
from matchmaker.services.privacy.erasure_list import (
    Erased,
    erasures_in,
    hash_address,
    note_erasures,
)
from matchmaker.services.privacy.leaving import leave_again, leave_programme

FORGOTTEN: Final = {"kind": ChangeKind.STATE, "reason": ""}
"""What becomes of an entry in the log of a match: that its state changed, and no more."""
NOBODYS: Final = {"match_id": None, "member_id": None, "answered_at": None}
"""What makes an answer on how it goes one of nobody's: it stays in the sums of its month."""


def erase_member(session: Session, member: Member, secret_key: str) -> list[Erasure]:
    """Erase a member, who first leaves if they have not yet; return a note for each address.

    Others' wishes not to be paired with them are kept, under codes that can be recognised only
    from the addresses themselves, the present and the earlier ones.
    """
    leave_programme(session, member, even_if_only_coordinator=True)
    return _forget(session, member, secret_key)


def erase_again(session: Session, member: Member, secret_key: str) -> list[Erasure]:
    """Erase a member whom a restored database brought back; the others were told the first time."""
    leave_again(session, member)
    return _forget(session, member, secret_key)


def _forget(session: Session, member: Member, secret_key: str) -> list[Erasure]:
    addresses, named = addresses_of(session, member), _named_by(session, member)
    _forget_what_is_left_of_others(session, member)
    _forget_matches(session, member)
    _forget_decisions(session, member)
    _forget_mails(session, member, addresses)
    _forget_exclusions(session, member)
    _forget_sign_ins(session, member, addresses)
    _empty_profile(session, member)
    session.execute(sa.delete(ProfileLook).filter_by(member_id=member.id))
    in_pair = (ToldApart.member_id == member.id) | (ToldApart.other_id == member.id)
    session.execute(sa.delete(ToldApart).where(in_pair))
    session.execute(sa.update(Task).filter_by(asked_by_id=member.id).values(asked_by_id=None))
    member.name = ""
    member.language = DEFAULT_LANGUAGE
    member.email = placeholder(f"member-{member.id}")
    member.erased_at = clock.now()
    session.flush()
    codes = [hash_address(address, secret_key) for address in addresses]
    for address, code in zip(addresses, codes, strict=True):
        put_in_place(session, address, placeholder(code))
    own = address_ids(session, [placeholder(code) for code in codes])
    forget_unnamed(session, named | own)
    erasures = [Erasure(address_hash=code, erased_at=member.erased_at) for code in codes]
    session.add_all(erasures)
    session.flush()
    return erasures


def learn_erasures(session: Session, erasures: Iterable[Erased], secret_key: str) -> list[int]:
    """Note the erasures of a list, recognise returns, and return ids of members to erase again."""
    known = set(erasures) | erasures_in(session)
    again = members_to_erase_again(session, known, secret_key)
    note_erasures(session, known)
    recognise_returns(session, secret_key)
    return again


def members_to_erase_again(
    session: Session, erasures: Iterable[Erased], secret_key: str
) -> list[int]:
    """Return, as ids, members who were erased and whom an older database brought back.

    Members who registered again after their erasure are not among them, nor is somebody who was
    given an erased person's address later: of who was erased, every address is in the list.
    """
    last: dict[str, datetime] = {}
    for each in erasures:
        last[each.address_hash] = max(each.erased_at, last.get(each.address_hash, each.erased_at))
    if not last:
        return []
    listed: dict[int, list[bool]] = defaultdict(list)
    for member_id, created_at, address in session.execute(_addresses_of_all()):
        moment = last.get(hash_address(address, secret_key))
        listed[member_id].append(moment is not None and created_at < moment)
    return [member_id for member_id, each in listed.items() if all(each)]


def _addresses_of_all() -> sa.Select[int, datetime, str]:
    """Ask for every address of everybody who was not erased."""
    return (
        sa.select(Member.id, Member.created_at, Address.address)
        .join(Address, Address.member_id == Member.id)
        .where(Member.erased_at.is_(None))
        .order_by(Member.id)
    )


def recognise_return(session: Session, member: Member, secret_key: str) -> bool:
    """Replace the code of a returning member by their address; return whether they were erased.

    So a wish not to be paired with somebody outlives their erasure and their return.
    """
    codes = {hash_address(each, secret_key): each for each in addresses_of(session, member)}
    query = sa.select(Erasure.address_hash).where(Erasure.address_hash.in_(codes)).distinct()
    erased = list(session.scalars(query))
    for code in erased:
        put_in_place(session, placeholder(code), codes[code])
    return bool(erased)


def recognise_returns(session: Session, secret_key: str) -> None:
    """Do what `recognise_return` does for every present member whose code is still in use."""
    kept = coded_addresses(session)
    if not kept:
        return
    returned = {
        member_id
        for member_id, _created_at, address in session.execute(_addresses_of_all())
        if placeholder(hash_address(address, secret_key)) in kept
    }
    for member_id in sorted(returned):
        recognise_return(session, session.get_one(Member, member_id), secret_key)


def _forget_what_is_left_of_others(session: Session, member: Member) -> None:
    """Erase entries that turned out to be the member's: what collided with theirs is left there."""
    entries = sa.select(Member).filter_by(merged_into_id=member.id, erased_at=None)
    for entry in session.scalars(entries).all():
        _forget_matches(session, entry)
        _forget_decisions(session, entry)
        entry.erased_at = clock.now()
    session.flush()


def _named_by(session: Session, member: Member) -> set[int]:
    """Return the rows of the addresses by which a member names others."""
    wishes = sa.select(Exclusion.other_address_id).filter_by(member_id=member.id)
    manager = member.profile.manager_address_id
    return {*session.scalars(wishes), *({manager} if manager else ())}


def _empty_profile(session: Session, member: Member) -> None:
    profile = session.get_one(Profile, member.id, with_for_update=True, populate_existing=True)
    profile.skills.clear()
    profile.certifications.clear()
    for column in sa.inspect(Profile).columns:
        kind = getattr(column.type, "impl_instance", column.type)
        if isinstance(kind, sa.String):
            restate(profile, column.key, "")
        elif isinstance(kind, sa.JSON):
            restate(profile, column.key, [])
    profile.manager_address = None
    profile.completed_at = None
    for participation in member.participations:
        _empty_participation(participation)
    for own in (
        *(MailRefusal, LevelChange, LibraryMark),
        *(CertificationRecord, DevelopmentEntry, RoadStep),
    ):
        session.execute(sa.delete(own).filter_by(member_id=member.id))
    session.flush()


def _empty_participation(participation: Participation) -> None:
    participation.is_mentee = participation.is_mentor = participation.is_networker = False
    participation.has_first_priority = False
    participation.silent_since = participation.chats_paused_since = None
    participation.mentors_briefing_read_at = participation.mentees_briefing_read_at = None
    for name in ("rounds_waited", "expired_offers", "unanswered_chats"):
        restate(participation, name, 0)
    restate(participation, "capacity", 1)
    restate(participation, "paused_until", None)
    restate(participation, "skipped_chat_month", None)


def _forget_matches(session: Session, member: Member) -> None:
    """Empty what was said in the member's matches, and what the engine said of their skills."""
    is_theirs = Match.with_member(member)
    theirs = sa.select(Match.id).where(is_theirs).scalar_subquery()
    session.execute(
        sa.update(Match)
        .where(is_theirs)
        .values(reasons={}, decline_reason="", decline_note="", meeting_at=None)
    )
    session.execute(
        sa.update(MentoringSession)
        .where(MentoringSession.match_id.in_(theirs))
        .values(topics="", place="")
    )
    session.execute(
        sa.update(Closing).where(Closing.match_id.in_(theirs)).values(takeaway="", thanks="")
    )
    session.execute(sa.update(Goal).where(Goal.match_id.in_(theirs)).values(sign="", outcome=""))
    for of_both in (SharedNote, Agenda, Action):
        session.execute(sa.delete(of_both).where(of_both.match_id.in_(theirs)))
    for own in (Closing, PrivateNote):
        session.execute(sa.delete(own).filter_by(member_id=member.id))
    session.execute(sa.delete(ProposedTerms).where(ProposedTerms.match_id.in_(theirs)))
    session.execute(sa.delete(Prompt).filter_by(member_id=member.id))
    session.execute(sa.delete(Concern).filter_by(member_id=member.id))
    session.execute(sa.update(Pulse).filter_by(member_id=member.id).values(NOBODYS))
    session.execute(
        sa.update(UnmatchedMentee).filter_by(mentee_id=member.id).values(explanation={})
    )
    session.execute(
        sa.update(StatusChange).where(StatusChange.match_id.in_(theirs)).values(FORGOTTEN)
    )


def _forget_decisions(session: Session, member: Member) -> None:
    """Empty the reasons of decisions about the member, and those that they gave themself."""
    is_about = sa.or_(PairDecision.mentee_id == member.id, PairDecision.mentor_id == member.id)
    session.execute(
        sa.update(PairDecision)
        .where(is_about | (PairDecision.decided_by_id == member.id))
        .values(reason="")
    )
    is_theirs = StatusChange.actor_id == member.id
    session.execute(
        sa.update(StatusChange)
        .where(StatusChange.match_id.is_not(None), is_theirs)
        .values(FORGOTTEN)
    )
    is_about = sa.or_(StatusChange.mentee_id == member.id, StatusChange.mentor_id == member.id)
    session.execute(
        sa.update(StatusChange)
        .where(StatusChange.round_id.is_not(None), is_theirs | is_about)
        .values(reason="")
    )


def _forget_mails(session: Session, member: Member, addresses: list[str]) -> None:
    """Delete mails to the member, and empty the kept text of mails to others about them."""
    changes = sa.select(AddressChange.id).filter_by(member_id=member.id)
    about_changes = [f"address_change:{each}" for each in session.scalars(changes)]
    session.execute(
        sa.delete(OutboxMail).where(
            sa.or_(
                OutboxMail.recipient.in_(addresses),
                OutboxMail.member_id == member.id,
                OutboxMail.subject_key.in_(about_changes),
            )
        )
    )
    session.execute(sa.delete(AddressChange).filter_by(member_id=member.id))
    keys = keys_about(session, frozenset({member.id}))
    paused = {f"{key}:{PAUSED}" for key in keys}
    forget_bodies(session, OutboxMail.subject_key.in_(keys | paused))
    forget_bodies(session, OutboxMail.id.in_(kept_about_pairs(session, keys)))
    forget_bodies(session, OutboxMail.id.in_(kept_about_several(session, keys)))


def forget_bodies(session: Session, *conditions: sa.ColumnElement[bool]) -> int:
    """Empty the kept text of mails and return how many were emptied.

    A mail that is tried again is written anew.
    """
    emptied = session.execute(
        sa.update(OutboxMail).where(*conditions, OutboxMail.body.is_not(None)).values(body=None)
    )
    return changed_rows(emptied)


def _forget_exclusions(session: Session, member: Member) -> None:
    session.execute(sa.delete(Exclusion).filter_by(member_id=member.id))
    theirs = sa.select(Address.id).filter_by(member_id=member.id).scalar_subquery()
    session.execute(
        sa.update(Exclusion).where(Exclusion.other_address_id.in_(theirs)).values(reason="")
    )
    session.execute(sa.update(Exclusion).filter_by(created_by_id=member.id).values(reason=""))


def _forget_sign_ins(session: Session, member: Member, addresses: list[str]) -> None:
    session.execute(sa.delete(SignInLink).where(SignInLink.email.in_(addresses)))
    session.execute(sa.delete(SignInSession).filter_by(member_id=member.id))
    forget_browsers_of(session, member)
    session.execute(sa.delete(SignInIdentity).filter_by(member_id=member.id))
    is_theirs = sa.or_(PendingGrant.member_id == member.id, PendingGrant.asked_by_id == member.id)
    session.execute(sa.delete(PendingGrant).where(is_theirs))
    # When somebody came and went is theirs; whom they let run the programme is the programme's.
    session.execute(
        sa.delete(AccessEntry).where(
            AccessEntry.member_id == member.id, AccessEntry.kind.in_(COMING_AND_GOING)
        )
    )
