"""A coordinator sees what would happen, makes one of two, and finds every page of theirs again."""

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from jobs.monthly_match import make_round as match_the_month
from matchmaker.models import Match, Member, Round
from tests.factories import (
    make_coffee_group,
    make_coordinator,
    make_member,
    make_mentee,
    make_mentor,
    part_of,
    the_programme,
)
from tests.web.conftest import SignIn


def test_every_page_opens_after_two_of_a_published_round_became_one(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    kept = make_mentee(session, "Ada")
    again = make_mentee(session, "Ada", email="again@example.org")
    mentors = [make_mentor(session, name) for name in ("Mia", "Max")]
    part_of(session, mentors[1]).capacity = 1
    cora = make_coordinator(session)
    match_the_month(session, the_programme(session), "2026-11", publish=True)
    session.flush()
    mine = session.scalars(sa.select(Match).filter_by(mentee_id=kept.id)).one()
    mine.status, mine.ended_at = mine.status.DECLINED, mine.offered_at
    make_coffee_group(session, [kept, mentors[0]])
    make_coffee_group(session, [again, mentors[1]], month="2026-10")
    ids = {"kept": kept.id, "again": again.id, "round": session.scalars(sa.select(Round.id)).one()}
    desk, ada = sign_in(cora), sign_in(kept)
    readers = [desk, ada, *(sign_in(each) for each in mentors)]
    session.commit()

    page = desk.get(f"/people/{ids['kept']}/merge?other={ids['again']}")
    assert "Addresses" in page.text
    done = desk.post(
        f"/people/{ids['kept']}/merge", data={"other": ids["again"], "profile": "kept"}
    )

    assert done.status_code == 303
    assert desk.get(f"/people/{ids['again']}").status_code == 404
    paths = ["/me", "/me/privacy", "/me/data.json", "/cases", "/people", "/rounds"]
    paths += [f"/rounds/{ids['round']}", f"/rounds/{ids['round']}/compare", "/coffee/rounds"]
    paths += [f"/people/{ids['kept']}", f"/people/{ids['kept']}/address", "/mails"]
    matches = session.scalars(sa.select(Match.id)).all()
    session.rollback()
    paths += [f"/{kind}/{each}" for each in matches for kind in ("matches", "offers")]
    for browser in readers:
        for path in paths:
            assert browser.get(path).status_code < 500, path
    assert app.name


@pytest.mark.both_databases
def test_a_number_that_no_entry_has_and_the_same_entry_lead_to_no_page(
    session: Session, sign_in: SignIn
) -> None:
    desk, ada = sign_in(make_coordinator(session)), make_member(session, "Ada")
    path, own = f"/people/{ada.id}", str(ada.id)
    session.commit()

    for number in ("99999999999", "9" * 20, "-1"):
        assert desk.get(f"{path}/merge?other={number}").status_code in {200, 404}
        for what in ("merge", "apart"):
            assert desk.post(f"{path}/{what}", data={"other": number}).status_code == 404
    assert desk.post(f"{path}/apart", data={"other": own}).status_code == 404


def test_what_is_withheld_is_not_there_and_nobody_is_found_by_trying(
    session: Session, sign_in: SignIn
) -> None:
    cora = make_coordinator(session)
    rita = make_member(session, "Rita", manager_email=cora.email)
    again = make_member(session, "Rita", email="rita.again@example.org")
    desk, ids = sign_in(cora), (again.id, rita.id, cora.id)
    session.commit()

    for other in ids[1:]:
        assert desk.get(f"/people/{ids[0]}/merge?other={other}").status_code == 404
        data = {"other": other}
        for what in ("merge", "apart"):
            assert desk.post(f"/people/{ids[0]}/{what}", data=data).status_code == 404
            assert desk.post(f"/people/{other}/{what}", data={"other": ids[0]}).status_code == 404
    pages = [
        desk.get(f"/people/{ids[0]}/merge?email={email}")
        for email in ("rita@example.org", "nobody@example.org")
    ]
    assert [page.status_code for page in pages] == [422, 422]
    assert "Rita" not in desk.get("/cases").text
    assert session.scalar(sa.select(sa.func.count(Member.id))) == 3
    session.rollback()
