"""How long things are kept, and letting go of what has been kept long enough.

Each step may be run at any time, twice or by two at once: it only touches what is due.
"""

import hashlib
import hmac
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, fields
from datetime import datetime, timedelta
from typing import Any, Final, TypeAlias

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session

from matchmaker import clock
from matchmaker.database import changed_rows
from matchmaker.models import (
    LIVE_MATCH,
    AccessEntry,
    Action,
    AddressChange,
    Agenda,
    AnsweringBrowser,
    ChangeKind,
    Closing,
    Concern,
    ConcernKind,
    Coordinator,
    CoordinatorChange,
    Goal,
    MailStatus,
    Match,
    Member,
    MentoringSession,
    OneUseToken,
    OutboxMail,
    PairDecision,
    Participation,
    PrivateNote,
    Profile,
    ProfileLook,
    Pulse,
    SharedNote,
    SignInLink,
    SignInSession,
    StatusChange,
    Task,
)
from matchmaker.services.accounts.address_changes import STOP_WITHIN
from matchmaker.services.addresses.known import forget_unnamed
from matchmaker.services.mentorships.parting import AGAIN_WITHIN
from matchmaker.services.privacy.erasing import FORGOTTEN, NOBODYS, erase_member, forget_bodies

_AT_ONCE: Final = 500
_CODE_LETTERS: Final = 12


@dataclass(frozen=True, slots=True)
class Retention:
    """How many days things are kept; the settings are called `keep_` and the same."""

    mail_text_days: int = 7
    """The text of a mail, after it was sent or given up."""
    mails_days: int = 90
    """That there was such a mail: to whom, of what kind, when."""
    texts_days: int = 30
    """What was typed about a match, after its end; what somebody typed who takes no part."""
    leavers_days: int = 30
    """Everything about a member, after they left."""
    audit_days: int = 365
    """Who did what, by name; then by a code."""
    sign_ins_days: int = 7
    """Links and sessions, after they were used, ended or expired."""


Step: TypeAlias = Callable[[Session, Retention, str], int]
"""Does what is due, given the secret key, and returns how many rows it changed."""


def retention_of(settings: Any) -> Retention:
    """Return what the installation's settings say."""
    return Retention(**{f.name: getattr(settings, f"keep_{f.name}") for f in fields(Retention)})


def leavers_to_erase(session: Session, keep: Retention) -> list[int]:
    """Return the ids of members who left long enough ago."""
    query = sa.select(Member.id).where(
        Member.left_at < _before(keep.leavers_days),
        Member.erased_at.is_(None),
        # What is left of an entry that became another's goes with that person.
        Member.merged_into_id.is_(None),
    )
    return list(session.scalars(query.order_by(Member.id)))


def erase_leaver(session: Session, member_id: int, keep: Retention, secret_key: str) -> bool:
    """Erase a member who left long enough ago; False if they came back meanwhile."""
    member = session.get_one(Member, member_id, with_for_update=True, populate_existing=True)
    is_due = member.left_at is not None and member.left_at < _before(keep.leavers_days)
    if is_due and member.erased_at is None:
        erase_member(session, member, secret_key)
    return is_due


def empty_mails(session: Session, keep: Retention, _key: str) -> int:
    """Empty the kept text of mails that were sent, given up or cancelled."""
    return forget_bodies(
        session,
        OutboxMail.status != MailStatus.PENDING,
        _settled_at() < _before(keep.mail_text_days),
    )


def delete_mails(session: Session, keep: Retention, _key: str) -> int:
    """Delete the rows of such mails. What they told is long past, so that none is owed again."""
    return _count(
        session,
        sa.delete(OutboxMail).where(
            OutboxMail.status != MailStatus.PENDING, _settled_at() < _before(keep.mails_days)
        ),
    )


