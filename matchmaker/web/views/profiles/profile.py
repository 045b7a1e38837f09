"""Filling in the profile, and the page that says what happens next."""

from collections.abc import Collection, Mapping
from typing import Any, cast

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.wrappers import Response

from config import Settings
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.services.coffee.chat_page import chat_standing
from matchmaker.services.matches.profile_changes import change_profile
from matchmaker.services.matches.standing import standing_of
from matchmaker.services.privacy.erased_names import codes_of_erased
from matchmaker.services.profiles.check import InvalidProfile, check_profile
from matchmaker.services.profiles.gaps import gaps_of, helpers_in_programme
from matchmaker.services.profiles.storing import (
    missing_for_matching,
    named_by_codes,
    named_in,
    profile_of,
)
from matchmaker.services.profiles.values import ProfileEntries
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.current_member import current_member
from matchmaker.web.current_programme import current_programme
from matchmaker.web.settled import tell_settled
from matchmaker.web.unreadable import unreadable_of_reader
from matchmaker.web.views.profiles.form import (
    LONGEST,
    SECTIONS,
    entries_of,
    fault_links,
    first_skills,
    read_entries,
    section_states,
    with_role,
    with_role_targets,
)
from matchmaker.web.views.profiles.labels import LABELS
from matchmaker.web.views.profiles.time_zones import time_zone_groups

blueprint = Blueprint("profiles", __name__)
session = cast(Any, db.session)


@blueprint.get("/profile")
def edit() -> str:
    """Show the form with what is stored; `role` is ticked, too, and not saved yet."""
    values = profile_of(session, current_programme(), current_member())
    today = clock.today(current_programme().time_zone)
    stored = entries_of(values, today)
    entries = with_role(stored, request.args.get("role", ""))
    return _form(entries, missing_for_matching(values), has_new_role=entries is not stored)


@blueprint.post("/profile")
def save() -> Response | tuple[str, int] | str:
    """Store the form, show it again with its faults, or fill in a role's targets."""
    member = current_member()
    entries = read_entries(request.form)
    asks_for_targets = request.form.get("action") == "targets"
    if asks_for_targets:
        entries = with_role_targets(entries)
    faults: dict[str, str] = {}
    try:
        values = check_profile(
            entries,
            own_address=member.email,
            own_name=member.name,
            programme_time_zone=current_programme().time_zone,
        )
    except InvalidProfile as invalid:
        values, faults = invalid.values, invalid.faults
    if asks_for_targets:
        return _form(entries, missing_for_matching(values), has_new_targets=True)
    if faults:
        return _form(entries, missing_for_matching(values), faults), 422
    settings: Settings = current_app.config["SETTINGS"]
    # Somebody who was erased is not written down in clear again because a colleague names them.
    codes = codes_of_erased(session, named_in(values), settings.secret_key)
    values = named_by_codes(values, codes)
    settled = change_profile(session, current_programme(), member, values)
    session.commit()
    tell_settled(settled)
    return redirect(url_for("profiles.saved"), 303)


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


def _form(
    entries: ProfileEntries,
    missing: Collection[str],
    faults: Mapping[str, str] | None = None,
    has_new_targets: bool = False,
    has_new_role: bool = False,
) -> str:
    faults = faults or {}
    return render_template(
        "profiles/edit.html",
        entries=entries,
        faults=faults,
        fault_links=fault_links(faults),
        sections=SECTIONS,
        states=section_states(entries, faults, missing),
        taxonomy=load_taxonomy(),
        time_zones=time_zone_groups(),
        first_skills=first_skills(entries, faults),
        has_new_targets=has_new_targets,
        has_new_role=has_new_role,
        labels=LABELS,
        longest=LONGEST,
        unreadable=unreadable_of_reader(),
    )
