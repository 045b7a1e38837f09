"""What the engine knows about an answer beyond its pairs, as sentences for a coordinator.

Costs of other choices, the smallest change that would help, where to recruit, how stable the
answer is, and what is proved. Words only; ids become names through a mapping that the caller has.
These sentences name people and places, so they are for coordinators alone.
"""

from collections.abc import Collection, Iterable, Mapping
from typing import Final

from matchmaker.messages import (
    format_list,
    format_points,
    lazy_gettext,
    lazy_ngettext,
    sentences,
)
from matchmaker.messages import gettext as _
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
from matchmaker.services.wording.grammar import begin, counted, in_a_row, in_words
from matchmaker.services.wording.reasons import term_name
from matchmaker.services.wording.unmatched import newcomer_words, rule_name
from matchmaker.taxonomy import load_taxonomy

OBJECTIVE_NAMES: Final = {
    "coverage": lazy_gettext("Most people"),
    "best_score": lazy_gettext("Highest total score"),
    "fair": lazy_gettext("Highest lowest score"),
}
_WANTED_FIRST: Final = {
    "coverage": lazy_gettext("Wanted first: most people."),
    "best_score": lazy_gettext("Wanted first: highest total score."),
    "fair": lazy_gettext("Wanted first: highest lowest score."),
}
OBJECTIVE_AIMS: Final = {
    "coverage": lazy_gettext(
        "As many mentees as possible; among those answers, who has waited longer, or whose match "
        "fell through, comes first; then the highest total score."
    ),
    "best_score": lazy_gettext(
        "The highest total score, even if fewer mentees are matched; then as many as possible, who "
        "has waited longer or whose match fell through first."
    ),
    "fair": lazy_gettext(
        "As many mentees as possible; then the lowest score as high as it can be; then who has "
        "waited longer or whose match fell through, and the highest total score."
    ),
}
_PROOFS: Final = {
    "coverage": lazy_gettext(
        "No pairing under these rules matches more people. Of those that match as many, none does "
        "more for mentees who have waited longer or whose match fell through; and of those that do "
        "as much for them, none scores higher."
    ),
    "best_score": lazy_gettext(
        "No pairing under these rules scores higher in total, and none that scores as high matches "
        "more people."
    ),
    "fair": lazy_gettext(
        "No pairing under these rules matches more people, and none that matches as many has a "
        "higher lowest score."
    ),
}
_NOTHING_SMALL: Final = lazy_gettext(
    "None of these alone would be enough: up to three more places with the mentors who suit best, "
    "one rule off, one more mentor strong in the weightiest gaps."
)
_LEFT_OUT: Final = {
    "changes": lazy_gettext("what would help whom and where to recruit"),
    "stability": lazy_gettext("who would rather swap"),
    "costs": lazy_gettext("what other choices would cost"),
    "others": lazy_gettext("whom else each mentor could have had"),
    "shape": lazy_gettext("on whom many mentees depend"),
}
_NOTHING_TRIED: Final = lazy_gettext("None of the small changes that were tried would be enough.")
_BESIDE_A_FREE_PLACE: Final = lazy_ngettext(
    "%(number)s mentee would score higher with a mentor who still has a free place: please report "
    "this.",
    "%(number)s mentees would score higher with a mentor who still has a free place: please report "
    "this.",
)
_BLOCKING: Final = lazy_ngettext(
    "%(number)s pair of a mentee and a mentor would both score higher together than as proposed; "
    "the round as a whole would lose by it.",
    "%(number)s pairs of a mentee and a mentor would both score higher together than as proposed; "
    "the round as a whole would lose by it.",
)
_CHANGE_MENTORS: Final = lazy_ngettext(
    "%(number)s other mentee would change mentors",
    "%(number)s other mentees would change mentors",
)

MOST_MOVES_TOLD: Final = 2
SOMEBODY: Final = lazy_gettext("somebody who has left")


def proof_sentence(objective: str) -> str:
    """Say what the stored certificate proves."""
    proof = _PROOFS.get(objective, _PROOFS["coverage"])
    return sentences(proof, _("Checked independently."))


