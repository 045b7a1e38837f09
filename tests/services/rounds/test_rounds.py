"""A round from draft to solved: once a month, from a frozen snapshot, with reasons for all."""

import hashlib
import json
import zlib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import asdict
from datetime import date

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from jobs.monthly_match import PHASES, make_round, replay_round
from matchmaker.models import (
    MailKind,
    Match,
    MatchStatus,
    OutboxMail,
    Participation,
    Round,
    RoundStatus,
    UnmatchedMentee,
)
from matchmaker.services.programme.calendar import InvalidMonth, check_near
from matchmaker.services.rounds.persons import person_of, persons_in
from matchmaker.services.rounds.rounds import input_of, open_round
from matchmaker.services.rounds.snapshot import take_people
from matchmaker.services.rounds.stored_people import decode_people, encode_people
from tests import factories
from tests.factories import make_coordinator, make_match, make_mentee, make_mentor, the_programme


def test_a_round_proposes_pairs_with_reasons_and_says_why_the_others_wait(
    session: Session,
) -> None:
    mentee = make_mentee(session, "Ada", needs={"risk": (1, 3)})
    without_gap = make_mentee(session, "Ben", needs={})
    mentor = make_mentor(session, "Mia", levels={"risk": 4})
    coordinator = make_coordinator(session)

    report = make_round(session, the_programme(session), "2026-11")

    match = session.scalars(sa.select(Match)).one()
    left_over = session.scalars(sa.select(UnmatchedMentee)).one()
    assert report.outcome == "made"
    assert (report.summary["matched"], report.summary["unmatched"]) == (1, 1)
    assert (match.mentee_id, match.mentor_id) == (mentee.id, mentor.id)
    assert match.status == MatchStatus.PROPOSED
    assert match.reasons["gaps"][0]["skill"] == "risk"
    assert sum(part["points"] for part in match.reasons["criteria"]) == match.points
    assert (left_over.mentee_id, left_over.reason) == (without_gap.id, "no_gap_stated")
    owed = session.scalars(sa.select(OutboxMail)).all()
    assert [(mail.kind, mail.recipient) for mail in owed] == [
        (MailKind.ROUND_READY, coordinator.email)
    ]


def test_a_second_run_finds_the_month_done(session: Session) -> None:
    make_mentee(session)
    make_mentor(session)
    first = make_round(session, the_programme(session), "2026-11")

    second = make_round(session, the_programme(session), "2026-11")

    assert second.outcome == "already done"
    assert second.round_id == first.round_id
    assert session.scalar(sa.select(sa.func.count(Match.id))) == 1


@pytest.mark.parametrize("reached", [RoundStatus.DRAFT, RoundStatus.FROZEN])
def test_a_run_that_was_interrupted_is_finished_by_the_next(
    session: Session, reached: RoundStatus
) -> None:
    make_mentee(session)
    make_mentor(session)
    round_ = open_round(session, the_programme(session), "2026-11")
    if reached == RoundStatus.FROZEN:
        from_snapshot(session, round_)
    session.commit()

    report = make_round(session, the_programme(session), "2026-11")

    assert report.outcome == "made"
    assert report.round_id == round_.id
    assert report.status == RoundStatus.SOLVED


def from_snapshot(session: Session, round_: Round) -> None:
    people = take_people(session, round_.programme, date(2026, 11, 2))
    round_.snapshot, round_.snapshot_digest = encode_people(people)
    round_.status = RoundStatus.FROZEN


def test_a_frozen_round_does_not_see_later_changes(session: Session) -> None:
    mentee = make_mentee(session)
    make_mentor(session)
    make_round(session, the_programme(session), "2026-11")
    mentee.profile.skills[0].target_level = 5
    session.commit()

    report = replay_round(session, the_programme(session), "2026-11")

    assert report.outcome == "replayed"


