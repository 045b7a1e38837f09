"""Proposed coordinators who wait for a second yes."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.messages import ngettext
from matchmaker.models import PendingGrant, Programme
from matchmaker.services.cases.case import Case, Place


def waiting_grants(session: Session, programme: Programme, _withheld: frozenset[int]) -> list[Case]:
    """Return one case for all of them, without names."""
    query = sa.select(sa.func.count(PendingGrant.id)).filter_by(programme_id=programme.id)
    number = session.scalar(query) or 0
    if not number:
        return []
    sentence = ngettext(
        "One person is proposed as a coordinator; a second coordinator has to confirm it.",
        "%(num)s people are proposed as coordinators; a second coordinator has to confirm each.",
        number,
    )
    return [Case(title=_("Coordinators"), sentence=sentence, place=Place.COORDINATORS)]
