"""What one of a pair is told of, and can answer to, how it goes: on the page and from the mail."""

from typing import Final

from matchmaker.messages import gettext as _
from matchmaker.models import ConcernKind, Fit, Match, Member

CARRY_ON: Final = "carry_on"
"""The answer of whoever asks for nothing."""


def fit_choices() -> list[tuple[str, str]]:
    """Return what somebody can say of whether it fits."""
    return [
        (Fit.FITS.value, _("It fits")),
        (Fit.UNSURE.value, _("Not sure yet")),
        (Fit.DOES_NOT_FIT.value, _("It does not fit")),
    ]


def grade_choices() -> list[tuple[str, str]]:
    """Return the grades from five to one; the outer ones in words."""
    return [
        ("5", _("5: very")),
        *((each, each) for each in ("4", "3", "2")),
        ("1", _("1: not at all")),
    ]


def concern_choices(match: Match, member: Member) -> list[tuple[str, str]]:
    """Return what one of a pair can ask for, in their own words."""
    another = (
        _("I’d like another mentor")
        if member.id == match.mentee_id
        else _("I’d like to stop with this mentee")
    )
    return [
        (ConcernKind.TALK.value, _("I’d like a word with the coordinator")),
        (ConcernKind.ANOTHER.value, another),
    ]


def wish_choices(match: Match, member: Member) -> list[tuple[str, str]]:
    """Return what one of a pair can wish for: nothing, first of all."""
    return [(CARRY_ON, _("Carry on")), *concern_choices(match, member)]


def who_reads(name: str) -> str:
    """Say who reads an answer, to one of a pair; `name` is the other's."""
    return _(
        "Neither %(name)s nor anybody else sees your answer: coordinators only see totals.",
        name=name,
    )
