"""Random lives of a small programme: people, coordinator, clock and mail do what they like.

Whatever they do and in whatever order, some things hold at every moment. What is drawn is the same
in every run.
"""

from collections import defaultdict
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any, Final

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from hypothesis import HealthCheck, Phase, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from sqlalchemy.orm import Session

from jobs.follow_up import STUCK, follow_up_all
from jobs.monthly_match import make_round
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    LIVE_MATCH,
    ActionStatus,
    Concern,
    ConcernKind,
    Exclusion,
    Fit,
    Goal,
    GoalsReached,
    GoalStatus,
    LevelCause,
    LevelChange,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    MentoringSession,
    OutboxMail,
    Participation,
    PrivateNote,
    Pulse,
    SessionStatus,
)
from matchmaker.services.matches.offers import (
    AlreadyAnswered,
    NoLongerHolds,
    NoPlaceLeft,
    accept_offer,
    decline_offer,
    withdraw_offer,
)
from matchmaker.services.mentorships.actions import (
    NewerAction,
    NoRoom,
    Wording,
    actions_view,
    add_action,
    change_action,
    settle_action,
)
from matchmaker.services.mentorships.beginning import GOES_ON
from matchmaker.services.mentorships.closing import LastWords, close_mentorship
from matchmaker.services.mentorships.concerns import raise_concern
from matchmaker.services.mentorships.ending import end_match
from matchmaker.services.mentorships.goals import (
    agree_to_goal,
    gaps_to_choose,
    goals_view,
    raise_own_level,
    settle_goal,
    suggest_goal,
)
from matchmaker.services.mentorships.moving import NotPossibleNow
from matchmaker.services.mentorships.notes import (
    NewerText,
    private_note,
    save_private_note,
    save_shared_note,
    shared_note,
)
from matchmaker.services.mentorships.noting import meet_today, note_held, note_missed
from matchmaker.services.mentorships.parting import part
from matchmaker.services.mentorships.prompts import MAIL_OF
from matchmaker.services.mentorships.pulse import answer_fit, answer_pulse, pulse_due
from matchmaker.services.mentorships.sessions import (
    cancel_session,
    move_session,
    offer_times,
    pick_time,
    sessions_of,
)
from matchmaker.services.mentorships.terms import (
    Terms,
    agree_to_terms,
    end_bounds,
    open_proposal,
    propose_terms,
)
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.leaving import leave_programme
from tests.conftest import SECRET_KEY
from tests.factories import make_coordinator, make_mentee, make_mentor, the_programme

BEGINS: Final = "2026-01-05T09:00+00:00"
A_WEEK: Final = timedelta(days=7)
REFUSALS: Final = (
    *(NotPossibleNow, AlreadyAnswered, NoPlaceLeft, NoLongerHolds),
    *(NewerText, NewerAction, NoRoom),
)
"""Somebody comes too late or asks for what cannot be: told so, and nothing has changed."""
NAMES: Final = ("Ada", "Ben", "Cleo", "Dan", "Eva", "Finn", "Gus", "Hana")
PRIVATE: Final = "xqz-private"
"""Stands in every text that is for its author alone."""
numbers = st.integers(min_value=0, max_value=11)


