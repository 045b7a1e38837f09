"""Pages and commands of an installation with two programmes."""

import pytest
import sqlalchemy as sa
from flask import Flask
from flask.testing import FlaskClient
from sqlalchemy.orm import Session

from jobs.coffee_round import make_coffee_round
from jobs.monthly_match import make_round
from matchmaker.models import MailStatus, Match, Member, OutboxMail
from matchmaker.services.accounts.sign_in import open_session
from tests.programmes.conftest import World


def browser_of(app: Flask, session: Session, member: Member) -> FlaskClient:
    token = open_session(session, member)
    session.commit()
    browser = app.test_client()
    with browser.session_transaction() as cookie:
        cookie.update(_user_id=token, _fresh=True, _permanent=True)
    return browser


@pytest.fixture
def rounds(session: Session, world: World) -> dict[str, int]:
    """The rounds of the second programme, published and formed."""
    report = make_round(session, world.second, "2026-11", publish=True)
    return {
        "round": report.round_id,
        "coffee": make_coffee_round(session, world.second, "2026-11").round_id,
        "match": session.scalars(sa.select(Match.id).filter_by(round_id=report.round_id)).one(),
        "member": world.mentor_2.id,
    }


def test_a_coordinator_finds_nothing_of_another_programme(
    app: Flask, session: Session, world: World, rounds: dict[str, int]
) -> None:
    mail = session.scalars(sa.select(OutboxMail).filter_by(programme_id=world.second.id)).first()
    assert mail is not None
    mail.status, mail_id = MailStatus.FAILED, mail.id
    browser = browser_of(app, session, world.coordinator_1)

    for path in (
        f"/rounds/{rounds['round']}",
        f"/rounds/{rounds['round']}/publish",
        f"/rounds/{rounds['round']}/compare",
        f"/coffee/rounds/{rounds['coffee']}",
        f"/matches/{rounds['match']}",
        f"/people/{rounds['member']}",
    ):
        assert browser.get(path).status_code == 404, path
    withdrawn = browser.post(
        f"/rounds/{rounds['round']}/withdraw", data={"match_id": rounds["match"], "reason": "no"}
    )
    assert withdrawn.status_code == 404
    for path in ("/rounds", "/coffee/rounds", "/people", "/mails", "/coordinators"):
        page = browser.get(path)
        assert page.status_code == 200
        assert "Max Second" not in page.text
        assert "Cora lyon" not in page.text
    browser.post(f"/mails/{mail_id}/retry")
    session.expire_all()
    assert session.get_one(OutboxMail, mail_id).status == MailStatus.FAILED


def test_who_runs_another_programme_is_a_member_here(
    app: Flask, session: Session, world: World
) -> None:
    browser = browser_of(app, session, world.coordinator_2)

    assert browser.get("/me").status_code == 200
    assert browser.get("/rounds").status_code == 403


@pytest.mark.parametrize(
    "command",
    [
        ("policy", "show"),
        ("programme", "show"),
        ("programme", "set", "--name", "New"),
        ("coordinator", "list"),
        ("coordinator", "add", "new@example.org"),
        ("coordinator", "remove", "cora.lyon@example.org"),
        ("people", "export", "people.csv"),
    ],
)
def test_a_command_asks_which_programme_is_meant(
    app: Flask,
    session: Session,
    world: World,
    command: tuple[str, ...],
    tmp_path: object,
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.chdir(str(tmp_path))
    run = app.test_cli_runner()

    unclear = run.invoke(args=list(command))
    clear = run.invoke(args=[*command, "--programme", "lyon"])

    assert unclear.exit_code == 2
    assert unclear.output == "Error: say with --programme which one it is about: main, lyon\n"
    assert clear.exit_code == 0, clear.output
