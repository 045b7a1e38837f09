"""What one coordinator sees of a programme: everything, or all but the cases withheld from them.

Who sees only a part is told nothing that was counted or weighed over everybody: the difference to
what they see would tell what they do not. All that they read is made from what they see.
"""

from dataclasses import dataclass
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import (
    CoffeeGroupMember,
    CoffeeRound,
    Match,
    Member,
    NetworkerLeftOut,
    Participation,
    Programme,
    Round,
    UnmatchedMentee,
)
from matchmaker.services.programme.withheld import NOBODY, withheld_from


@dataclass(frozen=True, slots=True)
class CoordinatorView:
    """What a coordinator sees. Which state a withheld case is in changes nothing of this."""

    withheld: frozenset[int] = NOBODY
    """Ids of those whose case is not seen."""
    is_whole: bool = True
    """Whether none of them takes part in matching, so that figures about everybody may be told."""
    has_all_mentors: bool = True
    """Whether none of them is a mentor: then a mentee without a pair has none."""
    has_all_chats: bool = True
    """Whether none of them takes part in coffee chats: the same of networkers and groups."""


WHOLE: Final = CoordinatorView()


def view_of(session: Session, programme: Programme, coordinator: Member) -> CoordinatorView:
    """Return what a coordinator sees of a programme.

    That somebody reports to them is enough for a part of it: if it depended on a role or a match,
    it would tell of them.
    """
    withheld = withheld_from(session, coordinator)
    members = sa.select(Participation.id).where(Participation.programme_id == programme.id)
    others = members.where(Participation.member_id.in_(withheld - {coordinator.id}))
    own = members.where(Participation.member_id == coordinator.id)
    has_others, mentors, takes_part, meets = (
        _any_of(session, *queries)
        for queries in (
            (others,),
            (
                members.where(Participation.member_id.in_(withheld), Participation.is_mentor),
                _matches(programme).where(Match.mentor_id.in_(withheld)),
            ),
            (
                own.where(Participation.is_mentee),
                _matches(programme).where(Match.mentee_id == coordinator.id),
                sa.select(UnmatchedMentee.id)
                .join(Round, Round.id == UnmatchedMentee.round_id)
                .where(Round.programme_id == programme.id)
                .where(UnmatchedMentee.mentee_id == coordinator.id),
            ),
            (
                own.where(Participation.is_networker),
                *(
                    sa.select(CoffeeRound.id)
                    .join(of, of.round_id == CoffeeRound.id)
                    .where(CoffeeRound.programme_id == programme.id)
                    .where(of.member_id == coordinator.id)
                    for of in (CoffeeGroupMember, NetworkerLeftOut)
                ),
            ),
        )
    )
    return CoordinatorView(
        withheld=withheld,
        is_whole=not (has_others or mentors or takes_part),
        has_all_mentors=not mentors,
        has_all_chats=not (has_others or meets),
    )


def _matches(programme: Programme) -> sa.Select[int]:
    return sa.select(Match.id).where(Match.programme_id == programme.id)


def _any_of(session: Session, *queries: sa.Select[int]) -> bool:
    """Whether one of the queries finds a row."""
    return bool(session.scalar(sa.select(sa.or_(*(query.exists() for query in queries)))))
