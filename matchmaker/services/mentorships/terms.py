"""The agreement of a pair: how often and how long they meet, until when, and when they look back.

One proposes, the other agrees; until then the terms before hold. A later end is an extension.
"""

from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import format_day
from matchmaker.messages import gettext as _
from matchmaker.models import MailKind, Match, Member, Mentorship, ProposalOutcome, ProposedTerms
from matchmaker.services.mentorships.beginning import mentorship_of, partner_of
from matchmaker.services.mentorships.moving import NotPossibleNow, lock_pair
from matchmaker.services.outbox.outbox import cancel_mails
from matchmaker.services.outbox.subjects import key_of, owe_mail_about
from matchmaker.services.programme.calendar import months_after
from matchmaker.services.programme.policies import current_policy

MOST_WEEKS: Final = 26
LEAST_MINUTES: Final = 15
MOST_MINUTES: Final = 480


@dataclass(frozen=True, slots=True)
class Terms:
    """What two people agree on; days in the programme's time zone."""

    ends_on: date
    review_on: date | None
    every_weeks: int
    minutes: int


@dataclass(frozen=True, slots=True)
class EndBounds:
    """Between which days a mentorship may end."""

    earliest: date
    latest: date


class InvalidTerms(ValueError):
    """Terms that cannot be; the message is a sentence, and `field` names what it is about."""

    def __init__(self, field: str, sentence: str) -> None:
        self.field = field
        super().__init__(sentence)


def terms_of(stated: Mentorship | ProposedTerms) -> Terms:
    """Return the terms that are in force, or that somebody proposes."""
    return Terms(stated.ends_on, stated.review_on, stated.every_weeks, stated.minutes)


def open_proposal(session: Session, match: Match) -> ProposedTerms | None:
    """Return the terms that wait for the answer of one of a pair."""
    query = sa.select(ProposedTerms).filter_by(match_id=match.id, outcome=ProposalOutcome.OPEN)
    return session.scalars(query).one_or_none()


def end_bounds(session: Session, match: Match) -> EndBounds:
    """Return between which days the two may let their mentorship end, by the present policy.

    Before the first agreement the longest length counts; after it the end that was agreed then,
    and the longest extension.
    """
    policy = current_policy(session, match.round.programme).mentorship
    mentorship = mentorship_of(session, match)
    longest = months_after(mentorship.began_on, policy.longest_months)
    extended = months_after(mentorship.planned_end_on, policy.longest_extension_months)
    today = clock.today(match.round.programme.time_zone)
    latest = extended if mentorship.agreed_at else max(longest, mentorship.planned_end_on)
    return EndBounds(today, max(latest, today))


def propose_terms(session: Session, match: Match, member: Member, terms: Terms) -> bool:
    """Propose terms to the partner, in the place of what either proposed before.

    Return whether both now agree: the partner had proposed the same, or it is what holds already.
    Raises `InvalidTerms`, `NotPossibleNow`.
    """
    _lock(session, match)
    _check(session, match, terms)
    mentorship, before = mentorship_of(session, match), open_proposal(session, match)
    if before is not None and terms_of(before) == terms:
        if before.proposed_by_id != member.id:
            agree_to_terms(session, match, member, before.id)
        return before.proposed_by_id != member.id
    _replace(session, match, before)
    if mentorship.agreed_at is not None and terms_of(mentorship) == terms:
        return True
    proposal = ProposedTerms(
        match_id=match.id,
        proposed_by_id=member.id,
        proposed_at=clock.now(),
        ends_on=terms.ends_on,
        review_on=terms.review_on,
        every_weeks=terms.every_weeks,
        minutes=terms.minutes,
        outcome=ProposalOutcome.OPEN,
    )
    session.add(proposal)
    session.flush()
    owe_mail_about(
        session,
        MailKind.TERMS_PROPOSED,
        match,
        partner_of(match, member),
        apart=str(proposal.id),
        proposal_id=proposal.id,
    )
    return False


def agree_to_terms(session: Session, match: Match, member: Member, proposal_id: int) -> None:
    """Let terms hold that the partner has proposed. Raises `NotPossibleNow`.

    It is raised, too, where other terms were proposed meanwhile: nobody agrees to what they did
    not see.
    """
    _lock(session, match)
    proposal = open_proposal(session, match)
    if proposal is None or proposal.id != proposal_id or proposal.proposed_by_id == member.id:
        raise NotPossibleNow(match)
    mentorship = mentorship_of(session, match)
    if mentorship.agreed_at is None:
        mentorship.agreed_at = clock.now()
        mentorship.planned_end_on = proposal.ends_on
    mentorship.ends_on = proposal.ends_on
    mentorship.review_on = proposal.review_on
    mentorship.every_weeks = proposal.every_weeks
    mentorship.minutes = proposal.minutes
    mentorship.is_carried_over = False
    proposal.outcome = ProposalOutcome.AGREED
    proposal.answered_at = clock.now()
    session.flush()
    owe_mail_about(
        session,
        MailKind.TERMS_AGREED,
        match,
        partner_of(match, member),
        apart=str(proposal.id),
        proposal_id=proposal.id,
    )


def _replace(session: Session, match: Match, proposal: ProposedTerms | None) -> None:
    if proposal is None:
        return
    proposal.outcome = ProposalOutcome.REPLACED
    proposal.answered_at = clock.now()
    session.flush()
    cancel_mails(session, f"{key_of(match)}:{proposal.id}", {MailKind.TERMS_PROPOSED})


def _lock(session: Session, match: Match) -> None:
    lock_pair(session, match)
    session.refresh(mentorship_of(session, match))


def _check(session: Session, match: Match, terms: Terms) -> None:
    bounds = end_bounds(session, match)
    if terms.ends_on < bounds.earliest:
        raise InvalidTerms("ends_on", _("Choose a day that is still to come."))
    if terms.ends_on > bounds.latest:
        day = format_day(bounds.latest)
        raise InvalidTerms("ends_on", _("Choose %(day)s or an earlier day.", day=day))
    if terms.review_on is not None and not bounds.earliest <= terms.review_on <= terms.ends_on:
        raise InvalidTerms(
            "review_on", _("Choose a day between today and the end, or leave it blank.")
        )
    if not 1 <= terms.every_weeks <= MOST_WEEKS:
        raise InvalidTerms(
            "every_weeks",
            _("Enter from 1 to %(most)s weeks.", most=MOST_WEEKS),
        )
    if not LEAST_MINUTES <= terms.minutes <= MOST_MINUTES:
        raise InvalidTerms(
            "minutes",
            _("Enter from %(least)s to %(most)s minutes.", least=LEAST_MINUTES, most=MOST_MINUTES),
        )