def test_a_snapshot_that_was_tampered_with_gives_a_different_result(session: Session) -> None:
    make_mentee(session)
    make_mentor(session)
    make_round(session, the_programme(session), "2026-11")
    round_ = session.scalars(sa.select(Round)).one()
    people = take_people(session, round_.programme, date(2026, 11, 2))
    round_.snapshot, _ = encode_people(type(people)(mentees=people.mentees))
    session.commit()

    assert replay_round(session, the_programme(session), "2026-11").outcome == "differs"


def test_a_snapshot_is_the_canonical_json_of_its_people(session: Session) -> None:
    make_mentee(session, "Ada", needs={"risk": (1, 3)}, interests=["agile_pmo"])
    make_mentor(session, "Mia", levels={"risk": 4})
    people = take_people(session, the_programme(session), date(2026, 11, 2))
    lists = {"default": sorted, "sort_keys": True, "separators": (",", ":")}

    stored, digest = encode_people(people)

    text = json.dumps(asdict(people), **lists)  # type: ignore[arg-type]
    assert zlib.decompress(stored).decode() == text
    assert digest == hashlib.sha256(text.encode()).hexdigest()


def test_more_people_take_no_more_statements(session: Session) -> None:
    n_statements = []
    for n in (1, 40):
        for k in range(n):
            manager = make_mentor(session, f"Mia {k} of {n}", levels={"risk": 4})
            make_mentee(session, f"Ada {k} of {n}", manager_email=manager.email)
        session.commit()
        session.expire_all()
        with counted(session) as statements:
            take_people(session, the_programme(session), date(2026, 11, 2))
        n_statements.append(len(statements))

    assert n_statements[0] == n_statements[1]


def test_one_member_and_all_of_a_programme_are_read_alike(session: Session) -> None:
    make_mentor(session, "Mia", levels={"risk": 4}, manager_email="boss@example.org")
    make_mentee(session, "Ada", needs={"risk": (1, 3)}, location="Paris", department="IT")
    programme = the_programme(session)

    persons = persons_in(session, programme)

    rows = session.scalars(sa.select(Participation).order_by(Participation.member_id)).all()
    assert [person_of(row) for row in rows if row.member.profile] == persons
    assert persons[0].skills
    assert persons[0].manager


@contextmanager
def counted(session: Session) -> Iterator[list[str]]:
    """Collect the statements that reach the database."""
    statements: list[str] = []

    def note(_connection: object, _cursor: object, statement: str, *_: object) -> None:
        statements.append(statement)

    sa.event.listen(session.get_bind(), "before_cursor_execute", note)
    try:
        yield statements
    finally:
        sa.event.remove(session.get_bind(), "before_cursor_execute", note)


def test_equal_values_of_a_stored_snapshot_are_one_object(session: Session) -> None:
    for name in ("Ada", "Ben"):
        make_mentee(session, name, needs={"risk": (1, 3)}, interests=["agile_pmo"])
        make_mentor(session, name + "'s mentor", levels={"risk": 4}, interests=["agile_pmo"])
    people = take_people(session, the_programme(session), date(2026, 11, 2))

    kept = decode_people(encode_people(people)[0])

    assert kept == people
    assert kept.mentees[0].needs[0] is kept.mentees[1].needs[0]
    assert kept.mentors[0].levels[0] is kept.mentors[1].levels[0]
    assert len({id(person.interests) for person in (*kept.mentees, *kept.mentors)}) == 1


def test_a_snapshot_survives_storage_unchanged(session: Session) -> None:
    manager = make_mentor(session, "Mia", manager_email="boss@example.org")
    make_mentee(session, "Ada", manager_email=manager.email, location="Paris", department="IT")
    make_mentee(session, "Ben", time_zone="Asia/Kolkata", target_role="analyst")

    people = take_people(session, the_programme(session), date(2026, 11, 2))
    stored, digest = encode_people(people)

    assert decode_people(stored) == people
    assert encode_people(decode_people(stored)) == (stored, digest)
    ada = people.mentees[0]
    assert ada.manager_ids == (manager.id, -1)
    assert people.mentees[1].utc_offset_minutes == 330
    kept = zlib.decompress(stored).lower()
    assert not [typed for typed in (b"@", b"paris", b'"it"', b"ada") if typed in kept]
    assert (ada.location, ada.department) == ("place 1", "department 1")


