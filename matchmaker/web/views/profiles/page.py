"""The page of the profile form: what was typed, its faults, and how each part stands."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from flask import render_template

from matchmaker.services.profiles.levels import TEACHING_LEVELS
from matchmaker.services.profiles.parts import Part, version_of
from matchmaker.services.profiles.storing import missing_for_matching
from matchmaker.services.profiles.values import ProfileEntries, ProfileValues
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.unreadable import unreadable_of_reader
from matchmaker.web.views.profiles.form import (
    LONGEST,
    SECTIONS,
    TITLES,
    fault_links,
    first_skills,
    section_states,
)
from matchmaker.web.views.profiles.labels import LABELS
from matchmaker.web.views.profiles.newer import NewerPart
from matchmaker.web.views.profiles.time_zones import time_zone_groups


@dataclass(frozen=True, slots=True, kw_only=True)
class FormNews:
    """What the page says besides the form: what became of what was sent."""

    faults: Mapping[str, str] = field(default_factory=dict)
    saved: Part | None = None
    unsaved: Collection[Part] = ()
    """Parts of which the form shows something that is not stored."""
    newer: Collection[NewerPart] = ()
    has_new_targets: bool = False
    has_new_role: bool = False


def form_page(
    entries: ProfileEntries,
    values: ProfileValues,
    versions: Mapping[Part, int],
    told: FormNews | None = None,
) -> str:
    """Return the form with these entries; `values` are what would be stored of them."""
    told = told or FormNews()
    unreadable = unreadable_of_reader()
    return render_template(
        "profiles/edit.html",
        entries=entries,
        faults=told.faults,
        fault_links=fault_links(told.faults),
        sections=SECTIONS,
        states=section_states(entries, told.faults, missing_for_matching(values)),
        titles=TITLES,
        versions=versions,
        told=told,
        saves_itself=not (unreadable or told.has_new_role),
        taxonomy=load_taxonomy(),
        time_zones=time_zone_groups(),
        first_skills=first_skills(entries, told.faults),
        teaching=tuple(map(str, TEACHING_LEVELS)),
        labels=LABELS,
        longest=LONGEST,
        unreadable=unreadable,
    )


def versions_of(values: ProfileValues) -> dict[Part, int]:
    """Return the version of each part."""
    return {part: version_of(values, part) for part in Part}
