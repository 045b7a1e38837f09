"""Everything that the database holds about one member, in words, for that member.

Private texts of other people (why somebody declined, whom somebody would rather not meet, why a
coordinator decided as they did) are theirs and are not in it.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import (
    format_day,
    format_list,
    language_name,
    lazy_gettext,
)
from matchmaker.messages import gettext as _
from matchmaker.models import (
    ChangeSource,
    Coordinator,
    Member,
    OutboxMail,
    PairDecision,
    ProfileLook,
    Programme,
    Round,
    SignInIdentity,
    SignInLink,
    SignInSession,
    Task,
    TaskKind,
)
from matchmaker.services.access.log import access_words, entries_of
from matchmaker.services.accounts.address_changes import changes_of
from matchmaker.services.accounts.answering_browsers import browsers_of
from matchmaker.services.addresses.known import addresses_of
from matchmaker.services.outbox.problems import KIND_NAMES
from matchmaker.services.outbox.refusable_words import WORDS
from matchmaker.services.outbox.refusing import wanted_mails
from matchmaker.services.privacy.moments import said
from matchmaker.services.privacy.own_development import own_certifications, own_development
from matchmaker.services.privacy.own_history import own_chats, own_matches, own_rounds
from matchmaker.services.privacy.own_levels import own_levels
from matchmaker.services.privacy.own_library import own_library
from matchmaker.services.privacy.own_road import own_road
from matchmaker.services.profiles.labels import PROFILE_LABELS
from matchmaker.services.profiles.storing import profile_of
from matchmaker.services.profiles.unreadable import (
    UnreadableValue,
    name_unreadable,
    unreadable_values,
)
from matchmaker.services.profiles.values import PLAIN_FIELDS, Kind, ProfileValues
from matchmaker.services.programme.programmes import participation_of, programmes_of
from matchmaker.services.wording.codes import as_words
from matchmaker.services.wording.reasons import level_name, term_name
from matchmaker.taxonomy import load_taxonomy

IMPORTANCE: Final = {
    1: lazy_gettext("nice to have"),
    2: lazy_gettext("matters"),
    3: lazy_gettext("matters most"),
}

ADDRESS_SOURCES: Final = {
    ChangeSource.MEMBER: lazy_gettext("yourself"),
    ChangeSource.COORDINATOR: lazy_gettext("a coordinator"),
    ChangeSource.ORGANISATION: lazy_gettext("your organisation’s sign-in"),
    ChangeSource.MERGE: lazy_gettext("a coordinator, who made two entries one"),
    ChangeSource.FILE: lazy_gettext("a list of people"),
}

TASK_NAMES: Final = {
    TaskKind.PUBLISH_ROUND: lazy_gettext("Publish a round"),
    TaskKind.SOLVE_ROUND: lazy_gettext("Solve a round again"),
    TaskKind.COMPARE_ROUND: lazy_gettext("Compare the ways to match a round"),
}

_KINDS: Final = {each.name: each for each in PLAIN_FIELDS}


def own_data(session: Session, member: Member) -> dict[str, Any]:
    """Return what is held about a member: keys and values are words that a person can read."""
    programmes = programmes_of(session, member)
    told = {each: profile_of(session, each, member) for each in programmes}
    values = next(iter(told.values()))
    return {
        _("About this file"): {
            _("Programme"): format_list((each.name for each in programmes), "listing"),
            _("Made at"): said(clock.now()),
            _("What it is"): _("Everything that the programme's database holds about you."),
        },
        _("Account"): {
            _("Name"): member.name,
            _("E-mail"): member.email,
            _("Earlier addresses"): [
                each for each in addresses_of(session, member) if each != member.email
            ],
            _("Changes of address"): _address_changes(session, member),
            _("Mail to this address is refused since"): said(member.address_refused_at),
            _("What the mail server said"): member.address_refusal,
            _("Language"): language_name(member.language),
            _("Member since"): said(member.created_at),
            _("Coordinator since"): said(_granted_at(session, member)),
            _("Your organisation last said that you are a coordinator"): said(
                _told_at(session, member)
            ),
            _("Signs in through"): _identities(session, member),
        },
        _("Profile"): _profile(
            member,
            values,
            sorted(
                {each for found in told for each in unreadable_values(session, found, [member.id])}
            ),
        ),
        _("Taking part"): _by_programme(
            {each: _taking_part(session, each, member, told[each]) for each in told}
        ),
        _("People you would rather not be paired with"): _by_programme(
            {each: list(told[each].wishes) for each in told}
        ),
        _("Matches"): own_matches(session, member),
        _("How your levels changed"): own_levels(session, member),
        _("Library"): own_library(session, member),
        _("Your road"): own_road(session, member),
        _("Dates of your certifications"): own_certifications(session, member),
        _("Your development record"): own_development(session, member),
        _("Rounds"): own_rounds(session, member),
        _("Coffee chats"): own_chats(session, member),
        _("Decisions of coordinators about pairs with you"): _decisions(session, member),
        _("Who looked at your profile"): [
            {_("Who"): look.viewer or _("A coordinator"), _("When"): said(look.looked_at)}
            for look in looks_at(session, member)
        ],
        _("Mails to you"): _mails(session, member),
        _("Sign-ins"): _sign_ins(session, member),
        _("What was noted of your visits"): _visits(session, member),
        _("What you had the worker do"): _tasks(session, member),
    }


@dataclass(frozen=True, slots=True)
class Look:
    """A look at a profile; `viewer` is empty where a coordinator is not known any more."""

    viewer: str
    looked_at: datetime


def looks_at(session: Session, member: Member) -> list[Look]:
    """Return which coordinators looked at a member's profile and when, the latest first."""
    query = (
        sa.select(ProfileLook)
        .filter_by(member_id=member.id)
        .order_by(ProfileLook.looked_at.desc(), ProfileLook.id.desc())
    )
    return [
        Look(look.viewer.greeting_name if look.viewer else "", look.looked_at)
        for look in session.scalars(query)
    ]


