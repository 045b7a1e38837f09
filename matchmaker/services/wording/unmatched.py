"""Why a mentee has no match, as plain sentences: for the mentee, or for a coordinator.

The mentee never learns that somebody would rather not be paired with them: private rules are
counted together with the rest. Nor are they told a count of fewer than five people, which would
point at somebody, or a total from which one could be worked out.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from matchmaker.matching.values.errors import Contradiction
from matchmaker.services.engine.stored import Competition, LeftOverFacts, Remedy, RuleCount
from matchmaker.services.wording.codes import as_words
from matchmaker.services.wording.reasons import (
    FEWEST_TOLD,
    counted,
    either,
    in_words,
    term_name,
)
from matchmaker.taxonomy import load_taxonomy

UnmatchedReader: TypeAlias = Literal["mentee", "other"]

RULE_NAMES: Final = {
    "self": "nobody is paired with themself",
    "no_place": "a mentor needs a free place",
    "excluded": "pairs that one side or a coordinator ruled out",
    "unavailable": "not while paused or withdrawn",
    "live_match": "not a pair that is already matched",
    "reporting_line": "not within a reporting line",
    "met_before": "not a pair that met before",
    "shared_language": "at least one shared language",
    "teachable_gap": "at least one gap that the mentor can teach",
    "same_department": "not within a department",
    "time_zone": "not too many hours apart",
    "different_location": "the same location only",
}

_REMOVED: Final = {
    "self": ("was the mentee", "were the mentee"),
    "no_place": ("had no free place", "had no free place"),
    "unavailable": ("was paused", "were paused"),
    "live_match": ("was matched with them already", "were matched with them already"),
    "excluded": ("was ruled out by a wish or a ban", "were ruled out by a wish or a ban"),
    "reporting_line": ("was in the same reporting line", "were in the same reporting line"),
    "met_before": ("had mentored them before", "had mentored them before"),
    "shared_language": ("shared no language", "shared no language"),
    "teachable_gap": ("could not teach any of the gaps", "could not teach any of the gaps"),
    "same_department": ("was in the same department", "were in the same department"),
    "time_zone": ("was too many hours away", "were too many hours away"),
    "different_location": ("worked elsewhere", "worked elsewhere"),
}
_TOLD_TO_THE_MENTEE: Final = frozenset(
    {"no_place", "reporting_line", "met_before", "shared_language", "teachable_gap"}
    | {"same_department", "time_zone", "different_location"}
)
_OPENING: Final = {
    "shared_language": (
        "If you speak another language well enough, add it to your profile: the next matching "
        "counts it."
    ),
    "teachable_gap": (
        "If there is another skill that you want to learn, add it to your profile: more mentors "
        "may be able to teach it."
    ),
}
_TO_THE_MENTEE: Final = (
    ("them before", "you before"),
    ("the gaps", "your gaps"),
    ("in the same reporting line", "in your reporting line"),
    ("no language", "no language with you"),
    ("in the same department", "in your department"),
)


_COMES_FIRST: Final = "they have waited longer, or a match of theirs fell through"


@dataclass(frozen=True, slots=True)
class WhyUnmatched:
    """A sentence that says why, more facts, and what would help (each may be empty)."""

    headline: str
    details: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


def rule_name(code: str) -> str:
    """Return a rule in words."""
    return RULE_NAMES.get(code, as_words(code).lower())


def contradiction_words(found: Contradiction, names: Mapping[int, str]) -> str:
    """Say which lock cannot be kept and why, with names by id."""
    mentee, mentor = (names.get(i or 0, "somebody") for i in (found.mentee_id, found.mentor_id))
    if found.fault == "unknown_pair":
        return f"lock of {mentee} and {mentor}: unknown pair"
    if found.fault == "locked_twice":
        return f"locked {mentee} appears {found.locks} times"
    if found.fault == "forbidden":
        rule = rule_name(found.rule)
        return f"lock of {mentee} and {mentor}: forbidden by the rule “{rule}”"
    return f"{mentor}: {found.locks} locked mentees for {found.places} places"


def why_unmatched(facts: LeftOverFacts, reader: UnmatchedReader = "other") -> WhyUnmatched:
    """Say why a mentee is left over."""
    say = {
        "no_mentors": _no_mentors,
        "no_gap_stated": _no_gap_stated,
        "no_eligible_mentor": _no_eligible_mentor,
        "all_taken": _all_taken,
        "outscored": _outscored,
        "mentor_unavailable": _mentor_unavailable,
    }.get(facts.code)
    if not say:
        return WhyUnmatched(as_words(facts.code) + ".")
    why = say(facts, reader)
    return replace(why, advice=why.advice + _help(facts)) if reader == "mentee" else why


def _no_mentors(_facts: LeftOverFacts, _reader: UnmatchedReader) -> WhyUnmatched:
    return WhyUnmatched("No mentor took part this month.")


def _no_gap_stated(_facts: LeftOverFacts, reader: UnmatchedReader) -> WhyUnmatched:
    if reader == "mentee":
        return WhyUnmatched(
            "Your profile does not yet say which gap a mentor could help you to close.",
            advice=("For a few skills, say where you are now and where you want to be.",),
        )
    return WhyUnmatched("The profile states no gap: no skill has both a level and a higher target.")


def _no_eligible_mentor(facts: LeftOverFacts, reader: UnmatchedReader) -> WhyUnmatched:
    rules = [rule for rule in facts.rules if rule.removed]
    mentors = sum(rule.removed for rule in rules)
    whom = "you" if reader == "mentee" else "this mentee"
    headline = (
        f"None of the {counted(mentors, 'mentor')} could be paired with {whom}."
        if mentors > 1 and (reader == "other" or _may_be_summed(_groups(rules)))
        else f"No mentor could be paired with {whom}."
    )
    own_means = _own_means(rules) if reader == "mentee" else ()
    return WhyUnmatched(headline, _removals(rules, reader), _untaught(facts, reader) + own_means)


def _own_means(rules: list[RuleCount]) -> tuple[str, ...]:
    """Say what the mentee could add to their profile; no numbers, which might say who else is."""
    told = {rule.rule for rule in rules}
    return tuple(_OPENING[rule] for rule in _OPENING if rule in told)


def _groups(rules: list[RuleCount]) -> list[int]:
    """Return the counts that a mentee's sentences hold: a rule's own, and that of private ones."""
    told = [rule.removed for rule in rules if rule.rule in _TOLD_TO_THE_MENTEE]
    rest = sum(rule.removed for rule in rules) - sum(told)
    return [count for count in (*told, rest) if count]


def _may_be_summed(counts: list[int]) -> bool:
    """Whether a total gives no withheld count away."""
    small = [count for count in counts if count < FEWEST_TOLD]
    return not small or (len(small) > 1 and sum(small) >= FEWEST_TOLD)


def _people(number: int, noun: str, reader: UnmatchedReader) -> str:
    """Return a count of people as the reader may be told it, to begin a sentence with."""
    if reader == "mentee" and number < FEWEST_TOLD:
        return f"Fewer than {in_words(FEWEST_TOLD)} {noun}s"
    return counted(number, noun).capitalize()


def _removals(rules: list[RuleCount], reader: UnmatchedReader) -> tuple[str, ...]:
    told = [r for r in rules if reader == "other" or r.rule in _TOLD_TO_THE_MENTEE]
    sentences = [
        f"{_people(r.removed, 'mentor', reader)} {_removed(r.rule, r.removed, reader)}."
        for r in told
    ]
    rest = sum(r.removed for r in rules) - sum(r.removed for r in told)
    if rest:
        sentences.append(f"{_people(rest, 'mentor', reader)} were not available this month.")
    return tuple(sentences)


def _removed(rule: str, number: int, reader: UnmatchedReader) -> str:
    one, many = _REMOVED.get(rule, (f"removed by “{rule_name(rule)}”",) * 2)
    words = one if number == 1 and reader == "other" else many
    if reader == "mentee":
        for theirs, yours in _TO_THE_MENTEE:
            words = words.replace(theirs, yours)
    return words


def _untaught(facts: LeftOverFacts, reader: UnmatchedReader) -> tuple[str, ...]:
    codes = facts.untaught_skills
    if not codes:
        return ()
    names = either(term_name(load_taxonomy().skills, code) for code in codes)
    if reader == "mentee":
        return (
            f"No mentor can take you further in {names} yet; another gap in your profile could "
            "open more doors.",
        )
    return (
        f"Nobody who takes part can take this mentee further in {names} than they are now: worth "
        "looking for somebody who can.",
    )


def _all_taken(facts: LeftOverFacts, reader: UnmatchedReader) -> WhyUnmatched:
    suited = _people(facts.eligible, "mentor", reader) if facts.eligible else "Some mentors"
    who = "you" if reader == "mentee" else "this mentee"
    headline = f"{suited} suited {who}, and every place was taken."
    competition = facts.competition
    details = []
    if competition and reader == "mentee" and min(_competitors(competition)) < FEWEST_TOLD:
        details.append("More mentees than there are places could turn only to the same mentors.")
    elif competition:
        mentees, mentors, places = told = _competitors(competition)
        details.append(
            f"{counted(mentees, 'mentee', beside=told).capitalize()} could turn only to "
            f"{counted(mentors, 'mentor', beside=told)} with "
            f"{counted(places, 'place', beside=told)} between them."
        )
    if competition and (waited := competition.waited_longer):
        if reader == "mentee" and waited < FEWEST_TOLD:
            who_comes_first = "Some of those matched there come first"
        else:
            verb = "comes" if waited == 1 else "come"
            who_comes_first = f"{counted(waited, 'mentee').capitalize()} matched there {verb} first"
        details.append(f"{who_comes_first}: {_COMES_FIRST}.")
    return WhyUnmatched(headline, tuple(details), _untaught(facts, reader))


def _competitors(competition: Competition) -> tuple[int, int, int]:
    return competition.mentees, competition.mentors, competition.places


def _outscored(facts: LeftOverFacts, reader: UnmatchedReader) -> WhyUnmatched:
    suited = _people(facts.eligible, "mentor", reader) if facts.eligible else "Some mentors"
    who = "you" if reader == "mentee" else "this mentee"
    return WhyUnmatched(
        f"{suited} suited {who}, and their places went to pairs that score higher.",
        ("This month the highest total score came before the number of matches.",),
        _untaught(facts, reader),
    )


def newcomer_words(remedy: Remedy) -> str:
    """Describe the mentor who would help, by what they could teach and speak."""
    words = f"One more mentor strong in {term_name(load_taxonomy().skills, remedy.skill or '')}"
    if remedy.languages:
        languages = load_taxonomy().languages
        words += f" who speaks {either(term_name(languages, c) for c in remedy.languages)}"
    return words


def _help(facts: LeftOverFacts) -> tuple[str, ...]:
    """Say to a mentee what would help: never whose place, never whose rule."""
    found = facts.remedies.found if facts.remedies else ()
    sentences = []
    places = next((r.places for r in found if r.kind == "place"), 0)
    if places:
        more = counted(places, "more place").capitalize()
        sentences.append(f"{more} with a mentor who takes part would be enough for you.")
    recruit = next((r for r in found if r.kind == "recruit"), None)
    if recruit:
        sentences.append(
            f"{newcomer_words(recruit)} would help; do you know somebody who could be one?"
        )
    if sentences:
        sentences.append("The coordinators see this, too, when they look for mentors.")
    return tuple(sentences)


def _mentor_unavailable(_facts: LeftOverFacts, reader: UnmatchedReader) -> WhyUnmatched:
    whom = "you" if reader == "mentee" else "this mentee"
    return WhyUnmatched(
        f"The mentor found for {whom} was no longer free when the round was published, and nobody "
        f"else who suited {whom} was."
    )
