"""A member changes their address on their own page, by links in two mails."""

import re

import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.mail.letters import write_letter
from matchmaker.models import MailKind, Member, OutboxMail, SignInSession
from tests.factories import make_coordinator, make_member
from tests.web.conftest import SignIn


def link_in(app: Flask, session: Session, kind: MailKind) -> str:
    row = session.scalars(sa.select(OutboxMail).filter_by(kind=kind)).one()
    found = re.search(r"/address/\S+", write_letter(session, row, app.config["SETTINGS"]).text)
    assert found
    session.rollback()
    return found[0]


def address_of(session: Session, member_id: int) -> str:
    address = session.scalars(sa.select(Member.email).filter_by(id=member_id)).one()
    session.rollback()
    return address


def test_a_press_in_any_browser_confirms_and_looking_changes_nothing(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    ada = make_member(session, "Ada")
    browser, ada_id = sign_in(ada), ada.id
    session.commit()
    answer = browser.post("/me/address", data={"email": " Ada.Lovelace@example.org"})
    assert answer.location == "/me/privacy"
    link, elsewhere = link_in(app, session, MailKind.ADDRESS_CONFIRM), app.test_client()

    assert "ada.lovelace@example.org" in elsewhere.get(link).text
    assert address_of(session, ada_id) == "ada@example.org"
    assert elsewhere.post(link).status_code == 303

    assert address_of(session, ada_id) == "ada.lovelace@example.org"
    assert elsewhere.post(link).status_code == 410
    stop = link_in(app, session, MailKind.ADDRESS_STOP)
    assert elsewhere.get(stop).status_code == 200
    assert elsewhere.post(stop).status_code == 303
    assert address_of(session, ada_id) == "ada@example.org"


def test_who_has_the_new_mailbox_is_alone_in_it(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    """Pressed by somebody who never asked, the link would else let who asked read on."""
    ada = make_member(session, "Ada")
    asked, second = sign_in(ada), sign_in(ada)
    session.commit()
    asked.post("/me/address", data={"email": "first@example.org"})
    asked.post(link_in(app, session, MailKind.ADDRESS_CONFIRM))
    assert [each.get("/me").status_code for each in (asked, second)] == [200, 200]
    session.execute(sa.delete(OutboxMail))
    session.commit()

    asked.post("/me/address", data={"email": "mallory.knows@example.org"})
    app.test_client().post(link_in(app, session, MailKind.ADDRESS_CONFIRM))

    assert [each.get("/me").status_code for each in (asked, second)] == [302, 302]


def test_only_a_proof_by_the_present_address_asks_for_another(
    app: Flask, session: Session, sign_in: SignIn
) -> None:
    """Whoever found a browser open would otherwise get the codes that everything else asks for."""
    browser = sign_in(make_coordinator(session))
    session.execute(sa.update(SignInSession).values(confirmed_at=None))
    session.commit()

    looked = browser.get("/me/address")
    asked = browser.post("/me/address", data={"email": "thief@example.org"})

    assert (looked.status_code, asked.status_code) == (200, 403)
    assert "Confirm that it is you" in asked.text
    assert "thief@example.org" in asked.text
    owed = session.execute(sa.select(OutboxMail.kind, OutboxMail.recipient)).all()
    assert [tuple(each) for each in owed] == [
        (MailKind.CONFIRMATION_CODE, "cora.coordinator@example.org")
    ]


def test_nobody_learns_there_who_is_a_member(session: Session, sign_in: SignIn) -> None:
    ada, mia = make_member(session, "Ada"), make_member(session, "Mia")
    browser, addresses = sign_in(ada), (mia.email, "nobody@example.org")
    session.commit()

    answers = [browser.post("/me/address", data={"email": email}) for email in addresses]

    assert [answer.status_code for answer in answers] == [303, 303]


def test_what_is_wrong_is_said_and_what_was_typed_stays(session: Session, sign_in: SignIn) -> None:
    browser = sign_in(make_member(session, "Ada"))

    faulty = browser.post("/me/address", data={"email": "ada at example.org"})
    same = browser.post("/me/address", data={"email": "ADA@example.org"})

    assert (faulty.status_code, same.status_code) == (422, 422)
    assert 'value="ada at example.org"' in faulty.text
    assert "This is your address already." in same.text


def test_a_coordinator_changes_nothing_in_their_own_matter(
    session: Session, sign_in: SignIn
) -> None:
    cora = make_coordinator(session)
    rita = make_member(session, "Rita", manager_email=cora.email)
    mia = make_member(session, "Mia")
    desk, ids, mias = sign_in(cora), (rita.id, cora.id), mia.id
    session.commit()

    for member_id in ids:
        assert desk.get(f"/people/{member_id}/address").status_code == 404
        data = {"email": "new@example.org"}
        assert desk.post(f"/people/{member_id}/address", data=data).status_code == 404
    mine = {"email": "mia@example.org"}
    assert desk.post(f"/people/{mias}/address", data=mine).status_code == 422
    assert set(session.scalars(sa.select(Member.email))) == {
        *("cora.coordinator@example.org", "rita@example.org", "mia@example.org"),
    }
