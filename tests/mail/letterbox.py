"""One owed mail of every kind, about the same invented people; used by the golden files."""

from collections.abc import Callable
from datetime import UTC, date, datetime, timedelta

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import (
    AddressChange,
    ChangeSource,
    DevelopmentKind,
    GoalsReached,
    MailKind,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    OfferedTime,
    OutboxMail,
    Round,
    RoundStatus,
    SessionStatus,
    SignInLink,
    SignInSession,
    UnmatchedMentee,
)
from matchmaker.services.accounts.address_changes import key_of_change
from matchmaker.services.accounts.confirming import code_key
from matchmaker.services.certifications.development import EntryValues, add_entry
from matchmaker.services.certifications.records import RecordValues, record_of, save_record
from matchmaker.services.mentorships.closing import LastWords, close_mentorship
from matchmaker.services.mentorships.terms import (
    Terms,
    agree_to_terms,
    open_proposal,
    propose_terms,
)
from tests.factories import (
    make_coffee_group,
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_round,
    owe_a_mail,
    part_of,
    the_programme,
)

INTRODUCED = {MatchStatus.INTRODUCED, MatchStatus.ACTIVE, MatchStatus.ENDED}
NOW = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)
"""A Thursday."""

REASONS = {
    "criteria": [
        {"criterion": "gap_coverage", "points": 42, "units": 4200, "most_units": 5000},
        {"criterion": "interests", "points": 10, "units": 1000, "most_units": 1500},
        {"criterion": "certifications", "points": 0, "units": 0, "most_units": 1000},
        {"criterion": "languages", "points": 3, "units": 333, "most_units": 500},
        {"criterion": "location", "points": 5, "units": 500, "most_units": 1000},
        {"criterion": "seniority", "points": 10, "units": 1000, "most_units": 1000},
    ],
    "gaps": [
        {
            "skill": "risk",
            "level": 1,
            "target": 4,
            "importance": 3,
            "mentor_level": 4,
            "reached": 4,
        },
        {
            "skill": "governance",
            "level": 2,
            "target": 3,
            "importance": 2,
            "mentor_level": 5,
            "reached": 3,
        },
    ],
    "interests": ["agile_pmo", "career_move"],
    "certifications": [],
    "languages": ["de", "en"],
    "location": None,
    "minutes_apart": 60,
    "mentee_step": 1,
    "target_step": 3,
    "mentor_step": 3,
    "alternatives": [],
}


def make_pair(session: Session) -> tuple[Member, Member]:
    """A mentee in Berlin and a mentor in Dublin."""
    mentee = make_mentee(
        session,
        "Zoë Ångström",
        needs={"risk": (1, 4), "governance": (2, 3), "finance": (0, 2), "benefits": (3, 3)},
        email="zoe@example.org",
        job_title="Project coordinator",
        department="Rail & Roads <North>",
        location="Berlin",
        time_zone="Europe/Berlin",
        target_role="specialist",
        goals="Run a portfolio board on my own.\nUnderstand risk well enough to say “no”.",
    )
    mentor = make_mentor(
        session,
        "Declan O'Brien",
        levels={"risk": 4, "governance": 5},
        email="declan@example.org",
        job_title="PMO manager",
        department="Transformation",
        location="Dublin",
        time_zone="Europe/Dublin",
    )
    return mentee, mentor


def make_pair_match(session: Session, status: MatchStatus, **fields: object) -> Match:
    """The pair's match in a state, offered on the first of the month."""
    mentee, mentor = make_pair(session)
    round_ = make_round(session)
    values = {
        "points": 70,
        "reasons": REASONS,
        "offered_at": datetime(2026, 11, 2, 8, tzinfo=UTC),
        "answer_by": datetime(2026, 11, 12, 8, tzinfo=UTC),
    }
    return make_match(session, round_, mentee, mentor, status, **(values | fields))


def owe(session: Session, kind: MailKind) -> OutboxMail:
    """Owe one mail of a kind, with a Message-ID that never changes."""
    row = LETTERBOX[kind](session)
    assert row is not None
    row.message_id = f"<{kind}-1@matchmaker.invalid>"
    session.flush()
    return row


def _about_match(
    kind: MailKind, status: MatchStatus, to_mentor: bool, **payload: object
) -> Callable[[Session], OutboxMail | None]:
    def owe_it(session: Session) -> OutboxMail | None:
        is_introduced = status in INTRODUCED
        times = (
            {
                "introduced_at": NOW,
                "meeting_at": datetime(2026, 11, 18, 13, tzinfo=UTC),
            }
            if is_introduced
            else {}
        )
        match = make_pair_match(session, status, **times)
        recipient = match.mentor if to_mentor else match.mentee
        facts = {"match_id": match.id} | payload
        return owe_a_mail(session, kind, f"match:{match.id}", recipient, facts)

    return owe_it


