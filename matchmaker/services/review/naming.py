"""Names for the ids of facts, as a coordinator may read them."""

from collections.abc import Set

import sqlalchemy as sa
from sqlalchemy.orm import Session, joinedload

from matchmaker.matching.values.errors import Contradiction
from matchmaker.messages import gettext as _
from matchmaker.models import Member
from matchmaker.services.engine.solving import Unsolvable
from matchmaker.services.engine.stored import value_of
from matchmaker.services.programme.coordinator_view import WHOLE, CoordinatorView
from matchmaker.services.programme.names import labels_of
from matchmaker.services.wording.unmatched import contradiction_words


def names_by_id(session: Session, ids: Set[int | None]) -> dict[int, str]:
    """Return members' names by id, in one query."""
    wanted = ids - {None}
    if not wanted:
        return {}
    query = sa.select(Member).where(Member.id.in_(wanted)).options(joinedload(Member.profile))
    return labels_of(session.scalars(query))


def stored_contradiction_in_words(
    session: Session, document: object, view: CoordinatorView = WHOLE
) -> str:
    """Return the same for a contradiction that was stored; empty where it is not known."""
    found = value_of(Contradiction, document)
    return _in_words(session, found, view) if found.fault else ""


def contradiction_in_words(
    session: Session, error: Unsolvable, view: CoordinatorView = WHOLE
) -> str:
    """Return what decisions contradict, with names and rules in words.

    To a reader of a part only a rule that stands between two whom they see: any other
    contradiction may be with a pair that they do not.
    """
    found = error.contradiction
    return str(error) if found is None else _in_words(session, found, view)


def _in_words(session: Session, found: Contradiction, view: CoordinatorView) -> str:
    pair = {found.mentee_id, found.mentor_id}
    if not view.is_whole and (found.fault != "forbidden" or pair & view.withheld):
        return _("another coordinator can see with what")
    names = names_by_id(session, pair)
    return contradiction_words(found, names)
