"""The actions of a pair: small tasks with one owner and a day; either of the two keeps the list."""

from dataclasses import dataclass
from datetime import date
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.messages import format_day
from matchmaker.messages import gettext as _
from matchmaker.models import Action, ActionStatus, Match, Member
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.moving import NotPossibleNow, lock_pair

MOST_OPEN: Final = 20


class NoRoom(Exception):
    """The pair has as many open actions as it can have."""


class NewerAction(Exception):
    """The action was changed since it was read."""


@dataclass(frozen=True, slots=True)
class Wording:
    """What somebody is to do by when."""

    text: str
    owner_id: int
    due_on: date


@dataclass(frozen=True, slots=True)
class ActionLine:
    """An action as one of the two sees it."""

    id: int
    text: str
    owner_name: str
    """Empty where it is the reader."""
    due_on: date
    is_overdue: bool
    status: ActionStatus

    @property
    def who_and_when(self) -> str:
        """Who does it by when; of what is overdue, that it is still open, and no more."""
        facts = {"name": self.owner_name, "day": format_day(self.due_on)}
        if self.is_overdue and self.owner_name:
            return _("%(name)s, planned for %(day)s and still open", **facts)
        if self.is_overdue:
            return _("You, planned for %(day)s and still open", **facts)
        return (
            _("%(name)s, by %(day)s", **facts) if self.owner_name else _("You, by %(day)s", **facts)
        )


@dataclass(frozen=True, slots=True)
class ActionsView:
    """All actions of a pair as one of the two sees them, and whether there is room for another."""

    open: tuple[ActionLine, ...]
    """The one that is due first comes first."""
    settled: tuple[ActionLine, ...]
    has_room: bool


def actions_view(session: Session, match: Match, member: Member) -> ActionsView:
    """Return the actions of a pair for one of its two people."""
    today = clock.today(match.round.programme.time_zone)
    people = {each.id: each for each in (match.mentee, match.mentor)}
    query = sa.select(Action).filter_by(match_id=match.id).order_by(Action.due_on, Action.id)
    lines = [
        ActionLine(
            id=action.id,
            text=action.text,
            owner_name="" if action.owner_id == member.id else _name(people.get(action.owner_id)),
            due_on=action.due_on,
            is_overdue=action.status == ActionStatus.OPEN and action.due_on < today,
            status=action.status,
        )
        for action in session.scalars(query)
    ]
    is_open = tuple(line for line in lines if line.status == ActionStatus.OPEN)
    return ActionsView(
        open=is_open,
        settled=tuple(line for line in lines if line.status != ActionStatus.OPEN),
        has_room=match.status in GOES_ON and len(is_open) < MOST_OPEN,
    )


def add_action(session: Session, match: Match, wording: Wording) -> Action:
    """Add an action; one that is there already, by a second press, is not added again.

    Raises `NoRoom`, and `NotPossibleNow` once it is over.
    """
    lock_pair(session, match)
    _require_owner(match, wording)
    query = sa.select(Action).filter_by(match_id=match.id, status=ActionStatus.OPEN)
    there = list(session.scalars(query))
    for each in there:
        if wording == Wording(each.text, each.owner_id, each.due_on):
            return each
    if len(there) >= MOST_OPEN:
        raise NoRoom
    action = Action(
        match_id=match.id,
        owner_id=wording.owner_id,
        text=wording.text,
        due_on=wording.due_on,
        created_at=clock.now(),
    )
    session.add(action)
    session.flush()
    return action


def change_action(
    session: Session, match: Match, action_id: int, wording: Wording, read_version: int
) -> None:
    """Say otherwise what is to be done. Raises `NewerAction` and `NotPossibleNow`."""
    lock_pair(session, match)
    _require_owner(match, wording)
    action = _open_action(session, match, action_id)
    if wording == Wording(action.text, action.owner_id, action.due_on):
        return
    if action.version != read_version:
        raise NewerAction
    action.text, action.owner_id, action.due_on = wording.text, wording.owner_id, wording.due_on
    action.version += 1
    session.flush()


def settle_action(session: Session, match: Match, action_id: int, status: ActionStatus) -> None:
    """Note that an action is done, or dropped. Raises `NotPossibleNow`."""
    lock_pair(session, match)
    action = _open_action(session, match, action_id)
    if status == ActionStatus.OPEN:
        raise NotPossibleNow(match)
    action.status, action.settled_at = status, clock.now()
    session.flush()


def action_of(session: Session, match: Match, action_id: int) -> Action | None:
    """Return an action of a pair, or None where it is not one of theirs."""
    return session.scalars(
        sa.select(Action)
        .filter_by(id=action_id, match_id=match.id)
        .execution_options(populate_existing=True)
    ).one_or_none()


def _open_action(session: Session, match: Match, action_id: int) -> Action:
    action = action_of(session, match, action_id)
    if action is None or action.status != ActionStatus.OPEN:
        raise NotPossibleNow(match)
    return action


def _require_owner(match: Match, wording: Wording) -> None:
    if wording.owner_id not in {match.mentee_id, match.mentor_id}:
        raise NotPossibleNow(match)


def _name(owner: Member | None) -> str:
    return owner.greeting_name if owner else ""
