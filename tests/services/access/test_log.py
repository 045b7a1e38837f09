"""The access log names nobody, is kept as long as the audit, and is forgotten with its member."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import AccessEntry, AccessKind, Member
from matchmaker.services.access.log import note_access
from matchmaker.services.accounts.sign_in import end_session, open_session
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.own_data import own_data
from matchmaker.services.privacy.retention import STEPS, Retention, code_of
from matchmaker.services.programme.programmes import appoint_coordinator
from tests.conftest import SECRET_KEY
from tests.factories import make_coordinator, make_member, the_programme

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


def visit(session: Session) -> tuple[Member, Member]:
    """Cora comes, lets Mia run the programme, and goes."""
    cora, mia = make_coordinator(session, "Cora"), make_member(session, "Mia")
    token = open_session(session, cora)
    appoint_coordinator(session, the_programme(session), mia, cora)
    end_session(session, token)
    session.commit()
    return cora, mia


def entries(session: Session) -> list[tuple[str, int | None, int | None]]:
    query = sa.select(AccessEntry).order_by(AccessEntry.id)
    return [(each.kind.value, each.member_id, each.about_id) for each in session.scalars(query)]


def test_who_came_granted_and_went_is_noted_by_numbers(session: Session, app: Flask) -> None:
    cora, mia = visit(session)

    assert entries(session) == [
        ("granted", None, cora.id),
        ("signed_in", cora.id, None),
        ("granted", cora.id, mia.id),
        ("signed_out", cora.id, None),
    ]
    output = app.test_cli_runner().invoke(args=["access", "log"]).output
    assert f"granted  by {cora.id}  about {mia.id}  person" in output
    assert "example.org" not in output
    assert "Cora" not in output


def test_a_member_finds_their_own_lines_in_their_data(session: Session) -> None:
    cora, _ = visit(session)

    told = own_data(session, cora)["What was noted of your visits"]

    assert [line["What"] for line in told] == [
        "Signed in",
        "Made somebody a coordinator",
        "Signed out",
    ]


def test_after_the_audits_time_codes_stand_for_members(session: Session) -> None:
    cora, mia = visit(session)
    step = STEPS["entries of the access log pseudonymised"]

    with time_machine.travel(clock.now() + timedelta(days=364), tick=False):
        assert step(session, Retention(), SECRET_KEY) == 0
    with time_machine.travel(clock.now() + timedelta(days=366), tick=False):
        assert step(session, Retention(), SECRET_KEY) == 4
        assert step(session, Retention(), SECRET_KEY) == 0

    assert {(who, about) for _, who, about in entries(session)} == {(None, None)}
    granted = session.scalars(sa.select(AccessEntry).filter_by(kind=AccessKind.GRANTED)).all()[-1]
    assert granted.member_code == code_of(cora.id, SECRET_KEY)
    assert granted.about_code == code_of(mia.id, SECRET_KEY)


def test_erasing_forgets_when_somebody_came_and_went(session: Session) -> None:
    cora, _ = visit(session)
    note_access(session, AccessKind.EXPORTED, cora.id, detail="own_data")

    erase_member(session, cora, SECRET_KEY)

    kinds = [kind for kind, who, _ in entries(session) if who == cora.id]
    assert kinds == ["granted", "exported"]
