"""What the engine knows about an answer beyond its pairs, as sentences for a coordinator.

Costs of other choices, the smallest change that would help, where to recruit, how stable the
answer is, and what is proved. Words only; ids become names through a mapping that the caller has.
These sentences name people and places, so they are for coordinators alone.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from matchmaker.services.engine.stored import (
    Cost,
    Cover,
    LeftOverFacts,
    Recruit,
    Remedy,
    Stability,
    Structure,
)
from matchmaker.services.wording.codes import as_words
from matchmaker.services.wording.reasons import counted, in_words, listed, term_name
from matchmaker.services.wording.unmatched import newcomer_words, rule_name
from matchmaker.taxonomy import load_taxonomy

OBJECTIVE_NAMES: Final = {
    "coverage": "Most people",
    "best_score": "Highest total score",
    "fair": "Highest lowest score",
}
OBJECTIVE_AIMS: Final = {
    "coverage": (
        "As many mentees as possible; among those answers, who has waited longer, or whose match "
        "fell through, comes first; then the highest total score."
    ),
    "best_score": (
        "The highest total score, even if fewer mentees are matched; then as many as possible, who "
        "has waited longer or whose match fell through first."
    ),
    "fair": (
        "As many mentees as possible; then the lowest score as high as it can be; then who has "
        "waited longer or whose match fell through, and the highest total score."
    ),
}
_PROOFS: Final = {
    "coverage": (
        "No pairing under these rules matches more people. Of those that match as many, none does "
        "more for mentees who have waited longer or whose match fell through; and of those that do "
        "as much for them, none scores higher."
    ),
    "best_score": (
        "No pairing under these rules scores higher in total, and none that scores as high matches "
        "more people."
    ),
    "fair": (
        "No pairing under these rules matches more people, and none that matches as many has a "
        "higher lowest score."
    ),
}
_NOTHING_SMALL: Final = (
    "None of these alone would be enough: up to three more places with the mentors who suit best, "
    "one rule off, one more mentor strong in the weightiest gaps."
)
_LEFT_OUT: Final = {
    "changes": "what would help whom and where to recruit",
    "stability": "who would rather swap",
    "costs": "what other choices would cost",
    "others": "whom else each mentor could have had",
    "shape": "on whom many mentees depend",
}
_NOTHING_TRIED: Final = "None of the small changes that were tried would be enough."

MOST_MOVES_TOLD: Final = 2
SOMEBODY: Final = "somebody who has left"


def proof_sentence(objective: str) -> str:
    """Say what the stored certificate proves."""
    return f"{_PROOFS.get(objective, _PROOFS['coverage'])} Checked independently."


def cover_sentence(cover: Cover | None) -> str:
    """Say why nobody more could be matched; nothing where nobody with candidates is left over."""
    if not cover:
        return ""
    mentees, mentors, places = cover.mentees, len(cover.mentor_ids), cover.places
    told = (mentees, mentors, places)
    return (
        f"{counted(mentees, 'mentee', beside=told).capitalize()} can turn only to "
        f"{counted(mentors, 'mentor', beside=told)} with {counted(places, 'place', beside=told)} "
        f"between them, so {in_words(mentees - places, beside=told)} of them must go without, "
        "whoever is chosen."
    )


def cost_sentence(cost: Cost | None, names: Mapping[int, str]) -> str:
    """Say what another choice would cost the whole round; nothing where it is not known."""
    if not cost:
        return ""
    moves = [
        (m.mentee_id, m.to_id) for m in cost.moves if m.from_id is not None and m.to_id is not None
    ]
    many = [len(moves)] if len(moves) > MOST_MOVES_TOLD else []
    parts = [_points_lost(cost.units, beside=many)]
    if cost.loses is not None:
        gains = cost.gains
        instead = f", and {names.get(gains, SOMEBODY)} would have one" if gains is not None else ""
        parts.append(f"{names.get(cost.loses, SOMEBODY)} would have no mentor{instead}")
    if 0 < len(moves) <= MOST_MOVES_TOLD:
        parts += [
            f"{names.get(mentee_id, SOMEBODY)} would go to {names.get(to_id, SOMEBODY)}"
            for mentee_id, to_id in moves
        ]
    elif moves:
        others = counted(len(moves), "other mentee", beside=[_points(cost.units)])
        parts.append(f"{others} would change mentors")
    sentence = "; ".join(part for part in parts if part)
    return f"{sentence[0].upper()}{sentence[1:]}."


def remedy_sentences(facts: LeftOverFacts, names: Mapping[int, str]) -> tuple[str, ...]:
    """Say what small changes would give a mentee a mentor, the smallest first."""
    remedies = facts.remedies
    if not remedies or facts.code == "no_gap_stated":
        return ()
    if not remedies.found:
        return (_NOTHING_SMALL if remedies.is_complete else _NOTHING_TRIED,)
    return tuple(_remedy(remedy, names, remedies.is_complete) for remedy in remedies.found)


def recruit_sentence(recruit: Recruit) -> str:
    """Say what one more mentor strong in a skill would bring."""
    parts = []
    if recruit.matched:
        points = max(0, _points(recruit.units))
        parts.append(f"{counted(recruit.matched, 'more mentee', beside=[points])} matched")
    if recruit.units > 0:
        parts.append(f"{points_of(recruit.units, beside=[recruit.matched])} more in total")
    return listed(parts)


def skill_name(code: str) -> str:
    """Return a skill's name."""
    return term_name(load_taxonomy().skills, code)


