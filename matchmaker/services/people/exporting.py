"""Writing a programme's people as a file that import reads."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.models import Member, Participation, Programme
from matchmaker.services.people.columns import columns
from matchmaker.services.people.file import write_people
from matchmaker.services.people.person_ids import id_of
from matchmaker.services.profiles.stored import stored_profiles


def export_people(session: Session, programme: Programme) -> tuple[bytes, int]:
    """Return the file and the number of its people; those who left are not in it."""
    session.flush()
    is_in_it = Member.participations.any(Participation.programme_id == programme.id)
    query = sa.select(Member.id).where(is_in_it, Member.left_at.is_(None)).order_by(Member.email)
    ids = list(session.scalars(query))
    rows = (
        {name: column.value_of(person.values) for name, column in columns().items()}
        | {"email": person.email, "matchmaker_id": id_of(person.member_id, person.created_at)}
        for person in stored_profiles(session, programme, ids)
    )
    return write_people(rows), len(ids)
