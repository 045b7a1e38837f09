"""The profile form on its way: from the request to entries, and from stored values to entries."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal, TypeAlias

from werkzeug.datastructures import MultiDict

from matchmaker.messages import lazy_gettext
from matchmaker.services.profiles.parts import Part
from matchmaker.services.profiles.values import (
    PLAIN_FIELDS,
    ROLES,
    USUAL_IMPORTANCE,
    Kind,
    ProfileEntries,
    ProfileValues,
    plain_fields,
)
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.fields import LONGEST_VERSION
from matchmaker.web.views.profiles.labels import LABELS, label_of

TEXT_FIELDS = (
    *plain_fields(Kind.LINE, Kind.PARAGRAPHS, Kind.CODE),
    *("time_zone", "manager_email", "targets_from", "capacity", "paused_until", "wishes"),
)
CHOICE_FIELDS = ("roles", *plain_fields(Kind.CODES))
LONGEST = {each.name: each.longest for each in PLAIN_FIELDS}
"""How many characters fit into a text."""
CODED_FIELDS = ("level", "target", "importance", "certification")
State: TypeAlias = Literal["fault", "todo", "done", "optional"]


@dataclass(frozen=True, slots=True)
class Section:
    """One part of the form, named as that of the profile; `shown_to` is empty where all see it.

    `needs` are the codes of what a round needs to know from it (`missing_for_matching`).
    """

    id: str
    title: str
    shown_to: str
    fields: tuple[str, ...]
    needs: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class FaultLink:
    """One fault in the summary; `anchor` and `label` are empty where it is no single field's."""

    anchor: str
    label: str
    sentence: str


SECTIONS = (
    Section(
        "about-you",
        lazy_gettext("About you"),
        "",
        (
            *("name", "department", "job_title", "location", "time_zone", "languages"),
            *("manager_email", "about"),
        ),
        needs=("name", "time_zone", "languages"),
    ),
    Section(
        "where-you-stand",
        lazy_gettext("Where you stand"),
        "for-pairs",
        (
            *("ladder_step", "target_role", "level", "target", "importance"),
            *("certification", "other_certification", "interests"),
        ),
        needs=("gap", "teachable"),
    ),
    Section("as-a-mentee", lazy_gettext("As a mentee"), "for-mentee", ("goals",)),
    Section("as-a-mentor", lazy_gettext("As a mentor"), "for-mentor", ("capacity", "help_with")),
    Section("preferences", lazy_gettext("Preferences"), "", ("paused_until", "wishes")),
)


TITLES = {Part.ROLES: LABELS["roles"]} | {Part(each.id): each.title for each in SECTIONS}
"""What each part is called on the form."""
_PART_OF = {"roles": Part.ROLES, "form": Part.STANDING} | {
    name: Part(section.id) for section in SECTIONS for name in section.fields
}


def faults_in(faults: Mapping[str, str], parts: Collection[Part]) -> dict[str, str]:
    """Return the faults of some parts."""
    return {
        name: text for name, text in faults.items() if _PART_OF[name.partition("-")[0]] in parts
    }


def read_versions(form: MultiDict[str, str]) -> dict[Part, int]:
    """Return which version of each part the form was filled in with; -1 for what is no number."""
    sent = {part: form[f"version-{part}"] for part in Part if f"version-{part}" in form}
    return {
        part: int(text) if len(text) <= LONGEST_VERSION and text.isascii() and text.isdecimal()
        else -1
        for part, text in sent.items()
    }  # fmt: skip


def read_entries(form: MultiDict[str, str]) -> ProfileEntries:
    """Return what was typed. Fields of the form that are not the profile's are passed over."""
    by_code: dict[str, dict[str, str]] = {kind: {} for kind in CODED_FIELDS}
    for field in form:
        kind, dash, code = field.partition("-")
        if dash and kind in by_code:
            by_code[kind][code] = form[field]
    return ProfileEntries(
        text={name: form.get(name, "") for name in TEXT_FIELDS}
        | {"capacity": form.get("capacity", "1")},
        chosen={name: tuple(form.getlist(name)) for name in CHOICE_FIELDS},
        by_code=by_code,
    )


