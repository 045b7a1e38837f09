"""Members as accounts: one a person, whatever they type and how often."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker.addresses import InvalidAddress
from matchmaker.models import Member
from matchmaker.services.accounts.members import (
    DomainNotAllowed,
    check_domain,
    choose_first_roles,
    find_member,
    find_or_create_member,
)
from tests.factories import make_mentee, part_of, the_programme


def test_a_new_member_has_a_profile_and_a_part_in_the_programme(session: Session) -> None:
    member = find_or_create_member(session, the_programme(session), " Ada@Example.org ", "Ada")

    assert (member.email, member.name) == ("ada@example.org", "Ada")
    assert member.profile.languages == []
    assert not member.participations[0].is_mentee


def test_the_same_address_in_another_spelling_is_the_same_member(session: Session) -> None:
    ada = find_or_create_member(session, the_programme(session), "ada@example.org", "Ada")

    again = find_or_create_member(
        session, the_programme(session), "  ADA@EXAMPLE.ORG", "Somebody else"
    )

    assert again is ada
    assert ada.name == "Ada"
    assert session.scalar(sa.select(sa.func.count(Member.id))) == 1


def test_nobody_names_a_member_who_has_no_name_yet(session: Session) -> None:
    find_or_create_member(session, the_programme(session), "ada@example.org")

    again = find_or_create_member(session, the_programme(session), "ada@example.org", "Mallory")

    assert again.name == ""


def test_an_address_that_is_none_makes_no_member(session: Session) -> None:
    with pytest.raises(InvalidAddress):
        find_or_create_member(session, the_programme(session), "ada at example.org")


def test_a_stranger_is_not_found(session: Session) -> None:
    assert find_member(session, "ada@example.org") is None


def test_first_roles_are_taken_over(session: Session) -> None:
    member = find_or_create_member(session, the_programme(session), "ada@example.org")

    assert choose_first_roles(
        session, the_programme(session), member, ["networker", "mentee", "emperor"]
    )

    participation = part_of(session, member)
    assert participation.is_mentee
    assert participation.is_networker
    assert not participation.is_mentor


def test_registering_again_changes_no_roles(session: Session) -> None:
    mentee = make_mentee(session)

    assert not choose_first_roles(session, the_programme(session), mentee, ["mentor"])

    assert not part_of(session, mentee).is_mentor


def test_without_a_list_every_domain_is_welcome() -> None:
    check_domain("ada@anywhere.test", [])


@pytest.mark.parametrize("address", ["ada@example.org", "ada@example.com"])
def test_an_allowed_domain_is_welcome(address: str) -> None:
    check_domain(address, ["example.org", "example.com"])


@pytest.mark.parametrize("address", ["ada@example.net", "ada@mail.example.org", "ada@xexample.org"])
def test_any_other_domain_is_refused_with_the_list(address: str) -> None:
    with pytest.raises(DomainNotAllowed, match=r"example\.org or example\.com"):
        check_domain(address, ["example.org", "example.com"])