def empty_matches(session: Session, keep: Retention, _key: str) -> int:
    """Empty what was typed about matches that are over."""
    is_over = Match.ended_at < _before(keep.texts_days)
    over = sa.select(Match.id).where(is_over).scalar_subquery()
    notes = sa.update(Match).where(is_over, Match.decline_note != "").values(decline_note="")
    reasons = (
        sa.update(StatusChange)
        .where(
            StatusChange.match_id.in_(over),
            (StatusChange.reason != "") | (StatusChange.kind != ChangeKind.STATE),
        )
        .values(FORGOTTEN)
    )
    topics = (
        sa.update(MentoringSession)
        .where(
            MentoringSession.match_id.in_(over),
            (MentoringSession.topics != "") | (MentoringSession.place != ""),
        )
        .values(topics="", place="")
    )
    said = ("takeaway", "thanks", "private_line")
    words = (
        sa.update(Closing)
        .where(Closing.match_id.in_(over), sa.or_(*(getattr(Closing, name) != "" for name in said)))
        .values(dict.fromkeys(said, ""))
    )
    goals = (
        sa.update(Goal)
        .where(Goal.match_id.in_(over), (Goal.sign != "") | (Goal.outcome != ""))
        .values(sign="", outcome="")
    )
    written = [
        sa.delete(each).where(each.match_id.in_(over))
        for each in (SharedNote, Agenda, PrivateNote, Action)
    ]
    pulses = sa.update(Pulse).where(Pulse.match_id.in_(over)).values(NOBODYS)
    is_known = (Concern.kind == ConcernKind.ANOTHER) & (
        Concern.raised_at > clock.now() - AGAIN_WITHIN
    )
    asked = sa.delete(Concern).where(Concern.match_id.in_(over), ~is_known)
    everything = (notes, reasons, topics, words, goals, pulses, asked, *written)
    return sum(_count(session, each) for each in everything)


def empty_profiles(session: Session, keep: Retention, _key: str) -> int:
    """Empty what members typed who have no part in the programme any more."""
    has_part = sa.exists().where(
        Participation.member_id == Profile.member_id,
        Participation.is_mentee | Participation.is_mentor | Participation.is_networker,
    )
    has_match = sa.exists().where(
        sa.or_(Match.mentee_id == Profile.member_id, Match.mentor_id == Profile.member_id),
        Match.status.in_(LIVE_MATCH),
    )
    runs_it = sa.exists().where(Coordinator.member_id == Profile.member_id)
    return _count(
        session,
        sa.update(Profile)
        .where(
            Profile.updated_at < _before(keep.texts_days),
            (Profile.about != "") | (Profile.goals != "") | (Profile.help_with != ""),
            ~has_part,
            ~has_match,
            ~runs_it,
        )
        .values(about="", goals="", help_with=""),
    )


def pseudonymise_log(session: Session, keep: Retention, secret_key: str) -> int:
    """Put codes in the place of names in the log of changes, and drop what was typed there."""
    is_old = StatusChange.changed_at < _before(keep.audit_days)
    named = sa.select(StatusChange.actor_id).where(is_old, StatusChange.actor_id.is_not(None))
    actors = [actor for actor in session.scalars(named.distinct()) if actor is not None]
    changed = 0
    for some in _in_portions(actors):
        codes = {actor: code_of(actor, secret_key) for actor in some}
        coded = sa.update(StatusChange).where(is_old, StatusChange.actor_id.in_(some))
        changed += _count(
            session,
            coded.values(
                actor_id=None,
                actor_code=sa.case(codes, value=StatusChange.actor_id),
                mentee_id=None,
                mentor_id=None,
                reason="",
            ),
        )
    decisions = (
        sa.update(PairDecision)
        .where(
            PairDecision.decided_at < _before(keep.audit_days),
            PairDecision.decided_by_id.is_not(None) | (PairDecision.reason != ""),
        )
        .values(decided_by_id=None, reason="")
    )
    return changed + _count(session, decisions)


def pseudonymise_looks(session: Session, keep: Retention, secret_key: str) -> int:
    """Put codes in the place of names in the log of looks at profiles."""
    is_old = ProfileLook.looked_at < _before(keep.audit_days)
    return _put_codes(
        session,
        is_old,
        {
            ProfileLook.member_id: ProfileLook.member_code,
            ProfileLook.viewer_id: ProfileLook.viewer_code,
        },
        secret_key,
    )


def pseudonymise_access(session: Session, keep: Retention, secret_key: str) -> int:
    """Put codes in the place of members in the access log."""
    is_old = AccessEntry.happened_at < _before(keep.audit_days)
    return _put_codes(
        session,
        is_old,
        {
            AccessEntry.member_id: AccessEntry.member_code,
            AccessEntry.about_id: AccessEntry.about_code,
        },
        secret_key,
    )


