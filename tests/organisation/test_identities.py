"""Binding a member to whom the organisation knows: once, whatever happens at the same moment."""

import threading

import pytest
import sqlalchemy as sa
from flask import Flask
from sqlalchemy.orm import Session

from matchmaker.extensions import db
from matchmaker.models import Member, SignInIdentity
from matchmaker.services.accounts.identities import (
    Claims,
    IdentityRefused,
    Trust,
    check_claims,
    member_of_claims,
    register_with_claims,
)
from matchmaker.services.privacy.erasing import erase_member
from tests.conftest import SECRET_KEY
from tests.factories import make_member, the_programme

ISSUER = "https://login.example.org"


def claims(subject: str = "1", address: str = "ada@example.org") -> Claims:
    return Claims(ISSUER, subject, address, "Ada")


@pytest.mark.parametrize(("told", "name"), [("Ada Ahl", "Ada Ahl"), ("ada@example.org", "")])
def test_an_address_is_no_name(told: str, name: str) -> None:
    said = {"sub": "1", "email": "ada@example.org", "email_verified": True, "name": told}

    assert check_claims(ISSUER, said, Trust()).name == name


def test_another_issuer_with_the_same_subject_is_somebody_else(session: Session) -> None:
    ada = make_member(session, "Ada")
    assert member_of_claims(session, claims()) is ada

    stranger = Claims("https://other.example.org", "1", "eve@example.org", "Eve")

    assert member_of_claims(session, stranger) is None


def test_of_two_subjects_with_one_address_at_once_one_is_bound(app: Flask) -> None:
    with app.app_context():
        make_member(db.session(), "Ada")
        db.session.commit()
    together, outcomes = threading.Barrier(2), []

    def come(subject: str) -> None:
        with app.app_context():
            together.wait()
            try:
                member_of_claims(db.session(), claims(subject))
                db.session.commit()
                outcomes.append("in")
            except IdentityRefused as refused:
                db.session.rollback()
                outcomes.append(refused.why)

    threads = [threading.Thread(target=come, args=(subject,)) for subject in ("1", "2")]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()

    assert sorted(outcomes) == ["bound", "in"]


def test_registering_twice_makes_one_member(session: Session) -> None:
    first = register_with_claims(session, the_programme(session), claims(), "Ada", ["mentee"])
    second = register_with_claims(session, the_programme(session), claims(), "Mallory", ["mentor"])

    assert first is second
    assert first.name == "Ada"
    assert session.scalar(sa.select(sa.func.count(Member.id))) == 1


def test_erasing_forgets_whom_the_organisation_knows(session: Session) -> None:
    ada = make_member(session, "Ada")
    member_of_claims(session, claims())

    erase_member(session, ada, SECRET_KEY)

    assert session.scalars(sa.select(SignInIdentity)).all() == []
    assert member_of_claims(session, claims()) is None


@pytest.mark.parametrize(
    "told",
    [{}, {"sub": "1"}, {"sub": "1", "email": ["a@example.org"]}, {"sub": "1", "email": {"x": 1}}],
    ids=str,
)
def test_claims_of_any_shape_are_refused_and_no_fault(told: dict[str, object]) -> None:
    with pytest.raises(IdentityRefused):
        check_claims(ISSUER, told | {"email_verified": True}, Trust())


@pytest.mark.parametrize("verified", [[], {}, "yes", 1, [True]], ids=str)
def test_only_true_is_verified(verified: object) -> None:
    told = {"sub": "1", "email": "ada@example.org", "email_verified": verified}

    with pytest.raises(IdentityRefused):
        check_claims(ISSUER, told, Trust())
