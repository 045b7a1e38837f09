"""Mails owed by the thousand: a welcome to each of as many members."""

from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import MailKind, Member, Participation, Profile
from tests.factories import owe_a_mail, the_programme


def owe_many(session: Session, number: int, *, after: int = 0) -> list[int]:
    """Make so many mentees, numbered on from `after`, owe each a welcome; return the mails' ids."""
    now, programme = clock.now(), the_programme(session)
    members = [
        Member(
            email=f"member.{count}@example.org",
            name=f"Member {count}",
            created_at=now,
            profile=Profile(updated_at=now, languages=["en"], time_zone="UTC"),
            participations=[Participation(programme=programme, is_mentee=True)],
        )
        for count in range(after + 1, after + number + 1)
    ]
    session.add_all(members)
    session.flush()
    owed = []
    for member in members:
        row = owe_a_mail(session, MailKind.WELCOME, f"member:{member.id}", member)
        assert row is not None
        owed.append(row.id)
    return owed
