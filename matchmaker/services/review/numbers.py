"""The numbers of rounds as one coordinator may read them: of everybody, or of pairs they see."""

from collections.abc import Sequence
from dataclasses import dataclass

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Match, Round, UnmatchedMentee
from matchmaker.services.engine.stored import RoundNumbers, round_facts
from matchmaker.services.programme.coordinator_view import CoordinatorView


@dataclass(frozen=True, slots=True)
class MenteesSeen:
    """Mentees of a round whom a reader sees, by whether they see a pair of theirs, too."""

    paired: frozenset[int]
    alone: frozenset[int]
    """Without a match; and, where mentors are withheld, those matched with one of them."""


def numbers_seen(
    session: Session, rounds: Sequence[Round], view: CoordinatorView
) -> dict[int, RoundNumbers]:
    """Return the numbers of rounds by id, with one fixed number of queries.

    For a part of the programme they are counted from what is seen, not taken from what was stored
    when the round was solved; how many mentors and places there were is not known then.
    """
    if view.is_whole:
        return {round_.id: round_facts(round_.summary).numbers for round_ in rounds}
    ids = [round_.id for round_ in rounds]
    points = {
        round_id: (average, lowest)
        for round_id, average, lowest in session.execute(
            sa.select(Match.round_id, sa.func.avg(Match.points), sa.func.min(Match.points))
            .where(Match.round_id.in_(ids), is_seen(view))
            .group_by(Match.round_id)
        )
    }
    mentees = mentees_seen(session, ids, view)
    return {round_id: _numbers(mentees[round_id], points.get(round_id)) for round_id in ids}


def mentees_seen(
    session: Session, round_ids: Sequence[int], view: CoordinatorView
) -> dict[int, MenteesSeen]:
    """Return whom a reader sees as mentees of rounds.

    A mentee of a withheld mentor is not told from one who has none.
    """
    paired: dict[int, set[int]] = {round_id: set() for round_id in round_ids}
    others: dict[int, set[int]] = {round_id: set() for round_id in round_ids}
    matches = sa.select(Match.round_id, Match.mentee_id, is_seen(view)).where(
        Match.round_id.in_(round_ids), Match.mentee_id.not_in(view.withheld)
    )
    for round_id, mentee_id, is_pair_seen in session.execute(matches):
        (paired if is_pair_seen else others)[round_id].add(mentee_id)
    left_over = sa.select(UnmatchedMentee.round_id, UnmatchedMentee.mentee_id).where(
        UnmatchedMentee.round_id.in_(round_ids), UnmatchedMentee.mentee_id.not_in(view.withheld)
    )
    for round_id, mentee_id in session.execute(left_over):
        others[round_id].add(mentee_id)
    return {
        round_id: MenteesSeen(
            frozenset(paired[round_id]), frozenset(others[round_id] - paired[round_id])
        )
        for round_id in round_ids
    }


def is_seen(view: CoordinatorView) -> sa.ColumnElement[bool]:
    """Return the condition that a match is of nobody who is withheld."""
    return Match.mentee_id.not_in(view.withheld) & Match.mentor_id.not_in(view.withheld)


def _numbers(mentees: MenteesSeen, points: tuple[object, int] | None) -> RoundNumbers:
    average, lowest = points or (None, None)
    return RoundNumbers(
        mentees=len(mentees.paired | mentees.alone),
        mentors=0,
        places=0,
        matched=len(mentees.paired),
        unmatched=len(mentees.alone),
        average_points=None if average is None else round(float(str(average)), 1),
        lowest_points=lowest,
    )
