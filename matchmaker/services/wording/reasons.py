"""The engine's codes and facts as plain sentences, the same on pages and in letters.

Here are words only: no query, no markup. Each sentence can be said to the mentee, to the mentor or
about both of them. Why somebody has no match is in `unmatched`.
"""

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from matchmaker.messages import (
    DEFAULT_LANGUAGE,
    format_duration,
    format_list,
    format_number,
    format_points,
    language,
    lazy_gettext,
)
from matchmaker.messages import gettext as _
from matchmaker.services.engine.stored import Reasons
from matchmaker.services.wording.codes import as_words
from matchmaker.services.wording.grammar import counted, in_a_row
from matchmaker.taxonomy import Term, load_taxonomy

Reader: TypeAlias = Literal["mentee", "mentor", "other"]
"""To whom a sentence is said: one of the two, or somebody who looks at both."""

CRITERION_NAMES: Final = {
    "gap_coverage": lazy_gettext("Gaps that can be closed"),
    "interests": lazy_gettext("Shared interests"),
    "certifications": lazy_gettext("Certifications"),
    "languages": lazy_gettext("Languages"),
    "location": lazy_gettext("Place and time zone"),
    "seniority": lazy_gettext("Steps on the role ladder"),
}

_TEACHES: Final = {
    "mentee": lazy_gettext("Your mentor can help you with: %(gaps)s."),
    "mentor": lazy_gettext("You can help with: %(gaps)s."),
    "other": lazy_gettext("The mentor can teach: %(gaps)s."),
}
_TEACHES_NOTHING: Final = {
    "mentee": lazy_gettext("Your mentor can teach none of your gaps."),
    "mentor": lazy_gettext("You can teach none of the gaps."),
    "other": lazy_gettext("The mentor can teach none of the gaps."),
}
_HOLDS: Final = {
    "mentee": lazy_gettext("Your mentor has what you are aiming for: %(names)s."),
    "mentor": lazy_gettext("You have what your mentee is aiming for: %(names)s."),
    "other": lazy_gettext("The mentor holds what the mentee wants: %(names)s."),
}
_YOU_CHOSE: Final = lazy_gettext("You both chose %(names)s.")
_CHOSE: Final = {
    "mentee": _YOU_CHOSE,
    "mentor": _YOU_CHOSE,
    "other": lazy_gettext("Both chose %(names)s."),
}
_YOU_SPEAK: Final = lazy_gettext("You both speak %(names)s.")
_SPEAK: Final = {
    "mentee": _YOU_SPEAK,
    "mentor": _YOU_SPEAK,
    "other": lazy_gettext("Both speak %(names)s."),
}
_YOU_WORK: Final = lazy_gettext("You both work in the same place.")
_SAME_PLACE: Final = {
    "mentee": _YOU_WORK,
    "mentor": _YOU_WORK,
    "other": lazy_gettext("Both work in the same place."),
}
_TARGET_ROLE: Final = {
    "mentee": lazy_gettext("Your mentor is %(role)s: the target role."),
    "mentor": lazy_gettext("You are %(role)s: the target role."),
    "other": lazy_gettext("The mentor is %(role)s: the target role."),
}
_SAME_STEP: Final = {
    "mentee": lazy_gettext("Your mentor is %(role)s, the same step as you."),
    "mentor": lazy_gettext("You are %(role)s, the same step as your mentee."),
    "other": lazy_gettext("The mentor is %(role)s, the same step."),
}
_STANDS: Final = {
    "mentee": lazy_gettext("Your mentor is %(role)s."),
    "mentor": lazy_gettext("You are %(role)s."),
    "other": lazy_gettext("The mentor is %(role)s."),
}
_AHEAD: Final = {
    "mentee": lazy_gettext("Your mentor is %(role)s, %(steps)s ahead on the role ladder."),
    "mentor": lazy_gettext("You are %(role)s, %(steps)s ahead on the role ladder."),
    "other": lazy_gettext("The mentor is %(role)s, %(steps)s ahead on the role ladder."),
}
_BEHIND: Final = {
    "mentee": lazy_gettext("Your mentor is %(role)s, %(steps)s behind on the role ladder."),
    "mentor": lazy_gettext("You are %(role)s, %(steps)s behind on the role ladder."),
    "other": lazy_gettext("The mentor is %(role)s, %(steps)s behind on the role ladder."),
}


@dataclass(frozen=True, slots=True)
class CriterionLine:
    """What one criterion gives to a score, in words; `most_points` is what it could give.

    Points are written out exactly, from units: equal reasons read alike, and parts add up.
    """

    criterion: str
    name: str
    units: int
    most_units: int
    points: str
    most_points: str
    sentence: str


@dataclass(frozen=True, slots=True)
class GapLine:
    """A gap that the mentor can teach: from `level` up to `reached`, at most `target`."""

    skill: str
    name: str
    level: int
    target: int
    reached: int
    mentor_level: int


