"""Where to recruit: what one more mentor strong in a skill would bring, tried out skill by skill.

The newcomer is somebody about whom nothing else is known. Whoever is found will have more to offer
than one skill, so each figure is about the least that such a mentor brings.
"""

from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, TypeVar

from matchmaker.matching.analysis.trials import (
    Budget,
    TabledTrials,
    Trials,
    budget_for,
    trials_of,
)
from matchmaker.matching.solve import solve_round
from matchmaker.matching.values.limits import LIMITS, Limits
from matchmaker.matching.values.people import Mentee, Mentor, People
from matchmaker.matching.values.policy import Policy
from matchmaker.matching.values.result import Matching

_Word = TypeVar("_Word", str, int)

STRONG_LEVEL: Final = 5


@dataclass(frozen=True, slots=True)
class Recruit:
    """What one more mentor would bring who is strong in a skill and has so many places.

    ``matched`` more mentees and ``units`` more points in total; ``mentees`` are those who would be
    matched and are not.
    """

    skill: str
    places: int
    matched: int
    units: int
    mentees: tuple[int, ...]


def where_to_recruit(
    people: People,
    policy: Policy,
    matching: Matching | None = None,
    budget: Budget | None = None,
    limits: Limits = LIMITS,
    tabled: TabledTrials | None = None,
) -> tuple[Recruit, ...]:
    """Return what one more mentor would bring, for each skill that somebody lacks, best first.

    Parameters
    ----------
    matching : the answer for these people and this policy, if it is known
    budget : how many skills are tried, the most sought first; by the round's size if not given
    tabled : see `trials_of`

    Notes
    -----
    The newcomers join the round with no places. Then each gets the usual places, apart from the
    others (see `trials`). Skills that bring nothing are left out. Under *fair*, and in very large
    rounds, only the skills most sought are tried.

    Examples
    --------
    >>> from matchmaker.matching.values.people import SkillNeed
    >>> ada = Mentee(1, needs=(SkillNeed("risk", 1, 4),), languages=frozenset({"en"}))
    >>> ben = Mentee(2, needs=(SkillNeed("planning", 1, 3),), languages=frozenset({"en"}))
    >>> cleo = Mentor(8, levels=(("planning", 4),), languages=frozenset({"en"}))
    >>> people = People((ada, ben), (cleo,))
    >>> found = where_to_recruit(people, Policy())
    >>> [(r.skill, r.matched, r.mentees) for r in found]
    [('risk', 1, (1,))]
    """
    budget = budget or budget_for(people, policy, limits)
    newcomers = newcomers_for(people)[: budget.newcomers]
    if not newcomers:
        return ()
    matching = matching or solve_round(people, policy, limits=limits).matching
    trials = trials_of(people, policy, matching, newcomers, limits, tabled)
    found = [what_it_brings(trials, mentor) for mentor in newcomers]
    useful = [recruit for recruit in found if recruit.matched > 0 or recruit.units > 0]
    return tuple(sorted(useful, key=lambda r: (-r.matched, -r.units, r.skill)))


def newcomers_for(people: People) -> list[Mentor]:
    """Return one newcomer for each skill that somebody lacks, the most sought first."""
    sought = Counter[str]()
    for mentee in people.mentees:
        sought.update({n.skill: n.importance * n.gap for n in mentee.needs if n.gap})
    skills = sorted(sought, key=lambda skill: (-sought[skill], skill))
    first_id = unused_id(people)
    return [newcomer(people, skill, first_id + k) for k, skill in enumerate(skills)]


def newcomer(
    people: People, skill: str, mentor_id: int, mentee: Mentee | None = None, places: int = 0
) -> Mentor:
    """Return a mentor strong in one skill, with what most mentees have, or with what one has.

    Languages, location and time zone are those that most mentees state (or all languages of the
    one mentee, their location and zone), so that no rule about them stands in the way. As many
    places as mentors usually offer, if not given.
    """
    like = (mentee,) if mentee else people.mentees
    common = _most_common(language for one in like for language in one.languages)
    return Mentor(
        id=mentor_id,
        places=places or usual_places(people),
        levels=((skill, STRONG_LEVEL),),
        languages=mentee.languages if mentee else frozenset({common} if common else ()),
        location=_most_common(one.location for one in like if one.location),
        utc_offset_minutes=_most_common(
            one.utc_offset_minutes for one in like if one.utc_offset_minutes is not None
        ),
    )


def unused_id(people: People) -> int:
    """Return an id from which on nobody has one, managers included."""
    ids = [i for mentee in people.mentees for i in (mentee.id, *mentee.manager_ids)]
    ids += [i for mentor in people.mentors for i in (mentor.id, *mentor.manager_ids)]
    return 1 + max((abs(i) for i in ids), default=0)


def usual_places(people: People) -> int:
    """Return the places of the mentor in the middle, of those who take anybody.

    At least 1, and no more than there are mentees.
    """
    places = sorted(m.places for m in people.mentors if m.places and m.is_available)
    middle = places[(len(places) - 1) // 2] if places else 1
    return max(1, min(middle, len(people.mentees)))


def what_it_brings(trials: Trials, mentor: Mentor) -> Recruit:
    """Return what a newcomer among the trials' brings with their places."""
    base = trials.base
    after = trials.with_places(mentor.id, mentor.places)
    return Recruit(
        skill=mentor.levels[0][0],
        places=mentor.places,
        matched=after.matched - base.matched,
        units=after.units - base.units,
        mentees=tuple(sorted(after.mentor_of.keys() - base.mentor_of.keys())),
    )


def _most_common(values: Iterable[_Word]) -> _Word | None:
    """Return the most frequent value, the first in order among equals, or None."""
    counts = Counter(values)
    return min(counts, key=lambda value: (-counts[value], str(value)), default=None)
