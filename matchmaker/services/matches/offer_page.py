"""An offer as the invited mentor sees it; no contact detail is in it, so none can leak."""

from dataclasses import dataclass, replace
from datetime import datetime

from matchmaker.models import Match, MatchStatus, Profile
from matchmaker.services.engine.stored import Reasons, pair_facts
from matchmaker.services.profiles.card import PersonCard, Side, person_card
from matchmaker.services.profiles.values import open_gap
from matchmaker.services.wording.fit import fit_headline
from matchmaker.services.wording.reasons import (
    CriterionLine,
    gap_lines,
    reason_lines,
    term_name,
)
from matchmaker.taxonomy import load_taxonomy


@dataclass(frozen=True, slots=True)
class OfferedGap:
    """A gap of the mentee; `reached` is how far this mentor can take them, None if not at all."""

    skill: str
    name: str
    level: int
    target: int
    importance: int
    reached: int | None


@dataclass(frozen=True, slots=True)
class OfferView:
    """Everything on the offer page. Private reasons and other mentors are not in it."""

    match_id: int
    status: MatchStatus
    offered_at: datetime | None
    answer_by: datetime | None
    mentee: PersonCard
    fit: str
    """How many of the gaps the mentor can help with; empty if none is left."""
    gaps: tuple[OfferedGap, ...]
    lines: tuple[CriterionLine, ...]
    """The criteria that speak for the pair, the weightiest first."""


def offer_view(match: Match) -> OfferView:
    """Return an offer as its mentor may see it."""
    reasons = pair_facts(match.reasons).reasons
    lines = [line for line in reason_lines(reasons, "mentor") if line.units]
    gaps = _gaps(match.mentee.profile, reasons)
    return OfferView(
        match_id=match.id,
        status=match.status,
        offered_at=match.offered_at,
        answer_by=match.answer_by,
        mentee=person_card(match.mentee, Side.OFFERED),
        fit=_fit(gaps, reasons),
        gaps=gaps,
        lines=tuple(sorted(lines, key=lambda line: -line.units)),
    )


def _fit(gaps: tuple[OfferedGap, ...], reasons: Reasons) -> str:
    """Return the headline about the gaps that are listed below it, and about no other."""
    listed = {gap.skill for gap in gaps}
    taught = tuple(gap for gap in reasons.gaps if gap.skill in listed)
    return fit_headline(replace(reasons, gaps=taught), listed, "mentor")


def _gaps(profile: Profile, reasons: Reasons) -> tuple[OfferedGap, ...]:
    reached = {gap.skill: gap.reached for gap in gap_lines(reasons)}
    skills = load_taxonomy().skills
    gaps = [
        OfferedGap(
            skill=skill.skill,
            name=term_name(skills, skill.skill),
            level=gap[0],
            target=gap[1],
            importance=skill.importance,
            reached=reached.get(skill.skill),
        )
        for skill in profile.stated_skills
        if (gap := open_gap(skill))
    ]
    return tuple(
        sorted(
            gaps,
            key=lambda gap: (
                gap.reached is None,
                -gap.importance * (gap.target - gap.level),
                gap.name,
            ),
        )
    )
