"""Making one person of two members: everything that hangs on one goes over to the other.

1. Who holds live matches, or runs the programme, decides what is possible (`why_not`).
2. Addresses go over, and with them all that others said of either: wishes, bans, lines.
3. What both have once is made one: profile, part in each programme.
4. Rows of history go over. Where one would stand there twice (both in one round), it stays with the
   entry that is left behind, which says who it turned out to be; history reads it as theirs.
5. The entry that is left behind has no name and no address: nobody can sign in by it.
"""

from typing import Any, Final, Literal, TypeAlias, TypeVar

import sqlalchemy as sa
from sqlalchemy.orm import InstrumentedAttribute, Session, aliased

from matchmaker import clock
from matchmaker.addresses import placeholder
from matchmaker.messages import gettext as _
from matchmaker.models import (
    LIVE_MATCH,
    AccessEntry,
    AccessKind,
    Action,
    Address,
    AddressChange,
    Agenda,
    CertificationRecord,
    Closing,
    CoffeeGroupMember,
    Concern,
    Coordinator,
    CoordinatorChange,
    DevelopmentEntry,
    Exclusion,
    Goal,
    LevelChange,
    LibraryMark,
    MailRefusal,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    NetworkerLeftOut,
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
    Round,
    RoundStatus,
    SharedNote,
    SignInIdentity,
    SignInSession,
    StatusChange,
    Task,
    ToldApart,
    UnmatchedMentee,
)
from matchmaker.services.access.log import note_access
from matchmaker.services.accounts.address_changes import (
    move_mails,
    note_merge,
    tell_of_merge,
    void_links_to,
)
from matchmaker.services.accounts.answering_browsers import forget_browsers_of
from matchmaker.services.programme.programmes import (
    dismiss_coordinator,
    lock_places,
    participation_of,
    programmes_of,
)

ProfileOf: TypeAlias = Literal["kept", "other"]

SIMPLY_MOVED: Final[tuple[InstrumentedAttribute[Any], ...]] = (
    Address.member_id,
    AddressChange.member_id,
    AddressChange.actor_id,
    AccessEntry.member_id,
    AccessEntry.about_id,
    CoordinatorChange.member_id,
    CoordinatorChange.actor_id,
    Exclusion.created_by_id,
    OutboxMail.member_id,
    PairDecision.decided_by_id,
    PendingGrant.asked_by_id,
    ProfileLook.member_id,
    ProfileLook.viewer_id,
    StatusChange.actor_id,
    StatusChange.mentee_id,
    StatusChange.mentor_id,
    Task.asked_by_id,
    ProposedTerms.proposed_by_id,
    Goal.suggested_by_id,
    SharedNote.saved_by_id,
    Agenda.saved_by_id,
    Action.owner_id,
    Pulse.member_id,
    Concern.member_id,
    Concern.settled_by_id,
    LevelChange.member_id,
    RoadStep.member_id,
    MentoringSession.proposed_by_id,
    MentoringSession.noted_by_id,
    ToldApart.decided_by_id,
    Member.merged_into_id,
)
"""Columns in which one member's id takes the place of the other's, whatever else is there."""
OTHERWISE: Final = {
    "certification_records.member_id": "goes over, but for those that are there already",
    "development_entries.member_id": "goes over, but for what would be there twice",
    "profiles.member_id": "the chosen one is kept; what it leaves blank is taken from the other",
    "participations.member_id": "made one in each programme",
    "coordinators.member_id": "goes with the entry: `why_not` sees that nobody loses it",
    "pending_grants.member_id": "ends: nobody comes to run the programme by this",
    "library_marks.member_id": "goes over, but for those that are there already",
    "mail_refusals.member_id": "goes over, but for those that are there already",
    "exclusions.member_id": "goes over, but for those that are there already",
    "matches.mentee_id": "goes over, but for proposals and what would be there twice",
    "matches.mentor_id": "the same",
    "pair_decisions.mentee_id": "stays: it is about a round's frozen input",
    "pair_decisions.mentor_id": "stays, too",
    "unmatched_mentees.mentee_id": "goes over, but for what would be there twice",
    "coffee_group_members.member_id": "goes over, but for what would be there twice",
    "closings.member_id": "goes over with the match",
    "prompts.member_id": "goes over with the match",
    "private_notes.member_id": "goes over with the match",
    "networkers_left_out.member_id": "goes over, but for what would be there twice",
    "sign_in_identities.member_id": "goes over, but not to a coordinator",
    "sign_in_sessions.member_id": "end",
    "answering_browsers.member_id": "end, too",
    "told_apart.member_id": "ends: it was about an entry that is no more",
    "told_apart.other_id": "ends, too",
}
"""What becomes of every other column that names a member."""