def entries_of(values: ProfileValues, today: date) -> ProfileEntries:
    """Return stored values as the form shows them; a pause that is over is not shown."""
    until = values.paused_until
    text = {name: str(getattr(values, name, "")) for name in TEXT_FIELDS}
    text |= {
        "paused_until": until.isoformat() if until and until > today else "",
        "wishes": "\n".join(values.wishes),
        "targets_from": values.target_role,
    }
    skills = values.skills.items()
    return ProfileEntries(
        text=text,
        chosen={
            "roles": tuple(role for role in ROLES if getattr(values, f"is_{role}")),
            **{name: getattr(values, name) for name in plain_fields(Kind.CODES)},
        },
        by_code={
            "level": {code: str(s.level) for code, s in skills if s.level is not None},
            "target": {
                code: str(s.target_level) for code, s in skills if s.target_level is not None
            },
            "importance": {
                code: str(s.importance) for code, s in skills if s.importance != USUAL_IMPORTANCE
            },
            "certification": {code: str(state) for code, state in values.certifications.items()},
        },
    )


def with_role_targets(entries: ProfileEntries) -> ProfileEntries:
    """Return the entries with the target role's targets filled in, and all else as it was.

    Targets that came from the role chosen before, and that this role does not ask for, go.
    """
    role = entries.text.get("target_role", "")
    wanted = _targets_of(role)
    earlier = _targets_of(entries.text.get("targets_from", ""))
    kept = {
        code: level
        for code, level in entries.by_code.get("target", {}).items()
        if earlier.get(code) != level
    }
    return replace(
        entries,
        text=dict(entries.text) | {"targets_from": role},
        by_code=dict(entries.by_code) | {"target": kept | wanted},
    )


def with_role(entries: ProfileEntries, role: str) -> ProfileEntries:
    """Return the entries with one role more, not saved yet; a mentor has a place at least."""
    if role not in ROLES or role in entries.chosen.get("roles", ()):
        return entries
    chosen = dict(entries.chosen) | {"roles": (*entries.chosen.get("roles", ()), role)}
    text = dict(entries.text)
    if role == "mentor" and text.get("capacity", "") in {"", "0"}:
        text["capacity"] = "1"
    return replace(entries, chosen=chosen, text=text)


def first_skills(entries: ProfileEntries, faults: Mapping[str, str]) -> list[str]:
    """Return the skills that stand open: those of the target role, and those with an entry."""
    role = _targets_of(entries.text.get("target_role", ""))
    return [
        code
        for code, term in load_taxonomy().skills.items()
        if not term.retired
        and (
            code in role
            or any(entries.by_code.get(kind, {}).get(code) for kind in ("level", "target"))
            or any(f"{kind}-{code}" in faults for kind in ("level", "target", "importance"))
        )
    ]


def section_states(
    entries: ProfileEntries, faults: Mapping[str, str], missing: Collection[str]
) -> dict[str, State]:
    """Return how each section stands, by its id."""
    return {section.id: _state(section, entries, faults, missing) for section in SECTIONS}


def _state(
    section: Section, entries: ProfileEntries, faults: Mapping[str, str], missing: Collection[str]
) -> State:
    if any(fault.partition("-")[0] in section.fields for fault in faults):
        return "fault"
    if section.needs:
        return "todo" if set(section.needs) & set(missing) else "done"
    begun = any(entries.text.get(name, "").strip() for name in section.fields)
    return "done" if begun else "optional"


def fault_links(faults: Mapping[str, str]) -> list[FaultLink]:
    """Return the faults in the order of the form, each with the id of its field."""
    order = ["roles"] + [name for section in SECTIONS for name in section.fields]

    def place(fault: tuple[str, str]) -> tuple[int, str]:
        name, _dash, code = fault[0].partition("-")
        return (order.index(name) if name in order else -1, code)

    return [
        FaultLink(_anchor(name), label_of(name), text)
        for name, text in sorted(faults.items(), key=place)
    ]


def _anchor(field: str) -> str:
    if field == "form":
        return ""
    if field in CHOICE_FIELDS:
        return f"{field}-group"
    return f"{field}-none" if field.startswith("level-") else field


def _targets_of(role: str) -> dict[str, str]:
    roles = load_taxonomy().roles
    if role not in roles:
        return {}
    return {code: str(level) for code, level in roles[role].targets.items()}
