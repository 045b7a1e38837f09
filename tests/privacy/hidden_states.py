"""One programme whose withheld people can be put into any state; what others see stays the same.

Mona runs the programme and manages Rita (who looks for a mentor), Rolf (who is one) and Nora (who
meets people over coffee). Of Ada it cannot be seen whether she has nobody or Rolf, of Zoe whether
she meets nobody or Nora.
"""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import (
    AccessEntry,
    CoffeeAnswer,
    CoffeeGroup,
    CoffeeRound,
    DecisionKind,
    JobOutcome,
    JobRun,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    NetworkerLeftOut,
    OutboxMail,
    PairDecision,
    Participation,
    Round,
    RoundStatus,
    StatusChange,
    UnmatchedMentee,
)
from matchmaker.services.operations.job_runs import JOBS, note_end, note_start
from matchmaker.services.rounds.snapshot import take_people
from matchmaker.services.rounds.stored_people import encode_people
from tests.factories import (
    make_coffee_group,
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_networker,
    make_round,
    owe_a_mail,
    part_of,
    the_programme,
)

NOW = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class State:
    """Where the withheld people stand. Every figure about everybody differs from state to state."""

    number: int
    mentee: MatchStatus | None = None
    """How Rita's match stands; None: she has none."""
    mentee_with: str = "Max"
    mentor: MatchStatus | None = None
    """How Rolf's match with Ada stands; None: she is left over."""
    networker: CoffeeAnswer | None = None
    """What Nora said of her chat with Zoe; None: neither has a group."""
    is_locked: bool = False


@dataclass
class People:
    """Those whom the tests name, and the rounds."""

    ids: dict[str, int] = field(default_factory=dict)
    round_id: int = 0
    coffee_id: int = 0


def all_states(offered: MatchStatus) -> Iterator[State]:
    """Go through the states of a round in review (`offered` is PROPOSED) or a published one."""
    number = iter(range(1, 100))
    yield State(next(number))
    later = (
        [MatchStatus.DECLINED, MatchStatus.EXPIRED, MatchStatus.INTRODUCED, MatchStatus.ENDED]
        if offered != MatchStatus.PROPOSED
        else []
    )
    for status in (offered, *later):
        yield State(next(number), mentee=status)
        yield State(next(number), mentee=status, mentee_with="Mia", is_locked=True)
        yield State(next(number), mentor=status)
    for answer in CoffeeAnswer:
        yield State(next(number), networker=answer)


def build(session: Session, status: RoundStatus) -> People:
    """Make everybody, and all that Mona sees; commits."""
    found = People()
    mona, cora = make_coordinator(session, "Mona"), make_coordinator(session, "Cora")
    report = {"manager_email": mona.email}
    people = {
        "Ada": make_mentee(session, "Ada"),
        "Ben": make_mentee(session, "Ben"),
        "Max": make_mentor(session, "Max", capacity=2),
        "Mia": make_mentor(session, "Mia", capacity=1),
        "Zoe": make_networker(session, "Zoe"),
        "Kim": make_networker(session, "Kim"),
        "Lee": make_networker(session, "Lee"),
        "Mona": mona,
        "Cora": cora,
        "Rita": make_mentee(session, "Rita", **report),
        "Rolf": make_mentor(session, "Rolf", **report),
        "Nora": make_networker(session, "Nora", **report),
    }
    found.ids = {name: member.id for name, member in people.items()}
    round_ = make_round(session, "2026-11", status)
    round_.solved_at = NOW
    round_.published_at = NOW if status == RoundStatus.PUBLISHED else None
    frozen = take_people(session, the_programme(session), NOW.date())
    round_.snapshot, round_.snapshot_digest = encode_people(frozen)
    shown = MatchStatus.PROPOSED if status == RoundStatus.SOLVED else MatchStatus.OFFERED
    make_match(session, round_, people["Ben"], people["Max"], shown)
    make_coffee_group(session, [people["Kim"], people["Lee"]])
    kind = MailKind.ROUND_READY if status == RoundStatus.SOLVED else MailKind.ROUND_PUBLISHED
    for reader in (mona, cora):
        owe_a_mail(session, kind, f"round:{round_.id}", reader, {"round_id": round_.id})
    found.round_id = round_.id
    found.coffee_id = session.scalars(sa.select(CoffeeRound.id)).one()
    session.commit()
    return found


def put_into(session: Session, found: People, state: State) -> None:
    """Put the withheld people into a state, and all figures that count everybody; commits."""
    who = {name: session.get_one(Member, member_id) for name, member_id in found.ids.items()}
    round_ = session.get_one(Round, found.round_id)
    _forget(session, found)
    _mentees(session, round_, who, state)
    _solve_again(session, round_, who["Cora"])
    _chats(session, found, who, state)
    round_.summary = _summary(state, who)
    session.get_one(CoffeeRound, found.coffee_id).summary = dict.fromkeys(
        ("networkers", "groups", "threes", "left_out", "repeats", "points_at_most_missed"),
        state.number,
    )
    for match in session.scalars(sa.select(Match).filter_by(mentee_id=who["Ben"].id)):
        match.reasons = _others(state, who)
    for job in JOBS:
        run = note_start(session, job, "a process")
        outcome = JobOutcome.DONE if state.number % 2 else JobOutcome.IDLE
        note_end(session, run.id, outcome, f"{state.number} of them")
    session.commit()


