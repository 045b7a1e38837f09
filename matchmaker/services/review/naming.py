"""Names for the ids of facts, as a coordinator may read them."""

from collections.abc import Set

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Member
from matchmaker.services.engine.solving import Unsolvable
from matchmaker.services.programme.withheld import NOBODY, WITHHELD_NAME
from matchmaker.services.wording.unmatched import contradiction_words


def names_by_id(
    session: Session, ids: Set[int | None], withheld: frozenset[int] = NOBODY
) -> dict[int, str]:
    """Return members' names by id, in one query; for `withheld` ones, words that withhold it."""
    wanted = ids - {None}
    if not wanted:
        return {}
    return {
        member.id: str(WITHHELD_NAME) if member.id in withheld else member.greeting_name
        for member in session.scalars(sa.select(Member).where(Member.id.in_(wanted)))
    }


def contradiction_in_words(
    session: Session, error: Unsolvable, withheld: frozenset[int] = NOBODY
) -> str:
    """Return what decisions contradict, with names and rules in words."""
    found = error.contradiction
    if found is None:
        return str(error)
    names = names_by_id(session, {found.mentee_id, found.mentor_id}, withheld)
    return contradiction_words(found, names)