def stability_sentences(stability: Stability | None) -> tuple[str, ...]:
    """Say whether anybody would rather swap."""
    if not stability:
        return ()
    beside = stability.beside_a_free_place
    free = (
        f"{counted(beside, 'mentee').capitalize()} would score higher with a mentor who still has "
        "a free place: please report this."
        if beside
        else "Nobody would score higher with a mentor who still has a free place."
    )
    pairs = stability.blocking_pairs
    if not pairs:
        return ("No mentee and mentor would both score higher together than as proposed.", free)
    return (
        f"{counted(pairs, 'pair').capitalize()} of a mentee and a mentor would both score higher "
        "together than as proposed; the round as a whole would lose by it.",
        free,
    )


def dependence_sentences(
    structure: Structure | None, names: Mapping[int, str], most: int = 3
) -> tuple[str, ...]:
    """Say on whom more mentees depend than that person has places for."""
    if not structure:
        return ()
    tight = [one for one in structure.only_mentors if one.mentees > one.places]
    return tuple(
        f"{names.get(one.mentor_id, SOMEBODY)} is the only mentor who suits "
        f"{counted(one.mentees, 'mentee')}, with "
        f"{counted(one.places, 'place', beside=[one.mentees])}."
        for one in tight[:most]
    )


def left_out_sentence(left_out: Collection[str]) -> str:
    """Say what is not said about a round that is too large; nothing where nothing is left out."""
    parts = [words for code, words in _LEFT_OUT.items() if code in left_out]
    if not parts:
        return ""
    sentence = f"Left out for so large a round: {'; '.join(parts)}."
    if "changes" in left_out or "others" not in left_out:
        return sentence
    return f"{sentence} Of the changes that could help, only the likeliest were tried."


def points_of(units: int, *, beside: Iterable[float] = ()) -> str:
    """Return units as points with at most one decimal: `one point`, `4.2 points`."""
    points = abs(_points(units))
    if points == int(points):
        return counted(int(points), "point", beside=beside)
    return f"{points:,.1f} points"


def _points(units: int) -> float:
    return round(units / 10) / 10


def _points_lost(units: int, *, beside: Iterable[float]) -> str:
    if units == 0:
        return "costs nothing"
    if abs(units) < 5:
        return "costs next to nothing"
    return f"{'costs' if units > 0 else 'brings'} {points_of(units, beside=beside)} in all"


def _remedy(remedy: Remedy, names: Mapping[int, str], is_complete: bool) -> str:
    partner = _named(remedy.with_mentor_id, names)
    if remedy.kind == "place":
        mentor = _named(remedy.mentor_id, names)
        places = counted(remedy.places, "more place").capitalize()
        fewer = " (fewer would not be enough)" if remedy.places > 1 and is_complete else ""
        if remedy.with_mentor_id == remedy.mentor_id:
            return f"{places} with {mentor}{fewer}."
        return f"{places} with {mentor}{fewer}; others would move, and {partner} would mentor."
    if remedy.kind == "rule":
        return (
            f"Without the rule “{rule_name(remedy.rule or '')}”: {partner} would be the mentor"
            f"{_and_in_all(remedy.matched)}."
        )
    places = f", with {counted(remedy.places, 'place')}" if remedy.places > 1 else ""
    return f"{newcomer_words(remedy)}{places}."


def _and_in_all(matched: int) -> str:
    return f", and {counted(matched, 'more mentee')} matched in all" if matched > 0 else ""


def objective_name(code: str) -> str:
    """Return an objective in words."""
    return OBJECTIVE_NAMES.get(code, as_words(code))


def _named(member_id: int | None, names: Mapping[int, str]) -> str:
    return SOMEBODY if member_id is None else names.get(member_id, SOMEBODY)
