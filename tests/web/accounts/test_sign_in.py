"""Signing in with a browser, and what must not sign anybody in."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Member, OutboxMail, SignInLink, SignInSession
from matchmaker.services.accounts.codes import show_code
from matchmaker.services.accounts.links import link_code, request_link, token_of
from tests.conftest import SECRET_KEY
from tests.factories import make_coordinator, make_member, make_mentee, part_of, the_programme
from tests.web.browsing import text_of

ADDRESS = "ada@example.org"


def links(session: Session) -> list[SignInLink]:
    session.rollback()
    return list(session.scalars(sa.select(SignInLink).order_by(SignInLink.id)))


def mailed_url(session: Session, **registered: object) -> str:
    """The address of a link that was asked for."""
    link = request_link(session, the_programme(session), ADDRESS, SECRET_KEY, **registered)
    url = f"/sign-in/link/{token_of(link, SECRET_KEY)}"
    session.commit()
    return url


def is_in(client: FlaskClient) -> bool:
    """Whether the first page takes the browser on to a member's own."""
    return client.get("/").status_code == 302


def test_the_answer_is_the_same_for_a_known_and_an_unknown_address(
    app: Flask, session: Session
) -> None:
    make_mentee(session, "Ada", email=ADDRESS)
    session.commit()

    def answer(address: str) -> tuple[int, str, str]:
        client = app.test_client()
        sent = client.post("/sign-in", data={"email": address})
        page = client.get(sent.location).text
        return sent.status_code, sent.location, text_of(page).replace(address, "…")

    assert answer(ADDRESS) == answer("ben@example.org")
    assert [link.email for link in links(session)] == [ADDRESS, "ben@example.org"]


def test_a_flood_of_requests_gets_the_same_page_and_no_more_mails(
    client: FlaskClient, session: Session
) -> None:
    pages = set()
    for _ in range(7):
        answer = client.post("/sign-in", data={"email": ADDRESS}, follow_redirects=True)
        pages.add(text_of(answer.text))

    assert len(pages) == 1
    assert session.scalar(sa.select(sa.func.count(OutboxMail.id))) == 5


def test_one_press_signs_in(client: FlaskClient, session: Session) -> None:
    member = make_member(session, email=ADDRESS)
    member.profile.completed_at = clock.now()
    url = mailed_url(session)

    page = client.get(url)
    pressed = client.post(url)

    assert ADDRESS in page.text
    assert page.text.count("<button") == 1
    assert (pressed.status_code, pressed.location) == (302, "/me")
    assert is_in(client)


def test_opening_the_link_changes_nothing(client: FlaskClient, session: Session) -> None:
    url = mailed_url(session, name="Ada", roles=["mentee"])

    for method in ("GET", "HEAD", "OPTIONS", "GET", "HEAD"):
        assert client.open(url, method=method).status_code == 200

    assert links(session)[0].used_at is None
    assert session.scalars(sa.select(Member)).all() == []
    assert session.scalars(sa.select(SignInSession)).all() == []
    session.rollback()
    assert client.post(url).location == "/profile"


def test_the_page_of_a_link_runs_nothing_that_could_press_the_button(
    client: FlaskClient, session: Session
) -> None:
    page = client.get(mailed_url(session))

    scripts = re.findall(r'<script[^>]*src="([^"]*)"', page.text)
    assert scripts == ["/static/page.js", "/static/forms.js"]
    assert "http-equiv" not in page.text
    for each in scripts:
        with client.get(each) as script:
            assert not re.search(r"(submit|click|dispatchEvent)\(", script.text, re.IGNORECASE)


def test_the_page_of_a_link_tells_its_address_to_nobody(
    client: FlaskClient, session: Session
) -> None:
    for url in (mailed_url(session), "/sign-in/link/unknown"):
        headers = client.get(url).headers

        assert headers["Referrer-Policy"] == "no-referrer"
        assert headers["Cache-Control"] == "no-store"


def test_a_link_works_once(app: Flask, client: FlaskClient, session: Session) -> None:
    url = mailed_url(session)
    client.post(url)
    other = app.test_client()

    opened, pressed = other.get(url), other.post(url)

    assert opened.status_code == pressed.status_code == 410
    assert "This link has been used" in opened.text
    assert "Mail me a new link" in pressed.text
    assert not is_in(other)


