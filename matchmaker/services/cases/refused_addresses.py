"""Members whose address refuses mail for good."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.messages import gettext as _
from matchmaker.models import Member, Participation, Programme
from matchmaker.services.cases.case import MOST_OF_A_KIND, Case, Place
from matchmaker.services.programme.names import label_of


def refused_addresses(
    session: Session, programme: Programme, withheld: frozenset[int]
) -> list[Case]:
    """Return a case for each of them, the latest first."""
    members = session.scalars(
        sa.select(Member)
        .join(Participation, Participation.member_id == Member.id)
        .where(
            Participation.programme_id == programme.id,
            Member.address_refused_at.is_not(None),
            Member.left_at.is_(None),
            Member.id.not_in(withheld),
        )
        .order_by(Member.address_refused_at.desc(), Member.id)
        .limit(MOST_OF_A_KIND)
    )
    return [
        Case(
            title=_("Addresses that refuse mail"),
            sentence=_(
                "Mail to %(address)s is refused: “%(answer)s”. Until the address is corrected, or "
                "a mail gets through, rounds and chats go on without this member. Tell them by "
                "another way.",
                address=member.email,
                answer=member.address_refusal,
            ),
            place=Place.PERSON,
            member_id=member.id,
            name=label_of(member),
        )
        for member in members
    ]
