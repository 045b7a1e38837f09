"""A solved round of so many pairs, written straight into the tables."""

import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import add_rows
from matchmaker.models import (
    Match,
    MatchStatus,
    Member,
    Participation,
    Profile,
    ProfileSkill,
    Programme,
    Round,
    RoundStatus,
)
from matchmaker.services.rounds.rounds import open_round
from matchmaker.services.rounds.snapshot import encode_people, take_people

MONTH = "2026-11"


def make_solved_round(session: Session, pairs: int) -> Round:
    """Make so many mentees and mentors, each with a skill, and propose each pair; commits."""
    now = clock.now()
    programme = session.scalars(sa.select(Programme)).one()
    roles = ["mentee"] * pairs + ["mentor"] * pairs
    members = [
        {"email": f"{role}{number}@example.org", "name": f"{role} {number}", "created_at": now}
        for number, role in enumerate(roles)
    ]
    add_rows(session, Member, members)
    ids = list(session.scalars(sa.select(Member.id).order_by(Member.id)))
    whose = list(zip(ids, roles, strict=True))
    add_rows(
        session,
        Profile,
        [
            {"member_id": each, "updated_at": now, "completed_at": now, "languages": ["en"]}
            for each in ids
        ],
    )
    parts = [
        {
            "programme_id": programme.id,
            "member_id": each,
            "is_mentee": role == "mentee",
            "is_mentor": role == "mentor",
        }
        for each, role in whose
    ]
    add_rows(session, Participation, parts)
    add_rows(
        session,
        ProfileSkill,
        [
            {
                "member_id": each,
                "skill": "risk",
                "level": 1 if role == "mentee" else 5,
                "target_level": 4 if role == "mentee" else None,
            }
            for each, role in whose
        ],
    )
    round_ = open_round(session, programme, MONTH)
    people = take_people(session, programme, clock.today("UTC"), MONTH)
    round_.snapshot, round_.snapshot_digest = encode_people(people)
    round_.status = RoundStatus.SOLVED
    proposed = {"status": MatchStatus.PROPOSED, "points": 60, "reasons": {}, "created_at": now}
    about = {"round_id": round_.id, "programme_id": programme.id}
    add_rows(
        session,
        Match,
        [
            {"mentee_id": mentee, "mentor_id": mentor, **about, **proposed}
            for mentee, mentor in zip(ids[:pairs], ids[pairs:], strict=True)
        ],
    )
    session.commit()
    session.expunge_all()
    return session.scalars(sa.select(Round)).one()
