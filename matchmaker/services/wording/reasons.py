"""The engine's codes and facts as plain sentences, the same on pages and in letters.

Here are words only: no query, no markup. Each sentence can be said to the mentee, to the mentor or
about both of them. Why somebody has no match is in `unmatched`.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Final, Literal, TypeAlias

from matchmaker.services.engine.stored import Reasons
from matchmaker.services.wording.codes import as_words
from matchmaker.taxonomy import Term, load_taxonomy

Reader: TypeAlias = Literal["mentee", "mentor", "other"]
"""To whom a sentence is said: one of the two, or somebody who looks at both."""

CRITERION_NAMES: Final = {
    "gap_coverage": "Gaps that can be closed",
    "interests": "Shared interests",
    "certifications": "Certifications",
    "languages": "Languages",
    "location": "Place and time zone",
    "seniority": "Steps on the role ladder",
}

_TEACHES: Final = {
    "mentee": "Your mentor can help you with",
    "mentor": "You can help with",
    "other": "The mentor can teach",
}
_TEACHES_NOTHING: Final = {
    "mentee": "Your mentor can teach none of your gaps.",
    "mentor": "You can teach none of the gaps.",
    "other": "The mentor can teach none of the gaps.",
}
_HOLDS: Final = {
    "mentee": "Your mentor holds what you want",
    "mentor": "You hold what your mentee wants",
    "other": "The mentor holds what the mentee wants",
}
_BOTH: Final = {"mentee": "You both", "mentor": "You both", "other": "Both"}
_MENTOR_IS: Final = {"mentee": "Your mentor is", "mentor": "You are", "other": "The mentor is"}
FEWEST_TOLD: Final = 5
"""Smaller counts of people are not told to members: in a small programme they point at persons."""

_NUMBERS: Final = ("no", "one", "two", "three", "four", "five")


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
            name=CRITERION_NAMES.get(part.criterion, as_words(part.criterion)),
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
    return f"{units / 100:.2f}".rstrip("0").rstrip(".")


def points_together(reasons: Reasons, points: int) -> str:
    """Return the exact sum of the criteria; the whole `points` where none were stored."""
    parts = reasons.criteria
    return exact_points(sum(part.units for part in parts)) if parts else str(points)


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
        return _TEACHES_NOTHING[reader]
    steps = "; ".join(f"{gap.name} (from level {gap.level} to {gap.reached})" for gap in gaps)
    return f"{_TEACHES[reader]}: {steps}."


def _interests(reasons: Reasons, reader: Reader) -> str:
    if not reasons.interests:
        return "No shared interest."
    names = (term_name(load_taxonomy().interests, code) for code in reasons.interests)
    return f"{_BOTH[reader]} chose {listed(names)}."


def _certifications(reasons: Reasons, reader: Reader) -> str:
    if not reasons.certifications:
        return "No certification that one wants and the other holds."
    names = (term_name(load_taxonomy().certifications, code) for code in reasons.certifications)
    return f"{_HOLDS[reader]}: {listed(names)}."


def _languages(reasons: Reasons, reader: Reader) -> str:
    if not reasons.languages:
        return "No shared language."
    names = (term_name(load_taxonomy().languages, code) for code in reasons.languages)
    return f"{_BOTH[reader]} speak {listed(names)}."


def _location(reasons: Reasons, reader: Reader) -> str:
    minutes = reasons.minutes_apart
    if reasons.location:
        return f"{_BOTH[reader]} work in the same place."
    if minutes is None:
        return "Different places, or not stated."
    if minutes == 0:
        return "Different places, the same time of day."
    return f"Different places; the clocks differ by {duration(minutes)}."


def _seniority(reasons: Reasons, reader: Reader) -> str:
    mentor, mentee, target = reasons.mentor_step, reasons.mentee_step, reasons.target_step
    if mentor is None:
        return "Where the mentor stands on the role ladder is not stated."
    standing = f"{_MENTOR_IS[reader]} {_article(role_name(mentor))}"
    if target is not None and mentor == target:
        return f"{standing}: the target role."
    if mentee is None or mentor == mentee:
        return f"{standing}{', the same step' if mentor == mentee else ''}."
    steps, side = abs(mentor - mentee), "ahead" if mentor > mentee else "behind"
    return f"{standing}, {counted(steps, 'step')} {side} on the role ladder."


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
    return roles[step].name if 0 <= step < len(roles) else f"at step {step}"


def level_name(level: int | None) -> str:
    """Return a level with its number, such as `3 · Competent`."""
    if level is None:
        return "not stated"
    levels = load_taxonomy().levels
    return f"{level} · {levels[level].name}" if 0 <= level < len(levels) else str(level)


def listed(names: Iterable[str]) -> str:
    """Return `a`, `a and b` or `a, b and c`."""
    parts: Sequence[str] = tuple(names)
    return " and ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def either(names: Iterable[str]) -> str:
    """Return `a`, `a or b` or `a, b or c`."""
    parts: Sequence[str] = tuple(names)
    return " or ".join(part for part in (", ".join(parts[:-1]), *parts[-1:]) if part)


def counted(number: int, noun: str, plural: str = "", *, beside: Iterable[float] = ()) -> str:
    """Return a number with its noun: `one step`, `7 mentors`; `beside` is as of `in_words`."""
    words = in_words(number, beside=beside)
    return f"{words} {noun if number == 1 else plural or noun + 's'}"


def in_words(number: int, *, beside: Iterable[float] = ()) -> str:
    """Return a small number as a word, a larger one in digits.

    A small one is in digits, too, where one that needs them stands `beside` it in the sentence.
    """
    is_small = all(n < len(_NUMBERS) and n == int(n) for n in (number, *beside))
    return _NUMBERS[number] if is_small else f"{number:,}"


def duration(minutes: int) -> str:
    """Return minutes as hours: `one hour`, `5½ hours`, `45 minutes`."""
    hours, rest = divmod(minutes, 60)
    if not rest:
        return counted(hours, "hour")
    if rest == 30 and hours:
        return f"{hours}½ hours"
    return f"{hours} h {rest} min" if hours else f"{rest} minutes"


def _article(role: str) -> str:
    if role.startswith(("Aspiring", "at ")):
        return role[0].lower() + role[1:]
    if role.startswith("Head"):
        return f"h{role[1:]}"
    return f"a {role}"
