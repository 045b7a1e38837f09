"""What a member said of entries of the library, in words, for their copy of their data alone."""

from typing import Any

from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.models import LibraryMark, Member
from matchmaker.services.library.shelf import marked_by
from matchmaker.services.library.values import place_of
from matchmaker.services.privacy.moments import said
from matchmaker.services.wording.codes import as_words
from matchmaker.services.wording.reasons import level_name, term_name
from matchmaker.taxonomy import load_taxonomy


def own_library(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return each entry that the member marked, the latest first."""
    return [
        {
            _("What"): _name(mark),
            _("Marked as"): as_words(mark.kind),
            _("When"): said(mark.marked_at),
        }
        for mark in marked_by(session, member)
    ]


def _name(mark: LibraryMark) -> str:
    place = place_of(mark.item)
    if place is None or not 0 < place[1] < len(load_taxonomy().levels):
        return mark.title or mark.item
    skill, level = place
    return _(
        "%(skill)s: from %(level)s to %(target)s",
        skill=term_name(load_taxonomy().skills, skill),
        level=level_name(level - 1),
        target=level_name(level),
    )
