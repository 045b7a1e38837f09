"""One of a pair would like another mentor, or another mentee: the pair ends as if by a coordinator.

Whoever asks is known to the coordinators by name. The other one reads what everybody reads whose
mentorship a coordinator has ended, and learns neither who asked nor that anybody did.
"""

from datetime import timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    Concern,
    ConcernKind,
    Exclusion,
    ExclusionSource,
    Match,
    MatchStatus,
    Member,
)
from matchmaker.services.addresses.known import current_address_id
from matchmaker.services.mentorships.beginning import partner_of
from matchmaker.services.mentorships.concerns import raise_concern
from matchmaker.services.mentorships.ending import end_as

AGAIN_WITHIN: Final = timedelta(days=183)
"""After somebody asked, until another wish is nothing to talk about first."""


def asked_lately(session: Session, match: Match, member: Member) -> bool:
    """Whether a member asked for another mentor or mentee in another pair lately."""
    query = sa.select(Concern.id).where(
        Concern.member_id == member.id,
        Concern.match_id != match.id,
        Concern.kind == ConcernKind.ANOTHER,
        Concern.raised_at > clock.now() - AGAIN_WITHIN,
    )
    return session.scalar(query.limit(1)) is not None


def part(session: Session, match: Match, member: Member) -> None:
    """End a pair because one of them wishes it, for good. Raises `NotPossibleNow`.

    The mentee comes first in the next matching, whoever asked; the two are not matched again.
    """
    raise_concern(session, match, member, ConcernKind.ANOTHER)
    end_as(session, match, member, MatchStatus.CANCELLED, mentee_comes_first=True)
    _never_again(session, match, member)


def _never_again(session: Session, match: Match, member: Member) -> None:
    values = {
        "programme_id": match.programme_id,
        "member_id": member.id,
        "other_address_id": current_address_id(session, partner_of(match, member)),
        "source": ExclusionSource.WISH,
    }
    if session.scalar(sa.select(Exclusion.id).filter_by(**values)) is None:
        session.add(Exclusion(created_by_id=member.id, created_at=clock.now(), reason="", **values))
        session.flush()
