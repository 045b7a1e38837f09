"""Writing a programme's people as a file that import reads."""

from sqlalchemy.orm import Session

from matchmaker.models import Member, Participation, Programme
from matchmaker.services.people.columns import columns
from matchmaker.services.people.file import write_people
from matchmaker.services.people.importing import loading_everything, people_of
from matchmaker.services.people.person_ids import person_id


def export_people(session: Session, programme: Programme) -> tuple[bytes, int]:
    """Return the file and the number of its people; those who left are not in it."""
    is_in_it = Member.participations.any(Participation.programme_id == programme.id)
    query = loading_everything().where(is_in_it, Member.left_at.is_(None)).order_by(Member.email)
    people = people_of(session, programme, session.scalars(query))
    rows = [
        {name: column.value_of(person.values) for name, column in columns().items()}
        | {"email": person.member.email, "matchmaker_id": person_id(person.member)}
        for person in people
    ]
    return write_people(rows), len(rows)
