"""What a member may be promised of the next rounds: which takes them in, and who comes first.

The one place where this is decided. Every page and letter that names a round, or says that somebody
comes first, asks here.
"""

from dataclasses import dataclass
from datetime import date

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Match, MatchStatus, Member, Programme, Round, UnmatchedMentee
from matchmaker.services.programme.calendar import NextRound, first_round_from, next_round
from matchmaker.services.programme.policies import waiting_counts
from matchmaker.services.programme.programmes import participation_of


@dataclass(frozen=True, slots=True)
class Promise:
    """What holds for one member as things stand.

    Parameters
    ----------
    starts_on : date
        First of the month of the next round whose people are not fixed yet, after a break of the
        member's.
    is_due : bool
        Whether that round can be made any moment.
    waiting_counts : bool
        Whether those who have waited longest come first, before points. Where a programme wants
        the highest total score first, they do not.
    made_month : str
        The newest round before it that was made and is not released yet, `YYYY-MM`; empty for none.
    is_in_made : bool or None
        Whether the member looks for a mentor in that one; None while it is being solved.
    """

    starts_on: date
    is_due: bool
    waiting_counts: bool
    made_month: str = ""
    is_in_made: bool | None = False

    @property
    def month(self) -> str:
        """The month of the next round that takes the member in, as `YYYY-MM`."""
        return f"{self.starts_on:%Y-%m}"


@dataclass(frozen=True, slots=True)
class Outlook:
    """What a programme promises anybody, read once for many members."""

    following: NextRound
    waiting_counts: bool


def outlook_of(session: Session, programme: Programme) -> Outlook:
    """Return what a programme promises anybody of its next rounds."""
    return Outlook(next_round(session, programme), waiting_counts(session, programme))


def promise_to(
    session: Session, programme: Programme, member: Member, outlook: Outlook | None = None
) -> Promise:
    """Return what a member may be promised of a programme's next rounds."""
    outlook = outlook or outlook_of(session, programme)
    following = outlook.following
    until = participation_of(session, programme, member).paused_until
    starts_on = following.starts_on
    if until is not None and until > clock.today(programme.time_zone):
        starts_on = max(starts_on, first_round_from(until))
    return Promise(
        starts_on=starts_on,
        is_due=following.is_due and starts_on == following.starts_on,
        waiting_counts=outlook.waiting_counts,
        made_month=following.reviewed_month,
        is_in_made=_is_in(session, programme, following.reviewed_month, member),
    )


def _is_in(session: Session, programme: Programme, month: str, member: Member) -> bool | None:
    """Whether a mentee is in a month's round that was made; None before it is solved."""
    if not month:
        return False
    solved = sa.select(Round.id).where(
        Round.programme_id == programme.id, Round.month == month, Round.solved_at.is_not(None)
    )
    if session.scalars(solved.limit(1)).first() is None:
        return None
    proposed = sa.select(Match.id).where(
        Match.round_id.in_(solved),
        Match.mentee_id == member.id,
        Match.status == MatchStatus.PROPOSED,
    )
    left_over = sa.select(UnmatchedMentee.id).where(
        UnmatchedMentee.round_id.in_(solved), UnmatchedMentee.mentee_id == member.id
    )
    return any(session.scalars(query.limit(1)).first() for query in (proposed, left_over))
