"""One row that cannot be read stops nobody else: round, coffee round, pages, jobs, mails, files."""

from contextlib import suppress

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from jobs.coffee_round import make_coffee_round
from jobs.follow_up import follow_up_all, tell
from jobs.monthly_match import make_round
from jobs.purge import main as purge
from matchmaker import clock
from matchmaker.database import LONG_AGO
from matchmaker.extensions import db
from matchmaker.mail.letter import NoLongerTrue
from matchmaker.mail.letters import write_letter
from matchmaker.models import CoffeeGroupMember, Match, Member, OutboxMail
from matchmaker.services.cases.open_cases import open_cases
from matchmaker.services.people.exporting import export_people
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.own_data import own_data
from matchmaker.services.profiles.storing import profile_of, save_profile
from matchmaker.services.rounds.snapshot import take_people
from matchmaker.services.rounds.stored_people import encode_people
from tests.factories import (
    make_coordinator,
    make_match,
    make_mentee,
    make_mentor,
    make_networker,
    the_programme,
)
from tests.factories import make_round as make_round_row
from tests.reliability.unreadable import Planted, plant_everything
from tests.web.browsing import browser_of, text_of

OWN_PAGES = ("/me", "/profile", "/profile/saved", "/me/privacy", "/me/privacy/download")
COORDINATORS_PAGES = ("/cases", "/rounds", "/people", "/coffee/rounds", "/mails", "/coordinators")


def make_people(session: Session, is_postgresql: bool) -> tuple[int, int, dict[int, Planted]]:
    """A pair that can be matched, two who can chat, and everybody with something unreadable."""
    mentee, mentor = make_mentee(session, "Ada"), make_mentor(session, "Mia")
    for name in ("Ben", "Cem"):
        make_networker(session, name)
    planted = plant_everything(session, is_postgresql)
    session.commit()
    return mentee.id, mentor.id, planted


def test_everybody_else_is_matched_and_has_a_chat_and_every_letter_is_written(
    app: Flask, session: Session, is_postgresql: bool
) -> None:
    mentee_id, mentor_id, planted = make_people(session, is_postgresql)

    make_round(session, the_programme(session), publish=True)
    make_coffee_round(session, the_programme(session))
    follow_up_all(session, the_programme(session))

    assert has_offer(session, mentee_id, mentor_id)
    in_chats = sa.select(CoffeeGroupMember.member_id).join(Member).where(Member.name.in_(["Ben"]))
    assert session.scalars(in_chats).all()
    letters_can_be_written(app, session)
    people, _ = export_people(session, the_programme(session))
    assert people.count(b"\n") >= len(planted)


@pytest.mark.slow
def test_no_page_fails_for_what_cannot_be_read(app: Flask, is_postgresql: bool) -> None:
    with app.app_context():
        session = db.session()
        coordinator = make_coordinator(session).id
        *_, planted = make_people(session, is_postgresql)
        round_id = make_round(session, the_programme(session), publish=True).round_id
        coffee_id = make_coffee_round(session, the_programme(session)).round_id
        assert purge([]) == 0
        for member_id in planted:
            own_data(session, session.get_one(Member, member_id))
        matches = list(session.scalars(sa.select(Match.id)))
        session.commit()
        db.session.remove()
    paths = [
        *COORDINATORS_PAGES,
        *(f"/people?page={number}" for number in (2, 3)),
        f"/rounds/{round_id}",
        f"/rounds/{round_id}/compare",
        f"/coffee/rounds/{coffee_id}",
        *(f"/people/{member_id}" for member_id in planted),
        *(f"/matches/{match_id}" for match_id in matches),
    ]

    assert faults_of(app, coordinator, paths) == []
    for member_id, value in planted.items():
        assert faults_of(app, member_id, OWN_PAGES) == [], str(value)
        page = text_of(browser_of(app, member_id).get("/me").text)
        assert ("can no longer be used" in page) == value.told, str(value)


def has_offer(session: Session, mentee_id: int, mentor_id: int) -> bool:
    offers = sa.select(Match.mentor_id).filter_by(mentee_id=mentee_id, status="offered")
    return session.scalars(offers).all() == [mentor_id]


