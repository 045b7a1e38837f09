"""The pairs on my page: as many statements for five as for two."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MatchStatus, Member
from tests.factories import make_match, make_mentee, make_mentor, make_round
from tests.web.conftest import SignIn


def test_a_mentor_of_five_asks_the_database_no_more_often_than_one_of_two(
    session: Session, sign_in: SignIn
) -> None:
    of_two, of_five = mentor_of(session, 2, "2026-10"), mentor_of(session, 5, "2026-11")

    two, five = statements_of(sign_in, of_two), statements_of(sign_in, of_five)

    assert len(five) == len(two), sorted(set(five) - set(two))


def mentor_of(session: Session, number: int, month: str) -> Member:
    """Return a mentor who has met so many mentees."""
    mentor, round_ = make_mentor(session, capacity=number), make_round(session, month)
    now = clock.now()
    for _ in range(number):
        mentee = make_mentee(session)
        make_match(
            session, round_, mentee, mentor, MatchStatus.ACTIVE, introduced_at=now, met_at=now
        )
    session.commit()
    return mentor


def statements_of(sign_in: SignIn, member: Member) -> list[str]:
    """Return what a member's own page asks the database."""
    client = sign_in(member)
    # The first visit of a day is noted.
    client.get("/me")
    seen: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_more: object) -> None:
        seen.append(statement)

    sa.event.listen(db.engine, "before_cursor_execute", note)
    try:
        assert client.get("/me").status_code == 200
    finally:
        sa.event.remove(db.engine, "before_cursor_execute", note)
    return seen
