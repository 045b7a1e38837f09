"""One's own data, by button and without scripts: a copy, leaving, coming back, erasing."""

import json
from pathlib import Path
from typing import Any

import sqlalchemy as sa
from bs4 import BeautifulSoup
from flask import Flask

from jobs.purge import purge
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    CoffeeAnswer,
    MailStatus,
    Match,
    MatchStatus,
    Member,
    OutboxMail,
    ProfileLook,
    StatusChange,
)
from matchmaker.services.accounts.coordinators import follow_group
from matchmaker.services.accounts.links import request_link, token_of
from matchmaker.services.accounts.sign_in import open_session, provider_session_code
from matchmaker.services.privacy.erasure_list import hash_address, read_list
from matchmaker.services.privacy.own_history import said
from tests.conftest import SECRET_KEY
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
    the_programme,
)
from tests.privacy.traces import cells_with, files_with
from tests.web.browsing import browser_of, text_of

MARK = "zzmark"


def make_ada(app: Flask, **fields: Any) -> int:
    """Ada, a mentee in a mentorship with Mia; Cora runs the programme."""
    with app.app_context():
        session = db.session()
        make_coordinator(session)
        ada = make_mentee(session, f"Ada {MARK}", email=f"ada.{MARK}@example.org", about=MARK)
        match = make_match(
            session,
            make_round(session),
            ada,
            make_mentor(session, "Mia"),
            MatchStatus.ACTIVE,
            introduced_at=clock.now(),
            **fields,
        )
        assert match
        session.commit()
        return ada.id


def token_for(app: Flask, address: str) -> str:
    with app.app_context():
        link = request_link(db.session(), the_programme(db.session()), address, SECRET_KEY)
        assert link
        token = token_of(link, SECRET_KEY)
        db.session.commit()
        return token


def test_a_copy_says_everything_in_words_and_no_private_text_of_others(app: Flask) -> None:
    ada_id = make_ada(app)
    with app.app_context():
        session = db.session()
        ada, cora = session.get_one(Member, ada_id), session.get_one(Member, 1)
        match = session.scalars(sa.select(Match)).one()
        for actor, reason in ((ada, "my own words"), (cora, "their secret words")):
            session.add(
                StatusChange(
                    match_id=match.id,
                    new_status="active",
                    actor_id=actor.id,
                    reason=reason,
                    changed_at=clock.now(),
                )
            )
        declined = make_match(
            session,
            make_round(session, "2026-10"),
            ada,
            make_mentor(session, "Secret Sam"),
            MatchStatus.DECLINED,
            decline_note="their secret note",
            decline_reason="no_time",
        )
        group = make_coffee_group(session, [ada, make_member(session, "Ben")])
        group.people[1].answer = CoffeeAnswer.NOT_MET
        session.add(ProfileLook(member_id=ada.id, viewer_id=cora.id, looked_at=clock.now()))
        assert declined
        session.commit()

    answer = browser_of(app, ada_id).get("/me/data.json")

    found = json.loads(answer.text)
    assert "attachment" in answer.headers["Content-Disposition"]
    assert found["Account"]["Name"] == f"Ada {MARK}"
    [skill] = found["Profile"]["Skills"]
    assert skill["Level"] == "1 · Aware"
    active, of_october = found["Matches"]
    assert (active["With"], active["State"]) == ("Mia", "Active")
    assert active["What you gave as a reason"] == ["my own words"]
    assert of_october["With"] == "somebody whom you were not told"
    assert found["Coffee chats"][0]["With"] == ["Ben"]
    assert found["Who looked at your profile"][0]["Who"] == "Cora Coordinator"
    for secret in ("Secret Sam", "their secret", "no_time", "Not met", "not met"):
        assert secret not in answer.text


def test_the_copy_says_what_the_organisation_told(app: Flask) -> None:
    ada_id = make_ada(app)
    with app.app_context():
        session = db.session()
        ada = session.get_one(Member, ada_id)
        follow_group(session, the_programme(session), ada, is_in_group=True)
        open_session(session, ada, provider_session=provider_session_code("https://id.test", "s1"))
        session.commit()

    found = json.loads(browser_of(app, ada_id).get("/me/data.json").text)

    today = said(clock.now()).rpartition(",")[0]
    told = found["Account"]["Your organisation last said that you are a coordinator"]
    assert told.startswith(today)
    through = [each["Opened through"] for each in found["Sign-ins"]["Sessions"]]
    assert through == ["your organisation’s sign-in", "a mailed link"]


def test_leaving_takes_a_button_and_ends_the_session(app: Flask) -> None:
    browser = browser_of(app, make_ada(app))

    asked = browser.get("/me/leave")
    done = browser.post("/me/leave", follow_redirects=True)

    assert "You can come back for 30 days" in text_of(asked.text)
    assert "You have left the programme" in done.text
    assert browser.get("/me").status_code == 302
    with app.app_context():
        match = db.session.scalars(sa.select(Match)).one()
        assert match.status == MatchStatus.CANCELLED


