"""Compiles what large rounds need, before the first: `python -m matchmaker.matching.compile_ahead`.

Small rounds of invented people are solved, changed, proved and looked into as large ones are, once
for each way through the compiled code. What is compiled is kept on disk (see `compiling`).
"""

import sys
from collections.abc import Iterator
from dataclasses import replace
from typing import Final

from matchmaker.matching.analysis.insight import look_into
from matchmaker.matching.certificate.verify import verify
from matchmaker.matching.solve import match, solve_round
from matchmaker.matching.values.limits import Limits, has_compiler
from matchmaker.matching.values.people import Mentee, Mentor, People, SkillNeed
from matchmaker.matching.values.policy import OBJECTIVES, Policy

N_MENTEES: Final = 60
N_MENTORS: Final = 20
SKILLS: Final = ("a", "b", "c", "d")
LANGUAGES: Final = frozenset({"en"})


def compile_ahead() -> None:
    """Go every way through the compiled code once. Needs numba."""
    people = invented_people()
    for limits in _ways():
        for objective in OBJECTIVES:
            policy = Policy(objective=objective)
            solved = solve_round(people, policy, limits=limits)
            matching = solved.matching
            verify(people, policy, matching, limits=limits)
            look_into(people, policy, matching, limits=limits)
            pair = matching.pairs[0]
            changed = replace(people, banned=frozenset({(pair.mentee_id, pair.mentor_id)}))
            solved.again(changed)
            match(changed, policy, start=matching, limits=limits)


def _ways() -> Iterator[Limits]:
    """Yield limits by which so small a round is treated as a large one, in each way there is."""
    held = Limits(is_large=True)
    looked_over = replace(held, most_pairs=-1)
    sampled = replace(looked_over, sampled_from=1, sampled_from_if_many=1)
    yield held
    yield looked_over
    yield replace(sampled, most_tie_repairs=-1)


def invented_people() -> People:
    """Return a round with more mentees than places, among whom many score the same."""
    mentees = tuple(
        Mentee(
            1 + k,
            needs=tuple(
                SkillNeed(skill, k % 3, 3 + (k + n) % 3, 1 + k % 3)
                for n, skill in enumerate(SKILLS[: 1 + k % len(SKILLS)])
            ),
            interests=frozenset({f"interest {k % 5}", f"interest {k % 7}"}),
            certifications_wanted=frozenset({f"certificate {k % 3}"} if k % 4 else ()),
            languages=LANGUAGES,
            location=f"place {k % 3}",
            utc_offset_minutes=60 * (k % 3),
            department=f"department {k % 4}",
            ladder_step=k % 3,
            target_step=k % 3 + 1,
            manager_ids=(1 + N_MENTEES + k % N_MENTORS,) if k % 5 == 0 else (),
            priority=k % 3,
        )
        for k in range(N_MENTEES)
    )
    mentors = tuple(
        Mentor(
            1 + N_MENTEES + k,
            places=1 + k % 2,
            levels=tuple((skill, 3 + (k + n) % 3) for n, skill in enumerate(SKILLS[k % 2 :])),
            interests=frozenset({f"interest {k % 5}"}),
            certifications_held=frozenset({f"certificate {k % 3}"}),
            languages=LANGUAGES,
            location=f"place {k % 3}",
            utc_offset_minutes=60 * (k % 3),
            department=f"department {k % 4}",
            ladder_step=3 + k % 2,
        )
        for k in range(N_MENTORS)
    )
    return People(mentees, mentors, met_before=frozenset({(1, 1 + N_MENTEES)}))


if __name__ == "__main__":
    if not has_compiler():
        sys.exit("matchmaker: numba is not installed, or this process may not run what it makes")
    compile_ahead()
