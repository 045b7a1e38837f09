"""The one thing that one of a pair does next. Pure: no query."""

from collections.abc import Collection
from typing import Literal, TypeAlias

from matchmaker import clock
from matchmaker.models import MentoringSession, Mentorship, ProposedTerms, SessionStatus
from matchmaker.services.mentorships.noting import waits_for_answer
from matchmaker.services.mentorships.sessions import lies_ahead

NextStep: TypeAlias = Literal[
    "answer_terms",
    "did_you_meet",
    "pick_time",
    "pulse",
    "first_meeting",
    "finish",
    "agree",
    "answer_goal",
    "go_on",
]
"""What one of the two does next."""


def next_step(
    mentorship: Mentorship,
    proposal: ProposedTerms | None,
    own_id: int | None,
    sessions: Collection[MentoringSession],
    *,
    has_met: bool,
    is_asked: bool,
    is_closing: bool,
    has_goal_to_answer: bool,
) -> NextStep:
    """Return what a reader does next; `is_closing` as long as they have not finished."""
    is_answered = proposal is None or proposal.proposed_by_id == own_id
    is_agreed = mentorship.agreed_at is not None or proposal is not None
    meets = any(lies_ahead(each) or _is_open(each) for each in sessions)
    steps: tuple[tuple[NextStep, bool], ...] = (
        ("answer_terms", not is_answered),
        ("did_you_meet", any(waits_for_answer(each) for each in sessions)),
        ("pick_time", any(_is_open(each) and each.proposed_by_id != own_id for each in sessions)),
        ("pulse", is_asked),
        ("first_meeting", not has_met and not meets),
        ("finish", has_met and is_closing),
        ("agree", has_met and not is_agreed),
        ("answer_goal", has_goal_to_answer),
    )
    return next((step for step, is_next in steps if is_next), "go_on")


def _is_open(offered: MentoringSession) -> bool:
    """Whether times are offered of which one is still to come."""
    is_offered = offered.status == SessionStatus.PROPOSED
    return is_offered and any(each.starts_at > clock.now() for each in offered.offered_times)
