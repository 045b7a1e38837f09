"""How a member's own levels changed, in words, for their copy of their data alone."""

from typing import Any

from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.models import Member
from matchmaker.services.privacy.moments import said
from matchmaker.services.profiles.levels import level_changes
from matchmaker.services.wording.codes import as_words
from matchmaker.services.wording.reasons import level_name, term_name
from matchmaker.taxonomy import load_taxonomy


def own_levels(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return each change of a level that the member made, the oldest first."""
    skills = load_taxonomy().skills
    return [
        {
            _("Skill"): term_name(skills, change.skill),
            _("From level"): _level(change.from_level),
            _("To level"): _level(change.to_level),
            _("When"): said(change.changed_at),
            _("Changed by"): as_words(change.cause),
        }
        for change in level_changes(session, member)
    ]


def _level(level: int | None) -> str:
    return _("not stated") if level is None else level_name(level)
