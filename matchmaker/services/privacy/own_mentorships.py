"""A member's mentorships in words: what was agreed, when they met, and what was said at the end.

What the partner wrote for themself alone, or for later, is theirs and not in it.
"""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.messages import format_day
from matchmaker.messages import gettext as _
from matchmaker.models import (
    Action,
    Agenda,
    Closing,
    Concern,
    ConcernKind,
    Goal,
    Match,
    Member,
    MentoringSession,
    Mentorship,
    Prompt,
    ProposedTerms,
    Pulse,
)
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.closing import closings_of
from matchmaker.services.mentorships.notes import private_note, shared_note
from matchmaker.services.privacy.moments import said
from matchmaker.services.wording.codes import as_words
from matchmaker.services.wording.reasons import level_name, term_name
from matchmaker.taxonomy import load_taxonomy


def own_mentorship(session: Session, match: Match, member: Member) -> dict[str, Any]:
    """Return what is held about a member's part in a mentorship."""
    mentorship = session.get(Mentorship, match.id)
    if mentorship is None:
        return {}
    closings = closings_of(session, match)
    own = closings.get(member.id)
    theirs = next((each for each in closings.values() if each is not own), None)
    may_read = own is not None or match.status not in GOES_ON
    return {
        _("Agreement"): _terms(mentorship) | {_("Both agreed"): said(mentorship.agreed_at)},
        _("Changes to the agreement that you suggested"): [
            _terms(each)
            | {_("Suggested"): said(each.proposed_at), _("What came of it"): as_words(each.outcome)}
            for each in _by(session, ProposedTerms, match, proposed_by_id=member.id)
        ],
        _("Goals"): [_goal(each) for each in _by(session, Goal, match)],
        _("Sessions"): [
            {
                _("When"): said(each.starts_at),
                _("State"): as_words(each.status),
                _("Minutes"): each.minutes,
                _("Place"): each.place,
                _("Topics"): each.topics,
            }
            for each in _by(session, MentoringSession, match)
        ],
        _("How you said it was going"): [
            _pulse(each) for each in _by(session, Pulse, match, member_id=member.id)
        ],
        _("What you asked the coordinators for"): [
            {
                _("What"): _("A word")
                if each.kind == ConcernKind.TALK
                else _("Another mentor, or another mentee"),
                _("When"): said(each.raised_at),
                _("Seen to"): said(each.settled_at),
            }
            for each in _by(session, Concern, match, member_id=member.id)
        ],
        _("What you said at the end"): _closing(own) if own else {},
        _("Your note to yourself"): own.private_line if own else "",
        _("What your partner said at the end"): _closing(theirs) if theirs and may_read else {},
        _("Next steps"): [_action(each, member) for each in _by(session, Action, match)],
        _("Your notes together"): shared_note(session, match).text,
        _("The agenda that you wrote for your next session"): "".join(
            each.text for each in _by(session, Agenda, match)
        ),
        _("Your own notes, which only you see"): private_note(session, match, member).text,
        _("Reminders"): [
            {_("About"): as_words(each.kind), _("When"): said(each.prompted_at)}
            for each in _by(session, Prompt, match, member_id=member.id)
        ],
    }


def _by(session: Session, table: Any, match: Match, **more: int) -> list[Any]:
    query = sa.select(table).filter_by(match_id=match.id, **more)
    return list(session.scalars(query.order_by(*sa.inspect(table).primary_key)))


def _terms(terms: Mentorship | ProposedTerms) -> dict[str, Any]:
    return {
        _("Until"): format_day(terms.ends_on),
        _("Looking back on"): format_day(terms.review_on) if terms.review_on else "",
        _("Weeks between sessions"): terms.every_weeks,
        _("Minutes"): terms.minutes,
    }


def _goal(goal: Goal) -> dict[str, Any]:
    return {
        _("Skill"): term_name(load_taxonomy().skills, goal.skill),
        _("From level"): level_name(goal.from_level),
        _("To level"): level_name(goal.to_level),
        _("How we will notice"): goal.sign,
        _("Suggested"): said(goal.suggested_at),
        _("Both agreed"): said(goal.agreed_at),
        _("What came of it"): as_words(goal.status),
        _("In a line"): goal.outcome,
        _("When"): said(goal.settled_at),
    }


def _action(action: Action, member: Member) -> dict[str, Any]:
    return {
        _("What is to be done"): action.text,
        _("Who does it"): _("You") if action.owner_id == member.id else _("Your partner"),
        _("By when"): format_day(action.due_on),
        _("Added"): said(action.created_at),
        _("State"): as_words(action.status),
        _("When"): said(action.settled_at),
    }


def _pulse(pulse: Pulse) -> dict[str, Any]:
    return {
        _("When"): said(pulse.answered_at),
        _("Fits"): as_words(pulse.fit) if pulse.fit else "",
        _("Going well, from 1 to 5"): pulse.going,
        _("Useful, from 1 to 5"): pulse.useful,
    }


def _closing(closing: Closing) -> dict[str, str]:
    return {
        _("Reached"): as_words(closing.goals_reached),
        _("What I take with me"): closing.takeaway,
        _("Thanks"): closing.thanks,
        _("When"): said(closing.closed_at),
    }
