"""Moving a mentorship from one state to the next, where somebody else may be quicker."""

from sqlalchemy.orm import Session

from matchmaker.models import ChangeKind, Match, MatchStatus, Member
from matchmaker.services.rounds.transitions import OutOfDate, move_match


class NotPossibleNow(Exception):
    """The match is in a state that does not allow this; `match` shows which."""

    def __init__(self, match: Match) -> None:
        self.match = match
        super().__init__(f"the match is {match.status}")


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