def test_who_left_comes_back_by_signing_in_and_saying_so(app: Flask) -> None:
    ada_id = make_ada(app)
    browser_of(app, ada_id).post("/me/leave")
    visitor = app.test_client()
    url = f"/sign-in/link/{token_for(app, f'ada.{MARK}@example.org')}"

    refused = visitor.post(url)
    form = BeautifulSoup(refused.text, "html.parser").select_one("main form")
    assert form
    back = visitor.post(str(form["action"]), data={"comes_back": "yes"})

    assert refused.status_code == 410
    assert back.status_code == 302
    assert f"Ada {MARK}" in visitor.get("/me").text
    with app.app_context():
        ada = db.session.get_one(Member, ada_id)
        assert ada.left_at is None
        assert part_of(db.session(), ada).is_mentee


def test_erasing_needs_the_tick_and_nothing_happens_without(app: Flask) -> None:
    ada_id = make_ada(app)
    browser = browser_of(app, ada_id)

    refused = browser.post("/me/erase", data={})

    assert refused.status_code == 422
    assert "Nothing was erased" in refused.text
    with app.app_context():
        assert db.session.get_one(Member, ada_id).erased_at is None


def test_erasing_leaves_no_trace_and_the_address_is_a_strangers(app: Flask) -> None:
    ada_id = make_ada(app)
    browser, other_device = browser_of(app, ada_id), browser_of(app, ada_id)

    done = browser.post("/me/erase", data={"sure": "yes"}, follow_redirects=True)

    assert "Everything about you has been erased" in done.text
    assert MARK not in done.text
    assert other_device.get("/me").status_code == 302
    with app.app_context():
        assert cells_with(db.session(), MARK) == []
        assert files_with(db.session(), MARK) == []
        [noted] = read_list(Path(app.instance_path) / "erasures.list")
        assert noted.address_hash == hash_address(f"ada.{MARK}@example.org", SECRET_KEY)
        [told] = db.session.scalars(sa.select(OutboxMail).filter_by(status=MailStatus.PENDING))
        assert told.recipient == "mia@example.org"
    visitor = app.test_client()
    pressed = visitor.post(f"/sign-in/link/{token_for(app, f'ada.{MARK}@example.org')}")
    assert pressed.location == "/profile"
    Path(app.instance_path, "erasures.list").unlink()


def test_the_only_coordinator_is_told_what_to_do_first(app: Flask) -> None:
    make_ada(app)
    browser = browser_of(app, 1)

    for url in ("/me/leave", "/me/erase"):
        answer = browser.post(url, data={"sure": "yes"})
        assert answer.status_code == 409
        assert "can name another coordinator" in text_of(answer.text)
    with app.app_context():
        assert db.session.get_one(Member, 1).left_at is None


def test_the_page_of_ones_data_shows_who_looked(app: Flask) -> None:
    ada_id = make_ada(app)
    browser = browser_of(app, ada_id)
    assert "No coordinator has opened it" in text_of(browser.get("/me/privacy").text)
    with app.app_context():
        db.session.add(ProfileLook(member_id=ada_id, viewer_id=1, looked_at=clock.now()))
        db.session.commit()

    assert "Cora Coordinator" in text_of(browser.get("/me/privacy").text)


def test_the_privacy_page_shows_the_numbers_of_this_installation(app: Flask) -> None:
    changed = {"keep_mail_text_days": 11, "keep_leavers_days": 44, "keep_audit_days": 400}
    app.config["SETTINGS"] = app.config["SETTINGS"].model_copy(update=changed)

    page = text_of(app.test_client().get("/privacy").text)

    for words in ("11 days", "44 days", "400 days", "90 days"):
        assert words in page
    for url in ("/", "/register"):
        assert 'href="/privacy"' in app.test_client().get(url).text


def test_a_page_of_a_mentor_whose_mentee_was_erased_still_opens(app: Flask) -> None:
    ada_id = make_ada(app)
    with app.app_context():
        mia_id = db.session.scalars(sa.select(Member.id).filter_by(name="Mia")).one()
    browser_of(app, ada_id).post("/me/erase", data={"sure": "yes"})
    Path(app.instance_path, "erasures.list").unlink()
    browser = browser_of(app, mia_id)

    for url in ("/me", "/matches/1"):
        page = browser.get(url)
        assert page.status_code == 200
        assert "Somebody who has left" in page.text
        assert "erased.invalid" not in page.text
    for url in ("/rounds", "/rounds/1", "/matches/1"):
        page = browser_of(app, 1).get(url)
        assert page.status_code == 200
        assert "erased.invalid" not in page.text


def test_a_mail_in_hand_while_its_reader_leaves_is_not_owed_any_more(
    app: Flask, tmp_path: Path
) -> None:
    ada_id = make_ada(app)
    with app.app_context():
        ada = db.session.get_one(Member, ada_id)
        open_session(db.session(), ada)
        assert owe_a_mail(db.session(), "welcome", f"member:{ada_id}", ada)  # type: ignore[arg-type]
        db.session.commit()
    browser_of(app, ada_id).post("/me/leave")
    with app.app_context():
        waiting = db.session.scalars(
            sa.select(OutboxMail).filter_by(member_id=ada_id, status=MailStatus.PENDING)
        ).all()
        assert waiting == []
        done = purge(db.session(), app.config["SETTINGS"], tmp_path)
        assert done["people who had left erased"] == 0