def _forget(session: Session, found: People) -> None:
    hidden = [found.ids[name] for name in ("Rita", "Rolf", "Nora")]
    is_hidden = Match.mentee_id.in_(hidden) | Match.mentor_id.in_(hidden)
    session.execute(sa.delete(StatusChange))
    session.execute(sa.delete(PairDecision))
    session.execute(sa.delete(JobRun))
    # What the test itself did before: it took its own data out.
    session.execute(sa.delete(AccessEntry))
    session.execute(sa.delete(Match).where(is_hidden))
    session.execute(sa.delete(UnmatchedMentee))
    session.execute(sa.delete(NetworkerLeftOut))
    session.execute(sa.delete(OutboxMail).where(OutboxMail.status != MailStatus.PENDING))
    for group in session.scalars(sa.select(CoffeeGroup)):
        if {person.member_id for person in group.people} & set(hidden):
            session.delete(group)
    session.flush()


def _mentees(session: Session, round_: Round, who: dict[str, Member], state: State) -> None:
    def left_over(name: str) -> None:
        session.add(
            UnmatchedMentee(
                round_id=round_.id,
                mentee_id=who[name].id,
                reason="all_taken",
                explanation={"eligible": state.number + 1} | _others(state, who),
            )
        )
        part_of(session, who[name]).rounds_waited = state.number

    if state.mentee is None:
        left_over("Rita")
    else:
        mentor = who[state.mentee_with]
        match = make_match(session, round_, who["Rita"], mentor, state.mentee)
        mail = owe_a_mail(session, MailKind.OFFER, f"match:{match.id}", mentor)
        assert mail
        mail.status, mail.last_error = MailStatus.FAILED, f"550 {state.number}"
        if state.is_locked:
            _lock(session, round_, match)
    if state.mentor is None:
        left_over("Ada")
    else:
        make_match(session, round_, who["Ada"], who["Rolf"], state.mentor)
        session.get_one(Participation, part_of(session, who["Ada"]).id).rounds_waited = 0
    session.flush()


def _lock(session: Session, round_: Round, match: Match) -> None:
    pair = {"mentee_id": match.mentee_id, "mentor_id": match.mentor_id, "reason": "A reason"}
    session.add(PairDecision(round_id=round_.id, kind=DecisionKind.LOCK, decided_at=NOW, **pair))
    session.add(
        StatusChange(
            round_id=round_.id,
            old_status=round_.status,
            new_status=round_.status,
            kind="lock",
            changed_at=NOW,
            **pair,
        )
    )


def _solve_again(session: Session, round_: Round, actor: Member) -> None:
    """In every state: that a decision waits to be followed is told, not about whom."""
    session.add(
        StatusChange(
            round_id=round_.id,
            old_status=round_.status,
            new_status=round_.status,
            actor_id=actor.id,
            kind="solved_again",
            changed_at=NOW,
        )
    )
    session.flush()


def _chats(session: Session, found: People, who: dict[str, Member], state: State) -> None:
    if state.networker is None:
        session.add_all(
            NetworkerLeftOut(
                round_id=found.coffee_id, member_id=who[name].id, reason="no_group_left"
            )
            for name in ("Nora", "Zoe")
        )
        return
    group = make_coffee_group(session, [who["Nora"], who["Zoe"]])
    for person in group.people:
        person.answer = state.networker


def _summary(state: State, who: dict[str, Member]) -> dict[str, Any]:
    number = state.number
    return {
        "mentees": 40 + number,
        "mentors": 30 + number,
        "places": 50 + number,
        "matched": 20 + number,
        "average_points": 60.5 + number,
        "lowest_points": 10 + number,
        "is_proved": True,
        "certificate": {
            "cover": {"mentor_ids": [who["Mia"].id], "mentees": 4 + number, "places": number}
        },
        "insight": {
            "recruits": [
                {
                    "skill": "risk",
                    "places": 1,
                    "matched": number,
                    "units": number,
                    "mentees": [who["Ada"].id, who["Rita"].id],
                }
            ],
            "stability": {"blocking_pairs": number, "beside_a_free_place": 0},
            "structure": {
                "only_mentors": [{"mentor_id": who["Mia"].id, "mentees": 2 + number, "places": 1}]
            },
        },
    }


def _others(state: State, who: dict[str, Member]) -> dict[str, Any]:
    """Other choices of somebody seen, of which each depends on who is not."""
    cost = {
        "units": 100 * state.number,
        "loses": who["Rita"].id,
        "moves": [{"mentee_id": who["Rita"].id, "from_id": who["Max"].id, "to_id": who["Mia"].id}],
    }
    other = {"points": 50 - state.number, "is_taken": bool(state.number % 2), "cost": cost}
    return {
        "alternatives": [{"mentor_id": who["Mia"].id} | other],
        "other_mentees": [{"mentee_id": who["Ada"].id, "mentor_id": who["Rolf"].id} | other],
    }
