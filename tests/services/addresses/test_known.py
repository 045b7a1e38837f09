"""An address finds who has or had it; what points at it holds before they come and after."""

from datetime import timedelta

import pytest
import sqlalchemy as sa
import time_machine
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.addresses import mailbox_of
from matchmaker.models import Address, AddressTaken, Member
from matchmaker.services.accounts.members import find_or_create_member
from matchmaker.services.addresses.known import (
    addresses_of,
    find_by_current_address,
    find_member,
    forget_unnamed,
    know_addresses,
)
from matchmaker.services.privacy.erasing import erase_member, recognise_return
from matchmaker.services.rounds.persons import persons_in
from matchmaker.services.rounds.snapshot import PersonIds, excluded_pairs
from tests.conftest import SECRET_KEY
from tests.factories import exclude, make_member, the_address, the_programme


def known(session: Session) -> set[str]:
    return set(session.scalars(sa.select(Address.address)))


def line_of(session: Session, member: Member) -> tuple[int, ...]:
    ids = PersonIds(persons_in(session, the_programme(session)))
    return ids.line_above(member.id)


@pytest.mark.parametrize(
    ("address", "mailbox"),
    [
        ("ada@example.org", "ada@example.org"),
        ("ada+two@example.org", "ada@example.org"),
        ("ada+two+three@example.org", "ada@example.org"),
        ("+ada@example.org", "+ada@example.org"),
    ],
)
def test_the_mailbox_is_the_address_without_a_tag(address: str, mailbox: str) -> None:
    assert mailbox_of(address) == mailbox


def test_who_was_named_before_they_came_is_tied_when_they_come(session: Session) -> None:
    mia = make_member(session, "Mia", manager_email="boss@example.org")
    exclude(session, mia, "foe@example.org")
    assert line_of(session, mia) == (-1,)

    boss = find_or_create_member(session, the_programme(session), "boss@example.org")
    foe = find_or_create_member(session, the_programme(session), "foe@example.org")

    assert line_of(session, mia) == (boss.id,)
    assert excluded_pairs(session, the_programme(session)) == {(mia.id, foe.id)}


def test_a_changed_address_keeps_every_relation_and_the_old_one_finds_the_person(
    session: Session,
) -> None:
    ada = make_member(session, "Ada")
    mia = make_member(session, "Mia", manager_email=ada.email)
    exclude(session, mia, ada.email)

    ada.email = "ada.lovelace@example.org"
    session.flush()

    assert line_of(session, mia) == (ada.id,)
    assert excluded_pairs(session, the_programme(session)) == {(mia.id, ada.id)}
    assert find_member(session, " Ada@example.org") is ada
    assert find_or_create_member(session, the_programme(session), "ada@example.org") is ada
    assert find_by_current_address(session, "ada@example.org") is None
    assert addresses_of(session, ada) == ["ada.lovelace@example.org", "ada@example.org"]


def test_an_earlier_address_is_nobody_elses(session: Session) -> None:
    ada, mia = make_member(session, "Ada"), make_member(session, "Mia")
    ada.email = "ada.lovelace@example.org"
    session.flush()

    mia.email = "ada@example.org"
    with pytest.raises(AddressTaken):
        session.flush()


def test_earlier_addresses_are_erased_with_the_person_and_lead_back_to_them(
    session: Session,
) -> None:
    ada, mia = make_member(session, "Ada"), make_member(session, "Mia")
    exclude(session, mia, ada.email)
    ada.email = "ada.lovelace@example.org"
    session.commit()

    notes = erase_member(session, ada, SECRET_KEY)
    session.commit()

    assert len(notes) == 2
    assert not any("ada" in each for each in known(session))
    again = find_or_create_member(session, the_programme(session), "ada@example.org")
    assert excluded_pairs(session, the_programme(session)) == set()
    assert recognise_return(session, again, SECRET_KEY)
    assert excluded_pairs(session, the_programme(session)) == {(mia.id, again.id)}


def test_an_address_that_nobody_names_any_more_is_forgotten(session: Session) -> None:
    mia = make_member(session, "Mia", manager_email="boss@example.org")
    wish = exclude(session, mia, "foe@example.org")
    know_addresses(session, ["nobody@example.org"])
    session.delete(wish)
    session.flush()

    assert forget_unnamed(session) == 2

    assert known(session) == {"mia@example.org", "boss@example.org"}


def test_an_address_that_is_named_again_meanwhile_is_kept(session: Session) -> None:
    with time_machine.travel(clock.now() - timedelta(days=1)):
        row = the_address(session, "foe@example.org")
    before = row.named_at

    assert the_address(session, "foe@example.org").named_at > before


def test_knowing_many_addresses_takes_few_statements(session: Session) -> None:
    rows = know_addresses(session, [f"person.{number}@example.org" for number in range(1200)])

    assert len(rows) == 1200
    assert all(row.member_id is None for row in rows.values())
