"""An installation with two programmes, opened directly in the tables."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime

import pytest
import time_machine
from sqlalchemy.orm import Session

from matchmaker.models import Member, Participation, ProfileSkill, Programme
from matchmaker.services.programme.programmes import appoint_coordinator, participation_of
from tests.factories import make_member, make_mentee, make_mentor, make_programme, the_programme

NOW = datetime(2026, 11, 5, 9, 30, tzinfo=UTC)


@dataclass(frozen=True)
class World:
    """Who is where: the name of a person's attribute ends with the programme's number, or both."""

    first: Programme
    second: Programme
    mentee_both: Member
    mentee_1: Member
    mentor_both: Member
    mentor_2: Member
    coordinator_1: Member
    coordinator_2: Member
    networkers_1: tuple[Member, ...]
    networkers_2: tuple[Member, ...]


def join(session: Session, programme: Programme, member: Member, **roles: object) -> Participation:
    """Let a member take part in a programme."""
    part = participation_of(session, programme, member)
    for name, value in roles.items():
        setattr(part, name, value)
    session.flush()
    return part


@pytest.fixture
def world(session: Session) -> Iterator[World]:
    """Two programmes whose people came in September, seen in November."""
    with time_machine.travel("2026-09-10T12:00:00Z", tick=False):
        first = the_programme(session)
        second = make_programme(session, "lyon", "Europe/Berlin")
        shared = {"interests": ["agile_pmo"]}
        mentee_both = make_mentee(session, "Ada Both", **shared)
        mentee_1 = make_mentee(session, "Ben First")
        mentor_both = make_mentor(session, "Mia Both", **shared)
        mentor_2 = make_member(session, "Max Second", second)
        mentor_2.profile.skills.append(ProfileSkill(skill="risk", level=3, importance=2))
        join(session, second, mentee_both, is_mentee=True)
        join(session, second, mentor_both, is_mentor=True, capacity=1)
        join(session, second, mentor_2, is_mentor=True, capacity=1)
        coordinators, networkers = [], []
        for programme in (first, second):
            coordinators.append(make_member(session, f"Cora {programme.slug}", programme))
            appoint_coordinator(session, programme, coordinators[-1])
            some = tuple(make_member(session, f"{programme.slug} {n}", programme) for n in (1, 2))
            for member in some:
                join(session, programme, member, is_networker=True)
            networkers.append(some)
        session.commit()
    with time_machine.travel(NOW, tick=False):
        yield World(
            first,
            second,
            mentee_both,
            mentee_1,
            mentor_both,
            mentor_2,
            *coordinators,
            *networkers,
        )