def reason_lines(reasons: Reasons, reader: Reader = "other") -> list[CriterionLine]:
    """Return one line a criterion, also for those that gave nothing."""
    return [
        CriterionLine(
            criterion=part.criterion,
            name=str(CRITERION_NAMES.get(part.criterion, as_words(part.criterion))),
            units=part.units,
            most_units=part.most_units,
            points=exact_points(part.units),
            most_points=exact_points(part.most_units),
            sentence=criterion_sentence(part.criterion, reasons, reader),
        )
        for part in reasons.criteria
    ]


def exact_points(units: int) -> str:
    """Return units as points, exactly and as short as possible: `10`, `7.5`, `1.66`."""
    return format_points(units / 100)


def points_together(reasons: Reasons, points: int) -> str:
    """Return the exact sum of the criteria; the whole `points` where none were stored."""
    parts = reasons.criteria
    return exact_points(sum(part.units for part in parts)) if parts else format_number(points)


def gap_lines(reasons: Reasons) -> list[GapLine]:
    """Return the gaps that the mentor can teach, the weightiest first."""
    skills = load_taxonomy().skills
    return [
        GapLine(
            skill=gap.skill,
            name=term_name(skills, gap.skill),
            level=gap.level,
            target=gap.target,
            reached=gap.reached,
            mentor_level=gap.mentor_level,
        )
        for gap in reasons.gaps
    ]


def criterion_sentence(criterion: str, reasons: Reasons, reader: Reader = "other") -> str:
    """Say what the two have in common by one criterion; an empty sentence for an unknown one."""
    say = _SENTENCES.get(criterion)
    return say(reasons, reader) if say else ""


def _gap_coverage(reasons: Reasons, reader: Reader) -> str:
    gaps = gap_lines(reasons)
    if not gaps:
        return str(_TEACHES_NOTHING[reader])
    steps = (
        _(
            "%(skill)s (from level %(level)s to %(reached)s)",
            skill=gap.name,
            level=gap.level,
            reached=gap.reached,
        )
        for gap in gaps
    )
    return _TEACHES[reader] % {"gaps": in_a_row(steps)}


def _interests(reasons: Reasons, reader: Reader) -> str:
    if not reasons.interests:
        return _("No shared interest.")
    names = (term_name(load_taxonomy().interests, code) for code in reasons.interests)
    return _CHOSE[reader] % {"names": format_list(names)}


def _certifications(reasons: Reasons, reader: Reader) -> str:
    if not reasons.certifications:
        return _("No certification that one wants and the other holds.")
    names = (term_name(load_taxonomy().certifications, code) for code in reasons.certifications)
    return _HOLDS[reader] % {"names": format_list(names)}


def _languages(reasons: Reasons, reader: Reader) -> str:
    if not reasons.languages:
        return _("No shared language.")
    names = (term_name(load_taxonomy().languages, code) for code in reasons.languages)
    return _SPEAK[reader] % {"names": format_list(names)}


def _location(reasons: Reasons, reader: Reader) -> str:
    minutes = reasons.minutes_apart
    if reasons.location:
        return str(_SAME_PLACE[reader])
    if minutes is None:
        return _("Different places, or not stated.")
    if minutes == 0:
        return _("Different places, the same time of day.")
    hours, rest = divmod(minutes, 60)
    time = format_duration(minutes) if rest else counted(hours, "hour")
    return _("Different places; the clocks differ by %(time)s.", time=time)


def _seniority(reasons: Reasons, reader: Reader) -> str:
    mentor, mentee, target = reasons.mentor_step, reasons.mentee_step, reasons.target_step
    if mentor is None:
        return _("Where the mentor stands on the role ladder is not stated.")
    role = {"role": _with_article(role_name(mentor))}
    if target is not None and mentor == target:
        return _TARGET_ROLE[reader] % role
    if mentee is None:
        return _STANDS[reader] % role
    if mentor == mentee:
        return _SAME_STEP[reader] % role
    sentence = (_AHEAD if mentor > mentee else _BEHIND)[reader]
    return sentence % (role | {"steps": counted(abs(mentor - mentee), "step")})


_SENTENCES: Final = {
    "gap_coverage": _gap_coverage,
    "interests": _interests,
    "certifications": _certifications,
    "languages": _languages,
    "location": _location,
    "seniority": _seniority,
}


def term_name(terms: Mapping[str, Term], code: str) -> str:
    """Return a term's name; a code that the taxonomy no longer knows is made readable."""
    return terms[code].name if code in terms else as_words(code)


def role_name(step: int) -> str:
    """Return the name of a rung of the role ladder."""
    roles = list(load_taxonomy().roles.values())
    return roles[step].name if 0 <= step < len(roles) else _("at step %(step)s", step=step)


def level_name(level: int | None) -> str:
    """Return a level with its number, such as `3 · Competent`."""
    if level is None:
        return _("not stated")
    levels = load_taxonomy().levels
    return f"{level} · {levels[level].name}" if 0 <= level < len(levels) else str(level)


def _with_article(role: str) -> str:
    """Return a role as English says that somebody is one; other languages say its name."""
    if language() != DEFAULT_LANGUAGE:
        return role
    if role.startswith(("Aspiring", "at ")):
        return role[0].lower() + role[1:]
    if role.startswith("Head"):
        return f"h{role[1:]}"
    return f"a {role}"
