"""A coordinator who manages a participant, or takes part themself, does not see that case."""

from dataclasses import dataclass
from datetime import timedelta

import pytest
import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask
from flask.testing import FlaskClient

from jobs.monthly_match import make_round as match_the_month
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    CoffeeAnswer,
    MailKind,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    ProfileLook,
    Round,
    StatusChange,
    UnmatchedMentee,
)
from matchmaker.services.programme.programmes import appoint_coordinator
from matchmaker.services.programme.withheld import withheld_from
from matchmaker.services.review.decisions import lock_pair
from tests.factories import (
    make_coffee_group,
    make_coordinator,
    make_match,
    make_member,
    make_mentee,
    make_mentor,
    make_round,
    owe_a_mail,
    part_of,
    solve_again,
    the_address,
    the_programme,
)
from tests.tasks import post_and_do
from tests.web.browsing import browser_of, text_of

REPORT = "Rita Zzreport"
PARTNER = "Paul Zzpartner"
SECRETS = (REPORT, PARTNER, "zzsecret")


@dataclass
class World:
    """Mona runs the programme and manages Rita; Cora runs it and manages nobody."""

    app: Flask
    mona: int
    cora: int
    rita: int
    partner: int
    round_id: int = 0
    old_match: int = 0
    coffee_round: int = 0

    def mona_sees(self) -> FlaskClient:
        return browser_of(self.app, self.mona)

    def cora_sees(self) -> FlaskClient:
        return browser_of(self.app, self.cora)


@pytest.fixture
def world(app: Flask) -> World:
    with app.app_context():
        session = db.session()
        cora, mona = make_coordinator(session, "Cora"), make_coordinator(session, "Mona")
        rita = make_mentee(
            session, REPORT, manager_email=mona.email, about="zzsecret", goals="zzsecret"
        )
        partner = make_mentor(session, PARTNER, levels={"risk": 5})
        for name in ("Ada", "Ben"):
            make_mentee(session, name)
        make_mentor(session, "Mia", capacity=2)
        world = World(app, mona.id, cora.id, rita.id, partner.id)
        old = make_match(
            session,
            make_round(session, "2026-05"),
            rita,
            partner,
            MatchStatus.DECLINED,
            decline_note="zzsecret",
            ended_at=clock.now(),
        )
        session.add(
            StatusChange(
                match_id=old.id, new_status="declined", reason="zzsecret", changed_at=clock.now()
            )
        )
        group = make_coffee_group(session, [rita, make_member(session, "Zoe Zzpartner")])
        group.people[0].answer = CoffeeAnswer.NOT_MET
        make_coffee_group(session, [cora, make_member(session, "Otto")])
        for key, recipient in ((f"match:{old.id}", partner), ("round:77", rita)):
            mail = owe_a_mail(session, MailKind.OFFER, key, recipient)
            assert mail
            mail.status, mail.last_error = MailStatus.FAILED, f"550 {recipient.email} zzsecret"
        session.commit()
        world.round_id = match_the_month(session, the_programme(session), "2026-11").round_id
        round_ = session.get_one(Round, world.round_id)
        pair = session.scalars(
            sa.select(Match).filter_by(round_id=world.round_id, mentee_id=rita.id)
        ).one()
        lock_pair(session, round_, rita.id, pair.mentor_id, "zzsecret", cora)
        solve_again(session, round_, cora)
        session.commit()
        world.old_match, world.coffee_round = old.id, group.round_id
    return world


def pages_of_coordinators(world: World) -> list[str]:
    orders = ("lowest", "highest", "mentee", "mentor", "attention")
    return [
        "/rounds",
        *(f"/rounds/{world.round_id}?order={order}" for order in orders),
        f"/rounds/{world.round_id}/compare",
        f"/rounds/{world.round_id}/publish",
        "/coffee/rounds",
        f"/coffee/rounds/{world.coffee_round}",
        "/mails",
        "/people",
        "/people?search=zz",
        "/coordinators",
    ]


def test_a_manager_finds_the_name_of_their_report_on_no_page(world: World) -> None:
    browser = world.mona_sees()

    for url in pages_of_coordinators(world):
        page = browser.get(url)
        assert page.status_code == 200, url
        for secret in (REPORT, "rita.zzreport", "zzsecret"):
            assert secret not in page.text, (url, secret)


def test_another_coordinator_sees_all_of_it(world: World) -> None:
    browser = world.cora_sees()

    text = " ".join(browser.get(url).text for url in pages_of_coordinators(world))

    for shown in (REPORT, PARTNER, "zzsecret", "rita.zzreport@example.org"):
        assert shown in text


def test_the_pair_is_left_out_and_the_page_says_that_such_are(world: World) -> None:
    page = world.mona_sees().get(f"/rounds/{world.round_id}?order=mentee").text

    rows = BeautifulSoup(page, "html.parser").select("#pairs ol.pairs > li")
    assert len(rows) == 2
    assert all("Mia" in row.get_text() for row in rows)
    assert "You, and people who report to you, are left out here" in page
    assert "matched 2" in text_of(page)
    others = world.cora_sees().get(f"/rounds/{world.round_id}").text
    assert "are left out here" not in others
    assert "matched 3" in text_of(others)


