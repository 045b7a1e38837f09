"""Members who may be one person: a coordinator looks, and makes them one or tells them apart."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.models import Member, Programme
from matchmaker.services.cases.case import MOST_OF_A_KIND, Case, Place
from matchmaker.services.duplicates.finding import Suspicion, perhaps_one_person


def duplicates(session: Session, programme: Programme, withheld: frozenset[int]) -> list[Case]:
    """Return a case for each pair of members who may be one person."""
    found = perhaps_one_person(session, programme, withheld)[:MOST_OF_A_KIND]
    ids = {each for one in found for each in (one.member_id, one.other_id)}
    people = {
        member.id: member for member in session.scalars(sa.select(Member).where(Member.id.in_(ids)))
    }
    return [
        Case(
            title=_("Members who may be one person"),
            sentence=_sentence(each, people[each.other_id].email),
            place=Place.DUPLICATE,
            member_id=each.member_id,
            other_id=each.other_id,
            name=people[each.member_id].greeting_name,
        )
        for each in found
    ]


def _sentence(found: Suspicion, other: str) -> str:
    match found.sign:
        case "mailbox":
            return _("This entry and that of %(other)s share a mailbox.", other=other)
        case "organisation":
            return _(
                "The organisation’s sign-in gives this entry the address of another, %(other)s.",
                other=other,
            )
        case "name":
            return _(
                "This entry and that of %(other)s have the same name and department.", other=other
            )
