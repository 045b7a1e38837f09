"""A field of the profile is written once: everything that deals with profiles goes by it."""

from dataclasses import MISSING, fields
from typing import Any

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.models import Member, Profile
from matchmaker.services.people.columns import column_named
from matchmaker.services.people.exporting import export_people
from matchmaker.services.people.file import read_people
from matchmaker.services.people.importing import import_people
from matchmaker.services.privacy.erasing import erase_member
from matchmaker.services.privacy.own_data import own_data
from matchmaker.services.profiles.check import check_profile
from matchmaker.services.profiles.labels import PROFILE_LABELS
from matchmaker.services.profiles.storing import profile_of, save_profile
from matchmaker.services.profiles.values import PLAIN_FIELDS, Kind, ProfileValues
from matchmaker.web.views.profiles.form import CHOICE_FIELDS, SECTIONS, TEXT_FIELDS, entries_of
from tests.factories import make_member, the_programme
from tests.services.profiles.test_storing import FULL
from tests.web.profiles.test_form import WHOLE_FORM

NAMES = [each.name for each in fields(ProfileValues)]
UNDER_OTHER_HEADINGS = {
    "name": FULL.name,
    "is_mentee": "Looks for a mentor",
    "is_mentor": "Can mentor",
    "is_networker": "Coffee chats",
    "capacity": "Places for mentees",
    "paused_until": "1 January 2030",
    "wishes": FULL.wishes[0],
}
"""What own data says of the fields that are no part of its profile."""


def default_of(name: str) -> Any:
    (field,) = (each for each in fields(ProfileValues) if each.name == name)
    return field.default if field.default is not MISSING else field.default_factory()  # type: ignore[misc]


@pytest.fixture
def member(session: Session) -> Member:
    member = make_member(session, "Mia")
    save_profile(session, the_programme(session), member, FULL)
    session.commit()
    session.expire_all()
    return member


@pytest.mark.parametrize("name", NAMES)
def test_the_sample_profile_states_every_field(name: str) -> None:
    assert getattr(FULL, name) != default_of(name)


@pytest.mark.parametrize("field", PLAIN_FIELDS, ids=lambda field: field.name)
def test_a_text_fits_its_column(field: Any) -> None:
    columns = Member.__table__.columns if field.name == "name" else Profile.__table__.columns

    if field.kind == Kind.LINE:
        assert field.longest == columns[field.name].type.length
    elif field.kind == Kind.PARAGRAPHS:
        assert isinstance(columns[field.name].type, sa.Text)


def test_the_check_gives_every_field_as_the_form_shows_it() -> None:
    entries = entries_of(FULL, clock.today("UTC"))

    values = check_profile(entries, own_address="mia@example.org", programme_time_zone="UTC")

    assert values == FULL


def test_every_field_is_stored_and_read_again(session: Session, member: Member) -> None:
    assert profile_of(session, the_programme(session), member) == FULL


@pytest.mark.parametrize("field", PLAIN_FIELDS, ids=lambda field: field.name)
def test_a_plain_field_has_its_column_by_itself(field: Any) -> None:
    column = column_named(field.name)

    assert column is not None
    assert column.field == field.name
    assert column.value_of(FULL) == getattr(FULL, field.name)
    assert column.value_of(ProfileValues()) is None


def test_every_field_is_in_a_file_that_import_reads(session: Session, member: Member) -> None:
    exported, _ = export_people(session, the_programme(session))
    session.delete(member)
    session.flush()

    import_people(session, the_programme(session), read_people(exported))

    again = session.scalars(sa.select(Member)).one()
    assert profile_of(session, the_programme(session), again) == FULL


@pytest.mark.parametrize("name", NAMES)
def test_every_field_is_in_the_data_that_a_member_gets(
    session: Session, member: Member, name: str
) -> None:
    told = own_data(session, member)

    if name in PROFILE_LABELS:
        assert told["Profile"][PROFILE_LABELS[name]]
    else:
        assert UNDER_OTHER_HEADINGS[name] in str(told)


def test_nothing_is_left_of_any_field_after_erasing(session: Session, member: Member) -> None:
    erase_member(session, member, "a key")
    session.commit()
    session.expire_all()

    assert profile_of(session, the_programme(session), member) == ProfileValues()


def test_a_new_member_has_every_field_blank(session: Session) -> None:
    member = make_member(session, "Mia", time_zone="", languages=[])
    member.name = ""

    assert profile_of(session, the_programme(session), member) == ProfileValues()


def test_every_field_has_its_place_in_the_form() -> None:
    placed = [name for section in SECTIONS for name in section.fields]
    typed = {*TEXT_FIELDS, *CHOICE_FIELDS} - {"roles", "targets_from"}

    assert len(placed) == len(set(placed))
    assert set(placed) == typed | {"level", "target", "importance", "certification"}
    assert typed < set(WHOLE_FORM)
