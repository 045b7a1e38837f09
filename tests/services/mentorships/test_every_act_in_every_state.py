"""What can be done in each state of a match, and that anything else changes nothing."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any, Final

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    Action,
    ActionStatus,
    ConcernKind,
    Goal,
    GoalsReached,
    GoalStatus,
    MatchStatus,
    Member,
    MentoringSession,
    OfferedTime,
    ProposedTerms,
    SessionStatus,
)
from matchmaker.services.matches import offers
from matchmaker.services.matches.offers import (
    AlreadyAnswered,
    accept_offer,
    decline_offer,
    expire_offer,
    withdraw_offer,
    withdraw_unsent,
)
from matchmaker.services.mentorships.actions import (
    Wording,
    add_action,
    change_action,
    settle_action,
)
from matchmaker.services.mentorships.beginning import begin_mentorship
from matchmaker.services.mentorships.closing import LastWords, close_mentorship
from matchmaker.services.mentorships.concerns import raise_concern
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.goals import (
    agree_to_goal,
    raise_own_level,
    settle_goal,
    suggest_goal,
)
from matchmaker.services.mentorships.meeting import confirm_meeting
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.notes import save_private_note, save_shared_note
from matchmaker.services.mentorships.noting import (
    meet_today,
    note_held,
    note_missed,
    note_unplanned,
)
from matchmaker.services.mentorships.own_agenda import save_agenda, session_ahead
from matchmaker.services.mentorships.parting import part
from matchmaker.services.mentorships.pulse import answer_pulse
from matchmaker.services.mentorships.sessions import (
    cancel_session,
    move_session,
    offer_times,
    pick_time,
)
from matchmaker.services.mentorships.terms import Terms, agree_to_terms, propose_terms
from tests.factories import (
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_mentoring_session,
    make_round,
)

OPEN: Final = frozenset({MatchStatus.OFFERED})
GOES_ON: Final = frozenset({MatchStatus.INTRODUCED, MatchStatus.ACTIVE})
BEGUN: Final = GOES_ON | {MatchStatus.COMPLETED, MatchStatus.ENDED, MatchStatus.CANCELLED}
"""States in which two people have had a mentorship, with sessions, goals and terms."""
TERMS: Final = Terms(ends_on=date(2027, 3, 1), review_on=None, every_weeks=2, minutes=45)


class Pair:
    """A match in a state, with something in it that each act could be about."""

    def __init__(self, session: Session, status: MatchStatus) -> None:
        self.session = session
        self.coordinator = make_coordinator(session)
        introduced_at = clock.now() - timedelta(days=30) if status in BEGUN else None
        self.match = make_match(
            session,
            make_round(session),
            make_mentee(session, "Ada", {"risk": (1, 3), "coaching": (0, 2)}),
            make_mentor(session, "Mo"),
            status,
            introduced_at=introduced_at,
            ended_at=clock.now() if status in BEGUN - GOES_ON else None,
        )
        if status in BEGUN:
            begin_mentorship(session, self.match)
            self.past = self._planned(SessionStatus.PLANNED, -1)
            self.offered = self._planned(SessionStatus.PROPOSED, None)
            self.goal = self._goal(GoalStatus.SUGGESTED)
            self.agreed_goal = self._goal(GoalStatus.AGREED)
            self.proposal = self._proposal()
            self.action = self._action()
            self.reached_goal = self._goal(GoalStatus.REACHED)

    @property
    def mentee(self) -> Member:
        return self.match.mentee

    @property
    def mentor(self) -> Member:
        return self.match.mentor

    def plan(self) -> None:
        """Plan a session that is still to come."""
        self.ahead = self._planned(SessionStatus.PLANNED, 3)

    def _planned(self, status: SessionStatus, in_days: int | None) -> MentoringSession:
        starts_at = None if in_days is None else clock.now() + timedelta(days=in_days)
        times = (
            [OfferedTime(starts_at=clock.now() + timedelta(days=2))]
            if status == SessionStatus.PROPOSED
            else []
        )
        return make_mentoring_session(
            self.session,
            self.match,
            status=status,
            proposed_by_id=self.mentor.id,
            starts_at=starts_at,
            offered_times=times,
        )

    def _goal(self, status: GoalStatus) -> Goal:
        goal = Goal(
            match_id=self.match.id,
            skill="risk",
            from_level=1,
            to_level=3,
            sign="",
            status=status,
            suggested_by_id=self.mentor.id,
            suggested_at=clock.now(),
            agreed_at=clock.now() if status != GoalStatus.SUGGESTED else None,
            settled_at=clock.now() if status == GoalStatus.REACHED else None,
        )
        self.session.add(goal)
        self.session.flush()
        return goal

    def _action(self) -> Action:
        action = Action(
            match_id=self.match.id,
            owner_id=self.mentee.id,
            text="Read",
            due_on=clock.today("UTC"),
            created_at=clock.now(),
        )
        self.session.add(action)
        self.session.flush()
        return action

    def _proposal(self) -> ProposedTerms:
        proposal = ProposedTerms(
            match_id=self.match.id,
            proposed_by_id=self.mentor.id,
            proposed_at=clock.now(),
            ends_on=date(2027, 2, 1),
            review_on=None,
            every_weeks=3,
            minutes=60,
        )
        self.session.add(proposal)
        self.session.flush()
        return proposal


def in_two_days() -> Any:
    return clock.now() + timedelta(days=2)


def wording(pair: Pair, text: str) -> Wording:
    return Wording(text, pair.mentee.id, clock.today("UTC"))


WORDS = LastWords(GoalsReached.ALL, "Say no in time.")
OFFERS: dict[str, Callable[[Session, Pair], object]] = {
    "accept": lambda s, p: accept_offer(s, p.match, p.mentor),
    "decline": lambda s, p: decline_offer(s, p.match, p.mentor, ""),
    "withdraw as the mentee": lambda s, p: withdraw_offer(s, p.match, p.mentee),
    "withdraw as a coordinator": lambda s, p: withdraw_offer(s, p.match, p.coordinator),
    "withdraw what never left": lambda s, p: withdraw_unsent(s, p.match),
    "let it expire": lambda s, p: expire_offer(s, p.match),
}
MENTORSHIPS: dict[str, Callable[[Session, Pair], object]] = {
    "have met": lambda s, p: meet_today(s, p.match, p.mentee),
    "offer times": lambda s, p: offer_times(s, p.match, p.mentee, [in_two_days()]),
    "pick a time": lambda s, p: pick_time(s, p.match, p.mentee, p.offered.id, in_two_days()),
    "move a session": lambda s, p: move_session(
        s, p.match, p.mentee, p.ahead.id, in_two_days(), "Room 4"
    ),
    "cancel a session": lambda s, p: cancel_session(s, p.match, p.mentee, p.ahead.id),
    "take times back": lambda s, p: cancel_session(s, p.match, p.mentor, p.offered.id),
    "note a session as held": lambda s, p: note_held(s, p.match, p.mentee, p.past.id),
    "note a session as missed": lambda s, p: note_missed(s, p.match, p.mentee, p.past.id),
    "note one that nobody planned": lambda s, p: note_unplanned(
        s, p.match, p.mentee, clock.today("UTC"), 30
    ),
    "suggest a goal": lambda s, p: suggest_goal(s, p.match, p.mentee, "coaching", "A plan."),
    "agree to a goal": lambda s, p: agree_to_goal(s, p.match, p.mentee, p.goal.id),
    "reach a goal": lambda s, p: settle_goal(
        s, p.match, p.agreed_goal.id, GoalStatus.REACHED, "Done."
    ),
    "propose terms": lambda s, p: propose_terms(s, p.match, p.mentee, TERMS),
    "agree to terms": lambda s, p: agree_to_terms(s, p.match, p.mentee, p.proposal.id),
    "save shared notes": lambda s, p: save_shared_note(s, p.match, p.mentee, "Budgets", 0),
    "change the agenda": lambda s, p: save_agenda(
        s, p.match, p.mentee, "Budgets", version=0, for_session=session_ahead(s, p.match)
    ),
    "add a next step": lambda s, p: add_action(s, p.match, wording(p, "Ask")),
    "word a next step anew": lambda s, p: change_action(
        s, p.match, p.action.id, wording(p, "Ask"), p.action.version
    ),
    "do a next step": lambda s, p: settle_action(s, p.match, p.action.id, ActionStatus.DONE),
    "say how it goes": lambda s, p: answer_pulse(s, p.match, p.mentee, "day-30", 4, 5),
    "ask for a word": lambda s, p: raise_concern(s, p.match, p.mentor, ConcernKind.TALK),
    "ask for another mentor": lambda s, p: part(s, p.match, p.mentee),
    "stop with this mentee": lambda s, p: part(s, p.match, p.mentor),
    "end it as the mentee": lambda s, p: end_match(s, p.match, p.mentee),
    "end it as the mentor": lambda s, p: end_match(s, p.match, p.mentor),
    "end it as a coordinator": lambda s, p: end_match(s, p.match, p.coordinator),
}
POSSIBLE: dict[str, frozenset[MatchStatus]] = {
    **dict.fromkeys(OFFERS, OPEN),
    **dict.fromkeys(MENTORSHIPS, GOES_ON),
    "confirm the first meeting": frozenset({MatchStatus.INTRODUCED}),
    "finish": frozenset({MatchStatus.ACTIVE}),
    "raise a level": BEGUN,
    "save private notes": BEGUN,
}
ACTS: dict[str, Callable[[Session, Pair], object]] = {
    **OFFERS,
    **MENTORSHIPS,
    "confirm the first meeting": lambda s, p: confirm_meeting(s, p.match, p.mentee),
    "finish": lambda s, p: close_mentorship(s, p.match, p.mentee, WORDS),
    "raise a level": lambda s, p: raise_own_level(s, p.match, p.mentee, p.reached_goal.id),
    "save private notes": lambda s, p: save_private_note(
        s, p.match, p.mentor, "Mine", 0, keep_days=30
    ),
}
"""Acts that need what only a pair has that was introduced are tried where that is there."""
NEEDS_A_PAIR: Final = (frozenset(MENTORSHIPS) | {"raise a level"}) - {
    *("have met", "end it as the mentee", "end it as the mentor", "end it as a coordinator"),
    *("offer times", "note one that nobody planned", "suggest a goal", "propose terms"),
    *("change the agenda", "save shared notes", "add a next step"),
    *("say how it goes", "ask for a word"),
    *("ask for another mentor", "stop with this mentee"),
}
LOOKS_AHEAD: Final = {"move a session", "cancel a session"}
"""Acts on a planned session, beside which no times can be offered."""
KNOWN_ALREADY: Final = {
    ("have met", MatchStatus.ACTIVE),
    ("confirm the first meeting", MatchStatus.ACTIVE),
}
"""Said again it is no mistake: the answer is that it was known."""


@pytest.mark.usefixtures("time")
@pytest.mark.parametrize("status", list(MatchStatus))
def test_an_act_is_done_in_its_states_and_changes_nothing_in_others(
    session: Session, status: MatchStatus, monkeypatch: pytest.MonkeyPatch
) -> None:
    # What follows an offer that ends has tests of its own.
    monkeypatch.setattr(offers, "replace_offer", lambda *_about: None)
    pair = Pair(session, status)
    session.commit()
    at_rest = everything(session)

    for act, do in ACTS.items():
        if act in NEEDS_A_PAIR and status not in BEGUN:
            continue
        if act in LOOKS_AHEAD:
            pair.plan()
        before = everything(session) if act in LOOKS_AHEAD else at_rest
        if (act, status) in KNOWN_ALREADY:
            assert do(session, pair) is False, act
            assert everything(session) == before, act
        elif status in POSSIBLE[act]:
            do(session, pair)
            assert everything(session) != before, act
        else:
            with pytest.raises((NotPossibleNow, AlreadyAnswered)):
                do(session, pair)
            assert everything(session) == before, act
        session.rollback()


def everything(session: Session) -> dict[str, list[Any]]:
    """Every row of every table."""
    session.flush()
    return {
        table.name: sorted(map(repr, session.execute(sa.select(table)).all()))
        for table in db.metadata.sorted_tables
    }
