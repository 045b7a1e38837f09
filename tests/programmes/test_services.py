"""Two programmes in one installation: neither knows, counts or writes what is the other's."""

from dataclasses import replace
from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session

from jobs.coffee_round import make_coffee_round
from jobs.follow_up import follow_up_all
from jobs.monthly_match import make_round
from jobs.worker import JOBS, run_if_due
from matchmaker.mail.letters import write_letter
from matchmaker.models import (
    CoffeeGroup,
    CoffeeRound,
    Exclusion,
    JobOutcome,
    JobRun,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    Programme,
    Round,
)
from matchmaker.services.accounts.coordinators import (
    NotPossible,
    list_coordinators,
    remove_coordinator,
)
from matchmaker.services.accounts.links import confirm_link, request_link, token_of
from matchmaker.services.coffee.chat_page import chat_standing
from matchmaker.services.matches.offers import accept_offer
from matchmaker.services.matches.standing import standing_of
from matchmaker.services.operations.job_runs import MONTHLY_MATCH, jobs_seen, note_end, note_start
from matchmaker.services.operations.schedule import due_for
from matchmaker.services.outbox.problems import count_due, failed_mails
from matchmaker.services.outbox.retrying import retry_mail
from matchmaker.services.people.directory import find_person, people_page
from matchmaker.services.people.exporting import export_people
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.leaving import OnlyCoordinator, leave_programme
from matchmaker.services.privacy.own_data import own_data
from matchmaker.services.profiles.storing import profile_of, save_profile
from matchmaker.services.programme.calendar import next_round
from matchmaker.services.programme.programmes import participation_of
from matchmaker.services.review.index import list_rounds
from matchmaker.services.review.overview import round_overview
from matchmaker.services.review.pairs import pair_page
from matchmaker.services.rounds.stored_people import decode_people
from tests.conftest import SECRET_KEY
from tests.factories import let_mails_arrive, make_match, make_programme
from tests.programmes.conftest import NOW, World, join

MONTH = "2026-11"


def make_both(session: Session, world: World) -> tuple[Round, Round]:
    """The month's round of each programme, published."""
    reports = [
        make_round(session, programme, MONTH, publish=True)
        for programme in (world.first, world.second)
    ]
    one, other = (session.get_one(Round, report.round_id) for report in reports)
    return one, other


def live_pairs(session: Session, programme: Programme) -> set[tuple[str, str]]:
    matches = session.scalars(
        sa.select(Match).filter_by(programme_id=programme.id, status=MatchStatus.OFFERED)
    )
    return {(match.mentee.name, match.mentor.name) for match in matches}


def test_each_programme_matches_its_own_people_with_its_own_places(
    session: Session, world: World
) -> None:
    first, second = make_both(session, world)

    assert first.snapshot
    assert second.snapshot
    ids = [
        {person.id for person in (*people.mentees, *people.mentors)}
        for people in (decode_people(first.snapshot), decode_people(second.snapshot))
    ]
    both = {world.mentee_both.id, world.mentor_both.id}
    assert ids == [both | {world.mentee_1.id}, both | {world.mentor_2.id}]
    # The mentor's one place in the one programme is not taken by the other's mentee.
    assert [len(live_pairs(session, each)) for each in (world.first, world.second)] == [1, 1]
    assert live_pairs(session, world.second) == {("Ada Both", "Mia Both")}


def test_a_match_in_one_programme_is_not_told_in_the_other(session: Session, world: World) -> None:
    first, second = make_both(session, world)
    offer = session.scalars(sa.select(Match).filter_by(round_id=second.id)).one()
    accept_offer(session, offer, offer.mentor)
    session.commit()

    standing = standing_of(session, world.first, world.mentor_both)
    assert [match.match_id for match in (*standing.offers, *standing.mentees)] == [
        session.scalars(sa.select(Match.id).filter_by(round_id=first.id)).one()
    ]
    december = session.get_one(Round, make_round(session, world.first, "2026-12").round_id)
    assert december.snapshot
    people = decode_people(december.snapshot)
    pair = (world.mentee_both.id, world.mentor_both.id)
    assert pair not in people.met_before
    assert (pair in people.live) == (("Ada Both", "Mia Both") in live_pairs(session, world.first))