def test_a_decision_against_a_withheld_one_is_refused_without_saying_which(world: World) -> None:
    with world.app.app_context():
        ada = db.session.scalars(sa.select(Member.id).filter_by(name="Ada")).one()
        locked = sa.select(Match.mentor_id).filter_by(round_id=world.round_id, mentee_id=world.rita)
        form = {"mentee_id": ada, "mentor_id": db.session.scalars(locked).one(), "reason": "So"}

    answer = world.mona_sees().post(f"/rounds/{world.round_id}/lock", data=form)

    assert answer.status_code == 409
    assert "another coordinator can see with what" in answer.text
    assert "locked mentees" not in answer.text


def test_a_mail_about_a_withheld_case_cannot_be_tried_again(world: World) -> None:
    with world.app.app_context():
        ids = db.session.scalars(sa.select(OutboxMail.id).filter_by(status=MailStatus.FAILED)).all()
    browser = world.mona_sees()

    told = {
        text_of(browser.post(f"/mails/{mail_id}/retry", follow_redirects=True).text)
        for mail_id in (*ids, 90_001)
    }

    assert len(told) == 1
    with world.app.app_context():
        failed = sa.select(sa.func.count()).where(OutboxMail.status == MailStatus.FAILED)
        assert db.session.scalar(failed) == len(ids)


@pytest.mark.parametrize("url", ["/people/{rita}", "/matches/{match}"])
def test_their_pages_do_not_exist_for_a_manager(world: World, url: str) -> None:
    address = url.format(rita=world.rita, match=world.old_match)

    assert world.mona_sees().get(address).status_code == 404
    assert world.cora_sees().get(address).status_code == 200


def test_a_manager_cannot_decide_about_the_pair(world: World) -> None:
    browser = world.mona_sees()
    form = {"mentee_id": world.rita, "mentor_id": world.partner, "reason": "I would like to know"}

    for action in ("lock", "ban"):
        answer = browser.post(f"/rounds/{world.round_id}/{action}", data=form)
        assert answer.status_code == 409
        assert "another coordinator decides about this pair" in answer.text
        assert REPORT not in answer.text
    lifted, unknown = (
        browser.post(f"/rounds/{world.round_id}/lift", data={"decision_id": decision_id})
        for decision_id in (1, 90_001)
    )
    assert lifted.status_code == unknown.status_code == 409
    assert text_of(lifted.text) == text_of(unknown.text)
    for action in ("met", "end"):
        assert browser.post(f"/matches/{world.old_match}/{action}").status_code == 404


def test_a_manager_cannot_withdraw_the_offer(world: World) -> None:
    with world.app.app_context():
        match = db.session.get_one(Match, world.old_match)
        match.status, match.answer_by = MatchStatus.OFFERED, clock.now() + timedelta(days=5)
        db.session.commit()
        round_id = match.round_id
    form = {"match_id": world.old_match, "reason": "No"}

    answer = world.mona_sees().post(f"/rounds/{round_id}/withdraw", data=form)

    assert answer.status_code == 404
    with world.app.app_context():
        assert db.session.get_one(Match, world.old_match).status == MatchStatus.OFFERED


def test_a_manager_publishes_the_round_and_the_pair_goes_out_with_it(world: World) -> None:
    address = f"/rounds/{world.round_id}/publish"
    published = post_and_do(world.app, world.mona_sees(), address)

    assert published.status_code == 200
    assert "Published. The requests are on their way." in published.text
    assert REPORT not in published.text
    with world.app.app_context():
        offered = sa.select(Match).filter_by(round_id=world.round_id, mentee_id=world.rita)
        assert db.session.scalars(offered).one().status == MatchStatus.OFFERED


def test_answers_are_counted_without_the_withheld_group(world: World) -> None:
    seen = text_of(world.mona_sees().get(f"/coffee/rounds/{world.coffee_round}").text)

    assert "In no group that you see 1 Zoe Zzpartner" in seen
    assert "Counted without you and people who report to you" in seen
    assert "said “we did not” 0" in seen
    others = text_of(world.cora_sees().get("/coffee/rounds").text)
    assert "Zoe" not in others


def test_the_managers_manager_sees_nothing_either(world: World) -> None:
    with world.app.app_context():
        session = db.session()
        head = make_coordinator(session, "Hedda Head")
        profile = session.get_one(Member, world.mona).profile
        profile.manager_address = the_address(session, head.email)
        session.commit()
        assert withheld_from(session, head) == {head.id, world.mona, world.rita}
        head_id = head.id

    assert browser_of(world.app, head_id).get(f"/people/{world.rita}").status_code == 404


def test_another_account_of_the_same_mailbox_sees_no_more(world: World) -> None:
    with world.app.app_context():
        session = db.session()
        second = make_member(session, "Mo", email="mona+2@example.org")
        appoint_coordinator(session, the_programme(session), second)
        session.commit()
        assert withheld_from(session, second) == {world.mona, world.rita, second.id}
        second_id = second.id
    browser = browser_of(world.app, second_id)

    for url in pages_of_coordinators(world):
        page = browser.get(url)
        for secret in (REPORT, "rita.zzreport", "zzsecret"):
            assert secret not in page.text, (url, secret)