def _about_terms(kind: MailKind) -> Callable[[Session], OutboxMail | None]:
    def owe_it(session: Session) -> OutboxMail | None:
        match = make_pair_match(session, MatchStatus.ACTIVE, introduced_at=NOW)
        terms = Terms(date(2027, 4, 30), date(2027, 2, 1), every_weeks=2, minutes=45)
        propose_terms(session, match, match.mentee, terms)
        proposal = open_proposal(session, match)
        assert proposal is not None
        if kind == MailKind.TERMS_AGREED:
            agree_to_terms(session, match, match.mentor, proposal.id)
        session.execute(sa.delete(OutboxMail))
        recipient = match.mentee if kind == MailKind.TERMS_AGREED else match.mentor
        facts = {"match_id": match.id, "proposal_id": proposal.id}
        return owe_a_mail(session, kind, f"match:{match.id}:{proposal.id}", recipient, facts)

    return owe_it


def _about_session(
    kind: MailKind, to_mentor: bool, status: SessionStatus, invitations: int = 0
) -> Callable[[Session], OutboxMail | None]:
    def owe_it(session: Session) -> OutboxMail | None:
        match = make_pair_match(session, MatchStatus.ACTIVE, introduced_at=NOW)
        starts_at = datetime(2026, 11, 18, 13, tzinfo=UTC)
        if kind == MailKind.DID_YOU_MEET_PROMPT:
            starts_at = datetime(2026, 11, 4, 13, tzinfo=UTC)
        is_offered = status == SessionStatus.PROPOSED
        planned = MentoringSession(
            match_id=match.id,
            status=status,
            proposed_by_id=match.mentor_id,
            created_at=NOW,
            starts_at=None if is_offered else starts_at,
            minutes=45,
            place="https://meet.example.org/zoe",
            invitations=invitations,
            offered_times=[
                OfferedTime(starts_at=starts_at.replace(day=day))
                for day in ((18, 19, 23) if is_offered else ())
            ],
        )
        session.add(planned)
        session.flush()
        recipient = match.mentor if to_mentor else match.mentee
        facts = {
            "match_id": match.id,
            "session_id": planned.id,
            "sequence": invitations - 1,
            "actor_id": match.mentee_id if invitations > 1 else None,
        }
        return owe_a_mail(session, kind, f"match:{match.id}:{planned.id}", recipient, facts)

    return owe_it


def _about_pulse(
    kind: MailKind, to_mentor: bool, introduced_at: datetime
) -> Callable[[Session], OutboxMail | None]:
    def owe_it(session: Session) -> OutboxMail | None:
        match = make_pair_match(session, MatchStatus.ACTIVE, introduced_at=introduced_at)
        session.add(
            MentoringSession(
                match_id=match.id,
                status=SessionStatus.HELD,
                created_at=NOW,
                starts_at=introduced_at + timedelta(days=2),
                minutes=45,
            )
        )
        session.flush()
        recipient = match.mentor if to_mentor else match.mentee
        return owe_a_mail(session, kind, f"match:{match.id}:x", recipient, {"match_id": match.id})

    return owe_it


def _completed(session: Session) -> OutboxMail | None:
    match = make_pair_match(session, MatchStatus.ACTIVE, introduced_at=NOW)
    words = LastWords(GoalsReached.ALL, "To say no in time.", "Thank you for your patience.")
    close_mentorship(session, match, match.mentor, words)
    close_mentorship(session, match, match.mentee, LastWords(GoalsReached.SOME))
    session.execute(sa.delete(OutboxMail))
    facts = {"match_id": match.id}
    kind = MailKind.MENTORSHIP_COMPLETED
    return owe_a_mail(session, kind, f"match:{match.id}", match.mentee, facts)


def _sign_in_link(session: Session) -> OutboxMail | None:
    make_pair(session)
    link = SignInLink(
        programme_id=the_programme(session).id,
        email="zoe@example.org",
        nonce="a nonce",
        token_hash="its hash",
        created_at=NOW,
        expires_at=NOW.replace(hour=10, minute=0),
    )
    session.add(link)
    session.flush()
    key = f"sign_in_link:{link.id}"
    return owe_a_mail(
        session,
        MailKind.SIGN_IN_LINK,
        key,
        link.email,
        {"link_id": link.id},
        link.expires_at,
    )


def _confirmation_code(session: Session) -> OutboxMail | None:
    mentee, _ = make_pair(session)
    row = SignInSession(
        member_id=mentee.id,
        token_hash="its hash",
        created_at=NOW,
        expires_at=NOW.replace(month=12),
        code_nonce="a nonce",
        code_expires_at=NOW.replace(hour=9, minute=45),
    )
    session.add(row)
    session.flush()
    return owe_a_mail(
        session,
        MailKind.CONFIRMATION_CODE,
        code_key(row),
        mentee,
        {"session_id": row.id},
        row.code_expires_at,
    )