Own = TypeVar("Own", CertificationRecord, DevelopmentEntry)


class MergeRefused(Exception):
    """The two stay two; the message is a sentence that says why."""


def why_not(session: Session, kept: Member, other: Member) -> str:
    """Return in a sentence why two members cannot be made one now; empty where they can."""
    if kept.id == other.id:
        return _("That is the same entry. Choose another one.")
    if any(each.left_at is not None for each in (kept, other)):
        return _("One of the two has left the programme.")
    names = {"kept": kept.greeting_name, "other": other.greeting_name}
    live, both = Match.status.in_(LIVE_MATCH), Match.with_member(other) & Match.with_member(kept)
    if session.scalar(sa.select(Match.id).where(live, both).limit(1)):
        return _("The two are matched with each other at present. End that match first.")
    has_live = [
        session.scalar(sa.select(Match.id).where(live, Match.with_member(each)).limit(1))
        for each in (kept, other)
    ]
    if all(has_live):
        return _("Both have matches at present. End those of one of them first.")
    runs = [
        set(session.scalars(sa.select(Coordinator.programme_id).filter_by(member_id=each.id)))
        for each in (other, kept)
    ]
    if runs[0] - runs[1]:
        return _(
            "%(other)s runs the programme. Keep that entry, or take the permission back first.",
            **names,
        )
    return ""


def merge_members(
    session: Session,
    kept: Member,
    other: Member,
    actor: Member,
    secret_key: str,
    profile_of: ProfileOf = "kept",
) -> None:
    """Make one person of two members: `kept` stays. Raises `MergeRefused`."""
    programmes = {each.id: each for one in (kept, other) for each in programmes_of(session, one)}
    for programme_id in sorted(programmes):
        lock_places(session, programme_id)
    for member in (kept, other):
        session.refresh(member)
    if reason := why_not(session, kept, other):
        raise MergeRefused(reason)
    old_address, is_coordinator = other.email, _runs_a_programme(session, kept)
    change = note_merge(session, kept, old_address, actor, secret_key)
    for programme in programmes.values():
        dismiss_coordinator(session, programme, other)
        _merge_parts(
            participation_of(session, programme, kept), participation_of(session, programme, other)
        )
    session.flush()
    void_links_to(session, old_address)
    move_mails(session, other.id, kept, old_address)
    _end_sign_ins(session, kept, other, moves_identities=not is_coordinator)
    # Its address must be free before it is anything but the other's.
    other.email = placeholder(f"merged-{other.id}")
    session.flush()
    for column in SIMPLY_MOVED:
        session.execute(
            sa.update(column.class_).where(column == other.id).values({column: kept.id})
        )
    session.execute(sa.delete(PendingGrant).filter_by(member_id=other.id))
    _move_refusals(session, kept, other)
    _move_marks(session, kept, other)
    _move_exclusions(session, kept, other)
    _move_history(session, kept, other)
    _merge_profiles(session, kept, other, profile_of)
    session.execute(
        sa.delete(ToldApart).where(
            (ToldApart.member_id == other.id) | (ToldApart.other_id == other.id)
        )
    )
    other.forget_refusal()
    other.merged_into_id = kept.id
    other.name = ""
    other.left_at = clock.now()
    session.flush()
    session.expire_all()
    note_access(session, AccessKind.MERGED, actor.id, about_id=kept.id)
    tell_of_merge(session, programmes[min(programmes)], change)


def _runs_a_programme(session: Session, member: Member) -> bool:
    query = sa.select(Coordinator.id).filter_by(member_id=member.id).limit(1)
    return session.scalar(query) is not None


