"""A member's certifications: what they hold, until when, and what renewing them still takes."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    CertificationLevel,
    CertificationRecord,
    CertificationState,
    Member,
    Profile,
    ProfileCertification,
)
from matchmaker.services.certifications.development import done_by
from matchmaker.services.certifications.renewal import Done, RenewalStanding, standing_of
from matchmaker.services.certifications.rules import RenewalRule, renewal_rules
from matchmaker.taxonomy import Term, load_taxonomy

SOON_DAYS: Final = 180


@dataclass(frozen=True, slots=True)
class RecordValues:
    """What a member writes down about a certification that they hold."""

    level: CertificationLevel | None
    earned_on: date
    expires_on: date | None
    remind_days: int | None


@dataclass(frozen=True, slots=True)
class HeldCertification:
    """One certification that a member holds, with what is known of renewing it."""

    term: Term
    record: CertificationRecord | None
    """None while only the profile says that they hold it."""
    rule: RenewalRule | None
    rule_is_old: bool
    standing: RenewalStanding | None
    days_left: int | None
    """Until it expires; negative once it has. None where that is not known."""

    @property
    def is_soon(self) -> bool:
        """Whether it expires within half a year."""
        return self.days_left is not None and 0 <= self.days_left <= SOON_DAYS

    @property
    def has_expired(self) -> bool:
        """Whether its last day is past."""
        return self.days_left is not None and self.days_left < 0


@dataclass(frozen=True, slots=True)
class Certifications:
    """A member's certifications, in the order in which they are offered."""

    held: tuple[HeldCertification, ...]
    studying: tuple[Term, ...]
    wanted: tuple[Term, ...]
    others: tuple[Term, ...]
    """Those that could be added."""


def certifications_of(session: Session, member: Member, today: date) -> Certifications:
    """Return what a member holds, studies for and wants, and how far they are with renewing."""
    states = {row.certification: row.state for row in member.profile.stated_certifications}
    records = {row.certification: row for row in _records(session, member)}
    done = done_by(session, member)
    terms = load_taxonomy().certifications

    def stated(state: CertificationState) -> tuple[Term, ...]:
        return tuple(
            term
            for code, term in terms.items()
            if states.get(code) == state and code not in records
        )

    is_held = {code for code, state in states.items() if state == CertificationState.HELD}
    return Certifications(
        held=tuple(
            _held(term, records.get(code), done, today)
            for code, term in terms.items()
            if code in is_held or code in records
        ),
        studying=stated(CertificationState.STUDYING),
        wanted=stated(CertificationState.WANTED),
        others=tuple(
            term
            for code, term in load_taxonomy().offered("certifications").items()
            if code not in is_held and code not in records
        ),
    )


def held_certification(
    session: Session, member: Member, record: CertificationRecord, today: date
) -> HeldCertification | None:
    """Return one certification that a member holds; None where the programme has no word for it."""
    term = load_taxonomy().certifications.get(record.certification)
    return _held(term, record, done_by(session, member), today) if term else None


def record_of(session: Session, member: Member, code: str) -> CertificationRecord | None:
    """Return what a member wrote down about a certification."""
    query = sa.select(CertificationRecord).filter_by(member_id=member.id, certification=code)
    return session.scalars(query).one_or_none()


def save_record(session: Session, member: Member, code: str, values: RecordValues) -> None:
    """Write down a certification that a member holds; their profile says so, too, from then on.

    Where no day is given and its issuer's rule is known, it expires by that rule.
    """
    # Two presses follow one another.
    profile = session.get_one(Profile, member.id, with_for_update=True, populate_existing=True)
    session.refresh(profile, ["certifications"])
    rule = renewal_rules().get(code)
    record = record_of(session, member, code) or CertificationRecord(
        member_id=member.id, certification=code
    )
    record.level, record.earned_on = values.level, values.earned_on
    record.expires_on = values.expires_on or (
        rule.default_expiry(values.earned_on) if rule else None
    )
    record.remind_days = values.remind_days
    record.written_at = clock.now()
    session.add(record)
    _state_held(profile, code)
    session.flush()


def forget_record(session: Session, member: Member, code: str) -> None:
    """Forget what a member wrote down about a certification; their profile stays as it is."""
    query = sa.delete(CertificationRecord).filter_by(member_id=member.id, certification=code)
    session.execute(query)


def _held(
    term: Term, record: CertificationRecord | None, done: Iterable[Done], today: date
) -> HeldCertification:
    rule = renewal_rules().get(term.code)
    expires_on = record.expires_on if record else None
    return HeldCertification(
        term=term,
        record=record,
        rule=rule,
        rule_is_old=rule is not None and rule.is_old(today),
        standing=standing_of(rule, expires_on, done, today) if rule and expires_on else None,
        days_left=(expires_on - today).days if expires_on else None,
    )


def _records(session: Session, member: Member) -> list[CertificationRecord]:
    """Return the records about certifications that the programme has words for."""
    query = sa.select(CertificationRecord).filter_by(member_id=member.id)
    offered = load_taxonomy().certifications
    return [row for row in session.scalars(query) if row.certification in offered]


def _state_held(profile: Profile, code: str) -> None:
    for row in profile.certifications:
        if row.certification == code:
            row.state = CertificationState.HELD
            return
    profile.certifications.append(
        ProfileCertification(certification=code, state=CertificationState.HELD)
    )