def _profile(
    member: Member, values: ProfileValues, unreadable: Iterable[UnreadableValue]
) -> dict[str, Any]:
    return {
        **{str(label): _in_words(name, values) for name, label in PROFILE_LABELS.items()},
        _("Stored, but not readable"): [name_unreadable(each) for each in unreadable],
        _("Last changed"): said(member.profile.updated_at),
        _("First complete"): said(member.profile.completed_at),
    }


def _in_words(name: str, values: ProfileValues) -> Any:
    """Return what a field of the profile holds, with names in the place of codes."""
    if name == "skills":
        return _skills(values)
    if name == "certifications":
        return _certifications(values)
    stated = getattr(values, name)
    of = _KINDS.get(name)
    if of is None or of.kind in {Kind.LINE, Kind.PARAGRAPHS}:
        return stated
    terms = getattr(load_taxonomy(), of.part)
    if of.kind == Kind.CODE:
        return terms[stated].name if stated in terms else ""
    return [term_name(terms, code) for code in stated]


def _skills(values: ProfileValues) -> list[dict[str, str]]:
    return [
        {
            _("Skill"): term_name(load_taxonomy().skills, code),
            _("Level"): level_name(skill.level),
            _("Target level"): level_name(skill.target_level),
            _("Importance"): str(IMPORTANCE.get(skill.importance, "")),
        }
        for code, skill in sorted(values.skills.items())
    ]


def _certifications(values: ProfileValues) -> dict[str, str]:
    return {
        term_name(load_taxonomy().certifications, code): as_words(state.value)
        for code, state in sorted(values.certifications.items())
    }


def _by_programme(found: dict[Programme, Any]) -> Any:
    """Return what there is of the only programme; of several, each under its name."""
    if len(found) == 1:
        return next(iter(found.values()))
    return {programme.name: each for programme, each in found.items()}


def _taking_part(
    session: Session, programme: Programme, member: Member, values: ProfileValues
) -> dict[str, Any]:
    part = participation_of(session, programme, member)
    return {
        _("Looks for a mentor"): _yes(values.is_mentee),
        _("Can mentor"): _yes(values.is_mentor),
        _("Coffee chats"): _yes(values.is_networker),
        _("Places for mentees"): values.capacity,
        _("Away until"): format_day(part.paused_until) if part.paused_until else "",
        _("Paused as a mentor after silence since"): said(part.silent_since),
        _("Requests in a row without an answer"): part.expired_offers,
        _("Rounds waited"): part.rounds_waited,
        _("First priority in the next round"): _yes(part.has_first_priority),
        _("Coffee month left out"): part.skipped_chat_month or "",
        _("Coffee chats in a row without an answer"): part.unanswered_chats,
        _("Coffee chats paused since"): said(part.chats_paused_since),
        _("Briefing for mentors read"): said(part.mentors_briefing_read_at),
        _("Briefing for mentees read"): said(part.mentees_briefing_read_at),
        **{
            str(WORDS[what].held): _yes(not is_wanted)
            for what, is_wanted in wanted_mails(session, programme, member).items()
        },
    }