def _merge_parts(kept: Participation, other: Participation) -> None:
    """Make one part of two: every role, the longer wait, the earlier day."""
    was_mentor = kept.is_mentor
    for role in ("is_mentee", "is_mentor", "is_networker", "has_first_priority"):
        setattr(kept, role, getattr(kept, role) or getattr(other, role))
    if other.is_mentor:
        kept.capacity = max(kept.capacity, other.capacity) if was_mentor else other.capacity
    kept.joined_at = min(kept.joined_at, other.joined_at)
    kept.rounds_waited = max(kept.rounds_waited, other.rounds_waited)
    kept.paused_until = kept.paused_until or other.paused_until
    kept.skipped_chat_month = kept.skipped_chat_month or other.skipped_chat_month
    # Whoever answers by one of their entries is not silent.
    for counted in ("expired_offers", "unanswered_chats"):
        setattr(kept, counted, min(getattr(kept, counted), getattr(other, counted)))
    for read_at in ("mentors_briefing_read_at", "mentees_briefing_read_at"):
        setattr(kept, read_at, getattr(kept, read_at) or getattr(other, read_at))
    for since in ("silent_since", "chats_paused_since"):
        setattr(kept, since, getattr(kept, since) and getattr(other, since))
    other.is_mentee = other.is_mentor = other.is_networker = False
    other.has_first_priority = False
    other.rounds_waited = other.expired_offers = other.unanswered_chats = 0


def _end_sign_ins(session: Session, kept: Member, other: Member, *, moves_identities: bool) -> None:
    session.execute(sa.delete(SignInSession).filter_by(member_id=other.id))
    forget_browsers_of(session, other)
    theirs = set(session.scalars(sa.select(SignInIdentity.issuer).filter_by(member_id=kept.id)))
    for identity in session.scalars(sa.select(SignInIdentity).filter_by(member_id=other.id)).all():
        if moves_identities and identity.issuer not in theirs:
            identity.member = kept
        else:
            session.delete(identity)
    session.flush()


def _move_refusals(session: Session, kept: Member, other: Member) -> None:
    """Let stay refused what one of them has refused."""
    there = aliased(MailRefusal)
    is_there = sa.exists().where(
        there.member_id == kept.id,
        there.programme_id == MailRefusal.programme_id,
        there.what == MailRefusal.what,
    )
    session.execute(
        sa.update(MailRefusal)
        .where(MailRefusal.member_id == other.id, ~is_there)
        .values(member_id=kept.id)
        .execution_options(synchronize_session=False)
    )
    session.execute(sa.delete(MailRefusal).filter_by(member_id=other.id))


def _move_marks(session: Session, kept: Member, other: Member) -> None:
    """Let what they said of the library be the kept one's, where they said nothing themself."""
    there = sa.select(LibraryMark.item).filter_by(member_id=kept.id).scalar_subquery()
    session.execute(
        sa.update(LibraryMark)
        .where(LibraryMark.member_id == other.id, LibraryMark.item.not_in(there))
        .values(member_id=kept.id)
        .execution_options(synchronize_session=False)
    )
    session.execute(sa.delete(LibraryMark).filter_by(member_id=other.id))


def _move_exclusions(session: Session, kept: Member, other: Member) -> None:
    """Let wishes be the kept one's; none is about themself, none is there twice."""
    own = set(session.scalars(sa.select(Address.id).filter_by(member_id=kept.id)))
    both = sa.select(Exclusion).where(Exclusion.member_id.in_((kept.id, other.id)))
    there = set()
    for row in session.scalars(both.order_by(Exclusion.member_id != kept.id, Exclusion.id)).all():
        key = (row.programme_id, row.other_address_id, row.source)
        if row.other_address_id in own or key in there:
            session.delete(row)
            continue
        there.add(key)
        if row.member_id != kept.id:
            row.member_id = kept.id
    session.flush()