def test_a_double_click_signs_in_once(app: Flask, client: FlaskClient, session: Session) -> None:
    url = mailed_url(session, name="Ada", roles=["mentee"])
    client.get(url)
    cookie = client.get_cookie("session").value

    client.post(url)
    # A browser drops the answer to its first press when the second one is sent.
    client.set_cookie("session", cookie)
    second = client.post(url)

    assert (second.status_code, second.location) == (302, "/profile")
    assert is_in(client)
    assert session.scalar(sa.select(sa.func.count(SignInSession.id))) == 1


def test_a_second_press_opens_nothing_elsewhere_later_or_after_signing_out(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    url = mailed_url(session, name="Ada", roles=["mentee"])
    client.get(url)
    cookie = client.get_cookie("session").value
    client.post(url)
    elsewhere = app.test_client()

    assert elsewhere.post(url).status_code == 410
    with time_machine.travel(clock.now() + timedelta(minutes=2), tick=False):
        client.set_cookie("session", cookie)
        assert client.post(url).status_code == 410
    client.set_cookie("session", cookie)
    assert client.post(url).status_code == 302
    client.post("/sign-out")
    client.set_cookie("session", cookie)
    assert client.post(url).status_code == 410


def test_an_expired_link_offers_a_new_one(client: FlaskClient, session: Session) -> None:
    with time_machine.travel(datetime(2026, 11, 2, tzinfo=UTC), tick=False) as traveller:
        url = mailed_url(session)
        traveller.shift(timedelta(minutes=31))
        page = client.post(url)

    assert page.status_code == 410
    assert "This link has expired" in page.text
    assert "Links work for 30 minutes, so" in page.text
    assert 'action="/sign-in"' in page.text


@pytest.mark.parametrize("token", ["0" * 64, "x", "%00", "%ff%fe", "=?utf-8?q?x?=", "a" * 5000])
def test_an_unknown_link_is_explained(client: FlaskClient, token: str) -> None:
    for page in (client.get(f"/sign-in/link/{token}"), client.post(f"/sign-in/link/{token}")):
        assert page.status_code == 404
        assert "We do not know this link" in page.text


def test_somebody_who_left_is_told_so(client: FlaskClient, session: Session) -> None:
    make_member(session, email=ADDRESS).left_at = clock.now()

    page = client.post(mailed_url(session))

    assert page.status_code == 410
    assert "This account is closed" in page.text
    assert links(session)[0].used_at is None


def test_registering_again_leads_to_the_profile_and_says_why(
    client: FlaskClient, session: Session
) -> None:
    make_mentee(session, "Ada", email=ADDRESS)

    pressed = client.post(mailed_url(session, name="Ada", roles=["mentee"]))

    assert pressed.location == "/profile"
    with client.session_transaction() as cookie:
        assert "You were registered already" in str(cookie["_flashes"])


def test_a_member_is_asked_before_anything_changes_that_was_registered(
    app: Flask, session: Session
) -> None:
    ada = make_mentee(session, "Ada", email=ADDRESS)
    answers = {}
    for word in ("no", "yes"):
        client = app.test_client()
        pressed = client.post(mailed_url(session, name="Mallory", roles=["mentor", "mentee"]))
        page = text_of(client.get(pressed.location).text)
        session.rollback()
        assert not part_of(session, ada).is_mentor
        session.rollback()
        answered = client.post("/register/again", data={"answer": word})
        session.rollback()
        answers[word] = (part_of(session, ada).is_mentor, answered.location)
        session.rollback()
        assert client.post("/register/again", data={"answer": "yes"}).location == "/profile"

    assert pressed.location == "/register/again"
    assert "You asked to take part as a mentor, too." in page
    assert "find a mentor" not in page
    assert "Mallory" not in page
    assert answers == {"no": (False, "/me"), "yes": (True, "/profile")}
    assert ada.name == "Ada"


def test_what_a_stranger_registers_does_not_come_with_the_owners_link(
    app: Flask, session: Session
) -> None:
    """A newcomer was named by a stranger, and a coordinator became a mentor."""
    cora = make_coordinator(session, "Cora")
    session.commit()
    stranger = app.test_client()
    for email in (ADDRESS, "cora@example.org"):
        form = {"name": "Mallory", "email": email, "roles": ["mentor"]}
        assert stranger.post("/register", data=form).status_code == 302
        owner = app.test_client()
        owner.post("/sign-in", data={"email": email})
        assert owner.post(newest_url(session)).status_code == 302

    newcomer = session.scalars(sa.select(Member).filter_by(email=ADDRESS)).one()
    assert newcomer.name == ""
    for member in (newcomer, cora):
        part = part_of(session, member)
        assert (part.is_mentee, part.is_mentor, part.is_networker) == (False, False, False)


def newest_url(session: Session) -> str:
    url = f"/sign-in/link/{token_of(links(session)[-1], SECRET_KEY)}"
    session.rollback()
    return url


def test_a_link_opened_where_nobody_asked_shows_its_code_and_signs_nobody_in(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    make_mentee(session, "Ada", email=ADDRESS)
    session.commit()
    client.post("/sign-in", data={"email": ADDRESS})
    url, code = newest_url(session), show_code(link_code(links(session)[-1], SECRET_KEY))
    session.rollback()
    phone = app.test_client()

    pages = [phone.get(url), phone.post(url), phone.get(url)]

    for page in pages:
        assert page.status_code == 200
        assert "Opened this on another device?" in page.text
        assert code in page.text
        assert page.headers["Referrer-Policy"] == "no-referrer"
    assert not is_in(phone)
    assert code not in client.get(url).text
    assert client.post("/check-your-mail", data={"code": code}).location == "/me"
    assert is_in(client)
    assert "This link has been used" in phone.get(url).text


def test_a_scanner_that_presses_the_button_takes_nothing_from_its_owner(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    """A program opens the mail's link, keeps cookies, runs scripts, and presses what it finds."""
    client.post("/register", data={"name": "Ada", "email": ADDRESS, "roles": ["mentee"]})
    url, scanner = newest_url(session), app.test_client()
    for _ in range(3):
        scanner.get(url)
        scanner.post(url)

    assert session.scalars(sa.select(Member)).all() == []
    session.rollback()
    assert client.post(url).location == "/profile"
    assert session.scalars(sa.select(Member.name)).all() == ["Ada"]


def test_the_code_that_a_scammer_asked_for_opens_nothing_of_theirs_without_it(
    app: Flask, session: Session
) -> None:
    """They ask for the victim's link; what the victim opens signs in neither of the two."""
    make_mentee(session, "Ada", email=ADDRESS)
    session.commit()
    scammer, victim = app.test_client(), app.test_client()
    scammer.post("/sign-in", data={"email": ADDRESS})
    victim.post(newest_url(session))
    guesses = [
        scammer.post("/check-your-mail", data={"code": f"2222222{digit}"}).status_code
        for digit in range(2, 9)
    ]

    assert guesses == [422] * 7
    assert not is_in(scammer)
    assert not is_in(victim)


@pytest.mark.parametrize(
    ("typed", "words"),
    [("", "Enter the code from the mail."), ("x" * 400, "That is not the code.")],
)
def test_a_code_that_is_none_is_said_to_be(
    client: FlaskClient, session: Session, typed: str, words: str
) -> None:
    client.post("/sign-in", data={"email": ADDRESS})

    page = client.post("/check-your-mail", data={"code": typed})

    assert page.status_code == 422
    assert page.text.count(words) == 2


def test_a_code_that_is_sent_twice_signs_in_once(client: FlaskClient, session: Session) -> None:
    client.post("/sign-in", data={"email": ADDRESS})
    code = link_code(links(session)[-1], SECRET_KEY)
    session.rollback()
    cookie = client.get_cookie("session").value

    client.post("/check-your-mail", data={"code": code})
    client.set_cookie("session", cookie)
    second = client.post("/check-your-mail", data={"code": code})

    assert second.status_code == 302
    assert is_in(client)
    assert session.scalar(sa.select(sa.func.count(SignInSession.id))) == 1


def test_a_coordinators_first_sign_in_lands_where_they_were_going(
    client: FlaskClient, session: Session
) -> None:
    cora = make_coordinator(session, "Cora")
    cora.profile.completed_at = None
    address = cora.email
    session.commit()

    client.get(client.get("/rounds").location)
    client.post("/sign-in", data={"email": address})

    assert client.post(newest_url(session)).location == "/rounds"


def test_a_coordinator_without_a_part_has_no_profile_to_fill_in_first(
    client: FlaskClient, session: Session
) -> None:
    cora = make_coordinator(session, "Cora")
    cora.profile.completed_at = None
    address = cora.email
    session.commit()
    client.post("/sign-in", data={"email": address})

    assert client.post(newest_url(session)).location == "/me"


def test_signing_out_everywhere_ends_links_too(
    client: FlaskClient, session: Session, sign_in
) -> None:
    ada = make_member(session, email=ADDRESS)
    url = mailed_url(session)
    sign_in(ada, client)

    client.post("/sign-out/everywhere")

    assert client.post(url).status_code == 410


def test_a_page_that_asked_to_sign_in_is_opened_afterwards(
    client: FlaskClient, session: Session
) -> None:
    make_mentee(session, email=ADDRESS)

    client.get("/sign-in?next=/offers/7?from=mail")

    assert client.post(mailed_url(session)).location == "/offers/7?from=mail"


def test_who_is_signed_in_already_goes_straight_on(
    client: FlaskClient, session: Session, sign_in
) -> None:
    sign_in(make_member(session), client)

    assert client.get("/sign-in").location == "/me"
    assert client.get("/sign-in?next=/offers/7").location == "/offers/7"
    assert client.get("/sign-in?next=//evil.test").location == "/me"
    assert client.get("/register").location == "/profile"


@pytest.mark.parametrize(
    "target",
    [
        "https://evil.test/",
        "//evil.test",
        "/\\evil.test",
        "\\\\evil.test",
        "/%09/evil.test",
        "/%0d%0aLocation:%20https://evil.test",
        "javascript:alert(1)",
        "evil.test",
        "",
    ],
)
def test_nobody_is_sent_to_another_site(client: FlaskClient, session: Session, target: str) -> None:
    make_mentee(session, email=ADDRESS)

    client.get(f"/sign-in?next={target}")

    assert client.post(mailed_url(session)).location == "/me"


def test_signing_in_leaves_nothing_of_an_earlier_visitor_in_the_cookie(
    client: FlaskClient, session: Session
) -> None:
    with client.session_transaction() as cookie:
        cookie["planted"] = "by somebody else"

    client.post(mailed_url(session))

    with client.session_transaction() as cookie:
        assert "planted" not in cookie
        assert "mailed_to" not in cookie


def test_after_signing_out_a_copy_of_the_cookie_is_worth_nothing(
    app: Flask, client: FlaskClient, session: Session, sign_in
) -> None:
    sign_in(make_member(session), client)
    copy = app.test_client()
    with client.session_transaction() as original, copy.session_transaction() as copied:
        copied.update(original)
    assert is_in(copy)

    answer = client.post("/sign-out", follow_redirects=True)

    assert "You are signed out." in answer.text
    assert not is_in(client)
    assert not is_in(copy)


def test_signing_out_needs_a_button(client: FlaskClient, session: Session, sign_in) -> None:
    sign_in(make_member(session), client)

    assert client.get("/sign-out").status_code == 405
    assert is_in(client)


def test_somebody_who_leaves_is_out_at_once(client: FlaskClient, session: Session, sign_in) -> None:
    member = make_member(session)
    sign_in(member, client)
    member.left_at = clock.now()
    session.commit()

    assert not is_in(client)


def test_a_forged_cookie_opens_nothing(client: FlaskClient, session: Session, sign_in) -> None:
    sign_in(make_member(session))
    stored = session.scalars(sa.select(SignInSession.token_hash)).one()
    session.rollback()

    for guess in (stored, "1", ""):
        with client.session_transaction() as cookie:
            cookie["_user_id"] = guess
        assert not is_in(client)


def test_without_the_forms_own_token_nothing_happens(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    url = mailed_url(session)

    refused = client.post(url)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)[1]
    accepted = client.post(url, data={"csrf_token": token})

    assert refused.status_code == 400
    assert "Please send that again" in refused.text
    assert accepted.status_code == 302


def test_the_button_works_over_https_although_its_page_sends_no_referrer(
    app: Flask, client: FlaskClient, session: Session
) -> None:
    app.config["WTF_CSRF_ENABLED"] = True
    url = "https://localhost" + mailed_url(session)
    token = re.search(r'name="csrf_token" value="([^"]+)"', client.get(url).text)[1]

    pressed = client.post(
        url, data={"csrf_token": token}, headers={"Origin": "null", "Sec-Fetch-Site": "same-origin"}
    )

    assert pressed.status_code == 302
