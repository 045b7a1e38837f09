"""Whether a pair still holds: what people say of themselves now, against what a round was made of.

Nothing is changed here. What follows for a proposal is in `publishing`, for an offer in `offers`.
"""

from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import replace
from typing import Literal, TypeAlias

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import in_parts
from matchmaker.matching.values.people import Pair, People
from matchmaker.models import Match, Participation, Programme, Round
from matchmaker.services.addresses.lines import managers_of
from matchmaker.services.engine.solving import may_be_paired
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.rounds.asked_lately import pairs_asked_lately
from matchmaker.services.rounds.places import accepted_by_mentor, fresh_participations
from matchmaker.services.rounds.snapshot import (
    PersonIds,
    excluded_pairs,
    pair_of_people,
    participations_in,
)

BETWEEN_PEOPLE = frozenset({"reporting_line"})
"""Rules that end an open offer. What else a profile says, its mentor can read before a yes."""

Overtaken: TypeAlias = Literal[
    "", "mentee_away", "mentor_away", "unreachable", "no_place", "forbidden"
]


class ForbiddenNow:
    """Tells which (mentee, mentor) pairs of a round may not be paired any more.

    Asked are exclusions, and the rules that are on in the round (of `rules`, if given), and an
    offer that has expired since; never places, breaks and roles, which have their own answers.
    Each person is read once, however many pairs they are in.
    """

    def __init__(
        self, session: Session, round_: Round, rules: frozenset[str] | None = None
    ) -> None:
        self._session, self._round = session, round_
        programme = round_.programme
        self._resting = (
            pairs_asked_lately(session, programme, round_.month) if rules is None else frozenset()
        )
        policy = policy_from_document(round_.policy, round_.seed).matching
        self._policy = policy if rules is None else replace(policy, rules=policy.rules & rules)
        self._excluded = excluded_pairs(session, programme)
        self._today = clock.today(programme.time_zone)
        self._read: set[int] = set()
        self._rows: dict[int, Participation] = {}
        self._ids = PersonIds([])

    def read(self, member_ids: Collection[int]) -> None:
        """Read what these people, and their managers, say of themselves; those known are not."""
        missing = {*member_ids} - self._read
        if not missing:
            return
        self._read |= missing
        for part in in_parts(missing):
            self._rows |= _with_managers(self._session, self._round.programme, {*part})
        self._ids = PersonIds([self._rows[each] for each in sorted(self._rows)])

    def among(self, pairs: Collection[Pair]) -> frozenset[Pair]:
        """Return those of some pairs that are forbidden."""
        self.read({one for pair in pairs for one in pair})
        return frozenset(pair for pair in pairs if self._forbids(pair))

    def _forbids(self, pair: Pair) -> bool:
        if pair in self._resting:
            return True
        if not {*pair} <= self._rows.keys():
            return False
        if self._excluded & {pair, pair[::-1]}:
            return True
        rows = self._rows
        mentee, mentor = pair_of_people(rows[pair[0]], rows[pair[1]], self._ids, self._today)
        # The round was solved by the same rules: they are asked again where somebody changed.
        concerned = {*pair, *mentee.manager_ids, *mentor.manager_ids}
        return any(self._has_changed(each) for each in concerned) and not may_be_paired(
            People((mentee,), (mentor,)), self._policy
        )

    def _has_changed(self, member_id: int) -> bool:
        row = self._rows.get(member_id)
        return row is not None and row.member.profile.updated_at >= self._round.created_at


def pairs_forbidden_now(
    session: Session, round_: Round, pairs: Collection[Pair], rules: frozenset[str] | None = None
) -> frozenset[Pair]:
    """Return those of some (mentee, mentor) pairs that may not be paired any more."""
    return ForbiddenNow(session, round_, rules).among(pairs) if pairs else frozenset()


def why_overtaken(session: Session, match: Match) -> Overtaken:
    """Return why an open offer no longer holds, or an empty text while it does.

    A mentor whom the system paused after silence may still answer what is open.
    """
    return why_each_is_overtaken(session, match.round.programme, [match])[match.id]


def why_each_is_overtaken(
    session: Session, programme: Programme, matches: Collection[Match]
) -> dict[int, Overtaken]:
    """Return for each of a programme's open offers why it no longer holds, by match."""
    members = {one for match in matches for one in (match.mentee_id, match.mentor_id)}
    people = fresh_participations(session, programme.id, members)
    accepted = accepted_by_mentor(session, programme.id, {match.mentor_id for match in matches})
    why = {match.id: _why_away(match, people, accepted) for match in matches}
    of_round: dict[Round, list[Match]] = defaultdict(list)
    for match in matches:
        if not why[match.id]:
            of_round[match.round].append(match)
    for round_, open_ones in of_round.items():
        pairs = {(match.mentee_id, match.mentor_id): match for match in open_ones}
        for pair in pairs_forbidden_now(session, round_, pairs, BETWEEN_PEOPLE):
            why[pairs[pair].id] = "forbidden"
    return why


def _why_away(
    match: Match, people: Mapping[int, Participation], accepted: Mapping[int, int]
) -> Overtaken:
    mentee, mentor = people.get(match.mentee_id), people.get(match.mentor_id)
    if mentee is None or not (mentee.is_mentee and _is_here(mentee)):
        return "mentee_away"
    if mentor is None or not (mentor.is_mentor and _is_here(mentor)):
        return "mentor_away"
    if mentee.member.address_refused_at or mentor.member.address_refused_at:
        return "unreachable"
    return "no_place" if accepted.get(match.mentor_id, 0) >= mentor.capacity else ""


def _is_here(participation: Participation) -> bool:
    today = clock.today(participation.programme.time_zone)
    until = participation.paused_until
    return participation.member.left_at is None and (until is None or until <= today)


def _with_managers(
    session: Session, programme: Programme, member_ids: set[int]
) -> dict[int, Participation]:
    """Return members' rows, and those of their managers as far as they are members."""
    rows = participations_in(session, programme, member_ids | managers_of(session, member_ids))
    return {row.member_id: row for row in rows}