def test_people_who_sit_out_are_not_in_the_round(session: Session) -> None:
    paused = make_mentee(session, "Paul Paused")
    paused.participations[0].paused_until = date(2026, 12, 1)
    matched = make_mentee(session, "Mona Matched")
    mentor = make_mentor(session, "Mia", capacity=2)
    earlier = factories.make_round(session, "2026-10")
    make_match(session, earlier, matched, mentor, MatchStatus.ACTIVE)

    people = take_people(session, the_programme(session), date(2026, 11, 30))

    assert people.mentees == ()
    assert people.mentors[0].places == 1
    assert people.live == {(matched.id, mentor.id)}
    paused_ends = take_people(session, the_programme(session), date(2026, 12, 1))
    assert [mentee.id for mentee in paused_ends.mentees] == [paused.id]


def test_one_month_has_one_round_that_is_not_discarded(session: Session) -> None:
    first = factories.make_round(session, "2026-11", RoundStatus.DISCARDED)
    second = open_round(session, the_programme(session), "2026-11")

    assert second.id != first.id
    with pytest.raises(sa.exc.IntegrityError):
        factories.make_round(session, "2026-11", RoundStatus.SOLVED)


@pytest.mark.parametrize(
    "month", ["2026-13", "2026-1", "november", "2026-11-01", "", "２０２６-11"]
)
def test_what_is_not_a_month_is_refused(session: Session, month: str) -> None:
    with pytest.raises(InvalidMonth):
        open_round(session, the_programme(session), month)


def test_one_person_in_both_roles_is_never_paired_with_themself(session: Session) -> None:
    both = make_mentee(session, "Bo", needs={"risk": (3, 5)})
    both.participations[0].is_mentor = True

    make_round(session, the_programme(session), "2026-11")

    round_input = input_of(session.scalars(sa.select(Round)).one())
    assert round_input.people.mentees[0].id == round_input.people.mentors[0].id
    assert session.scalars(sa.select(Match)).all() == []


@pytest.mark.parametrize("month", ["2025-12", "2026-01", "2026-02"])
def test_a_round_is_made_for_the_present_month_or_one_next_to_it(month: str) -> None:
    assert check_near(month, "2026-01") == month


@pytest.mark.parametrize("month", ["2025-11", "2026-03", "2027-01", "2062-01"])
def test_a_month_far_away_is_taken_for_a_typo(month: str) -> None:
    with pytest.raises(InvalidMonth, match="it is 2026-01"):
        check_near(month, "2026-01")


def test_mentors_who_are_paused_or_full_are_not_counted(session: Session) -> None:
    make_mentee(session)
    make_mentor(session, capacity=2)
    make_mentor(session, capacity=0)
    paused = make_mentor(session, capacity=3)
    paused.participations[0].paused_until = date(2099, 1, 1)

    summary = make_round(session, the_programme(session), "2026-11").summary

    assert (summary["mentors"], summary["places"]) == (1, 2)


def test_a_run_tells_each_phase_in_order(session: Session) -> None:
    make_mentee(session)
    make_mentor(session)
    told: list[tuple[str, int, int]] = []

    make_round(session, the_programme(session), "2026-11", progress=lambda *step: told.append(step))

    assert [phase for phase, _, _ in told] == list(PHASES)
    assert [done for _, done, _ in told] == list(range(len(PHASES)))
    assert set(told[0][2:]) == {len(PHASES)}


def test_a_report_holds_numbers_alone(session: Session) -> None:
    make_mentee(session)
    make_mentor(session)

    report = make_round(session, the_programme(session), "2026-11")

    assert report.summary["matched"] == 1
    assert {"certificate", "insight"}.isdisjoint(report.summary)
    assert {"certificate", "insight"} <= session.scalars(sa.select(Round)).one().summary.keys()
