"""Addresses are read as the library reads them; as links they carry nothing else."""

import re
from datetime import UTC, datetime
from unittest.mock import patch
from urllib.parse import unquote, urlsplit

import pytest
from email_validator import EmailNotValidError, validate_email
from hypothesis import given, settings
from hypothesis import strategies as st
from icalendar import Calendar

from config import ROOT
from matchmaker.addresses import InvalidAddress, mail_link, normalise_address
from matchmaker.mail.ics import calendar_file

HOSTILE = (
    "a?bcc=eve%40example.test&body=x@example.org",
    "a=b&c%0d%0abcc:eve@example.org",
    "a/b#c@example.org",
    "ada+pmo@example.org",
    "o'hara!$*^`{|}~@example.org",
)
DOMAINS = (
    *("example.org", "EXAMPLE.org", "bücher.example", "localhost", "example.org>", " a.org"),
    *("[127.0.0.1]", "a..org", "-a.org", "a.org.", "", "x@y.org", f"{'a.' * 100}org"),
    *(f"{'a.' * 93}org", f"{'é.' * 40}org"),
)


@pytest.mark.parametrize("address", HOSTILE)
def test_a_link_leads_to_the_address_and_carries_nothing_else(address: str) -> None:
    parts = urlsplit(mail_link(address))

    assert (parts.scheme, parts.query, parts.fragment) == ("mailto", "", "")
    assert unquote(parts.path) == address
    assert parts.path.count("@") == 1


@pytest.mark.parametrize("address", HOSTILE)
def test_the_organiser_of_a_meeting_is_that_address(address: str) -> None:
    moment = datetime(2026, 11, 2, 12, tzinfo=UTC)
    content = calendar_file(
        uid="1@example.org",
        starts_at=moment,
        stamped_at=moment,
        summary="A first half hour",
        description="",
        url="https://mentoring.test",
        organiser=address,
        organiser_name="Ada",
    ).data

    [event] = Calendar.from_ical(content).walk("VEVENT")

    assert str(event["ORGANIZER"]) == mail_link(address)


def test_addresses_with_such_signs_are_taken_in() -> None:
    assert normalise_address(HOSTILE[0].replace("%40", "")) == HOSTILE[0].replace("%40", "")


@settings(max_examples=400, deadline=None)
@given(
    st.text("aZ0._+-'é @\"<", min_size=1, max_size=8) | st.sampled_from(("a" * 64, "a" * 65)),
    st.sampled_from(DOMAINS) | st.text("aZ0.-é", max_size=8),
)
def test_a_plain_address_is_what_the_library_makes_of_it(name: str, domain: str) -> None:
    text = f"{name}@{domain}"
    try:
        checked = validate_email(
            text.strip(),
            check_deliverability=False,
            allow_smtputf8=False,
            globally_deliverable=False,
        )
    except EmailNotValidError:
        expected = None
    else:
        is_taken = checked.ascii_email and "." in checked.ascii_domain
        expected = checked.ascii_email.lower() if checked.ascii_email and is_taken else None

    try:
        found = normalise_address(text)
    except InvalidAddress:
        found = None

    assert found == expected


def test_a_domain_is_looked_at_once_for_all_its_addresses() -> None:
    with patch("matchmaker.addresses.validate_email", wraps=validate_email) as asked:
        found = [normalise_address(f"Person.{number}@once.example.org") for number in range(50)]

    assert found[-1] == "person.49@once.example.org"
    assert asked.call_count == 1


def test_every_link_to_an_address_is_made_in_one_place() -> None:
    files = [*ROOT.glob("matchmaker/**/*.html"), *ROOT.glob("matchmaker/**/*.py")]

    making = [path.name for path in files if re.search(r"mailto:[\"{%]", path.read_text())]

    assert len(files) > 100
    assert set(making) <= {"addresses.py", "captured_mails.py"}