def cover_sentence(cover: Cover | None) -> str:
    """Say why nobody more could be matched; nothing where nobody with candidates is left over."""
    if not cover:
        return ""
    mentees, mentors, places = told = cover.mentees, len(cover.mentor_ids), cover.places
    return _(
        "%(mentees)s can turn only to %(mentors)s with %(places)s between them, so %(without)s of "
        "them must go without, whoever is chosen.",
        mentees=begin(counted(mentees, "mentee", beside=told)),
        mentors=counted(mentors, "mentor", beside=told),
        places=counted(places, "place", beside=told),
        without=in_words(mentees - places, beside=told),
    )


def cost_sentence(cost: Cost | None, names: Mapping[int, str]) -> str:
    """Say what another choice would cost the whole round; nothing where it is not known."""
    if not cost:
        return ""
    moves = [
        (m.mentee_id, m.to_id) for m in cost.moves if m.from_id is not None and m.to_id is not None
    ]
    many = [len(moves)] if len(moves) > MOST_MOVES_TOLD else []
    clauses = [_points_lost(cost.units, beside=many), _who_loses(cost, names)]
    if many:
        number = in_words(len(moves), beside=[_points(cost.units)])
        clauses.append(_CHANGE_MENTORS(len(moves), number=number))
    else:
        clauses += [
            _(
                "%(mentee)s would go to %(mentor)s",
                mentee=_named(mentee_id, names),
                mentor=_named(to_id, names),
            )
            for mentee_id, to_id in moves
        ]
    return _("%(clauses)s.", clauses=begin(in_a_row(clauses)))


def _who_loses(cost: Cost, names: Mapping[int, str]) -> str:
    """Say who would be without a mentor, and who would have one instead."""
    if cost.loses is None:
        return ""
    loses = _named(cost.loses, names)
    if cost.gains is None:
        return _("%(loses)s would have no mentor", loses=loses)
    return _(
        "%(loses)s would have no mentor, and %(gains)s would have one",
        loses=loses,
        gains=_named(cost.gains, names),
    )


def remedy_sentences(facts: LeftOverFacts, names: Mapping[int, str]) -> tuple[str, ...]:
    """Say what small changes would give a mentee a mentor, the smallest first."""
    remedies = facts.remedies
    if not remedies or facts.code == "no_gap_stated":
        return ()
    if not remedies.found:
        return (str(_NOTHING_SMALL if remedies.is_complete else _NOTHING_TRIED),)
    return tuple(_remedy(remedy, names, remedies.is_complete) for remedy in remedies.found)


def recruit_sentence(recruit: Recruit) -> str:
    """Say what one more mentor strong in a skill would bring."""
    parts = []
    if recruit.matched:
        points = max(0, _points(recruit.units))
        mentees = counted(recruit.matched, "more mentee", beside=[points])
        parts.append(_("%(mentees)s matched", mentees=mentees))
    if recruit.units > 0:
        won = points_of(recruit.units, beside=[recruit.matched])
        parts.append(_("%(points)s more in total", points=won))
    return format_list(parts)


def skill_name(code: str) -> str:
    """Return a skill's name."""
    return term_name(load_taxonomy().skills, code)


def stability_sentences(stability: Stability | None) -> tuple[str, ...]:
    """Say whether anybody would rather swap."""
    if not stability:
        return ()
    beside, pairs = stability.beside_a_free_place, stability.blocking_pairs
    free = (
        _BESIDE_A_FREE_PLACE(beside, number=begin(in_words(beside)))
        if beside
        else _("Nobody would score higher with a mentor who still has a free place.")
    )
    blocking = (
        _BLOCKING(pairs, number=begin(in_words(pairs)))
        if pairs
        else _("No mentee and mentor would both score higher together than as proposed.")
    )
    return blocking, free


