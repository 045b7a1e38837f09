"""What was saved elsewhere while somebody filled in the profile form, in words."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date

from matchmaker.messages import format_day, format_list, format_number
from matchmaker.messages import gettext as _
from matchmaker.services.profiles.parts import FIELDS, Part
from matchmaker.services.profiles.values import PLAIN_FIELDS, Kind, ProfileValues
from matchmaker.services.wording.reasons import level_name, term_name
from matchmaker.taxonomy import Term, load_taxonomy
from matchmaker.web.views.profiles.form import TITLES
from matchmaker.web.views.profiles.labels import LABELS
from matchmaker.web.words import certification_words

_KINDS = {each.name: each for each in PLAIN_FIELDS}


@dataclass(frozen=True, slots=True)
class NewerPart:
    """A part of the profile that others than this form have saved: what its answers are now."""

    title: str
    answers: tuple[tuple[str, str], ...]
    """What a question is called, and what is stored."""


def newer_parts(
    parts: Iterable[Part], stored: ProfileValues, typed: ProfileValues
) -> tuple[NewerPart, ...]:
    """Return of each part the answers that are stored and differ from what was typed."""
    return tuple(
        NewerPart(
            str(TITLES[part]),
            _roles(stored)
            if part == Part.ROLES
            else tuple(
                (str(LABELS[name]), _in_words(name, stored, typed) or _("blank"))
                for name in FIELDS[part]
                if getattr(stored, name) != getattr(typed, name)
            ),
        )
        for part in parts
    )


def _roles(stored: ProfileValues) -> tuple[tuple[str, str], ...]:
    said = {
        _("I am looking for a mentor"): stored.is_mentee,
        _("I can mentor"): stored.is_mentor,
        _("Coffee chats"): stored.is_networker,
    }
    chosen = format_list(name for name, is_chosen in said.items() if is_chosen)
    return ((str(LABELS["roles"]), chosen or _("nothing")),)


def _in_words(name: str, stored: ProfileValues, typed: ProfileValues) -> str:
    if name == "skills":
        return _skills(stored, typed)
    if name == "certifications":
        return _certifications(stored)
    value = getattr(stored, name)
    if isinstance(value, tuple):
        part = _KINDS[name].part if name in _KINDS else ""
        terms: Mapping[str, Term] = getattr(load_taxonomy(), part) if part else {}
        return format_list(term_name(terms, code) if part else code for code in value)
    if name in _KINDS and _KINDS[name].kind == Kind.CODE:
        roles = load_taxonomy().roles
        return roles[value].name if value in roles else ""
    if isinstance(value, date):
        return format_day(value)
    return format_number(value) if isinstance(value, int) else value or ""


def _skills(stored: ProfileValues, typed: ProfileValues) -> str:
    return format_list(
        _(
            "%(skill)s (now: %(level)s, target: %(target)s)",
            skill=term_name(load_taxonomy().skills, code),
            level=level_name(skill.level),
            target=level_name(skill.target_level),
        )
        for code, skill in sorted(stored.skills.items())
        if typed.skills.get(code) != skill
    )


def _certifications(stored: ProfileValues) -> str:
    return format_list(
        _(
            "%(name)s: %(state)s",
            name=term_name(load_taxonomy().certifications, code),
            state=certification_words(state.value),
        )
        for code, state in sorted(stored.certifications.items())
    )
