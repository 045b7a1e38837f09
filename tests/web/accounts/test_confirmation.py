"""“Confirm that it is you”: before what cannot be undone or gives others power."""

import re
from datetime import UTC, datetime, timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from flask.testing import FlaskClient

from matchmaker.extensions import db
from matchmaker.models import (
    AccessEntry,
    AccessKind,
    MailKind,
    Member,
    OutboxMail,
    Round,
    RoundStatus,
    SignInSession,
)
from matchmaker.services.accounts.confirming import code_of
from tests.conftest import SECRET_KEY
from tests.factories import make_coordinator, make_member, make_mentee
from tests.factories import make_round as make_round_row
from tests.web.browsing import browser_of, text_of

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)
"""What the databases differ in is tried with the services."""
START = datetime(2026, 11, 2, 9, 0, tzinfo=UTC)


@pytest.fixture
def cora(app: Flask) -> int:
    with app.app_context():
        member = make_coordinator(db.session(), "Cora")
        make_member(db.session(), "Mia")
        db.session.commit()
        return member.id


@pytest.fixture
def desk(app: Flask, cora: int) -> FlaskClient:
    """A browser in which Cora signed in long ago."""
    browser = browser_of(app, cora)
    forget_the_proof(app)
    return browser


def forget_the_proof(app: Flask) -> None:
    with app.app_context():
        db.session.execute(sa.update(SignInSession).values(confirmed_at=None))
        db.session.commit()


def mailed_code(app: Flask) -> str:
    """The code of the newest mail."""
    with app.app_context():
        row = db.session.scalars(sa.select(SignInSession).order_by(SignInSession.id.desc())).first()
        assert row is not None
        return code_of(row, SECRET_KEY)


def mails(app: Flask) -> list[OutboxMail]:
    with app.app_context():
        query = sa.select(OutboxMail).filter_by(kind=MailKind.CONFIRMATION_CODE)
        return list(db.session.scalars(query.order_by(OutboxMail.id)))


def noted(app: Flask) -> list[str]:
    with app.app_context():
        return [
            entry.kind.value
            for entry in db.session.scalars(sa.select(AccessEntry).order_by(AccessEntry.id))
        ]


def test_a_coordinator_is_added_only_after_a_mailed_code(app: Flask, desk: FlaskClient) -> None:
    asked = desk.post("/coordinators", data={"email": "mia@example.org"})
    with app.app_context():
        before = db.session.scalars(sa.select(AccessEntry.kind).filter_by(kind="granted")).all()
    done = desk.post(
        "/coordinators",
        data={"email": "mia@example.org", "confirmation_code": f" {mailed_code(app).lower()} "},
    )

    assert asked.status_code == 403
    assert "Confirm that it is you" in text_of(asked.text)
    assert len(before) == 1
    [mail] = mails(app)
    assert mail.recipient == "cora@example.org"
    assert (done.status_code, done.location) == (303, "/coordinators")
    assert "Mia" in desk.get("/coordinators").text
    assert noted(app)[-2:] == ["confirmed", "granted"]


def test_nothing_that_was_sent_is_lost(app: Flask, desk: FlaskClient) -> None:
    page = desk.post("/coordinators", data={"email": "mia@example.org"})
    wrong = desk.post(
        "/coordinators", data={"email": "mia@example.org", "confirmation_code": "nonsense"}
    )

    for answer in (page, wrong):
        assert '<textarea name="email" hidden>\nmia@example.org</textarea>' in answer.text
        assert 'action="/coordinators"' in answer.text
        assert "confirmation_code" not in re.findall(r'<textarea name="(\w+)"', answer.text)
    assert wrong.status_code == 422
    assert "That is not the code." in wrong.text


def test_a_form_that_is_too_large_to_keep_is_refused_and_not_multiplied(desk: FlaskClient) -> None:
    answer = desk.post("/coordinators", data={"email": "'" * 60_000})

    assert answer.status_code == 413
    assert len(answer.data) < 20_000


@pytest.mark.parametrize(
    ("method", "url", "form"),
    [
        ("POST", "/coordinators", {"email": "mia@example.org"}),
        ("POST", "/coordinators/{mia}/remove", {}),
        ("POST", "/rounds/{round}/publish", {}),
        ("POST", "/me/erase", {"sure": "yes"}),
    ],
)
def test_what_gives_power_or_cannot_be_undone_asks_for_a_proof(
    app: Flask, desk: FlaskClient, method: str, url: str, form: dict[str, str]
) -> None:
    with app.app_context():
        mia = make_coordinator(db.session(), "Mia Second")
        round_ = make_round_row(db.session(), status=RoundStatus.SOLVED)
        db.session.commit()
        address = url.format(mia=mia.id, round=round_.id)
    before = noted(app)

    answer = desk.open(address, method=method, data=form)

    assert answer.status_code == 403
    assert "Code from the mail" in text_of(answer.text)
    assert noted(app) == before
    with app.app_context():
        assert db.session.scalars(sa.select(Round.status)).one() == RoundStatus.SOLVED
        assert db.session.query(Member).filter(Member.erased_at.is_not(None)).count() == 0