def _decisions(session: Session, member: Member) -> list[dict[str, str]]:
    """Return them without reasons, and of published rounds only: before, nobody is told."""
    query = (
        sa.select(PairDecision)
        .join(Round, Round.id == PairDecision.round_id)
        .where(
            sa.or_(PairDecision.mentee_id == member.id, PairDecision.mentor_id == member.id),
            Round.published_at.is_not(None),
        )
        .order_by(PairDecision.id)
    )
    return [
        {
            _("Round"): decision.round.month,
            _("Decision"): _("Keep a pair") if decision.kind == "lock" else _("Never make a pair"),
            _("When"): said(decision.decided_at),
        }
        for decision in session.scalars(query)
    ]


def _mails(session: Session, member: Member) -> list[dict[str, str]]:
    query = (
        sa.select(OutboxMail)
        .where(
            sa.or_(
                OutboxMail.member_id == member.id,
                OutboxMail.recipient.in_(addresses_of(session, member)),
            )
        )
        .order_by(OutboxMail.id)
    )
    return [
        {
            _("Mail"): str(KIND_NAMES[mail.kind]),
            _("To"): mail.recipient,
            _("State"): as_words(mail.status.value),
            _("Owed since"): said(mail.created_at),
            _("Sent"): said(mail.sent_at),
        }
        for mail in session.scalars(query)
    ]


def _sign_ins(session: Session, member: Member) -> dict[str, Any]:
    theirs = SignInLink.email.in_(addresses_of(session, member))
    links = sa.select(SignInLink).where(theirs).order_by(SignInLink.id)
    sessions = sa.select(SignInSession).filter_by(member_id=member.id).order_by(SignInSession.id)
    return {
        _("Links"): [
            {
                _("Asked for"): said(link.created_at),
                _("Used"): said(link.used_at),
                _("Name given"): [asker.name for asker in link.askers if asker.name],
                _("Chosen"): [as_words(role) for asker in link.askers for role in asker.roles],
            }
            for link in session.scalars(links)
        ],
        _("Browsers that may answer from your mail"): [
            {
                _("Signed in there"): said(row.created_at),
                _("Answered from there"): said(row.used_at),
                _("Until"): said(row.expires_at),
            }
            for row in browsers_of(session, member)
        ],
        _("Sessions"): [
            {
                _("Opened"): said(row.created_at),
                _("Opened through"): _("your organisation’s sign-in")
                if row.provider_session
                else _("a mailed link"),
                _("Ended"): said(row.ended_at),
            }
            for row in session.scalars(sessions)
        ],
    }


def _visits(session: Session, member: Member) -> list[dict[str, str]]:
    return [
        {_("What"): access_words(entry.kind), _("When"): said(entry.happened_at)}
        for entry in entries_of(session, member.id)
    ]


def _tasks(session: Session, member: Member) -> list[dict[str, str]]:
    asked = sa.select(Task).filter_by(asked_by_id=member.id).order_by(Task.id)
    return [
        {
            _("What"): str(TASK_NAMES[task.kind]),
            _("When"): said(task.asked_at),
            _("Ended"): said(task.ended_at),
        }
        for task in session.scalars(asked)
    ]


def _granted_at(session: Session, member: Member) -> datetime | None:
    granted = sa.select(sa.func.min(Coordinator.granted_at))
    return session.scalar(granted.filter_by(member_id=member.id))


def _told_at(session: Session, member: Member) -> datetime | None:
    told = sa.select(sa.func.max(Coordinator.told_at))
    return session.scalar(told.filter_by(member_id=member.id))


def _identities(session: Session, member: Member) -> list[dict[str, str]]:
    rows = sa.select(SignInIdentity).filter_by(member_id=member.id).order_by(SignInIdentity.id)
    return [
        {
            _("Provider"): row.issuer,
            _("Known there as"): row.subject,
            _("Your address there"): row.told_address or "",
            _("Since"): said(row.bound_at),
        }
        for row in session.scalars(rows)
    ]


def _address_changes(session: Session, member: Member) -> list[dict[str, str]]:
    return [
        {
            _("From"): change.old_address,
            _("To"): change.new_address,
            _("Asked for"): said(change.asked_at),
            _("Changed"): said(change.done_at),
            _("Stopped"): said(change.stopped_at),
            _("Through"): str(ADDRESS_SOURCES[change.source]),
        }
        for change in changes_of(session, member)
    ]


def _yes(is_so: bool) -> str:
    return _("yes") if is_so else _("no")
