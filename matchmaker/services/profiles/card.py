"""The card of a member as another person sees it, and the one rule for what it shows to whom."""

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum
from typing import Any, Final

from matchmaker.messages import gettext as _
from matchmaker.models import UNNAMED, CertificationState, Member, Profile
from matchmaker.services.wording.reasons import term_name
from matchmaker.taxonomy import Term, load_taxonomy


class Side(StrEnum):
    """The relation of a member to the viewer of their card."""

    MENTEE = "mentee"
    """Of a pair that was introduced."""
    MENTOR = "mentor"
    COMPANION = "companion"
    """Of a coffee chat."""
    OFFERED = "offered"
    """A mentee, before the mentor who is asked has said yes."""


_WHO: Final = frozenset({"job_title", "department", "location", "time_zone", "languages", "about"})
_SHOWN: Final[Mapping[Side, frozenset[str]]] = {
    Side.MENTEE: _WHO | {"email", "goals"},
    Side.MENTOR: _WHO | {"email", "help_with"},
    Side.COMPANION: _WHO | {"email"},
    Side.OFFERED: _WHO | {"goals", "ladder_step", "target_role", "interests", "certifications"},
}
"""The fields shown besides the name; no page gets any other."""


@dataclass(frozen=True, slots=True)
class PersonCard:
    """What one person may know of another, in words; every other field is empty."""

    side: Side
    name: str
    email: str = ""
    job_title: str = ""
    department: str = ""
    location: str = ""
    time_zone: str = ""
    languages: tuple[str, ...] = ()
    about: str = ""
    goals: str = ""
    help_with: str = ""
    ladder_step: str = ""
    target_role: str = ""
    interests: tuple[str, ...] = ()
    certifications: tuple[str, ...] = ()
    """Those that the member studies for or wants."""

    @property
    def wish(self) -> str:
        """A mentee's goals, or what a mentor likes to help with."""
        return self.goals or self.help_with


def person_card(member: Member, side: Side, *, is_over: bool = False) -> PersonCard:
    """Return what a viewer may see of a member, given their relation.

    Once a pair is over, only the name is shown: what the member writes now is not for the other.
    """
    member = member.merged_into or member
    shown = frozenset() if is_over else _SHOWN[side]
    stated: dict[str, Any] = {name: _in_words(member, name) for name in shown}
    return PersonCard(side=side, name=_name(member, side), **stated)


def _name(member: Member, side: Side) -> str:
    """Return a member's name; that somebody was erased is not told to who never knew them."""
    is_unknown = member.erased_at and side == Side.OFFERED
    return str(UNNAMED) if is_unknown else member.greeting_name


def _in_words(member: Member, name: str) -> str | tuple[str, ...]:
    profile, words = member.profile, load_taxonomy()
    match name:
        case "email":
            return "" if member.erased_at else member.email
        case "languages":
            return _names(words.languages, profile.languages)
        case "interests":
            return _names(words.interests, profile.interests)
        case "certifications":
            return _certifications(profile)
        case "ladder_step" | "target_role":
            role = words.roles.get(getattr(profile, name))
            return role.name if role else ""
    text: str = getattr(profile, name)
    return text


def _names(terms: Mapping[str, Term], codes: list[str]) -> tuple[str, ...]:
    return tuple(term_name(terms, code) for code in codes)


def _certifications(profile: Profile) -> tuple[str, ...]:
    names = load_taxonomy().certifications
    return tuple(
        _("%(certification)s (studying)", certification=term_name(names, held.certification))
        if held.state == CertificationState.STUDYING
        else _("%(certification)s (wanted)", certification=term_name(names, held.certification))
        for held in profile.stated_certifications
        if held.state != CertificationState.HELD
    )
