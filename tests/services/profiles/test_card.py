"""What one person sees of another: exactly this, whoever asks for the card."""

from dataclasses import fields

import pytest
from sqlalchemy.orm import Session

from matchmaker.models import Member
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.profiles.card import UNNAMED, PersonCard, Side, person_card
from matchmaker.services.profiles.storing import save_profile
from tests.factories import make_member, the_programme
from tests.services.profiles.test_storing import FULL

WHO = {"side", "name", "job_title", "department", "location", "time_zone", "languages", "about"}
SEEN = {
    Side.MENTEE: WHO | {"email", "goals"},
    Side.MENTOR: WHO | {"email", "help_with"},
    Side.COMPANION: WHO | {"email"},
    Side.OFFERED: WHO | {"goals", "ladder_step", "target_role", "interests", "certifications"},
}


@pytest.fixture
def member(session: Session) -> Member:
    member = make_member(session, "Mia Okafor")
    save_profile(session, the_programme(session), member, FULL)
    return member


def stated_on(card: PersonCard) -> set[str]:
    return {each.name for each in fields(card) if getattr(card, each.name)}


@pytest.mark.parametrize("side", Side)
def test_each_side_shows_its_own_and_nothing_else(member: Member, side: Side) -> None:
    assert stated_on(person_card(member, side)) == SEEN[side]


def test_no_field_of_a_card_is_shown_to_nobody() -> None:
    assert set().union(*SEEN.values()) == {each.name for each in fields(PersonCard)}


@pytest.mark.parametrize("side", Side)
def test_only_the_name_is_left_of_a_pair_that_is_over(member: Member, side: Side) -> None:
    assert stated_on(person_card(member, side, is_over=True)) == {"side", "name"}


def test_codes_are_told_by_name(member: Member) -> None:
    card = person_card(member, Side.OFFERED)

    assert card.languages == ("English", "German")
    assert card.target_role == "PMO analyst"
    assert card.certifications == ("PMP (wanted)",)


@pytest.mark.parametrize("side", list(Side))
def test_an_address_never_takes_the_place_of_a_name(member: Member, side: Side) -> None:
    member.name = ""

    assert person_card(member, side).name == UNNAMED
    assert person_card(member, side, is_over=True).name == UNNAMED


def test_nothing_leads_to_somebody_who_was_erased(session: Session, member: Member) -> None:
    erase_member(session, member, "a key")

    card = person_card(member, Side.MENTOR)

    assert (card.name, card.email) == ("Somebody who has left", "")
    assert person_card(member, Side.MENTOR, is_over=True).name == "Somebody who has left"
    assert person_card(member, Side.OFFERED).name == UNNAMED
