"""Invented people of any number: 20 skills, 30 interests, 12 locations, capacities 1 to 5."""

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from matchmaker.matching import Mentee, Mentor, People, SkillNeed
from matchmaker.matching.values.sharing import Sharing

SKILLS = tuple(f"skill_{k:02}" for k in range(20))
INTERESTS = tuple(f"interest_{k:02}" for k in range(30))
CERTIFICATES = tuple(f"certificate_{k}" for k in range(12))
LANGUAGES = ("en", "de", "fr", "es", "pl")
LOCATIONS = tuple(f"location_{k:02}" for k in range(12))
OFFSETS = (-480, -360, -300, -180, 0, 60, 120, 180, 330, 480, 540, 600)
N_TRADES = 8
FIRST_MENTOR = 10**7


def population(n_mentees: int, n_mentors: int, *, seed: int = 1, capacity: int = 0) -> People:
    """Return a round; ``capacity`` is that of all mentors, or 1 to 5 (3 on average) where 0.

    Mentees and mentors belong to trades with typical skills, so that some mentors are wanted by
    many; about two earlier mentors of each mentee are out of the question.
    """
    numbers = np.random.default_rng(seed)
    typical = numbers.random((N_TRADES, len(SKILLS))) ** 1.5
    shared = Sharing()
    mentees = _mentees(numbers, n_mentees, typical, shared)
    mentors = _mentors(numbers, n_mentors, typical, capacity, shared)
    n_met = 2 * n_mentees if n_mentors else 0
    met = zip(
        (mentees[k].id for k in numbers.integers(0, n_mentees, n_met).tolist()),
        (mentors[k].id for k in numbers.integers(0, max(1, n_mentors), n_met).tolist()),
        strict=True,
    )
    return People(mentees, mentors, met_before=frozenset(met))


def _mentees(
    numbers: np.random.Generator, n: int, typical: NDArray[np.float64], shared: Sharing
) -> tuple[Mentee, ...]:
    trade = numbers.integers(0, N_TRADES, n)
    level = _levels(numbers, typical[trade] * 3.0)
    order = np.argsort(numbers.random(level.shape) - 0.5 * typical[trade], axis=1)
    n_needs = numbers.integers(4, 9, n)
    climb = numbers.integers(1, 3, level.shape)
    importance = numbers.integers(1, 4, level.shape)
    step = numbers.integers(0, 4, n)
    common = _common(numbers, n, shared)
    wanted = _some(numbers, n, CERTIFICATES, 0, 3, shared)
    waited = numbers.integers(0, 365, n)
    return tuple(
        Mentee(
            k,
            needs=tuple(
                shared(
                    SkillNeed(
                        SKILLS[s],
                        int(level[k, s]),
                        min(5, int(level[k, s] + climb[k, s])),
                        int(importance[k, s]),
                    )
                )
                for s in order[k, : n_needs[k]].tolist()
            ),
            certifications_wanted=wanted[k],
            ladder_step=int(step[k]),
            target_step=min(5, int(step[k]) + 2),
            priority=int(waited[k]),
            **common[k],
        )
        for k in range(n)
    )


def _mentors(
    numbers: np.random.Generator,
    n: int,
    typical: NDArray[np.float64],
    capacity: int,
    shared: Sharing,
) -> tuple[Mentor, ...]:
    level = _levels(numbers, typical[numbers.integers(0, N_TRADES, n)] * 5.0)
    places = numbers.integers(1, 6, n) if capacity == 0 else np.full(n, capacity)
    step = numbers.integers(2, 6, n)
    common = _common(numbers, n, shared)
    held = _some(numbers, n, CERTIFICATES, 1, 4, shared)
    return tuple(
        Mentor(
            FIRST_MENTOR + k,
            places=int(places[k]),
            levels=tuple(shared(pair) for pair in zip(SKILLS, level[k].tolist(), strict=True)),
            certifications_held=held[k],
            ladder_step=int(step[k]),
            **common[k],
        )
        for k in range(n)
    )


def _levels(numbers: np.random.Generator, mean: NDArray[np.float64]) -> NDArray[np.int64]:
    return np.clip(np.rint(mean + numbers.normal(0, 0.9, mean.shape)), 0, 5).astype(np.int64)


def _common(numbers: np.random.Generator, n: int, shared: Sharing) -> list[dict[str, Any]]:
    interests = _some(numbers, n, INTERESTS, 3, 8, shared)
    speaks = numbers.random((n, len(LANGUAGES))) < [0.9, 0.25, 0.15, 0.1, 0.05]
    speaks[np.arange(n), numbers.choice(len(LANGUAGES), n, p=[0.8, 0.08, 0.06, 0.04, 0.02])] = True
    place = numbers.integers(0, len(LOCATIONS), n)
    manager = -1 - numbers.integers(0, 1 + n // 8, n)
    return [
        {
            "interests": interests[k],
            "languages": shared.words(LANGUAGES[w] for w in np.flatnonzero(speaks[k])),
            "location": LOCATIONS[place[k]],
            "utc_offset_minutes": OFFSETS[place[k]],
            "department": shared(f"department_{place[k] % 7}"),
            "manager_ids": shared((int(manager[k]),)),
        }
        for k in range(n)
    ]


def _some(
    numbers: np.random.Generator,
    n: int,
    words: Sequence[str],
    least: int,
    below: int,
    shared: Sharing,
) -> list[frozenset[str]]:
    """Return ``least`` to ``below - 1`` words for each; the first words are chosen most often."""
    liking = -0.7 * np.log(np.arange(1, len(words) + 1)) + numbers.gumbel(size=(n, len(words)))
    order = np.argsort(-liking, axis=1)
    count = numbers.integers(least, below, n)
    return [shared.words(words[w] for w in order[k, : count[k]].tolist()) for k in range(n)]