def letters_can_be_written(app: Flask, session: Session) -> None:
    """Each letter but those whose own payload is gone, which fail alone (`mail/delivery.py`)."""
    for row in session.scalars(sa.select(OutboxMail)):
        if row.payload or row.kind in {"welcome", "sign_in_link"}:
            with suppress(NoLongerTrue):
                write_letter(session, row, app.config["SETTINGS"])


def faults_of(app: Flask, member_id: int, paths: list[str] | tuple[str, ...]) -> list[str]:
    browser = browser_of(app, member_id)
    answers = {path: browser.get(path).status_code for path in paths}
    return [f"{path}: {status}" for path, status in answers.items() if status >= 500]


def test_what_cannot_be_read_is_a_case_until_it_is_stated_anew(
    session: Session, is_postgresql: bool
) -> None:
    planted = plant_everything(session, is_postgresql)

    told = people_of_cases(session)

    assert open_cases(session, the_programme(session), frozenset(planted)) == []
    assert told == {member_id for member_id, value in planted.items() if value.told}
    for member_id in told:
        member = session.get_one(Member, member_id)
        values = profile_of(session, the_programme(session), member)
        save_profile(session, the_programme(session), member, values)
    assert people_of_cases(session) == set()


@pytest.mark.slow
def test_erasing_leaves_nothing_of_what_could_not_be_read(
    session: Session, is_postgresql: bool
) -> None:
    planted = plant_everything(session, is_postgresql)

    for member_id in planted:
        erase_member(session, session.get_one(Member, member_id), "a key")

    for member_id, value in planted.items():
        assert not is_left(session, member_id, value), str(value)


def is_left(session: Session, member_id: int, value: Planted) -> bool:
    if (
        value.table not in {"profiles", "profile_skills", "profile_certifications"}
        or not value.told
    ):
        return False
    found = session.scalars(
        sa.text(f"SELECT CAST({value.column} AS text) FROM {value.table} WHERE member_id = :id"),
        {"id": member_id},
    )
    return str(value.value) in found.all() and value.value != ""


def people_of_cases(session: Session) -> set[int | None]:
    cases = open_cases(session, the_programme(session), frozenset())
    return {case.member_id for case in cases if case.title.startswith("Profiles")}


def test_a_programme_whose_time_zone_cannot_be_read_goes_on_in_utc(app: Flask) -> None:
    with app.app_context():
        session = db.session()
        coordinator = make_coordinator(session).id
        make_mentee(session)
        make_mentor(session)
        session.execute(sa.text("UPDATE programmes SET time_zone = 'Mars/Base'"))
        session.commit()
        session.expire_all()

        report = make_round(session, the_programme(session))

        assert report.summary["matched"] == 1
        assert report.month == clock.current_month("UTC")
        session.commit()
        db.session.remove()
    assert "“Mars/Base”" in text_of(browser_of(app, coordinator).get("/cases").text)


def test_an_offer_that_cannot_be_followed_up_leaves_the_others_to_be(
    session: Session, caplog: pytest.LogCaptureFixture
) -> None:
    rounds = [make_round_row(session, month) for month in ("2026-09", "2026-10")]
    offers = [
        make_match(
            *(session, round_, make_mentee(session), make_mentor(session)),
            offered_at=LONG_AGO,
            answer_by=LONG_AGO,
            reminders_sent=2,
        )
        for round_ in rounds
    ]
    for round_ in rounds:
        everybody = take_people(session, the_programme(session), clock.today("UTC"))
        round_.snapshot, round_.snapshot_digest = encode_people(everybody)
    session.flush()
    session.execute(sa.text("UPDATE rounds SET policy = '7' WHERE month = '2026-09'"))
    session.commit()
    session.expire_all()

    done = follow_up_all(session, the_programme(session))

    assert [offer.status for offer in offers] == ["offered", "expired"]
    fault = "1 thing could not be followed up; the log says which and why"
    assert tell(done).fault == fault
    assert f"match {offers[0].id} could not be followed up" in caplog.text
