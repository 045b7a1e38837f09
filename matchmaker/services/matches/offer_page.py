"""An offer as the invited mentor sees it; no contact detail is in it, so none can leak."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from matchmaker.models import Match, MatchStatus, Member, Profile
from matchmaker.services.profiles.values import open_gap
from matchmaker.services.wording.reasons import (
    CriterionLine,
    gap_lines,
    points_together,
    reason_lines,
    term_name,
)
from matchmaker.taxonomy import load_taxonomy

UNNAMED: Final = "A colleague"
"""Stands for a mentee who gave no name; their address must not take its place."""


@dataclass(frozen=True, slots=True)
class OfferedGap:
    """A gap of the mentee; `reached` is how far this mentor can take them, None if not at all."""

    name: str
    level: int
    target: int
    importance: int
    reached: int | None


@dataclass(frozen=True, slots=True)
class MenteeCard:
    """Who the mentee is, in the words of their profile."""

    name: str
    job_title: str
    department: str
    location: str
    time_zone: str
    languages: tuple[str, ...]
    about: str
    goals: str
    standing: str
    target_role: str
    interests: tuple[str, ...]
    certifications: tuple[str, ...]
    """Those that the mentee studies for or wants."""


@dataclass(frozen=True, slots=True)
class OfferView:
    """Everything on the offer page. Private reasons and other mentors are not in it."""

    match_id: int
    status: MatchStatus
    offered_at: datetime | None
    answer_by: datetime | None
    mentee: MenteeCard
    gaps: tuple[OfferedGap, ...]
    points: str
    lines: tuple[CriterionLine, ...]
    """The criteria that speak for the pair, the weightiest first."""


def offer_view(match: Match) -> OfferView:
    """Return an offer as its mentor may see it."""
    lines = [line for line in reason_lines(match.reasons, "mentor") if line.units]
    return OfferView(
        match_id=match.id,
        status=match.status,
        offered_at=match.offered_at,
        answer_by=match.answer_by,
        mentee=mentee_card(match.mentee),
        gaps=_gaps(match),
        points=points_together(match.reasons, match.points),
        lines=tuple(sorted(lines, key=lambda line: -line.units)),
    )


def mentee_card(mentee: Member) -> MenteeCard:
    """Return what a profile says about a mentee, without any way to reach them."""
    profile, words = mentee.profile, load_taxonomy()
    return MenteeCard(
        name=mentee.name or UNNAMED,
        job_title=profile.job_title,
        department=profile.department,
        location=profile.location,
        time_zone=profile.time_zone,
        languages=tuple(term_name(words.languages, code) for code in profile.languages),
        about=profile.about,
        goals=profile.goals,
        standing=_role(profile.ladder_step),
        target_role=_role(profile.target_role),
        interests=tuple(term_name(words.interests, code) for code in profile.interests),
        certifications=_certifications(profile),
    )


def _gaps(match: Match) -> tuple[OfferedGap, ...]:
    reached = {gap.skill: gap.reached for gap in gap_lines(match.reasons)}
    skills = load_taxonomy().skills
    gaps = [
        OfferedGap(
            name=term_name(skills, skill.skill),
            level=gap[0],
            target=gap[1],
            importance=skill.importance,
            reached=reached.get(skill.skill),
        )
        for skill in match.mentee.profile.skills
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


def _certifications(profile: Profile) -> tuple[str, ...]:
    names = load_taxonomy().certifications
    return tuple(
        f"{term_name(names, held.certification)} ({held.state.value})"
        for held in profile.certifications
        if held.state != "held"
    )


def _role(code: str) -> str:
    role = load_taxonomy().roles.get(code)
    return role.name if role else ""
