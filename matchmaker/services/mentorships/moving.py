"""Changing a mentorship, or moving it to its next state, where somebody else may be quicker."""

from sqlalchemy.orm import Session

from matchmaker.models import ChangeKind, Match, MatchStatus, Member
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.rounds.transitions import OutOfDate, move_match


class NotPossibleNow(Exception):
    """The match is in a state that does not allow this; `match` shows which."""

    def __init__(self, match: Match) -> None:
        self.match = match
        super().__init__(f"the match is {match.status}")


def lock_pair(session: Session, match: Match) -> None:
    """Let nobody else change a pair's mentorship now. Raises `NotPossibleNow` once it is over."""
    session.refresh(match, with_for_update=True)
    if match.status not in GOES_ON:
        raise NotPossibleNow(match)


def move(
    session: Session,
    match: Match,
    status: MatchStatus,
    actor: Member | None,
    reason: str = "",
    kind: ChangeKind = ChangeKind.STATE,
) -> None:
    """Move a match on and log it. Raises `NotPossibleNow` if somebody else did so first."""
    try:
        move_match(session, match, status, actor, reason, kind)
    except OutOfDate:
        session.refresh(match)
        raise NotPossibleNow(match) from None
