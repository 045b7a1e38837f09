"""Steps that would be useful next, each with its reason: by the member's gaps and certifications.

Plain values; nothing here is stored until the member takes a suggestion.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Final

from matchmaker.messages import gettext as _
from matchmaker.messages import lazy_gettext
from matchmaker.models import CertificationState, Profile, RoadStepKind
from matchmaker.services.road.readiness import SkillOnTheRoad
from matchmaker.taxonomy import load_taxonomy

MOST: Final = 3
KIND_NAMES: Final = {
    RoadStepKind.NETWORK: lazy_gettext("Meet people who do the job"),
    RoadStepKind.INTEREST: lazy_gettext("Say that you are interested"),
    RoadStepKind.RESPONSIBILITY: lazy_gettext("Take on PMO work"),
    RoadStepKind.PROGRAMME: lazy_gettext("Join a development programme"),
    RoadStepKind.VOLUNTEER: lazy_gettext("Volunteer for something the PMO is setting up"),
    RoadStepKind.CERTIFY: lazy_gettext("Earn a certification"),
    RoadStepKind.GROW: lazy_gettext("Grow a skill"),
    RoadStepKind.LEARN: lazy_gettext("Keep learning"),
}


@dataclass(frozen=True, slots=True)
class SuggestedStep:
    """A step that the member could take; `skill` is a code, or nothing."""

    kind: RoadStepKind
    skill: str
    title: str
    reason: str


def suggestions_for(
    profile: Profile, skills: tuple[SkillOnTheRoad, ...], known: set[tuple[RoadStepKind, str]]
) -> tuple[SuggestedStep, ...]:
    """Return at most three steps, none of a (kind, skill) that the member has had already.

    `skills` are those of the target role, the widest gap first.
    """
    open_gaps = [each for each in skills if each.left]
    fresh = (each for each in _all(profile, open_gaps) if (each.kind, each.skill) not in known)
    found: list[SuggestedStep] = []
    for each in fresh:
        # Three of one kind would be one idea.
        if each.kind not in {other.kind for other in found}:
            found.append(each)
        if len(found) == MOST:
            break
    return tuple(found)


def _all(profile: Profile, gaps: list[SkillOnTheRoad]) -> Iterator[SuggestedStep]:
    names = load_taxonomy().skills
    for gap in gaps:
        name = names[gap.skill].name
        yield SuggestedStep(
            RoadStepKind.GROW,
            gap.skill,
            _("Practise on my own project: %(skill)s", skill=name),
            _gap_words(gap),
        )
    yield SuggestedStep(
        RoadStepKind.NETWORK,
        "",
        _("Have a coffee with somebody who works in a PMO"),
        _("They know what the job is really like, and who is looking for people."),
    )
    for gap in gaps[1:] + gaps[:1]:
        name = names[gap.skill].name
        yield SuggestedStep(
            RoadStepKind.RESPONSIBILITY,
            gap.skill,
            _("Offer to take on a piece of PMO work: %(skill)s", skill=name),
            _gap_words(gap),
        )
    yield SuggestedStep(
        RoadStepKind.INTEREST,
        "",
        _("Tell the PMO that I would like to work there"),
        _("Nobody can think of you for a role that they do not know you want."),
    )
    yield from _certification(profile)
    yield SuggestedStep(
        RoadStepKind.VOLUNTEER,
        "",
        _("Ask the PMO which of its plans needs a hand"),
        _("A few hours of real work show more than any interview."),
    )
    yield SuggestedStep(
        RoadStepKind.PROGRAMME,
        "",
        _("Find out which development programmes I can join"),
        _("Many have a deadline once a year."),
    )
    yield SuggestedStep(
        RoadStepKind.LEARN,
        "",
        _("Pick one course or one talk for this quarter"),
        _("One that is in the calendar is worth ten on a list."),
    )


def _certification(profile: Profile) -> Iterator[SuggestedStep]:
    terms = load_taxonomy().certifications
    ahead = [
        row.certification
        for state in (CertificationState.STUDYING, CertificationState.WANTED)
        for row in profile.stated_certifications
        if row.state == state
    ]
    if ahead:
        yield SuggestedStep(
            RoadStepKind.CERTIFY,
            "",
            _("Set a date for the %(certification)s exam", certification=terms[ahead[0]].name),
            _("Your profile says that you are working towards it."),
        )
    else:
        yield SuggestedStep(
            RoadStepKind.CERTIFY,
            "",
            _("Choose a first certification"),
            _("It gives you credibility and a community, and keeps you learning."),
        )


def _gap_words(gap: SkillOnTheRoad) -> str:
    return _(
        "%(skill)s: you are at %(level)s, and the role asks for %(target)s.",
        skill=load_taxonomy().skills[gap.skill].name,
        level=gap.level,
        target=gap.target,
    )
