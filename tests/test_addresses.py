"""Addresses as links: whatever signs one has, the mail goes to it and carries nothing else."""

import re
from datetime import UTC, datetime
from urllib.parse import unquote, urlsplit

import pytest
from icalendar import Calendar

from config import ROOT
from matchmaker.addresses import mail_link, normalise_address
from matchmaker.mail.ics import calendar_file

HOSTILE = (
    "a?bcc=eve%40example.test&body=x@example.org",
    "a=b&c%0d%0abcc:eve@example.org",
    "a/b#c@example.org",
    "ada+pmo@example.org",
    "o'hara!$*^`{|}~@example.org",
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


def test_every_link_to_an_address_is_made_in_one_place() -> None:
    files = [*ROOT.glob("matchmaker/**/*.html"), *ROOT.glob("matchmaker/**/*.py")]

    making = [path.name for path in files if re.search(r"mailto:[\"{%]", path.read_text())]

    assert len(files) > 100
    assert set(making) <= {"addresses.py", "captured_mails.py"}