def _put_codes(
    session: Session,
    is_old: sa.ColumnElement[bool],
    codes: Mapping[InstrumentedAttribute[int | None], InstrumentedAttribute[str]],
    secret_key: str,
) -> int:
    """Put a code in the place of each member in old rows of a table; return how many rows."""
    table = next(iter(codes)).class_
    has_names = sa.or_(*(member.is_not(None) for member in codes))
    rows = session.execute(sa.select(table.id, *codes, *codes.values()).where(is_old, has_names))
    written = [
        {"id": row[0]}
        | {member.key: None for member in codes}
        | {
            code.key: getattr(row, code.key) or code_of(getattr(row, member.key), secret_key)
            for member, code in codes.items()
        }
        for row in rows
    ]
    for some in _in_portions(written):
        session.execute(sa.update(table), some)
    session.expire_all()
    return len(written)


def delete_old_grants(session: Session, keep: Retention, _key: str) -> int:
    """Delete old entries of who was let run the programme, or was no longer."""
    before = _before(keep.audit_days)
    return _count(
        session, sa.delete(CoordinatorChange).where(CoordinatorChange.changed_at < before)
    )


def delete_old_tasks(session: Session, keep: Retention, _key: str) -> int:
    """Delete old entries of what coordinators had a worker do; the log says what came of it."""
    return _count(session, sa.delete(Task).where(Task.ended_at < _before(keep.audit_days)))


def delete_sign_ins(session: Session, keep: Retention, _key: str) -> int:
    """Delete links that were used or expired, sessions that are over, browsers after a year."""
    before = _before(keep.sign_ins_days)
    links = sa.delete(SignInLink).where(
        (SignInLink.used_at < before) | (SignInLink.expires_at < before)
    )
    sessions = sa.delete(SignInSession).where(
        (SignInSession.ended_at < before) | (SignInSession.expires_at < before)
    )
    tokens = sa.delete(OneUseToken).where(OneUseToken.expires_at < before)
    browsers = sa.delete(AnsweringBrowser).where(AnsweringBrowser.expires_at < clock.now())
    return sum(_count(session, each) for each in (links, sessions, tokens, browsers))


def delete_old_changes_of_address(session: Session, keep: Retention, _key: str) -> int:
    """Delete what was noted of old changes of address; the addresses stay the member's."""
    asked_in_vain = AddressChange.done_at.is_(None) & (
        AddressChange.asked_at < _before(keep.sign_ins_days + STOP_WITHIN.days)
    )
    is_old = AddressChange.asked_at < _before(keep.audit_days)
    return _count(session, sa.delete(AddressChange).where(asked_in_vain | is_old))


def forget_addresses(session: Session, _keep: Retention, _key: str) -> int:
    """Delete addresses of people who are not here and whom nobody names any more."""
    return forget_unnamed(session)


STEPS: Final[dict[str, Step]] = {
    "texts of mails emptied": empty_mails,
    "mails deleted": delete_mails,
    "texts about matches emptied": empty_matches,
    "profiles of people without a part emptied": empty_profiles,
    "entries of the log pseudonymised": pseudonymise_log,
    "looks at profiles pseudonymised": pseudonymise_looks,
    "entries of the access log pseudonymised": pseudonymise_access,
    "changes of coordinators deleted": delete_old_grants,
    "tasks deleted": delete_old_tasks,
    "sign-ins deleted": delete_sign_ins,
    "changes of address deleted": delete_old_changes_of_address,
    "addresses that nobody names deleted": forget_addresses,
}


def code_of(member_id: int | None, secret_key: str) -> str:
    """Return the code that stands for a member in an old log: always the same, leading nowhere."""
    if member_id is None:
        return ""
    message = f"log member {member_id}".encode()
    return hmac.new(secret_key.encode(), message, hashlib.sha256).hexdigest()[:_CODE_LETTERS]


def _settled_at() -> sa.ColumnElement[datetime]:
    """When a mail was sent, or, of one that never was, when its last attempt was due."""
    return sa.func.coalesce(OutboxMail.sent_at, OutboxMail.next_attempt_at)


def _before(days: int) -> datetime:
    return clock.now() - timedelta(days=days)


def _in_portions(items: Sequence[Any]) -> Iterator[Sequence[Any]]:
    for start in range(0, len(items), _AT_ONCE):
        yield items[start : start + _AT_ONCE]


def _count(session: Session, statement: sa.UpdateBase) -> int:
    options = {"synchronize_session": False}
    return changed_rows(session.execute(statement, execution_options=options))