def test_a_coordinator_who_takes_part_does_not_see_who_was_asked_for_them(world: World) -> None:
    with world.app.app_context():
        session = db.session()
        rita = session.get_one(Member, world.rita)
        rita.profile.manager_address = None
        appoint_coordinator(session, the_programme(session), rita)
        session.commit()
    browser = browser_of(world.app, world.rita)

    for url in pages_of_coordinators(world):
        main = text_of(browser.get(url).text)
        assert "paul.zzpartner" not in main, url
        # Their own failed mail is theirs to see; and they run the programme.
        assert "zzsecret" not in main or url == "/mails", url
        assert REPORT not in main or url in {"/mails", "/coordinators"}, url
    assert browser.get(f"/matches/{world.old_match}").status_code == 404


def test_a_coordinators_own_mails_are_shown_to_them(world: World) -> None:
    with world.app.app_context():
        session = db.session()
        mail = owe_a_mail(
            session,
            MailKind.ROUND_READY,
            "round:5",
            session.get_one(Member, world.mona),
        )
        assert mail
        mail.status = MailStatus.FAILED
        session.commit()

    page = text_of(world.mona_sees().get("/mails").text)

    assert "Round ready for review" in page
    assert "zzsecret" not in page


def test_every_look_at_a_profile_is_noted_and_shown(world: World) -> None:
    browser = world.cora_sees()
    browser.get(f"/people/{world.rita}")
    browser.get(f"/matches/{world.old_match}")

    own = text_of(browser_of(world.app, world.rita).get("/me/privacy").text)

    assert own.count("Cora,") == 2
    with world.app.app_context():
        looks = db.session.scalars(sa.select(ProfileLook)).all()
        assert {(look.viewer_id, look.member_id) for look in looks} == {
            (world.cora, world.rita),
            (world.cora, world.partner),
        }


def test_the_list_is_no_look_and_finds_by_word_and_part(world: World) -> None:
    browser = world.cora_sees()

    everybody = text_of(browser.get("/people").text)
    mentors = text_of(browser.get("/people?part=mentor").text)
    found = text_of(browser.get("/people?search=ZZREPORT rita").text)
    nobody = text_of(browser.get("/people?search=%25").text)

    assert REPORT in everybody
    assert REPORT not in mentors
    assert (REPORT in found, "One person" in found) == (True, True)
    assert "Nobody found" in nobody
    with world.app.app_context():
        assert db.session.scalars(sa.select(ProfileLook)).all() == []


def test_who_left_is_neither_listed_nor_shown(world: World) -> None:
    with world.app.app_context():
        db.session.get_one(Member, world.partner).left_at = clock.now()
        db.session.commit()
    browser = world.cora_sees()

    assert PARTNER not in browser.get("/people").text
    assert browser.get(f"/people/{world.partner}").status_code == 404


def test_a_page_beyond_the_last_shows_the_last(world: World) -> None:
    with world.app.app_context():
        for number in range(60):
            make_member(db.session(), f"Person {number:02}")
        part_of(db.session(), db.session.get_one(Member, world.rita))
        db.session.commit()

    page = text_of(world.cora_sees().get("/people?page=99").text)

    assert "Page 2 of 2" in page


def test_a_mentee_without_a_match_is_withheld_and_nobody_is_said_to_have_one(world: World) -> None:
    with world.app.app_context():
        session = db.session()
        session.execute(sa.delete(Match).filter_by(mentee_id=world.rita, round_id=world.round_id))
        session.add(
            UnmatchedMentee(
                round_id=world.round_id, mentee_id=world.rita, reason="no_mentors", explanation={}
            )
        )
        session.commit()

    page = text_of(world.mona_sees().get(f"/rounds/{world.round_id}").text)

    assert "There is none whom you see." in page
    assert "Everybody who looked for a mentor has one" not in page
    assert REPORT not in page
    assert REPORT in world.cora_sees().get(f"/rounds/{world.round_id}").text


def test_nobody_learns_from_their_copy_of_a_decision_before_the_round_is_published(
    world: World,
) -> None:
    browser = browser_of(world.app, world.rita)
    heading = "Decisions of coordinators about pairs with you"

    before = browser.get("/me/data.json").get_json()[heading]
    post_and_do(world.app, world.cora_sees(), f"/rounds/{world.round_id}/publish")
    after = browser.get("/me/data.json").get_json()[heading]

    assert before == []
    assert [line["Decision"] for line in after] == ["Keep a pair"]


def test_after_the_end_neither_reads_what_the_other_writes(world: World) -> None:
    with world.app.app_context():
        match = db.session.get_one(Match, world.old_match)
        match.introduced_at, match.status = clock.now(), MatchStatus.ENDED
        db.session.commit()

    page = browser_of(world.app, world.partner).get(f"/matches/{world.old_match}")

    assert page.status_code == 200
    assert REPORT in page.text
    assert "zzsecret" not in page.text
