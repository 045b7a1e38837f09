"""The steps of a member's road, in words, for their copy of their data alone."""

from typing import Any

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.messages import format_day
from matchmaker.messages import gettext as _
from matchmaker.models import Member, RoadStep
from matchmaker.services.privacy.moments import said
from matchmaker.services.road.suggestions import KIND_NAMES
from matchmaker.services.wording.codes import as_words
from matchmaker.services.wording.reasons import term_name
from matchmaker.taxonomy import load_taxonomy


def own_road(session: Session, member: Member) -> list[dict[str, Any]]:
    """Return each step, the oldest first; suggestions that were refused are dropped ones."""
    query = sa.select(RoadStep).filter_by(member_id=member.id).order_by(RoadStep.id)
    skills = load_taxonomy().skills
    return [
        {
            _("What"): step.title,
            _("Kind"): str(KIND_NAMES[step.kind]),
            _("Skill"): term_name(skills, step.skill) if step.skill else "",
            _("State"): as_words(step.status),
            _("Planned for"): format_day(step.planned_on) if step.planned_on else "",
            _("Done or dropped on"): format_day(step.settled_on) if step.settled_on else "",
            _("What came of it"): step.outcome,
            _("Shown to your mentor"): step.is_shared,
            _("Added"): said(step.created_at),
        }
        for step in session.scalars(query)
    ]
