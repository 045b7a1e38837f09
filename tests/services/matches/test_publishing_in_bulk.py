"""Publishing takes as many statements for many matches as for a few, and does the same to each."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from math import ceil
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import (
    MailKind,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    Participation,
    Profile,
    ProfileSkill,
    Round,
    RoundStatus,
    StatusChange,
    UnmatchedMentee,
)
from matchmaker.services.engine.solving import solve
from matchmaker.services.matches.publishing import publish_round
from matchmaker.services.rounds.rounds import freeze_round, input_of, open_round, save_solution
from matchmaker.services.rounds.snapshot import take_people
from matchmaker.services.rounds.stored_people import encode_people
from matchmaker.tasks import DELIVER, LEFT_FOR_WORKER
from tests.factories import make_coordinator, the_programme

PEOPLE_AT_ONCE = 500
"""Related rows are loaded for so many people in one statement."""


def people(session: Session, number: int, **part: Any) -> list[Member]:
    """Many members at once: mentees with a gap that every mentor can teach, or mentors."""
    now, programme = clock.now(), the_programme(session)
    role = "mentee" if part.get("is_mentee") else "mentor"
    first = session.scalar(sa.select(sa.func.count(Member.id))) or 0
    members = []
    for each in range(first, first + number):
        member = Member(email=f"{role}{each}@example.org", name=f"{role} {each}", created_at=now)
        target = 4 if role == "mentee" else None
        skill = ProfileSkill(
            skill="risk", level=1 if target else 5, target_level=target, importance=2
        )
        member.profile = Profile(
            updated_at=now, completed_at=now, languages=["en"], time_zone="UTC", skills=[skill]
        )
        member.participations = [Participation(programme_id=programme.id, **part)]
        members.append(member)
    session.add_all(members)
    session.flush()
    return members


def a_round(session: Session, pairs: int) -> Round:
    """A solved round: of ten mentors one has left since, one in two of these can be replaced."""
    few = ceil(pairs / 10)
    make_coordinator(session)
    mentees = people(session, pairs, is_mentee=True)
    people(session, few, is_mentee=True)
    mentors = people(session, pairs, is_mentor=True)
    people(session, few // 2, is_mentor=True)
    session.commit()
    programme = the_programme(session)
    round_ = open_round(session, programme, "2026-11")
    snapshot = take_people(session, programme, clock.today("UTC"), "2026-11")
    round_.snapshot, round_.snapshot_digest = encode_people(snapshot)
    round_.status = RoundStatus.SOLVED
    now = clock.now()
    session.add_all(
        Match(
            round_id=round_.id,
            programme_id=programme.id,
            mentee_id=mentee.id,
            mentor_id=mentor.id,
            status=MatchStatus.PROPOSED,
            points=60,
            reasons={},
            created_at=now,
        )
        for mentee, mentor in zip(mentees, mentors, strict=True)
    )
    paired = {mentee.id for mentee in mentees}
    session.add_all(
        UnmatchedMentee(round_id=round_.id, mentee_id=mentee.id, reason="no_place")
        for mentee in snapshot.mentees
        if mentee.id not in paired
    )
    for mentor in mentors[:few]:
        mentor.left_at = now
    session.commit()
    session.expunge_all()
    return session.scalars(sa.select(Round)).one()


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """What is sent to the database; of one statement that is sent for many rows, each."""
    seen: list[str] = []

    def note(_c: Any, _cursor: Any, statement: str, values: Any, _x: Any, is_many: bool) -> None:
        seen.extend([statement] * (len(values) if is_many and isinstance(values, list) else 1))

    sa.event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        yield seen
    finally:
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)


def publish(session: Session, pairs: int) -> int:
    round_ = a_round(session, pairs)
    few = ceil(pairs / 10)
    with counted(session) as statements:
        done = publish_round(session, round_, None)
        session.commit()
    assert (done.offers, done.overtaken) == (pairs - few + few // 2, few)
    assert done.unmatched == few + few - few // 2
    return len(statements)


def forget_all(session: Session) -> None:
    for model in (StatusChange, OutboxMail, Match, UnmatchedMentee, Round):
        session.execute(sa.delete(model))
    for table in ("coordinator_changes", "coordinators", "access_entries", "members"):
        session.execute(sa.text(f"DELETE FROM {table}"))
    session.commit()
    session.expunge_all()


def grows_by(session: Session, work: Callable[[Session, int], int], few: int, many: int) -> int:
    before = work(session, few)
    forget_all(session)
    return work(session, many) - before


def test_publishing_takes_no_more_statements_for_more_matches(session: Session) -> None:
    assert grows_by(session, publish, 20, 100) == 0


@pytest.mark.slow
def test_publishing_a_thousand_matches_takes_a_few_statements_more(session: Session) -> None:
    grown = grows_by(session, publish, 20, 1_000)

    # Profiles, managers, skills and certifications of 2,150 people; rows written by the thousand.
    assert grown <= 6 * ceil(2_150 / PEOPLE_AT_ONCE) + 8


def make(session: Session, pairs: int) -> int:
    people(session, pairs, is_mentee=True)
    people(session, pairs, is_mentor=True)
    make_coordinator(session)
    session.commit()
    session.expunge_all()
    programme = the_programme(session)
    with counted(session) as statements:
        round_ = open_round(session, programme, "2026-11")
        freeze_round(session, round_)
        session.commit()
        found = input_of(round_)
        solution = solve(found.people, found.policy.matching, in_depth=False)
        save_solution(session, round_, solution)
        session.commit()
    assert len(solution.pairs) == pairs
    return len(statements)


def test_making_a_round_takes_no_more_statements_for_more_people(session: Session) -> None:
    assert grows_by(session, make, 10, 60) == 0


def test_what_is_written_for_each_match_is_what_was_always_written(session: Session) -> None:
    round_ = a_round(session, 20)
    gone = set(session.scalars(sa.select(Member.id).where(Member.left_at.is_not(None))))

    publish_round(session, round_, None)
    asked_for = set(session().info[LEFT_FOR_WORKER])
    session.commit()

    assert asked_for == {DELIVER}
    matches = session.scalars(sa.select(Match)).all()
    assert {match.status for match in matches} == {MatchStatus.OFFERED}
    assert not gone & {match.mentor_id for match in matches}
    assert sum(match.is_replacement for match in matches) == 1
    logged = session.execute(
        sa.select(StatusChange.match_id, StatusChange.old_status, StatusChange.new_status).where(
            StatusChange.match_id.is_not(None)
        )
    ).all()
    assert sorted(logged) == sorted((match.id, "proposed", "offered") for match in matches)
    mails = session.scalars(sa.select(OutboxMail)).all()
    assert {mail.subject_key for mail in mails if mail.kind == MailKind.OFFER} == {
        f"match:{match.id}" for match in matches
    }
    assert len({mail.message_id for mail in mails}) == len(mails)
    left = session.scalars(sa.select(UnmatchedMentee)).all()
    waited = sa.select(Participation.member_id).where(Participation.rounds_waited == 1)
    assert set(session.scalars(waited)) == {row.mentee_id for row in left}
    first = sa.select(Participation.member_id).where(Participation.has_first_priority)
    without = {row.mentee_id for row in left if row.reason == "mentor_unavailable"}
    assert set(session.scalars(first)) == without
    assert len(without) == 1