def dependence_sentences(
    structure: Structure | None, names: Mapping[int, str], most: int = 3
) -> tuple[str, ...]:
    """Say on whom more mentees depend than that person has places for."""
    if not structure:
        return ()
    tight = [one for one in structure.only_mentors if one.mentees > one.places]
    return tuple(
        _(
            "%(mentor)s is the only mentor who suits %(mentees)s, with %(places)s.",
            mentor=_named(one.mentor_id, names),
            mentees=counted(one.mentees, "mentee"),
            places=counted(one.places, "place", beside=[one.mentees]),
        )
        for one in tight[:most]
    )


def left_out_sentence(left_out: Collection[str]) -> str:
    """Say what is not said about a round that is too large; nothing where nothing is left out."""
    parts = [str(words) for code, words in _LEFT_OUT.items() if code in left_out]
    if not parts:
        return ""
    sentence = _("Left out for so large a round: %(parts)s.", parts=in_a_row(parts))
    if "changes" in left_out or "others" not in left_out:
        return sentence
    tried = _("Of the changes that could help, only the likeliest were tried.")
    return sentences(sentence, tried)


def points_of(units: int, *, beside: Iterable[float] = ()) -> str:
    """Return units as points with at most one decimal: `one point`, `4.2 points`."""
    points = abs(_points(units))
    if points == int(points):
        return counted(int(points), "point", beside=beside)
    return _("%(number)s points", number=format_points(points))


def _points(units: int) -> float:
    return round(units / 10) / 10


def _points_lost(units: int, *, beside: Iterable[float]) -> str:
    if units == 0:
        return _("costs nothing")
    if abs(units) < 5:
        return _("costs next to nothing")
    points = points_of(units, beside=beside)
    if units > 0:
        return _("costs %(points)s in all", points=points)
    return _("brings %(points)s in all", points=points)


def _remedy(remedy: Remedy, names: Mapping[int, str], is_complete: bool) -> str:
    if remedy.kind == "place":
        return _place_remedy(remedy, names, is_complete)
    if remedy.kind == "rule":
        return _rule_remedy(remedy, names)
    if remedy.places > 1:
        return _(
            "%(newcomer)s, with %(places)s.",
            newcomer=newcomer_words(remedy),
            places=counted(remedy.places, "place"),
        )
    return _("%(newcomer)s.", newcomer=newcomer_words(remedy))


def _place_remedy(remedy: Remedy, names: Mapping[int, str], is_complete: bool) -> str:
    """Say how many more places with whom would be enough, and who would mentor."""
    told = {
        "places": begin(counted(remedy.places, "more place")),
        "mentor": _named(remedy.mentor_id, names),
        "partner": _named(remedy.with_mentor_id, names),
    }
    is_least = remedy.places > 1 and is_complete
    if remedy.with_mentor_id == remedy.mentor_id:
        return (
            _("%(places)s with %(mentor)s (fewer would not be enough).", **told)
            if is_least
            else _("%(places)s with %(mentor)s.", **told)
        )
    return (
        _(
            "%(places)s with %(mentor)s (fewer would not be enough); others would move, and "
            "%(partner)s would mentor.",
            **told,
        )
        if is_least
        else _(
            "%(places)s with %(mentor)s; others would move, and %(partner)s would mentor.", **told
        )
    )


def _rule_remedy(remedy: Remedy, names: Mapping[int, str]) -> str:
    told = {
        "rule": rule_name(remedy.rule or ""),
        "mentor": _named(remedy.with_mentor_id, names),
    }
    if remedy.matched <= 0:
        return _("Without the rule “%(rule)s”: %(mentor)s would be the mentor.", **told)
    return _(
        "Without the rule “%(rule)s”: %(mentor)s would be the mentor, and %(mentees)s matched in "
        "all.",
        mentees=counted(remedy.matched, "more mentee"),
        **told,
    )


def objective_name(code: str) -> str:
    """Return an objective in words."""
    return str(OBJECTIVE_NAMES.get(code, as_words(code)))


def wanted_first_sentence(code: str) -> str:
    """Say what was wanted first of a round."""
    return str(_WANTED_FIRST.get(code, ""))


def _named(member_id: int | None, names: Mapping[int, str]) -> str:
    return str(SOMEBODY if member_id is None else names.get(member_id, SOMEBODY))
