"""Who was erased is not written down again in clear because somebody else names them."""

from pathlib import Path

import pytest
import sqlalchemy as sa
from click.testing import Result
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.addresses import is_placeholder
from matchmaker.models import Erasure, Exclusion, Member
from matchmaker.services.accounts.members import find_or_create_member
from matchmaker.services.addresses.known import find_member
from matchmaker.services.privacy.erasing import (
    erase_member,
    members_to_erase_again,
    recognise_return,
)
from matchmaker.services.privacy.erasure_list import add_to_list, erasures_in
from tests.conftest import SECRET_KEY
from tests.factories import make_coordinator, make_member, make_mentee, the_programme
from tests.privacy.traces import cells_with, files_with
from tests.web.browsing import browser_of, text_of

MARK = "zzmark"
ADA = f"ada.{MARK}@example.org"
TAGGED = f"ada.{MARK}+hr@example.org"
HEADINGS = "email,name,roles,manager_email,not_with,goals,job_title\n"


@pytest.fixture
def session(session: Session) -> Session:
    """A programme of which Ada was erased, which Cora runs and in which Bob is."""
    make_coordinator(session, "Cora")
    make_mentee(session, "Bob", manager_email="boss@example.org", goals="Grow")
    erase_member(session, make_member(session, "Ada", email=ADA), SECRET_KEY)
    session.commit()
    assert cells_with(session, MARK) == []
    return session


def take_in(app: Flask, tmp_path: Path, rows: str, *options: str) -> Result:
    file = tmp_path / "people.csv"
    file.write_text(HEADINGS + rows, encoding="utf-8")
    return app.test_cli_runner().invoke(args=["people", "import", str(file), *options])


def member(session: Session, email: str) -> Member:
    session.rollback()
    found = find_member(session, email)
    assert found is not None
    return found


def wishes_of(session: Session, email: str) -> list[str]:
    query = sa.select(Exclusion).filter_by(member_id=member(session, email).id)
    found = sorted(row.other_address.address for row in session.scalars(query))
    session.rollback()
    return found


def test_no_column_of_an_older_list_names_them_again(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    rows = (
        f"{ADA},Ada,mentee,,,,\n"
        f"eve@example.org,Eve,mentee,{ADA.upper()},{TAGGED};max@example.org,"
        f"Learn as {ADA} did (<{ADA}>),Aide to {ADA}.\n"
    )

    first = take_in(app, tmp_path, rows)
    again = take_in(app, tmp_path, rows)

    assert cells_with(session, MARK) == []
    assert files_with(session, MARK) == []
    assert "row 2: this person was erased; nothing was done." in first.stdout
    assert (
        "row 3, columns job_title, manager_email, goals, not_with: "
        "somebody who was erased is named; the address was left out.\n"
    ) in first.stdout
    assert "1 added, 0 updated, 1 unchanged." in first.stdout
    assert "0 added, 0 updated, 2 unchanged." in again.stdout, again.stdout
    assert MARK not in first.output + again.output
    profile = member(session, "eve@example.org").profile
    assert (profile.goals, profile.job_title) == ("Learn as … did (<…>)", "Aide to ….")
    assert profile.manager_address is not None
    assert is_placeholder(profile.manager_address.address)


def test_a_restored_database_that_does_not_know_yet_is_told_by_the_list(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    settings = app.config["SETTINGS"]
    app.config["SETTINGS"] = settings.model_copy(update={"erasure_list": tmp_path / "list"})
    add_to_list(tmp_path / "list", erasures_in(session))
    session.execute(sa.delete(Erasure))
    session.commit()

    imported = take_in(app, tmp_path, f"{ADA},Ada,mentee,,,,\n")

    assert "row 2: this person was erased" in imported.stdout
    assert cells_with(session, MARK) == []


def test_who_comes_back_by_themself_is_known_to_those_who_named_them(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    take_in(app, tmp_path, f"eve@example.org,Eve,mentee,{ADA},{ADA};max@example.org,,\n")

    ada = find_or_create_member(session, the_programme(session), ADA, "Ada")
    assert recognise_return(session, ada, SECRET_KEY)
    session.commit()

    assert wishes_of(session, "eve@example.org") == [ADA, "max@example.org"]
    manager = member(session, "eve@example.org").profile.manager_address
    assert manager is not None
    assert manager.address == ADA


def test_an_older_list_takes_no_manager_from_who_has_another_now(
    app: Flask, session: Session, tmp_path: Path
) -> None:
    rows = f"bob@example.org,Bob,mentee,{ADA},{ADA},Grow,Lead\n"

    updated = take_in(app, tmp_path, rows, "--update")

    assert "row 2, columns manager_email, not_with: somebody who was erased" in updated.stdout
    assert "1 updated" in updated.stdout
    assert cells_with(session, MARK) == []
    profile = member(session, "bob@example.org").profile
    assert profile.job_title == "Lead"
    assert profile.manager_address is not None
    assert profile.manager_address.address == "boss@example.org"
    assert [is_placeholder(each) for each in wishes_of(session, "bob@example.org")] == [True]


def test_a_colleague_who_names_them_in_the_form_keeps_a_code(app: Flask, session: Session) -> None:
    bob = member(session, "bob@example.org").id
    session.rollback()
    browser = browser_of(app, bob)
    wishes = f"{ADA}\nmax@example.org"
    form = {"name": "Bob", "roles": "mentee", "manager_email": ADA, "wishes": wishes}

    saved = [browser.post("/profile", data=form).status_code for _ in range(2)]

    assert saved == [303, 303]
    assert cells_with(session, MARK) == []
    codes = [is_placeholder(each) for each in wishes_of(session, "bob@example.org")]
    assert sorted(codes) == [False, True]
    shown = browser.get("/profile").text
    assert MARK not in shown
    assert "erased.invalid" not in shown
    browser.post("/profile", data=form | {"manager_email": "", "wishes": ""})
    assert [is_placeholder(each) for each in wishes_of(session, "bob@example.org")] == [True]


def test_nobody_else_makes_them_a_coordinator(app: Flask, session: Session) -> None:
    cora = member(session, "cora@example.org").id
    session.rollback()

    by_command = app.test_cli_runner().invoke(args=["coordinator", "add", ADA, "--name", "Ada"])
    session.rollback()
    by_page = browser_of(app, cora).post("/coordinators", data={"email": TAGGED})

    assert (by_command.exit_code, by_command.stderr.count("\n")) == (1, 1)
    assert "was erased" in by_command.stderr
    assert by_page.status_code == 422
    assert "Ask this person to register first" in text_of(by_page.text)
    assert cells_with(session, MARK) == []


def test_who_was_given_an_erased_persons_address_is_not_erased_with_them(session: Session) -> None:
    bob = member(session, "bob@example.org")
    bob.email = ADA
    session.flush()

    assert members_to_erase_again(session, erasures_in(session), SECRET_KEY) == []
