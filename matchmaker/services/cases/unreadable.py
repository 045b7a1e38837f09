"""Stored values that cannot be read: they count as not stated, and everybody else goes on."""

from itertools import groupby

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.messages import format_list
from matchmaker.messages import gettext as _
from matchmaker.models import Member, Programme
from matchmaker.services.cases.case import MOST_OF_A_KIND, Case, Place
from matchmaker.services.profiles.unreadable import name_unreadable, unreadable_values
from matchmaker.services.programme.names import label_of
from matchmaker.services.programme.programmes import unreadable_time_zone


def unreadable_profiles(
    session: Session, programme: Programme, withheld: frozenset[int]
) -> list[Case]:
    """Return a case for each person with such a value."""
    found = [
        each for each in unreadable_values(session, programme) if each.member_id not in withheld
    ]
    by_member = {
        member_id: list(values) for member_id, values in groupby(found, lambda each: each.member_id)
    }
    people = session.scalars(
        sa.select(Member)
        .where(Member.id.in_(by_member), Member.left_at.is_(None))
        .order_by(Member.id)
        .limit(MOST_OF_A_KIND)
    )
    return [
        Case(
            title=_("Profiles that cannot be read in full"),
            sentence=_(
                "Counts as not stated: %(what)s. Rounds go on without it; the member is asked on "
                "their page to choose anew.",
                what=format_list(name_unreadable(each) for each in by_member[member.id]),
            ),
            place=Place.PERSON,
            member_id=member.id,
            name=label_of(member),
        )
        for member in people
    ]


def unreadable_programme(
    session: Session, programme: Programme, _withheld: frozenset[int]
) -> list[Case]:
    """Return a case where the programme's own time zone is none."""
    stored = unreadable_time_zone(session, programme)
    if not stored:
        return []
    sentence = _(
        "The programme’s time zone (“%(stored)s”) cannot be read; UTC "
        "stands for it. An operator sets it with “flask programme set --time-zone”.",
        stored=stored,
    )
    return [Case(title=_("Settings that cannot be read"), sentence=sentence)]