def test_a_proof_holds_for_a_quarter_of_an_hour_in_that_session_alone(
    app: Flask, cora: int
) -> None:
    with time_machine.travel(START, tick=False) as traveller:
        here = browser_of(app, cora)
        assert here.post("/coordinators", data={"email": "x@example.org"}).status_code == 303
        traveller.shift(timedelta(minutes=15))
        assert here.post("/coordinators", data={"email": "y@example.org"}).status_code == 403
        code = mailed_code(app)
        there = browser_of(app, cora)
        forget_the_proof(app)
        assert (
            there.post(
                "/coordinators", data={"email": "y@example.org", "confirmation_code": code}
            ).status_code
            != 303
        )
        done = here.post(
            "/coordinators", data={"email": "y@example.org", "confirmation_code": code}
        )
        assert done.status_code == 303
        traveller.shift(timedelta(minutes=14))
        assert here.post("/coordinators", data={"email": "z@example.org"}).status_code == 303


def test_a_code_is_worth_nothing_after_five_tries_or_a_quarter_of_an_hour(
    app: Flask, desk: FlaskClient
) -> None:
    desk.post("/coordinators", data={"email": "mia@example.org"})
    code = mailed_code(app)

    def send(typed: str) -> str:
        answer = desk.post(
            "/coordinators", data={"email": "mia@example.org", "confirmation_code": typed}
        )
        return text_of(answer.text)

    words = [send("22222222") for _ in range(5)]
    late = send(code)

    assert ["not the code" in each for each in words] == [True] * 4 + [False]
    assert "no longer works. We have mailed you a new one" in words[-1]
    assert "not the code" in late
    assert len(mails(app)) == 2
    assert noted(app).count("not_confirmed") == 6
    with time_machine.travel(datetime.now(UTC) + timedelta(minutes=16), tick=False):
        assert "no longer works" in send(mailed_code(app))


def test_a_code_works_once(app: Flask, desk: FlaskClient) -> None:
    desk.post("/coordinators", data={"email": "mia@example.org"})
    code = mailed_code(app)
    desk.post("/coordinators", data={"email": "mia@example.org", "confirmation_code": code})
    forget_the_proof(app)

    again = desk.post("/coordinators", data={"email": "x@example.org", "confirmation_code": code})

    assert again.status_code == 422


def test_only_a_few_codes_an_hour_are_mailed_and_the_page_says_so(
    app: Flask, desk: FlaskClient
) -> None:
    app.config["RATELIMIT_ENABLED"] = True

    answers = [
        desk.post("/coordinators", data={"email": "mia@example.org", "confirmation_new": "yes"})
        for _ in range(7)
    ]

    assert [answer.status_code for answer in answers] == [403] * 6 + [429]
    assert len(mails(app)) == 6
    assert int(answers[-1].headers["Retry-After"]) > 3000


def test_the_code_is_stored_nowhere(app: Flask, desk: FlaskClient) -> None:
    desk.post("/coordinators", data={"email": "mia@example.org"})
    code = mailed_code(app)

    with app.app_context():
        for table in db.metadata.sorted_tables:
            for row in db.session.execute(sa.select(table)):
                assert code not in str(tuple(row))


def test_a_page_by_itself_confirms_and_leads_on(app: Flask, desk: FlaskClient) -> None:
    page = desk.get("/confirm?next=/people")
    assert mails(app) == []
    desk.post("/confirm?next=/people", data={"confirmation_new": "yes"})
    done = desk.post("/confirm?next=/people", data={"confirmation_code": mailed_code(app)})

    assert "Mail me a code" in page.text
    assert done.location == "/people"
    assert desk.get("/confirm?next=//evil.test").location == "/me"


def test_a_proof_does_not_come_back_with_a_copied_cookie_after_signing_out(
    app: Flask, desk: FlaskClient
) -> None:
    desk.post("/coordinators", data={"email": "mia@example.org"})
    code = mailed_code(app)
    copy = app.test_client()
    with desk.session_transaction() as original, copy.session_transaction() as copied:
        copied.update(original)
    desk.post("/sign-out/everywhere")

    answer = copy.post(
        "/coordinators", data={"email": "mia@example.org", "confirmation_code": code}
    )

    assert answer.status_code == 401


def test_a_coordinator_who_was_away_for_half_a_day_signs_in_again(app: Flask, cora: int) -> None:
    with time_machine.travel(START, tick=False) as traveller:
        desk = browser_of(app, cora)
        for _ in range(3):
            traveller.shift(timedelta(hours=11))
            assert desk.get("/rounds").status_code == 200
        traveller.shift(timedelta(hours=12))

        gone = desk.get("/me")

        assert gone.location == "/sign-in?next=/me"
        assert "after 12 hours without a click" in desk.get(gone.location).text
        assert noted(app)[-1] == "idle"


def test_members_stay_signed_in_for_a_month(app: Flask) -> None:
    with app.app_context():
        ada = make_mentee(db.session(), "Ada").id
        db.session.commit()
    with time_machine.travel(START, tick=False) as traveller:
        browser = browser_of(app, ada)
        traveller.shift(timedelta(days=29))
        assert browser.get("/me").status_code == 200


def test_who_is_refused_a_page_of_the_coordinators_is_noted_once_a_minute(app: Flask) -> None:
    with app.app_context():
        ada = make_mentee(db.session(), "Ada").id
        db.session.commit()
    browser = browser_of(app, ada)

    for _ in range(3):
        assert browser.get("/rounds").status_code == 403
    browser.post("/coordinators", data={"email": "ada@example.org"})

    with app.app_context():
        entries = db.session.scalars(sa.select(AccessEntry).filter_by(kind=AccessKind.REFUSED))
        assert [(entry.member_id, entry.detail) for entry in entries] == [
            (ada, "rounds.index"),
            (ada, "coordinators.add"),
        ]
