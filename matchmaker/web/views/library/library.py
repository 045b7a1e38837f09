"""The library by gap, the steps of a skill, a card, and what the member says of each."""

from flask import Blueprint, abort, flash, redirect, render_template, request, url_for
from flask.typing import ResponseReturnValue

from matchmaker.extensions import db
from matchmaker.messages import language, lazy_gettext
from matchmaker.models import MarkKind
from matchmaker.services.library.by_gap import library_by_gap
from matchmaker.services.library.marked import marked_lines
from matchmaker.services.library.shelf import SET_ASIDE, mark_item, marks_of
from matchmaker.services.library.stock import resource_named, resources_shown
from matchmaker.services.library.values import place_of
from matchmaker.services.profiles.gaps import gaps_of
from matchmaker.services.profiles.storing import profile_of
from matchmaker.taxonomy import load_taxonomy
from matchmaker.web.current_library import current_library
from matchmaker.web.current_member import current_member, runs_programme
from matchmaker.web.current_programme import current_programme
from matchmaker.web.typed import typed_text

blueprint = Blueprint("library", __name__, url_prefix="/library")

LONGEST_ITEM = 80
TAKE_BACK = "take_back"
SAID = {
    MarkKind.SAVED.value: lazy_gettext("Saved. It stands under “Saved” in the library."),
    MarkKind.DONE.value: lazy_gettext("Well done. We will suggest something else instead."),
    MarkKind.DID_NOT_HELP.value: lazy_gettext(
        "Thank you. We will not suggest it again, and nobody else sees what you said."
    ),
    TAKE_BACK: lazy_gettext("Taken back."),
}


@blueprint.get("/")
def index() -> str:
    """Show what helps with each open gap, and what the member saved."""
    programme, member, library = current_programme(), current_member(), current_library()
    values = profile_of(db.session(), programme, member)
    lines = marked_lines(db.session(), programme, member, library, language())
    taxonomy = load_taxonomy()
    return render_template(
        "library/index.html",
        shelves=library_by_gap(db.session(), programme, member, values, library, language()),
        unknown=[gap.skill for gap in gaps_of(values) if gap.level is None],
        marks={line.item: line.kind for line in lines},
        saved=[line for line in lines if line.kind == MarkKind.SAVED],
        aside=[line for line in lines if line.kind in SET_ASIDE],
        groups=taxonomy.groups(taxonomy.skills),
        is_coordinator=runs_programme(),
    )


@blueprint.get("/skills/<skill>")
def skill(skill: str) -> str:
    """Show every step of a skill, and all that there is elsewhere."""
    steps = current_library().steps(skill, language())
    if not steps:
        abort(404)
    resources = resources_shown(db.session(), current_programme(), current_library())
    return render_template(
        "library/skill.html",
        skill=skill,
        steps=steps,
        resources=[each for each in resources if skill in each.skills],
        marks=marks_of(db.session(), current_member()),
        own_level=_own_level(skill),
    )


@blueprint.get("/skills/<skill>/<int:level>")
def card(skill: str, level: int) -> str:
    """Show one step: what it looks like, what to try, whom to ask what, and what to show."""
    library = current_library()
    found = library.card(skill, level, language())
    if found is None:
        abort(404)
    resources = resources_shown(db.session(), current_programme(), library)
    return render_template(
        "library/card.html",
        card=found,
        before=library.card(skill, level - 1, language()),
        after=library.card(skill, level + 1, language()),
        resources=[each for each in resources if each.fits(skill, level - 1)],
        marks=marks_of(db.session(), current_member()),
    )


@blueprint.post("/mark")
def mark() -> ResponseReturnValue:
    """Note what the member says of an entry, for themself alone."""
    item, said = typed_text("item", LONGEST_ITEM), request.form.get("mark", "")
    place = place_of(item)
    library, programme = current_library(), current_programme()
    found = library.card(*place, language()) if place else None
    resource = None if place else resource_named(db.session(), programme, library, item)
    kind = MarkKind(said) if said in set(MarkKind) else None
    # Also what is not there any more can be taken back.
    if said not in SAID or (found is None and resource is None and said != TAKE_BACK):
        abort(404)
    title = resource.title if resource else ""
    mark_item(db.session(), current_member(), item, kind, title)
    db.session.commit()
    flash(str(SAID[said]))
    if found is not None and said != TAKE_BACK:
        return redirect(url_for("library.card", skill=found.skill, level=found.level), 303)
    return redirect(url_for("library.index"), 303)


def _own_level(skill: str) -> int | None:
    rows = current_member().profile.stated_skills
    return next((row.level for row in rows if row.skill == skill), None)
