"""Why a mentee has no match, as plain sentences: for the mentee, or for a coordinator.

The mentee never learns that somebody would rather not be paired with them: private rules are
counted together with the rest. They are told counts of people in bands, since two exact ones could
point at somebody.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Final, Literal, TypeAlias

from matchmaker.matching.values.errors import Contradiction
from matchmaker.messages import (
    LazyPlural,
    format_list,
    lazy_gettext,
    lazy_ngettext,
    ngettext,
)
from matchmaker.messages import gettext as _
from matchmaker.services.engine.stored import LeftOverFacts, Remedy, RuleCount
from matchmaker.services.wording.bands import BAND_WORDS, MANY, band_of
from matchmaker.services.wording.codes import as_words
from matchmaker.services.wording.grammar import begin, counted, in_words
from matchmaker.services.wording.reasons import term_name
from matchmaker.taxonomy import load_taxonomy

UnmatchedReader: TypeAlias = Literal["mentee", "other"]

RULE_NAMES: Final = {
    "self": lazy_gettext("nobody is paired with themself"),
    "no_place": lazy_gettext("a mentor needs a free place"),
    "excluded": lazy_gettext("pairs that one side or a coordinator ruled out"),
    "unavailable": lazy_gettext("not while paused or withdrawn"),
    "live_match": lazy_gettext("not a pair that is already matched"),
    "asked_lately": lazy_gettext("not a pair whose last request had no answer"),
    "reporting_line": lazy_gettext("not within a reporting line"),
    "met_before": lazy_gettext("not a pair that met before"),
    "shared_language": lazy_gettext("at least one shared language"),
    "teachable_gap": lazy_gettext("at least one gap that the mentor can teach"),
    "same_department": lazy_gettext("not within a department"),
    "time_zone": lazy_gettext("not too many hours apart"),
    "different_location": lazy_gettext("the same location only"),
}

_REMOVED: Final = {
    "self": lazy_ngettext(
        "%(number)s mentor was the mentee.", "%(number)s mentors were the mentee."
    ),
    "no_place": lazy_ngettext(
        "%(number)s mentor had no free place.", "%(number)s mentors had no free place."
    ),
    "unavailable": lazy_ngettext(
        "%(number)s mentor was paused.", "%(number)s mentors were paused."
    ),
    "live_match": lazy_ngettext(
        "%(number)s mentor was matched with them already.",
        "%(number)s mentors were matched with them already.",
    ),
    "asked_lately": lazy_ngettext(
        "%(number)s mentor had left a request for them unanswered in one of the last rounds.",
        "%(number)s mentors had left a request for them unanswered in one of the last rounds.",
    ),
    "excluded": lazy_ngettext(
        "%(number)s mentor was ruled out by a wish or a ban.",
        "%(number)s mentors were ruled out by a wish or a ban.",
    ),
    "reporting_line": lazy_ngettext(
        "%(number)s mentor was in the same reporting line.",
        "%(number)s mentors were in the same reporting line.",
    ),
    "met_before": lazy_ngettext(
        "%(number)s mentor had mentored them before.",
        "%(number)s mentors had mentored them before.",
    ),
    "shared_language": lazy_ngettext(
        "%(number)s mentor shared no language.", "%(number)s mentors shared no language."
    ),
    "teachable_gap": lazy_ngettext(
        "%(number)s mentor could not teach any of the gaps.",
        "%(number)s mentors could not teach any of the gaps.",
    ),
    "same_department": lazy_ngettext(
        "%(number)s mentor was in the same department.",
        "%(number)s mentors were in the same department.",
    ),
    "time_zone": lazy_ngettext(
        "%(number)s mentor was too many hours away.",
        "%(number)s mentors were too many hours away.",
    ),
    "different_location": lazy_ngettext(
        "%(number)s mentor worked elsewhere.", "%(number)s mentors worked elsewhere."
    ),
}
_REMOVED_TO_THE_MENTEE: Final = {
    "no_place": _REMOVED["no_place"],
    "reporting_line": lazy_ngettext(
        "%(number)s mentor was in your reporting line.",
        "%(number)s mentors were in your reporting line.",
    ),
    "met_before": lazy_ngettext(
        "%(number)s mentor had mentored you before.", "%(number)s mentors had mentored you before."
    ),
    "shared_language": lazy_ngettext(
        "%(number)s mentor shared no language with you.",
        "%(number)s mentors shared no language with you.",
    ),
    "teachable_gap": lazy_ngettext(
        "%(number)s mentor could not teach any of your gaps.",
        "%(number)s mentors could not teach any of your gaps.",
    ),
    "same_department": lazy_ngettext(
        "%(number)s mentor was in your department.", "%(number)s mentors were in your department."
    ),
    "time_zone": _REMOVED["time_zone"],
    "different_location": _REMOVED["different_location"],
}
"""The rules that a mentee is told of; the others are counted together."""
_REMOVED_BY: Final = lazy_ngettext(
    "%(number)s mentor removed by “%(rule)s”.", "%(number)s mentors removed by “%(rule)s”."
)
_NOT_AVAILABLE: Final = lazy_ngettext(
    "%(number)s mentor was not available this month.",
    "%(number)s mentors were not available this month.",
)
_OPENING: Final = {
    "shared_language": lazy_gettext(
        "Another language, if you really speak it: add it to your profile. %(number)s mentors "
        "share none of those you gave."
    ),
    "teachable_gap": lazy_gettext(
        "Another skill, if you really want to learn it: add it to your profile. %(number)s "
        "mentors can teach none of those you gave."
    ),
}
_NONE_OF: Final = lazy_ngettext(
    "The %(number)s mentor could not be paired with this mentee.",
    "None of the %(number)s mentors could be paired with this mentee.",
)
_NO_MENTOR: Final = {
    "mentee": lazy_gettext("No mentor could be paired with you."),
    "other": lazy_gettext("No mentor could be paired with this mentee."),
}
_TAKEN: Final = {
    "mentee": lazy_ngettext(
        "%(number)s mentor suited you, and every place was taken.",
        "%(number)s mentors suited you, and every place was taken.",
    ),
    "other": lazy_ngettext(
        "%(number)s mentor suited this mentee, and every place was taken.",
        "%(number)s mentors suited this mentee, and every place was taken.",
    ),
}
_SOME_TAKEN: Final = {
    "mentee": lazy_gettext("Some mentors suited you, and every place was taken."),
    "other": lazy_gettext("Some mentors suited this mentee, and every place was taken."),
}
_OUTSCORED: Final = {
    "mentee": lazy_ngettext(
        "%(number)s mentor suited you, and their places went to pairs that fit even better.",
        "%(number)s mentors suited you, and their places went to pairs that fit even better.",
    ),
    "other": lazy_ngettext(
        "%(number)s mentor suited this mentee, and their places went to pairs that score higher.",
        "%(number)s mentors suited this mentee, and their places went to pairs that score higher.",
    ),
}
_SOME_OUTSCORED: Final = {
    "mentee": lazy_gettext(
        "Some mentors suited you, and their places went to pairs that fit even better."
    ),
    "other": lazy_gettext(
        "Some mentors suited this mentee, and their places went to pairs that score higher."
    ),
}
_COME_FIRST: Final = lazy_ngettext(
    "%(number)s mentee matched there comes first: they have waited longer, or a match of theirs "
    "fell through.",
    "%(number)s mentees matched there come first: they have waited longer, or a match of theirs "
    "fell through.",
)
_MORE_PLACES: Final = lazy_ngettext(
    "%(number)s more place with a mentor who takes part would be enough for you.",
    "%(number)s more places with a mentor who takes part would be enough for you.",
)


@dataclass(frozen=True, slots=True)
class WhyUnmatched:
    """A sentence that says why, more facts, and what would help (each may be empty)."""

    headline: str
    details: tuple[str, ...] = ()
    advice: tuple[str, ...] = ()


def rule_name(code: str) -> str:
    """Return a rule in words."""
    return str(RULE_NAMES.get(code) or as_words(code).lower())


def contradiction_words(found: Contradiction, names: Mapping[int, str]) -> str:
    """Say which lock cannot be kept and why, with names by id."""
    ids = (found.mentee_id, found.mentor_id)
    mentee, mentor = (names.get(i or 0) or _("somebody") for i in ids)
    if found.fault == "unknown_pair":
        return _("lock of %(mentee)s and %(mentor)s: unknown pair", mentee=mentee, mentor=mentor)
    if found.fault == "locked_twice":
        return ngettext(
            "locked %(mentee)s appears %(num)s time",
            "locked %(mentee)s appears %(num)s times",
            found.locks,
            mentee=mentee,
        )
    if found.fault == "forbidden":
        return _(
            "lock of %(mentee)s and %(mentor)s: forbidden by the rule “%(rule)s”",
            mentee=mentee,
            mentor=mentor,
            rule=rule_name(found.rule),
        )
    return _(
        "%(mentor)s: %(locks)s locked mentees for %(places)s places",
        mentor=mentor,
        locks=found.locks,
        places=found.places,
    )


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
    return WhyUnmatched(_("No mentor took part this month."))


def _no_gap_stated(_facts: LeftOverFacts, reader: UnmatchedReader) -> WhyUnmatched:
    if reader == "mentee":
        return WhyUnmatched(
            _("Your profile does not yet show a gap that a mentor could help you to close."),
            advice=(_("For a few skills, say where you are now and where you want to be."),),
        )
    return WhyUnmatched(
        _("The profile states no gap: no skill has both a level and a higher target.")
    )


def _no_eligible_mentor(facts: LeftOverFacts, reader: UnmatchedReader) -> WhyUnmatched:
    rules = [rule for rule in facts.rules if rule.removed]
    mentors = sum(rule.removed for rule in rules)
    headline = (
        _NONE_OF(mentors, number=in_words(mentors))
        if mentors > 1 and reader == "other"
        else str(_NO_MENTOR[reader])
    )
    own_means = _own_means(rules) if reader == "mentee" else ()
    return WhyUnmatched(headline, _removals(rules, reader), _untaught(facts, reader) + own_means)


def _own_means(rules: list[RuleCount]) -> tuple[str, ...]:
    """Say what the mentee could add to their profile, and to how many it matters, in a band."""
    removed = {rule.rule: rule.removed for rule in rules}
    return tuple(
        sentence % {"number": BAND_WORDS[band_of(removed[rule])]}
        for rule, sentence in _OPENING.items()
        if rule in removed
    )


def _say_number(sentence: LazyPlural, number: int, reader: UnmatchedReader, **values: str) -> str:
    """Begin a sentence with a count of people as the reader may be told it."""
    if reader == "mentee":
        return sentence(MANY, number=str(BAND_WORDS[band_of(number)]), **values)
    return sentence(number, number=begin(in_words(number)), **values)


def _removals(rules: list[RuleCount], reader: UnmatchedReader) -> tuple[str, ...]:
    told_of = _REMOVED_TO_THE_MENTEE if reader == "mentee" else _REMOVED
    told = [r for r in rules if reader == "other" or r.rule in told_of]
    sentences = [
        _say_number(told_of.get(r.rule, _REMOVED_BY), r.removed, reader, rule=rule_name(r.rule))
        for r in told
    ]
    rest = sum(r.removed for r in rules) - sum(r.removed for r in told)
    if rest:
        sentences.append(_say_number(_NOT_AVAILABLE, rest, reader))
    return tuple(sentences)


def _untaught(facts: LeftOverFacts, reader: UnmatchedReader) -> tuple[str, ...]:
    codes = facts.untaught_skills
    if not codes:
        return ()
    names = format_list((term_name(load_taxonomy().skills, code) for code in codes), "or")
    if reader == "mentee":
        return (
            _(
                "No mentor can take you further in %(skills)s yet; another gap in your profile "
                "could open more doors.",
                skills=names,
            ),
        )
    return (
        _(
            "Nobody who takes part can take this mentee further in %(skills)s than they are now: "
            "worth looking for somebody who can.",
            skills=names,
        ),
    )


def _all_taken(facts: LeftOverFacts, reader: UnmatchedReader) -> WhyUnmatched:
    headline = (
        _say_number(_TAKEN[reader], facts.eligible, reader)
        if facts.eligible
        else str(_SOME_TAKEN[reader])
    )
    competition = facts.competition
    details = []
    if competition and reader == "mentee":
        details.append(_("More mentees than there are places could turn only to the same mentors."))
    elif competition:
        told = competition.mentees, competition.mentors, competition.places
        mentees, mentors, places = told
        details.append(
            _(
                "%(mentees)s could turn only to %(mentors)s with %(places)s between them.",
                mentees=begin(counted(mentees, "mentee", beside=told)),
                mentors=counted(mentors, "mentor", beside=told),
                places=counted(places, "place", beside=told),
            )
        )
    if competition and (waited := competition.waited_longer):
        details.append(
            _(
                "Some of those matched there come first: they have waited longer, or a match of "
                "theirs fell through."
            )
            if reader == "mentee"
            else _say_number(_COME_FIRST, waited, reader)
        )
    return WhyUnmatched(headline, tuple(details), _untaught(facts, reader))


def _outscored(facts: LeftOverFacts, reader: UnmatchedReader) -> WhyUnmatched:
    return WhyUnmatched(
        _say_number(_OUTSCORED[reader], facts.eligible, reader)
        if facts.eligible
        else str(_SOME_OUTSCORED[reader]),
        (_("This month the highest total score came before the number of matches."),),
        _untaught(facts, reader),
    )


def newcomer_words(remedy: Remedy) -> str:
    """Describe the mentor who would help, by what they could teach and speak."""
    skill = term_name(load_taxonomy().skills, remedy.skill or "")
    if not remedy.languages:
        return _("One more mentor strong in %(skill)s", skill=skill)
    languages = load_taxonomy().languages
    return _(
        "One more mentor strong in %(skill)s who speaks %(languages)s",
        skill=skill,
        languages=format_list((term_name(languages, c) for c in remedy.languages), "or"),
    )


def _help(facts: LeftOverFacts) -> tuple[str, ...]:
    """Say to a mentee what would help: never whose place, never whose rule."""
    found = facts.remedies.found if facts.remedies else ()
    sentences = []
    places = next((r.places for r in found if r.kind == "place"), 0)
    if places:
        sentences.append(_MORE_PLACES(places, number=begin(in_words(places))))
    recruit = next((r for r in found if r.kind == "recruit"), None)
    if recruit:
        sentences.append(
            _(
                "%(newcomer)s would help. Do you know anybody?",
                newcomer=newcomer_words(recruit),
            )
        )
    if sentences:
        sentences.append(_("The coordinators see this, too, when they look for mentors."))
    return tuple(sentences)


def _mentor_unavailable(_facts: LeftOverFacts, reader: UnmatchedReader) -> WhyUnmatched:
    if reader == "mentee":
        return WhyUnmatched(
            _(
                "The mentor we had found for you was no longer free when the round was "
                "published, and neither was anybody else who suited you."
            )
        )
    return WhyUnmatched(
        _(
            "The mentor found for this mentee was no longer free when the round was published, "
            "and nobody else who suited this mentee was."
        )
    )