def _about_address(kind: MailKind, source: ChangeSource) -> Callable[[Session], OutboxMail | None]:
    def owe_it(session: Session) -> OutboxMail | None:
        mentee, _ = make_pair(session)
        change = AddressChange(
            member_id=mentee.id,
            old_address=mentee.email,
            new_address="zoe.new@example.org",
            source=source,
            nonce="a nonce",
            confirm_hash="its hash",
            stop_hash="another hash",
            asked_at=NOW,
        )
        session.add(change)
        session.flush()
        is_old = kind == MailKind.ADDRESS_STOP
        recipient = change.old_address if is_old else change.new_address
        return owe_a_mail(session, kind, key_of_change(change), recipient, {"change_id": change.id})

    return owe_it


def _welcome(session: Session) -> OutboxMail | None:
    mentee, _ = make_pair(session)
    part_of(session, mentee).is_networker = True
    return owe_a_mail(session, MailKind.WELCOME, f"member:{mentee.id}", mentee)


def _no_match(session: Session) -> OutboxMail | None:
    mentee, _ = make_pair(session)
    round_ = make_round(session)
    leave_over(
        session,
        round_,
        mentee,
        "all_taken",
        {
            "eligible": 3,
            "untaught_skills": ["finance"],
            "competition": {"mentees": 5, "mentors": 3, "places": 4, "waited_longer": 2},
        },
    )
    return owe_a_mail(
        session,
        MailKind.NO_MATCH,
        f"round:{round_.id}",
        mentee,
        {"round_id": round_.id},
    )


def leave_over(
    session: Session, round_: Round, mentee: Member, reason: str, facts: dict[str, object]
) -> None:
    """Note a mentee without a match."""
    session.add(
        UnmatchedMentee(round_id=round_.id, mentee_id=mentee.id, reason=reason, explanation=facts)
    )
    session.flush()


def _about_round(kind: MailKind, status: RoundStatus) -> Callable[[Session], OutboxMail | None]:
    def owe_it(session: Session) -> OutboxMail | None:
        match = make_pair_match(
            session,
            MatchStatus.PROPOSED if status == RoundStatus.SOLVED else MatchStatus.OFFERED,
        )
        match.round.status = status
        match.round.published_at = NOW if status == RoundStatus.PUBLISHED else None
        leave_over(session, match.round, make_mentee(session, "Mo Nobody"), "no_mentors", {})
        coordinator = make_coordinator(session)
        key = f"round:{match.round_id}"
        return owe_a_mail(session, kind, key, coordinator, {"round_id": match.round_id})

    return owe_it


def _about_coffee(kind: MailKind) -> Callable[[Session], OutboxMail | None]:
    def owe_it(session: Session) -> OutboxMail | None:
        first, second = make_pair(session)
        meeting_at = datetime(2026, 11, 12, 10, tzinfo=UTC)
        group = make_coffee_group(
            session, [first, second], shared_interests=["agile_pmo"], meeting_at=meeting_at
        )
        recipient = first if kind == MailKind.COFFEE_INTRODUCED else second
        return owe_a_mail(
            session,
            kind,
            f"coffee:{group.id}",
            recipient,
            {"group_id": group.id},
        )

    return owe_it


def _about_certification(session: Session) -> OutboxMail | None:
    _mentee, mentor = make_pair(session)
    expires_on = NOW.date() + timedelta(days=90)
    values = RecordValues(None, NOW.date() - timedelta(days=1006), expires_on, 180)
    save_record(session, mentor, "pmp", values)
    record = record_of(session, mentor, "pmp")
    assert record is not None
    for kind, minutes in (
        (DevelopmentKind.WAYS_OF_WORKING, 20 * 60),
        (DevelopmentKind.POWER_SKILLS, 450),
        (DevelopmentKind.GIVING_BACK, 30 * 60),
    ):
        add_entry(session, mentor, EntryValues(NOW.date(), minutes, kind, "A course"))
    facts = {"record_id": record.id, "expires_on": str(expires_on)}
    key = f"certification:{record.id}"
    return owe_a_mail(session, MailKind.CERTIFICATION_EXPIRES, key, mentor, facts)


