"""What the profile form is told when a script saves a part of it, as JSON."""

from collections.abc import Mapping
from typing import Any

from matchmaker.messages import gettext as _
from matchmaker.messages import ngettext
from matchmaker.services.profiles.parts import Part
from matchmaker.web.views.profiles.form import TITLES, fault_links

Answer = tuple[dict[str, Any], int]


def told_saved(part: Part, version: int, states: Mapping[str, str]) -> Answer:
    """Say that a part is saved; `states` are how the sections stand now."""
    return {
        "state": "saved",
        "version": version,
        "states": dict(states),
        "words": saved_words(part),
    }, 200


def told_faults(part: Part, faults: Mapping[str, str]) -> Answer:
    """Say what is wrong with a part; nothing of it is saved."""
    links = fault_links(faults)
    return {
        "state": "faults",
        "faults": [{"anchor": each.anchor, "sentence": each.sentence} for each in links],
        "words": ngettext(
            "“%(part)s” is not saved yet: one answer needs another look.",
            "“%(part)s” is not saved yet: %(num)s answers need another look.",
            len(faults),
            part=TITLES[part],
        ),
    }, 422


def told_newer(part: Part) -> Answer:
    """Say that a part was saved elsewhere since it was read."""
    return {
        "state": "newer",
        "words": _(
            "“%(part)s” is not saved: it was changed elsewhere in the meantime. The button saves "
            "nothing yet; it shows you both.",
            part=TITLES[part],
        ),
    }, 409


def told_what_it_ends(part: Part) -> Answer:
    """Say that saving a part would take back an open request, which no script does by itself."""
    return {
        "state": "asks",
        "words": _(
            "“%(part)s” is not saved yet. Saving it takes back a request that is open. If that is "
            "what you want, press the button.",
            part=TITLES[part],
        ),
    }, 409


def saved_words(part: Part) -> str:
    """Say that a part is saved."""
    return _("“%(part)s” is saved.", part=TITLES[part])
