"""People for the tests of the engine: short to write, and random ones that meet every rule."""

from random import Random
from typing import Any

from matchmaker.matching import Mentee, Mentor, People, Policy, SkillNeed, Weights
from matchmaker.matching.values.policy import SWITCHABLE_RULES

ENGLISH = frozenset({"en"})
NO_RULES = frozenset[str]()


def a_mentee(mentee_id: int, **stated: Any) -> Mentee:
    """Return a mentee who speaks English and has one gap, unless stated otherwise."""
    return Mentee(
        mentee_id, **{"needs": (SkillNeed("planning", 1, 4),), "languages": ENGLISH, **stated}
    )


def a_mentor(mentor_id: int, **stated: Any) -> Mentor:
    """Return a mentor who speaks English and can close that gap, unless stated otherwise."""
    return Mentor(mentor_id, **{"levels": (("planning", 5),), "languages": ENGLISH, **stated})


def people_of(mentees: list[Mentee], mentors: list[Mentor], **pairs: Any) -> People:
    """Return the people of a round, with pairs given as any iterable."""
    return People(
        tuple(mentees), tuple(mentors), **{name: frozenset(given) for name, given in pairs.items()}
    )


def random_people(random: Random, *, most_mentees: int = 4, most_mentors: int = 3) -> People:
    """Return a small round in which every rule bites now and then; some persons have two roles."""
    n_mentees, n_mentors = random.randint(0, most_mentees), random.randint(0, most_mentors)
    mentees = [_random_mentee(random, k) for k in random.sample(range(8), n_mentees)]
    mentors = [_random_mentor(random, k) for k in random.sample(range(4, 12), n_mentors)]
    return people_of(
        mentees,
        mentors,
        excluded=_some_pairs(random, 0.08),
        met_before=_some_pairs(random, 0.08),
        live=_some_pairs(random, 0.04),
        banned=_some_pairs(random, 0.04),
        asked_lately=_some_pairs(Random(13 * n_mentees + n_mentors), 0.04),
    )


def random_policy(random: Random) -> Policy:
    """Return a policy with any rules on and any weights, often with zeros among them."""
    rules = frozenset(code for code in sorted(SWITCHABLE_RULES) if random.random() < 0.4)
    weights = Weights(*(random.choice([0, 1, 5, 10, 50]) for _ in range(6)))
    return Policy(weights, rules, random.choice([0, 1, 4]), seed=random.randrange(1000))


def _random_mentee(random: Random, mentee_id: int) -> Mentee:
    skills = random.sample("abc", random.randint(0, 3))
    return Mentee(
        mentee_id,
        needs=tuple(
            SkillNeed(
                skill,
                random.choice([None, 0, 1, 2, 3, 4, 5]),
                random.randint(0, 5),
                random.randint(1, 3),
            )
            for skill in skills
        ),
        interests=_some_words(random, "pqrst"),
        certifications_wanted=_some_words(random, "xyz"),
        target_step=random.choice([None, 0, 1, 2, 3, 5]),
        priority=random.choice([0, 0, 1, 2]),
        **_random_place(random),
    )


def _random_mentor(random: Random, mentor_id: int) -> Mentor:
    return Mentor(
        mentor_id,
        places=random.choice([0, 1, 1, 1, 2, 3]),
        levels=tuple((s, random.randint(0, 5)) for s in random.sample("abc", random.randint(0, 3))),
        interests=_some_words(random, "pqrst"),
        certifications_held=_some_words(random, "xyz"),
        **_random_place(random),
    )


def _random_place(random: Random) -> dict[str, Any]:
    return {
        "languages": _some_words(random, ["en", "de", "fr", "pl"])
        | (ENGLISH if random.random() < 0.5 else set()),
        "location": random.choice([None, "Leeds", "Lodz"]),
        "utc_offset_minutes": random.choice([None, 0, 60, 210, 330, -600, 720]),
        "department": random.choice([None, "IT", "HR", "Law"]),
        "ladder_step": random.choice([None, 0, 1, 2, 3, 4, 5]),
        "manager_ids": tuple(random.sample(range(-3, 12), random.choice([0, 0, 1, 2, 3]))),
        "is_available": random.random() < 0.95,
    }


def _some_words(random: Random, words: Any) -> frozenset[str]:
    return frozenset(word for word in words if random.random() < 0.4)


def _some_pairs(random: Random, share: float) -> set[tuple[int, int]]:
    return {(a, b) for a in range(12) for b in range(12) if random.random() < share / 2}
