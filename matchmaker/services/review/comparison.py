"""The ways to match one round side by side, with names, for the coordinator who may choose one."""

import hashlib
import json
from dataclasses import dataclass
from typing import Any, Final

from sqlalchemy.orm import Session

from matchmaker.matching.values.policy import OBJECTIVES, Objective
from matchmaker.messages import format_list
from matchmaker.messages import gettext as _
from matchmaker.models import Round, RoundStatus
from matchmaker.services.engine.comparison import Choice, choices_in, choices_to_document
from matchmaker.services.engine.stored import round_facts
from matchmaker.services.programme.policies import policy_from_document
from matchmaker.services.review.pairs import names_of, people_named
from matchmaker.services.wording.choices import OBJECTIVE_AIMS, objective_name
from matchmaker.services.wording.grammar import begin, counted, in_words

MOST_PAIRS: Final = 2_000_000
"""Mentees times mentors of the largest round that is compared: it is solved three times."""
MOST_NAMED: Final = 12
"""Mentees of a kind who are named; the rest is counted."""


@dataclass(frozen=True, slots=True)
class Touched:
    """Mentees whom a choice would touch in one way: some names, and how many more."""

    number: int
    names: tuple[str, ...]

    @property
    def more(self) -> int:
        """How many are not named."""
        return self.number - len(self.names)


@dataclass(frozen=True, slots=True)
class ChoiceColumn:
    """One way to match as the page shows it."""

    choice: Choice
    name: str
    aim: str
    load: str
    price: str
    gain: Touched
    lose: Touched
    change: Touched
    promised: Touched
    """Mentees who were promised to come first, and would have no mentor for the sake of points."""


@dataclass(frozen=True, slots=True)
class WayToMatch:
    """One way to match by itself, for a reader who is told nothing about everybody."""

    objective: Objective
    name: str
    aim: str
    is_present: bool


def can_be_compared(round_: Round) -> bool:
    """Return whether a round was solved, is not discarded, and is small enough."""
    numbers = round_facts(round_.summary).numbers
    return (
        round_.status in {RoundStatus.SOLVED, RoundStatus.PUBLISHED, RoundStatus.CLOSED}
        and round_.snapshot is not None
        and numbers.mentees * numbers.mentors <= MOST_PAIRS
    )


def ways_to_match(round_: Round) -> tuple[WayToMatch, ...]:
    """Return the ways to match a round, without what each would give."""
    present = policy_from_document(round_.policy).matching.objective
    return tuple(
        WayToMatch(each, objective_name(each), str(OBJECTIVE_AIMS[each]), each == present)
        for each in OBJECTIVES
    )


def basis_of(round_: Round) -> str:
    """Return a digest of what a comparison follows from: people, rules, weights and decisions."""
    decided = sorted((each.kind, each.mentee_id, each.mentor_id) for each in round_.decisions)
    basis = [round_.snapshot_digest, round_.policy["matching"], decided]
    return hashlib.sha256(json.dumps(basis, sort_keys=True).encode()).hexdigest()


def comparison_document(basis: str, choices: tuple[Choice, ...]) -> dict[str, Any]:
    """Return a comparison as JSON can hold it."""
    return {"basis": basis, "choices": choices_to_document(choices)}


def stored_comparison(
    session: Session, round_: Round, document: dict[str, Any]
) -> tuple[ChoiceColumn, ...]:
    """Return what each way to match would give, as it was found; nothing if that is out of date.

    For a reader who sees the whole programme, since each figure is about everybody.
    """
    if document.get("basis") != basis_of(round_):
        return ()
    choices = choices_in(document.get("choices"))
    ids = {
        i
        for c in choices
        for part in (c.gain, c.lose, c.change, c.promised)
        for i in part[:MOST_NAMED]
    }
    names = names_of(people_named(session, ids))
    return tuple(_column(choice, names) for choice in choices)


def _column(choice: Choice, names: dict[int, str]) -> ChoiceColumn:
    return ChoiceColumn(
        choice=choice,
        name=objective_name(choice.objective),
        aim=str(OBJECTIVE_AIMS[choice.objective]),
        load=_load(choice),
        price=_price(choice),
        gain=_touched(choice.gain, names),
        lose=_touched(choice.lose, names),
        change=_touched(choice.change, names),
        promised=_touched(choice.promised, names),
    )


def _load(choice: Choice) -> str:
    """Say how many mentors have how many mentees."""
    if not choice.loads:
        return _("Nobody has anybody")
    told = [number for load in choice.loads for number in load]
    mentees, mentors = choice.loads[0]
    first = (counted(mentors, "mentor", beside=told), counted(mentees, "mentee", beside=told))
    others = [
        (in_words(mentors, beside=told), in_words(mentees, beside=told))
        for mentees, mentors in choice.loads[1:]
    ]
    return begin(
        format_list(
            _("%(mentors)s with %(mentees)s", mentors=of, mentees=have)
            for of, have in (first, *others)
        )
    )


def _price(choice: Choice) -> str:
    """Say what the choice gives up against whichever does best in it."""
    broken = len(choice.promised)
    told = (choice.matched_paid, choice.points_paid, choice.lowest_paid, broken)
    mentees = counted(choice.matched_paid, "mentee", beside=told)
    points, lowest = (
        counted(number, "point", beside=told) for number in (choice.points_paid, choice.lowest_paid)
    )
    paid = [
        _("%(mentees)s fewer", mentees=mentees) if choice.matched_paid else "",
        _("%(points)s fewer in total", points=points) if choice.points_paid else "",
        _("a lowest score that is %(points)s lower", points=lowest) if choice.lowest_paid else "",
        _(
            "the promise to %(mentees)s that they come first",
            mentees=counted(broken, "mentee", beside=told),
        )
        if broken
        else "",
    ]
    words = format_list(part for part in paid if part)
    return begin(words) or _("Nothing: it does best in all three")


def _touched(ids: tuple[int, ...], names: dict[int, str]) -> Touched:
    return Touched(len(ids), tuple(names[i] for i in ids[:MOST_NAMED] if i in names))