class Lives(RuleBasedStateMachine):
    """Three mentees, two mentors and two pairs to begin with; others join, some leave."""

    app: Flask

    def __init__(self) -> None:
        super().__init__()
        self.travel = time_machine.travel(BEGINS, tick=False)
        self.time = self.travel.start()
        self.context = self.app.app_context()
        self.context.push()
        self.session: Session = db.session()
        empty(self.session)
        self.coordinator = make_coordinator(self.session)
        self.joined = 0
        for is_mentor in (False, True, False, True, False):
            self._add(is_mentor=is_mentor)
        self.session.commit()
        make_round(self.session, the_programme(self.session), publish=True)
        for match in self.session.scalars(sa.select(Match).order_by(Match.id)).all()[:2]:
            accept_offer(self.session, match, match.mentor)
        self.session.commit()

    def teardown(self) -> None:
        self.session.rollback()
        db.session.remove()
        self.context.pop()
        self.travel.stop()

    @rule(is_mentor=st.booleans())
    def joins(self, is_mentor: bool) -> None:
        if self.joined < len(NAMES):
            self._add(is_mentor=is_mentor)
            self.session.commit()

    @rule()
    def a_new_month(self) -> None:
        day = (clock.now().replace(day=1) + timedelta(days=32)).replace(day=1)
        self.time.move_to(day.replace(hour=9))
        make_round(self.session, the_programme(self.session), publish=True)

    @rule(days=st.integers(min_value=1, max_value=40), times=st.integers(min_value=1, max_value=3))
    def days_go_by(self, days: int, times: int) -> None:
        """The follow-up comes late, or several times."""
        self.time.shift(timedelta(days=days))
        for again in range(times):
            done = follow_up_all(self.session, the_programme(self.session))
            assert STUCK not in done
            assert not again or not done, f"a second time: {done}"

    @rule(fate=st.sampled_from([MailStatus.SENT, MailStatus.SENT, MailStatus.FAILED]))
    def the_mail_goes(self, fate: MailStatus) -> None:
        self.session.execute(
            sa.update(OutboxMail)
            .where(OutboxMail.status == MailStatus.PENDING)
            .values(status=fate, sent_at=clock.now() if fate == MailStatus.SENT else None)
        )
        self.session.commit()

    @precondition(lambda self: self.has(MatchStatus.OFFERED))
    @rule(
        number=numbers,
        accepts=st.sampled_from([True, True, False]),
        reason=st.sampled_from(["", "no_time"]),
    )
    def answers(self, number: int, accepts: bool, reason: str) -> None:
        if (match := self._match(number, MatchStatus.OFFERED)) is not None:
            if accepts:
                self._try(lambda: accept_offer(self.session, match, match.mentor))
            else:
                self._try(lambda: decline_offer(self.session, match, match.mentor, reason, PRIVATE))

    @precondition(lambda self: self.has(MatchStatus.OFFERED))
    @rule(number=numbers, by_mentee=st.booleans())
    def takes_an_offer_back(self, number: int, by_mentee: bool) -> None:
        if (match := self._match(number, MatchStatus.OFFERED)) is not None:
            actor = match.mentee if by_mentee else self.coordinator
            self._try(lambda: withdraw_offer(self.session, match, actor, PRIVATE))

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans())
    def have_met(self, number: int, mentee: bool) -> None:
        self._in_a_pair(number, mentee, lambda match, who: meet_today(self.session, match, who))

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans(), days=st.integers(min_value=1, max_value=20))
    def offers_times(self, number: int, mentee: bool, days: int) -> None:
        times = [clock.now() + timedelta(days=days), clock.now() + timedelta(days=days + 1)]
        self._in_a_pair(
            number, mentee, lambda match, who: offer_times(self.session, match, who, times)
        )

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans(), does=st.sampled_from(["pick", "move", "cancel"]))
    def sees_to_a_session(self, number: int, mentee: bool, does: str) -> None:
        def see(match: Match, who: Member) -> None:
            for each in sessions_of(self.session, match)[-1:]:
                if does == "pick":
                    offered = [time.starts_at for time in each.offered_times] or [clock.now()]
                    pick_time(self.session, match, who, each.id, offered[0])
                elif does == "move":
                    later = clock.now() + timedelta(days=3)
                    move_session(self.session, match, who, each.id, later, "Room 4")
                else:
                    cancel_session(self.session, match, who, each.id)

        self._in_a_pair(number, mentee, see)

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans(), held=st.booleans())
    def notes_a_session(self, number: int, mentee: bool, held: bool) -> None:
        def note(match: Match, who: Member) -> None:
            for each in sessions_of(self.session, match)[-1:]:
                (note_held if held else note_missed)(self.session, match, who, each.id)

        self._in_a_pair(number, mentee, note)

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans(), weeks=st.integers(min_value=1, max_value=12))
    def proposes_terms(self, number: int, mentee: bool, weeks: int) -> None:
        def propose(match: Match, who: Member) -> None:
            ends_on = end_bounds(self.session, match).latest
            terms = Terms(ends_on=ends_on, review_on=None, every_weeks=weeks, minutes=60)
            propose_terms(self.session, match, who, terms)

        self._in_a_pair(number, mentee, propose)

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans())
    def agrees(self, number: int, mentee: bool) -> None:
        def agree(match: Match, who: Member) -> None:
            if (proposal := open_proposal(self.session, match)) is not None:
                agree_to_terms(self.session, match, who, proposal.id)

        self._in_a_pair(number, mentee, agree)

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans(), does=st.sampled_from(["suggest", "agree", "end"]))
    def sees_to_a_goal(self, number: int, mentee: bool, does: str) -> None:
        def see(match: Match, who: Member) -> None:
            lines = goals_view(self.session, match, who).open
            if does == "suggest":
                for gap in gaps_to_choose(self.session, match)[:1]:
                    suggest_goal(self.session, match, who, gap.skill, "")
            elif does == "agree":
                for line in lines[:1]:
                    agree_to_goal(self.session, match, who, line.id)
            else:
                for line in lines[:1]:
                    settle_goal(self.session, match, line.id, GoalStatus.REACHED, "")

        self._in_a_pair(number, mentee, see)

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans(), shared=st.booleans(), late=st.booleans())
    def writes_notes(self, number: int, mentee: bool, shared: bool, late: bool) -> None:
        """Sometimes from a page that is older than what the other has saved."""

        def write(match: Match, who: Member) -> None:
            before = shared_note(self.session, match)
            text = f"Said by {who.id}, {before.version}"
            if shared and late:
                with pytest.raises(NewerText):
                    save_shared_note(self.session, match, who, text, before.version - 1)
                assert shared_note(self.session, match) == before
            elif shared:
                save_shared_note(self.session, match, who, text, before.version)
            else:
                read = private_note(self.session, match, who).version
                text = f"{PRIVATE} of {who.id}, {read}"
                save_private_note(self.session, match, who, text, read, keep_days=90)

        self._in_a_pair(number, mentee, write)

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans(), does=st.sampled_from(["add", "word", "do"]))
    def sees_to_a_next_step(self, number: int, mentee: bool, does: str) -> None:
        def see(match: Match, who: Member) -> None:
            wording = Wording(f"Ask {number}", who.id, clock.today("UTC"))
            steps = actions_view(self.session, match, who).open
            if does == "add" or not steps:
                add_action(self.session, match, wording)
            elif does == "word":
                change_action(self.session, match, steps[0].id, wording, 1)
            else:
                settle_action(self.session, match, steps[0].id, ActionStatus.DONE)

        self._in_a_pair(number, mentee, see)

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans(), grade=st.integers(min_value=1, max_value=5))
    def says_how_it_goes(self, number: int, mentee: bool, grade: int) -> None:
        def say(match: Match, who: Member) -> None:
            due = pulse_due(self.session, match, who)
            if due is None or due.asks_fit:
                name = due.name if due else "session-1"
                answer_fit(self.session, match, who, name, list(Fit)[grade % 3])
            else:
                answer_pulse(self.session, match, who, due.name, grade, grade)

        self._in_a_pair(number, mentee, say)

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans(), parts=st.booleans())
    def wishes_for_something(self, number: int, mentee: bool, parts: bool) -> None:
        def wish(match: Match, who: Member) -> None:
            if parts:
                part(self.session, match, who)
            else:
                raise_concern(self.session, match, who, ConcernKind.TALK)

        self._in_a_pair(number, mentee, wish)

    @precondition(lambda self: self.reached() != [])
    @rule(number=numbers)
    def raises_a_level(self, number: int) -> None:
        goals = self.reached()
        goal = goals[number % len(goals)]
        match = self.session.get_one(Match, goal.match_id)
        self._try(lambda: raise_own_level(self.session, match, match.mentee, goal.id))

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, mentee=st.booleans(), another=st.booleans())
    def finishes(self, number: int, mentee: bool, another: bool) -> None:
        words = LastWords(GoalsReached.SOME, "take", "thanks", private_line=PRIVATE)
        self._in_a_pair(
            number,
            mentee,
            lambda match, who: close_mentorship(
                self.session, match, who, words, wants_another=another
            ),
        )

    @precondition(lambda self: self.has(*GOES_ON))
    @rule(number=numbers, by=st.sampled_from(["mentee", "mentor", "coordinator"]))
    def ends(self, number: int, by: str) -> None:
        if (match := self._match(number, *GOES_ON)) is not None:
            actor = self.coordinator if by == "coordinator" else getattr(match, by)
            self._try(lambda: end_match(self.session, match, actor, PRIVATE))

    @rule(number=numbers, for_good=st.booleans())
    def leaves(self, number: int, for_good: bool) -> None:
        query = sa.select(Member).where(
            Member.id != self.coordinator.id,
            sa.or_(Member.left_at.is_(None), sa.and_(for_good, Member.erased_at.is_(None))),
        )
        people = self.session.scalars(query.order_by(Member.id)).all()
        # Seldom, or there would soon be nobody left.
        if number < len(people) and number % 4 == 3:
            if for_good:
                erase_member(self.session, people[number], SECRET_KEY)
            else:
                leave_programme(self.session, people[number], even_if_only_coordinator=False)
            self.session.commit()

    @invariant()
    def nobody_has_more_than_there_is_room_for(self) -> None:
        live = self.session.scalars(sa.select(Match).where(Match.status.in_(LIVE_MATCH))).all()
        mentees = [match.mentee_id for match in live]
        assert len(mentees) == len(set(mentees))
        taken: dict[int, int] = defaultdict(int)
        for match in live:
            taken[match.mentor_id] += 1
            assert match.mentee.left_at is None or match.status == MatchStatus.OFFERED
            assert match.mentor.left_at is None
        capacity = dict(
            self.session.execute(sa.select(Participation.member_id, Participation.capacity)).all()
        )
        assert all(count <= capacity[mentor] for mentor, count in taken.items())

    @invariant()
    def what_is_over_has_nothing_ahead(self) -> None:
        over = sa.select(Match.id).where(Match.status.not_in(LIVE_MATCH))
        ahead = sa.select(sa.func.count(MentoringSession.id)).where(
            MentoringSession.match_id.in_(over),
            sa.or_(
                MentoringSession.status == SessionStatus.PROPOSED,
                sa.and_(
                    MentoringSession.status == SessionStatus.PLANNED,
                    MentoringSession.starts_at > clock.now(),
                ),
            ),
        )
        assert self.session.scalar(ahead) == 0

    @invariant()
    def no_mail_is_owed_to_who_has_left(self) -> None:
        query = (
            sa.select(OutboxMail.kind, Member.id)
            .join(Member, OutboxMail.member_id == Member.id)
            .where(
                Member.left_at.is_not(None),
                sa.or_(
                    OutboxMail.status == MailStatus.PENDING,
                    OutboxMail.created_at > Member.left_at,
                ),
            )
        )
        assert self.session.execute(query).all() == []

    @invariant()
    def a_pair_is_prompted_once_a_week_at_most(self) -> None:
        prompts = self.session.execute(
            sa.select(OutboxMail.member_id, OutboxMail.payload, OutboxMail.created_at)
            .where(OutboxMail.kind.in_(set(MAIL_OF.values()) - {MailKind.DID_YOU_MEET_PROMPT}))
            .order_by(OutboxMail.created_at)
        )
        last: dict[tuple[int | None, Any], datetime] = {}
        for member, payload, moment in prompts:
            about = (member, payload.get("match_id"))
            assert about not in last or moment - last[about] >= A_WEEK
            last[about] = moment

    @invariant()
    def what_is_private_stays_with_its_author(self) -> None:
        mails = self.session.scalars(sa.select(OutboxMail.payload))
        assert not any(PRIVATE in str(payload) for payload in mails)

    @invariant()
    def nobody_answers_twice_or_to_what_they_have_no_part_in(self) -> None:
        for table in (Pulse, PrivateNote, Concern):
            rows = self.session.execute(
                sa.select(table.match_id, table.member_id, Match.mentee_id, Match.mentor_id)
                .select_from(table)
                .join(Match, Match.id == table.match_id)
                .where(table.member_id.is_not(None))
            )
            assert all(who in {mentee, mentor} for _match, who, mentee, mentor in rows)
        answers = self.session.execute(
            sa.select(Pulse.match_id, Pulse.member_id, Pulse.occasion).where(
                Pulse.member_id.is_not(None)
            )
        ).all()
        assert len(answers) == len(set(answers))

    @invariant()
    def who_has_parted_is_kept_apart(self) -> None:
        asked = sa.select(Concern).where(Concern.kind == ConcernKind.ANOTHER)
        for concern in self.session.scalars(asked):
            match = self.session.get_one(Match, concern.match_id)
            assert match.status == MatchStatus.CANCELLED
            if match.mentee.erased_at is None and match.mentor.erased_at is None:
                apart = sa.select(Exclusion.id).filter_by(member_id=concern.member_id)
                assert self.session.scalars(apart).all() != []

    @invariant()
    def a_level_says_where_it_came_from(self) -> None:
        """A level was raised by a goal that was reached, and stands in the history."""
        for change in self.session.scalars(sa.select(LevelChange).order_by(LevelChange.id)):
            assert change.cause == LevelCause.GOAL
            assert (change.from_level or 0) < (change.to_level or 0)
            levels = {
                row.skill: row.level
                for row in self.session.get_one(Member, change.member_id).profile.skills
            }
            assert levels.get(change.skill, change.to_level) == change.to_level

    @invariant()
    def each_end_has_its_moment(self) -> None:
        over = {MatchStatus.COMPLETED, MatchStatus.ENDED, MatchStatus.CANCELLED}
        for match in self.session.scalars(sa.select(Match).where(Match.status.in_(over))):
            assert match.ended_at is not None

    def has(self, *statuses: MatchStatus) -> bool:
        """Whether there is a match in one of some states."""
        return self._match(0, *statuses) is not None

    def reached(self) -> list[Goal]:
        """Return the goals that were reached."""
        query = sa.select(Goal).filter_by(status=GoalStatus.REACHED).order_by(Goal.id)
        return list(self.session.scalars(query))

    def _add(self, *, is_mentor: bool) -> None:
        name = NAMES[self.joined]
        self.joined += 1
        if is_mentor:
            make_mentor(
                self.session, name, {"risk": 4, "coaching": 3}, capacity=self.joined % 2 + 1
            )
        else:
            make_mentee(self.session, name, {"risk": (1, 3), "coaching": (0, 2)})

    def _match(self, number: int, *statuses: MatchStatus) -> Match | None:
        """Return one of the matches in some states; None where there is none."""
        query = sa.select(Match).where(Match.status.in_(statuses)).order_by(Match.id)
        found = self.session.scalars(query).all()
        return found[number % len(found)] if found else None

    def _in_a_pair(self, number: int, mentee: bool, act: Callable[[Match, Member], object]) -> None:
        match = self._match(number, *GOES_ON)
        if match is not None:
            who = match.mentee if mentee else match.mentor
            self._try(lambda: act(match, who))

    def _try(self, act: Callable[[], object]) -> None:
        try:
            act()
        except REFUSALS:
            self.session.rollback()
        else:
            self.session.commit()


@pytest.mark.slow
def test_whatever_happens_some_things_hold(app: Flask, is_postgresql: bool) -> None:
    lives = type("LivesHere", (Lives,), {"app": app})

    run_state_machine_as_test(
        lives,
        settings=settings(
            derandomize=True,
            database=None,
            deadline=None,
            max_examples=4 if is_postgresql else 12,
            stateful_step_count=40,
            suppress_health_check=list(HealthCheck),
            # Looking for a shorter life that fails, too, would take minutes.
            phases=[Phase.generate],
        ),
    )


def empty(session: Session) -> None:
    """Delete every row but the first programme's."""
    for table in reversed(db.metadata.sorted_tables):
        if table.name != "programmes":
            session.execute(table.delete())
    session.commit()