def test_the_database_allows_one_live_match_a_mentee_and_programme(
    session: Session, world: World
) -> None:
    _, second = make_both(session, world)
    busy = session.scalars(sa.select(Match).filter_by(round_id=second.id)).one()

    with pytest.raises(IntegrityError), session.begin_nested():
        make_match(session, second, busy.mentee, world.mentor_2)
    with pytest.raises(IntegrityError), session.begin_nested():
        session.execute(
            sa.update(Match).where(Match.id == busy.id).values(programme_id=world.first.id)
        )


def test_each_programme_has_its_own_coffee_groups(session: Session, world: World) -> None:
    for programme, people in (
        (world.first, world.networkers_1),
        (world.second, world.networkers_2),
    ):
        report = make_coffee_round(session, programme, MONTH)
        groups = session.scalars(sa.select(CoffeeGroup).filter_by(round_id=report.round_id)).all()
        assert [{p.member_id for p in g.people} for g in groups] == [{p.id for p in people}]

    assert session.scalar(sa.select(sa.func.count(CoffeeRound.id))) == 2
    stranger = world.networkers_2[0]
    assert chat_standing(session, world.second, stranger).present is not None
    join(session, world.first, stranger)
    assert chat_standing(session, world.first, stranger).present is None


def test_a_review_shows_and_counts_its_own_programme_only(session: Session, world: World) -> None:
    first, second = make_both(session, world)

    overview = round_overview(session, first)

    assert [line.id for line in list_rounds(session, world.first)] == [first.id]
    assert [(load.mentor.name, load.live) for load in overview.loads] == [("Mia Both", 1)]
    shown = pair_page(session, second, "attention")
    assert [(p.mentee.name, p.mentor.name) for p in shown.rows] == [("Ada Both", "Mia Both")]


def test_people_coordinators_and_mails_are_those_of_one_programme(
    session: Session, world: World
) -> None:
    make_both(session, world)
    session.execute(sa.update(OutboxMail).values(status=MailStatus.FAILED))

    names = {line.name for line in people_page(session, world.second, frozenset()).people}
    assert "Ben First" not in names
    assert {"Ada Both", "Max Second"} < names
    assert find_person(session, world.second, world.mentee_1.id, frozenset()) is None
    assert b"ben.first" not in export_people(session, world.second)[0]
    assert [c.member_id for c in list_coordinators(session, world.first)] == [
        world.coordinator_1.id
    ]
    with pytest.raises(NotPossible):
        remove_coordinator(session, world.first, world.coordinator_2.id, world.coordinator_1)
    problems = {mail.id for mail in failed_mails(session, world.first)}
    others = set(session.scalars(sa.select(OutboxMail.id).filter_by(programme_id=world.second.id)))
    assert problems
    assert others
    assert problems.isdisjoint(others)
    assert not retry_mail(session, world.first, others.pop())
    assert count_due(session, world.first) == 0


def test_every_letter_is_from_the_programme_that_it_is_about(
    app: Flask, session: Session, world: World
) -> None:
    make_both(session, world)
    for programme in (world.first, world.second):
        make_coffee_round(session, programme, MONTH)
    request_link(session, world.second, "new@example.org", SECRET_KEY)

    still_true = sa.select(OutboxMail).where(OutboxMail.kind != MailKind.ROUND_READY)
    for mail in session.scalars(still_true).all():
        letter = write_letter(session, mail, app.config["SETTINGS"])
        other = world.first if mail.programme_id == world.second.id else world.second
        assert letter.sender_name == mail.programme.name
        assert other.name not in letter.subject + letter.text + letter.html