def _move_history(session: Session, kept: Member, other: Member) -> None:
    for match in session.scalars(
        sa.select(Match).where(Match.with_member(other), Match.status != MatchStatus.PROPOSED)
    ).all():
        if {match.mentee_id, match.mentor_id} == {kept.id, other.id}:
            session.delete(match)
            session.flush()
            continue
        side = "mentee_id" if match.mentee_id == other.id else "mentor_id"
        pair = {"mentee_id": match.mentee_id, "mentor_id": match.mentor_id, side: kept.id}
        twice = sa.select(Match.id).filter_by(round_id=match.round_id, **pair)
        if session.scalar(twice) is None:
            setattr(match, side, kept.id)
            session.flush()
            for said in (Closing.member_id, Prompt.member_id, PrivateNote.member_id):
                session.execute(
                    sa.update(said.class_)
                    .where(said == other.id, said.class_.match_id == match.id)
                    .values({said: kept.id})
                )
    session.flush()
    settled = sa.select(Round.id).where(
        Round.status.in_((RoundStatus.PUBLISHED, RoundStatus.CLOSED))
    )
    _move_where_absent(session, UnmatchedMentee.mentee_id, kept, other, settled)
    _move_where_absent(session, CoffeeGroupMember.member_id, kept, other)
    _move_where_absent(session, NetworkerLeftOut.member_id, kept, other)
    _move_certifications(session, kept, other)


def _move_certifications(session: Session, kept: Member, other: Member) -> None:
    """Let dates and entries go over; of what both wrote down, the kept one's stays."""
    dates = {row.certification for row in session.scalars(_own(CertificationRecord, kept))}
    for record in session.scalars(_own(CertificationRecord, other)).all():
        if record.certification in dates:
            session.delete(record)
        else:
            record.member_id = kept.id
    told = {row.session_id for row in session.scalars(_own(DevelopmentEntry, kept))} - {None}
    for entry in session.scalars(_own(DevelopmentEntry, other)).all():
        if entry.session_id in told:
            session.delete(entry)
        else:
            entry.member_id = kept.id
    session.flush()


def _own(model: type[Own], member: Member) -> sa.Select[Own]:
    return sa.select(model).filter_by(member_id=member.id)


def _move_where_absent(
    session: Session,
    column: InstrumentedAttribute[Any],
    kept: Member,
    other: Member,
    rounds: sa.Select[Any] | None = None,
) -> None:
    """Move rows of rounds in which the kept one has none."""
    model: Any = column.class_
    taken = sa.select(model.round_id).where(column == kept.id).scalar_subquery()
    conditions = [column == other.id, model.round_id.not_in(taken)]
    if rounds is not None:
        conditions.append(model.round_id.in_(rounds))
    session.execute(
        sa.update(model)
        .where(*conditions)
        .values({column: kept.id})
        .execution_options(synchronize_session=False)
    )


def _merge_profiles(session: Session, kept: Member, other: Member, profile_of: ProfileOf) -> None:
    first, second = kept.profile, other.profile
    chosen, rest = (first, second) if profile_of == "kept" else (second, first)
    own = set(session.scalars(sa.select(Address.id).filter_by(member_id=kept.id)))
    stated = {}
    for name in _stated_columns():
        values = [getattr(each, name) for each in (chosen, rest)]
        if name == "manager_address_id":
            values = [value for value in values if value not in own] or [None]
        stated[name] = next((value for value in values if value), values[0])
    names = [kept.name, other.name] if profile_of == "kept" else [other.name, kept.name]
    kept.name = names[0] or names[1]
    skills, certifications = (
        _by_code(chosen, rest, "skills", "skill"),
        _by_code(chosen, rest, "certifications", "certification"),
    )
    for each in (first, second):
        each.skills.clear()
        each.certifications.clear()
    session.flush()
    for name, value in stated.items():
        setattr(first, name, value)
        setattr(second, name, None if name == "manager_address_id" else type(value)())
    first.skills.extend(skills)
    first.certifications.extend(certifications)
    days = [each.completed_at for each in (first, second) if each.completed_at]
    first.completed_at = min(days, default=None)
    second.completed_at = None
    first.updated_at = clock.now()
    session.flush()


def _stated_columns() -> list[str]:
    others = {"member_id", "updated_at", "completed_at"}
    return [each.key for each in sa.inspect(Profile).columns if each.key not in others]


def _by_code(chosen: Profile, rest: Profile, rows: str, code: str) -> list[Any]:
    """Return copies of the chosen profile's rows, and of the other's that it has none for."""
    found = {getattr(row, code): row for each in (rest, chosen) for row in getattr(each, rows)}
    return [
        type(row)(
            **{
                column.key: getattr(row, column.key)
                for column in sa.inspect(type(row)).columns
                if column.key != "member_id"
            }
        )
        for row in found.values()
    ]
