"""Filling in the profile, as a whole or part by part, and the page that says what happens next."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from flask import Blueprint, current_app, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from config import Settings
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.services.coffee.chat_page import chat_standing
from matchmaker.services.matches.profile_changes import Settled, change_parts
from matchmaker.services.matches.standing import standing_of
from matchmaker.services.privacy.erased_names import codes_of_erased
from matchmaker.services.profiles.check import InvalidProfile, check_profile
from matchmaker.services.profiles.gaps import gaps_of, helpers_in_programme
from matchmaker.services.profiles.parts import PARTS, NewerParts, Part, without_past_break
from matchmaker.services.profiles.storing import (
    missing_for_matching,
    named_by_codes,
    named_in,
    profile_of,
)
from matchmaker.services.profiles.values import ProfileEntries, ProfileValues
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.settled import tell_settled
from matchmaker.web.views.profiles.by_itself import (
    saved_words,
    told_faults,
    told_newer,
    told_saved,
    told_what_it_ends,
)
from matchmaker.web.views.profiles.form import (
    entries_of,
    faults_in,
    read_entries,
    read_versions,
    section_states,
    with_role,
    with_role_targets,
)
from matchmaker.web.views.profiles.newer import newer_parts
from matchmaker.web.views.profiles.page import FormNews, form_page, versions_of

blueprint = Blueprint("profiles", __name__)
session = cast(Any, db.session)
BUTTONS = {f"save-{part}": part for part in PARTS}
"""The parts by the buttons that save them one by one."""


@blueprint.get("/profile")
def edit() -> str:
    """Show the form with what is stored; `role` is ticked, too, and not saved yet."""
    values = _stored()
    stored = entries_of(values, clock.today(current_programme().time_zone))
    entries = with_role(stored, request.args.get("role", ""))
    saved = BUTTONS.get(f"save-{request.args.get('saved', '')}")
    told = FormNews(saved=saved, has_new_role=entries is not stored)
    return form_page(entries, values, versions_of(values), told)


@blueprint.post("/profile")
def save() -> ResponseReturnValue:
    """Store the form or one part of it, show it again, or fill in a role's targets."""
    entries, action = read_entries(request.form), request.form.get("action", "")
    if action == "targets":
        entries = with_role_targets(entries)
        values, faults = _checked(entries)
        unsaved = _changed(values, faults, _read())
        return form_page(entries, values, _read(), FormNews(unsaved=unsaved, has_new_targets=True))
    if action not in BUTTONS:
        return _save_all(entries)
    if "by_itself" in request.form:
        return _save_by_itself(entries, BUTTONS[action])
    return _save_part(entries, BUTTONS[action])


@blueprint.get("/profile/saved")
def saved() -> str:
    """Show the gaps, who could help, and what happens next and when."""
    member = current_member()
    values = profile_of(session, current_programme(), member)
    gaps = gaps_of(values) if values.is_mentee else ()
    return render_template(
        "profiles/saved.html",
        values=values,
        gaps=gaps,
        helpers=helpers_in_programme(session, current_programme(), member, gaps),
        chats=chat_standing(session, current_programme(), member),
        standing=standing_of(session, current_programme(), member),
    )


def _save_all(entries: ProfileEntries) -> ResponseReturnValue:
    values, faults = _checked(entries)
    if faults:
        return form_page(entries, values, _read(), FormNews(faults=faults, unsaved=PARTS)), 422
    try:
        settled = _change(values, PARTS)
    except NewerParts as newer:
        return _newer_page(entries, values, newer)
    session.commit()
    tell_settled(settled)
    return redirect(url_for("profiles.saved"), 303)


def _save_part(entries: ProfileEntries, part: Part) -> ResponseReturnValue:
    """Store one part; what was typed into the others comes back, and is said to be not saved."""
    values, faults = _checked(entries)
    if here := faults_in(faults, [part]):
        return form_page(entries, values, _read(), FormNews(faults=here, unsaved=PARTS)), 422
    try:
        settled = _change(values, [part])
    except NewerParts as newer:
        return _newer_page(entries, values, newer)
    session.commit()
    tell_settled(settled)
    now = versions_of(_stored())
    unsaved = [each for each in _changed(values, faults, now) if each != part]
    if not unsaved:
        flash(saved_words(part))
        anchor = None if settled else part
        return redirect(url_for("profiles.edit", saved=part, _anchor=anchor), 303)
    told = FormNews(saved=part, unsaved=unsaved)
    return form_page(entries, values, _read() | {part: now[part]}, told)


def _save_by_itself(entries: ProfileEntries, part: Part) -> ResponseReturnValue:
    values, faults = _checked(entries)
    if here := faults_in(faults, [part]):
        return told_faults(part, here)
    try:
        settled = _change(values, [part])
    except NewerParts:
        session.rollback()
        return told_newer(part)
    if settled:
        session.rollback()
        return told_what_it_ends(part)
    session.commit()
    states = section_states(entries, faults, missing_for_matching(values))
    return told_saved(part, versions_of(_stored())[part], states)


def _newer_page(
    entries: ProfileEntries, values: ProfileValues, newer: NewerParts
) -> ResponseReturnValue:
    """Show both; the next save of what was typed is one whose writer has seen what is newer."""
    session.rollback()
    seen = {part: versions_of(newer.stored)[part] for part in newer.parts}
    told = FormNews(newer=newer_parts(newer.parts, newer.stored, values), unsaved=PARTS)
    return form_page(entries, values, _read() | seen, told), 409


def _change(values: ProfileValues, parts: Collection[Part]) -> Settled:
    settings: Settings = current_app.config["SETTINGS"]
    # Somebody who was erased is not written down in clear again because a colleague names them.
    codes = codes_of_erased(session, named_in(values), settings.secret_key)
    named = named_by_codes(values, codes)
    read = read_versions(request.form)
    return change_parts(session, current_programme(), current_member(), named, parts, read)


def _checked(entries: ProfileEntries) -> tuple[ProfileValues, Mapping[str, str]]:
    """Return what would be stored, and the faults of the fields that would then be blank."""
    member = current_member()
    try:
        values = check_profile(
            entries,
            own_address=member.email,
            own_name=member.name,
            programme_time_zone=current_programme().time_zone,
        )
    except InvalidProfile as invalid:
        return invalid.values, invalid.faults
    return values, {}


def _changed(
    values: ProfileValues, faults: Mapping[str, str], versions: Mapping[Part, int]
) -> list[Part]:
    """Return the parts in which something else was typed than these versions say."""
    typed = versions_of(values)
    return [each for each in PARTS if typed[each] != versions[each] or faults_in(faults, [each])]


def _stored() -> ProfileValues:
    programme = current_programme()
    values = profile_of(session, programme, current_member())
    return without_past_break(values, clock.today(programme.time_zone))


def _read() -> dict[Part, int]:
    """Return the versions that the form has, each as it was sent."""
    return versions_of(_stored()) | read_versions(request.form)