def test_each_programme_is_followed_up_by_itself(session: Session, world: World) -> None:
    make_both(session, world)

    let_mails_arrive(session)

    with time_machine.travel(NOW + timedelta(days=11), tick=False):
        done = follow_up_all(session, world.first)

    assert done["last_reminder"] == 1
    assert len(live_pairs(session, world.second)) == 1
    reminded = sa.select(OutboxMail.programme_id).filter_by(kind=MailKind.OFFER_LAST_REMINDER)
    assert session.scalars(reminded).all() == [world.first.id]
    standing = participation_of(session, world.second, world.mentor_both)
    assert standing.expired_offers == 0


def test_what_is_due_is_asked_for_each_programme(session: Session, world: World) -> None:
    newest = make_programme(session, "lisbon")
    join(session, newest, world.mentee_1, is_mentee=True)

    # The third began this month, though its first member has long been one of another.
    assert due_for(session, MONTHLY_MATCH) == (world.first, world.second)
    assert next_round(session, newest).is_left_out

    run = note_start(session, MONTHLY_MATCH, "here", world.first)
    note_end(session, run.id, JobOutcome.FAILED, "stopped")
    assert due_for(session, MONTHLY_MATCH) == (world.second,)


def test_the_worker_serves_one_programme_after_the_other(session: Session, world: World) -> None:
    assert run_if_due(MONTHLY_MATCH, JOBS[MONTHLY_MATCH])

    assert not run_if_due(MONTHLY_MATCH, JOBS[MONTHLY_MATCH])
    runs = session.scalars(sa.select(JobRun).order_by(JobRun.id)).all()
    assert [run.programme_id for run in runs] == [world.first.id, world.second.id]
    for programme, run in zip((world.first, world.second), runs, strict=True):
        seen = next(job for job in jobs_seen(session, programme).jobs if job.job == MONTHLY_MATCH)
        assert seen.line == run.line


def test_a_newcomer_takes_part_where_they_registered(session: Session, world: World) -> None:
    link = request_link(
        session, world.second, "new@example.org", SECRET_KEY, "Nell New", ["mentee"]
    )
    assert link is not None

    member = confirm_link(session, token_of(link, SECRET_KEY))

    assert [part.programme_id for part in member.participations] == [world.second.id]
    welcome = session.scalars(sa.select(OutboxMail).filter_by(kind=MailKind.WELCOME)).one()
    assert welcome.programme_id == world.second.id


def test_a_wish_holds_in_the_programme_in_which_it_was_said(session: Session, world: World) -> None:
    ada = world.mentee_both
    wished = replace(profile_of(session, world.first, ada), wishes=(world.mentor_both.email,))
    save_profile(session, world.first, ada, wished)
    session.commit()

    make_both(session, world)

    assert session.scalars(sa.select(Exclusion.programme_id)).all() == [world.first.id]
    assert profile_of(session, world.second, ada).wishes == ()
    assert live_pairs(session, world.second) == {("Ada Both", "Mia Both")}
    assert ("Ada Both", "Mia Both") not in live_pairs(session, world.first)


def test_who_leaves_leaves_every_programme(session: Session, world: World) -> None:
    make_both(session, world)
    ada = session.get_one(Member, world.mentee_both.id)
    assert set(own_data(session, ada)["Taking part"]) == {"PMO mentoring", "Lyon"}

    with pytest.raises(OnlyCoordinator):
        leave_programme(session, world.coordinator_2, even_if_only_coordinator=False)
    leave_programme(session, ada, even_if_only_coordinator=False)

    theirs = session.scalars(sa.select(Match.status).filter_by(mentee_id=ada.id)).all()
    assert set(theirs) == {MatchStatus.CANCELLED}
    told = sa.select(OutboxMail.programme_id).filter_by(
        kind=MailKind.OFFER_WITHDRAWN, member_id=world.mentor_both.id
    )
    assert world.second.id in session.scalars(told).all()
    erase_member(session, ada, SECRET_KEY)
    assert not any(part.is_mentee for part in ada.participations)
    assert len(ada.participations) == 2
