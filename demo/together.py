"""What a pair keeps on its page: goals, actions and notes, session by session."""

from datetime import date, timedelta
from typing import Final

import sqlalchemy as sa
from sqlalchemy.orm import Session

from demo.drawing import draw, happens
from demo.fates import key_of
from demo.talks import HELP, OUTCOMES, PRIVATE_LINES, SIGNS, talk_of
from matchmaker.models import Action, ActionStatus, Goal, GoalStatus, Match, Member
from matchmaker.services.mentorships.actions import Wording, add_action, settle_action
from matchmaker.services.mentorships.beginning import mentorship_of
from matchmaker.services.mentorships.goals import (
    agree_to_goal,
    gaps_to_choose,
    raise_own_level,
    settle_goal,
    suggest_goal,
)
from matchmaker.services.mentorships.notes import (
    save_private_note,
    save_shared_note,
    shared_note,
)

SECOND_GOAL, FIRST_REACHED = 2, 3
"""After the session of which number, counted from zero."""
NOTES_KEPT_DAYS: Final = 30
PRIVATE_IN_PERCENT: Final = 60
RAISES_LEVEL_IN_PERCENT: Final = 70
HELPED_WITHIN: Final = timedelta(days=7)


def write_after_session(session: Session, match: Match, number: int, day: date) -> None:
    """Write what a session on a day gave; `number` counts from zero."""
    _keep_notes(session, match, number, day)
    _keep_actions(session, match, number, day)
    _keep_goals(session, match, number)


def _keep_notes(session: Session, match: Match, number: int, day: date) -> None:
    author = match.mentor if number % 2 else match.mentee
    note = shared_note(session, match)
    line = f"{day.day} {day:%B}\n- {talk_of(match, number).note}"
    save_shared_note(session, match, author, f"{note.text}\n\n{line}".strip(), note.version)
    if number == 1 and happens(f"private {key_of(match)}", PRIVATE_IN_PERCENT):
        line = PRIVATE_LINES[draw(f"private line {key_of(match)}", len(PRIVATE_LINES))]
        save_private_note(session, match, match.mentee, line, 0, NOTES_KEPT_DAYS)


def _keep_actions(session: Session, match: Match, number: int, day: date) -> None:
    is_open = sa.select(Action.id).filter_by(match_id=match.id, status=ActionStatus.OPEN)
    for action_id in session.scalars(is_open.order_by(Action.id)).all():
        settle_action(session, match, action_id, ActionStatus.DONE)
    due = day + timedelta(weeks=mentorship_of(session, match).every_weeks)
    _act(session, match, match.mentee, talk_of(match, number).action, due)
    if not number:
        _act(session, match, match.mentor, HELP, day + HELPED_WITHIN)


def _act(session: Session, match: Match, owner: Member, text: str, due: date) -> None:
    add_action(session, match, Wording(text, owner.id, due))


def _keep_goals(session: Session, match: Match, number: int) -> None:
    goals = session.scalars(sa.select(Goal).filter_by(match_id=match.id).order_by(Goal.id)).all()
    for goal in goals:
        if goal.status == GoalStatus.SUGGESTED:
            is_from_mentee = goal.suggested_by_id == match.mentee_id
            agree_to_goal(session, match, match.mentor if is_from_mentee else match.mentee, goal.id)
    if number in {0, SECOND_GOAL}:
        _suggest(session, match, match.mentor if number else match.mentee)
    elif number == FIRST_REACHED and goals:
        outcome = OUTCOMES[draw(f"outcome {key_of(match)}", len(OUTCOMES))]
        settle_goal(session, match, goals[0].id, GoalStatus.REACHED, outcome)
        if happens(f"raises {key_of(match)}", RAISES_LEVEL_IN_PERCENT):
            raise_own_level(session, match, match.mentee, goals[0].id)


def _suggest(session: Session, match: Match, member: Member) -> None:
    gaps = gaps_to_choose(session, match)
    if gaps:
        sign = SIGNS[draw(f"sign {gaps[0].skill} {key_of(match)}", len(SIGNS))]
        suggest_goal(session, match, member, gaps[0].skill, sign)