LETTERBOX: dict[MailKind, Callable[[Session], OutboxMail | None]] = {
    MailKind.SIGN_IN_LINK: _sign_in_link,
    MailKind.CONFIRMATION_CODE: _confirmation_code,
    MailKind.ADDRESS_CONFIRM: _about_address(MailKind.ADDRESS_CONFIRM, ChangeSource.MEMBER),
    MailKind.ADDRESS_STOP: _about_address(MailKind.ADDRESS_STOP, ChangeSource.MEMBER),
    MailKind.ADDRESS_CHANGED: _about_address(MailKind.ADDRESS_CHANGED, ChangeSource.COORDINATOR),
    MailKind.WELCOME: _welcome,
    MailKind.OFFER: _about_match(MailKind.OFFER, MatchStatus.OFFERED, True),
    MailKind.OFFER_REMINDER: _about_match(MailKind.OFFER_REMINDER, MatchStatus.OFFERED, True),
    MailKind.OFFER_LAST_REMINDER: _about_match(
        MailKind.OFFER_LAST_REMINDER, MatchStatus.OFFERED, True
    ),
    MailKind.OFFER_EXPIRED: _about_match(
        MailKind.OFFER_EXPIRED, MatchStatus.EXPIRED, True, is_paused=True
    ),
    MailKind.OFFER_WITHDRAWN: _about_match(MailKind.OFFER_WITHDRAWN, MatchStatus.WITHDRAWN, True),
    MailKind.INTRODUCTION_MENTEE: _about_match(
        MailKind.INTRODUCTION_MENTEE, MatchStatus.INTRODUCED, False
    ),
    MailKind.INTRODUCTION_MENTOR: _about_match(
        MailKind.INTRODUCTION_MENTOR, MatchStatus.INTRODUCED, True
    ),
    MailKind.OFFER_FELL_THROUGH: _about_match(
        MailKind.OFFER_FELL_THROUGH,
        MatchStatus.DECLINED,
        False,
        outcome="declined",
        next="first_priority",
    ),
    MailKind.NO_MATCH: _no_match,
    MailKind.TERMS_PROPOSED: _about_terms(MailKind.TERMS_PROPOSED),
    MailKind.TERMS_AGREED: _about_terms(MailKind.TERMS_AGREED),
    MailKind.SESSION_TIMES_OFFERED: _about_session(
        MailKind.SESSION_TIMES_OFFERED, False, SessionStatus.PROPOSED
    ),
    MailKind.SESSION_PLANNED: _about_session(
        MailKind.SESSION_PLANNED, False, SessionStatus.PLANNED, 1
    ),
    MailKind.SESSION_MOVED: _about_session(MailKind.SESSION_MOVED, True, SessionStatus.PLANNED, 2),
    MailKind.SESSION_CANCELLED: _about_session(
        MailKind.SESSION_CANCELLED, True, SessionStatus.CANCELLED, 2
    ),
    MailKind.DID_YOU_MEET_PROMPT: _about_session(
        MailKind.DID_YOU_MEET_PROMPT, False, SessionStatus.PLANNED, 1
    ),
    MailKind.MENTORSHIP_HAS_END: _about_match(
        MailKind.MENTORSHIP_HAS_END, MatchStatus.ACTIVE, True
    ),
    MailKind.FIRST_MESSAGE_PROMPT: _about_match(
        MailKind.FIRST_MESSAGE_PROMPT, MatchStatus.INTRODUCED, False
    ),
    MailKind.FIRST_SESSION_PROMPT: _about_match(
        MailKind.FIRST_SESSION_PROMPT, MatchStatus.INTRODUCED, True
    ),
    MailKind.NEXT_SESSION_PROMPT: _about_match(
        MailKind.NEXT_SESSION_PROMPT, MatchStatus.ACTIVE, False
    ),
    MailKind.MENTORSHIP_REVIEW: _about_match(MailKind.MENTORSHIP_REVIEW, MatchStatus.ACTIVE, True),
    MailKind.FIT_PROMPT: _about_pulse(MailKind.FIT_PROMPT, False, NOW - timedelta(days=5)),
    MailKind.PULSE_PROMPT: _about_pulse(MailKind.PULSE_PROMPT, True, NOW - timedelta(days=31)),
    MailKind.MENTORSHIP_CLOSING: _about_match(
        MailKind.MENTORSHIP_CLOSING, MatchStatus.ACTIVE, False
    ),
    MailKind.PARTNER_CLOSED: _about_match(MailKind.PARTNER_CLOSED, MatchStatus.ACTIVE, False),
    MailKind.MENTORSHIP_COMPLETED: _completed,
    MailKind.MATCH_ENDED: _about_match(
        MailKind.MATCH_ENDED, MatchStatus.ENDED, False, outcome="ended"
    ),
    MailKind.COFFEE_INTRODUCED: _about_coffee(MailKind.COFFEE_INTRODUCED),
    MailKind.COFFEE_DID_YOU_MEET: _about_coffee(MailKind.COFFEE_DID_YOU_MEET),
    MailKind.CERTIFICATION_EXPIRES: _about_certification,
    MailKind.ROUND_READY: _about_round(MailKind.ROUND_READY, RoundStatus.SOLVED),
    MailKind.ROUND_PUBLISHED: _about_round(MailKind.ROUND_PUBLISHED, RoundStatus.PUBLISHED),
}
