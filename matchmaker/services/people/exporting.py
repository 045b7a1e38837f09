"""Writing the programme's people as a file that import reads."""

from sqlalchemy.orm import Session

from matchmaker.models import Member
from matchmaker.services.people.columns import columns
from matchmaker.services.people.file import write_people
from matchmaker.services.people.importing import loading_everything, people_of
from matchmaker.services.programme.programmes import current_programme


def export_people(session: Session) -> tuple[bytes, int]:
    """Return the file and the number of its people; those who left are not in it."""
    query = loading_everything().where(Member.left_at.is_(None)).order_by(Member.email)
    people = people_of(session, current_programme(session), session.scalars(query))
    rows = [
        {name: column.value_of(person.values) for name, column in columns().items()}
        | {"email": person.member.email}
        for person in people
    ]
    return write_people(rows), len(rows)
