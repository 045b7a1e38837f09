"""The rules, scores and objective once more, in plain Python: slow, obvious, and separate.

Written from the description of the domain, not from the engine, whose answers it judges.
"""

from itertools import product

from matchmaker.matching import Mentee, Mentor, People, Policy, Weights

Pairs = tuple[tuple[int, int], ...]
CRITERIA = ("gap_coverage", "interests", "certifications", "languages", "location", "seniority")


def forbidding_rules(mentee: Mentee, mentor: Mentor, people: People, policy: Policy) -> set[str]:
    """Return the codes of the rules that are on and forbid this pair."""
    one_way, other_way = (mentee.id, mentor.id), (mentor.id, mentee.id)

    def named_in(pairs: frozenset[tuple[int, int]]) -> bool:
        return one_way in pairs or other_way in pairs

    apart = clock_distance(mentee, mentor)
    forbids = {
        "self": mentee.id == mentor.id,
        "no_place": mentor.places == 0,
        "excluded": named_in(people.excluded) or one_way in people.banned,
        "unavailable": not (mentee.is_available and mentor.is_available),
        "live_match": named_in(people.live),
        "asked_lately": one_way in people.asked_lately and one_way not in people.locked,
        "reporting_line": mentor.id in mentee.manager_ids[:2]
        or mentee.id in mentor.manager_ids[:2]
        or (bool(mentee.manager_ids) and mentee.manager_ids[:1] == mentor.manager_ids[:1]),
        "met_before": named_in(people.met_before),
        "shared_language": not mentee.languages & mentor.languages,
        "teachable_gap": not any(taught(mentee, mentor)),
        "same_department": mentee.department is not None and mentee.department == mentor.department,
        "time_zone": apart is None or apart > 60 * policy.max_time_zone_hours,
        "different_location": mentee.location is None or mentee.location != mentor.location,
    }
    always = {"self", "no_place", "excluded", "unavailable", "live_match", "asked_lately"}
    return {code for code, is_forbidden in forbids.items() if is_forbidden} & (
        always | policy.rules
    )


def taught(mentee: Mentee, mentor: Mentor) -> list[int]:
    """Return, for each need, the weighted levels that the mentor can teach."""
    levels = dict(mentor.levels)
    result = []
    for need in mentee.needs:
        level = levels.get(need.skill, 0)
        can_teach = need.level is not None and level >= max(3, need.level + 1)
        climbed = min(level, need.target) - need.level if can_teach else 0
        result.append(need.importance * max(0, climbed))
    return result


def clock_distance(mentee: Mentee, mentor: Mentor) -> int | None:
    """Return the minutes between two clocks, the short way round."""
    here, there = mentee.utc_offset_minutes, mentor.utc_offset_minutes
    if here is None or there is None:
        return None
    return min((here - there) % 1440, (there - here) % 1440)


def units_of(mentee: Mentee, mentor: Mentor, weights: Weights) -> int:
    """Return the score of a pair."""
    shares = {
        "gap_coverage": _share(
            sum(taught(mentee, mentor)), sum(n.importance * n.gap for n in mentee.needs)
        ),
        "interests": _share(
            min(3, len(mentee.interests & mentor.interests)), min(3, len(mentee.interests))
        ),
        "certifications": _share(
            len(mentee.certifications_wanted & mentor.certifications_held),
            len(mentee.certifications_wanted),
        ),
        "languages": _share(min(3, len(mentee.languages & mentor.languages)), 3),
        "location": _location_share(mentee, mentor),
        "seniority": _seniority_share(mentee, mentor),
    }
    scaled = _scaled(weights)
    return sum(shares[name] * scaled[name] // 10_000 for name in CRITERIA)


def best_matching(people: People, policy: Policy) -> tuple[int, list[int], int]:
    """Return matched mentees, their priorities (highest first) and the total of the best answer."""
    choices = [_choices(mentee, people, policy) for mentee in people.mentees]
    places = {mentor.id: mentor.places for mentor in people.mentors}
    best = (0, [], 0)
    for answer in product(*choices):
        chosen = [mentor_id for mentor_id, _ in answer if mentor_id is not None]
        if any(chosen.count(mentor_id) > places[mentor_id] for mentor_id in set(chosen)):
            continue
        waiting = [
            mentee.priority
            for mentee, (mentor_id, _) in zip(people.mentees, answer, strict=True)
            if mentor_id is not None
        ]
        total = sum(units for _, units in answer)
        best = max(best, (len(chosen), sorted(waiting, reverse=True), total))
    return best


def _choices(mentee: Mentee, people: People, policy: Policy) -> list[tuple[int | None, int]]:
    locked = [mentor_id for mentee_id, mentor_id in people.locked if mentee_id == mentee.id]
    if locked:
        mentor = next(mentor for mentor in people.mentors if mentor.id == locked[0])
        return [(mentor.id, units_of(mentee, mentor, policy.weights))]
    return [
        (None, 0),
        *(
            (mentor.id, units_of(mentee, mentor, policy.weights))
            for mentor in people.mentors
            if not forbidding_rules(mentee, mentor, people, policy)
        ),
    ]


def _share(part: int, whole: int) -> int:
    return 10_000 * part // whole if whole else 0


def _location_share(mentee: Mentee, mentor: Mentor) -> int:
    apart = clock_distance(mentee, mentor)
    near = 0 if apart is None else max(0, 360 - apart)
    is_same = mentee.location is not None and mentee.location == mentor.location
    return 5000 * is_same + 5000 * near // 360


def _seniority_share(mentee: Mentee, mentor: Mentor) -> int:
    now, target, step = mentee.ladder_step, mentee.target_step, mentor.ladder_step
    if step is None or (now is not None and step < now):
        return 0
    if now is not None and step in {now + 1, now + 2}:
        return 10_000
    if target is not None and step >= target:
        return 10_000
    if now is not None and step > now + 2:
        return 5000
    if target is not None and step == target - 1:
        return 5000
    return 2500 if now is not None and step == now else 0


def _scaled(weights: Weights) -> dict[str, int]:
    given = {name: getattr(weights, name) for name in CRITERIA}
    whole = sum(given.values())
    if not whole:
        return given
    scaled = {name: 10_000 * weight // whole for name, weight in given.items()}
    rest = {name: 10_000 * weight % whole for name, weight in given.items()}
    for name in sorted(CRITERIA, key=lambda name: (-rest[name], CRITERIA.index(name)))[
        : 10_000 - sum(scaled.values())
    ]:
        scaled[name] += 1
    return scaled
