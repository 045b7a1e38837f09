"""What a report says is read from it; what is no report, or names no mail of ours, says nothing."""

import random

import pytest

from matchmaker.mail.bounces.report import read_report
from tests.mail.reports import DELAYED, complaint, returned

OURS = "<5f0e3a52-6a0f-4c3e-8a39-0f4d4f3f7b11@example.org>"


@pytest.mark.parametrize("as_headers", [True, False])
def test_a_returned_mail(as_headers: bool) -> None:
    report = read_report(returned(OURS, as_headers=as_headers))

    assert report is not None
    assert (report.kind, report.message_ids) == ("returned", (OURS,))
    assert (report.recipient, report.is_no_address) == ("ana@example.org", True)
    assert report.said == "550 5.1.1 <ana@example.org>: User unknown"


@pytest.mark.parametrize(
    ("status", "diagnostic", "is_no_address"),
    [
        ("5.1.1", "smtp; 550 5.1.1 User unknown", True),
        ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; not found", True),
        ("5.0.0", "smtp; 550 No such user here", True),
        ("5.1.1", "", True),
        ("5.2.2", "smtp; 552 5.2.2 Mailbox full", False),
        ("5.7.1", "smtp; 550 5.7.1 Blocked by policy", False),
        ("5.0.0", "", False),
        ("4.4.7", "smtp; 550 4.4.7 Message expired", False),
        ("4.1.1", "x-unix; user unknown", False),
        ("", "", False),
    ],
)
def test_only_an_answer_that_nobody_lives_there_is_about_the_address(
    status: str, diagnostic: str, is_no_address: bool
) -> None:
    report = read_report(returned(OURS, status=status, diagnostic=diagnostic))

    assert report is not None
    assert (report.kind, report.is_no_address) == ("returned", is_no_address)


def test_a_delay_is_no_return() -> None:
    report = read_report(returned(OURS, fields=DELAYED))

    assert report is not None
    assert report.kind == "delayed"


def test_a_success_is_nothing_to_know() -> None:
    assert read_report(returned(OURS, fields="Action: relayed\nStatus: 2.0.0\n")) is None


def test_a_complaint() -> None:
    report = read_report(complaint(OURS))

    assert report is not None
    assert (report.kind, report.message_ids) == ("complaint", (OURS,))
    assert read_report(complaint(OURS, kind="not-spam")) is None


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"\x00\xff\xfe",
        b"Subject: Re: Welcome\n\nThank you for " + OURS.encode(),
        b"Content-Type: multipart/report; boundary=x\n\n" + OURS.encode(),
        returned("<somebody.elses@example.org>"),
        returned(OURS).replace(b"message/delivery-status", b"text/plain"),
    ],
)
def test_what_is_no_report_about_a_mail_of_ours_says_nothing(content: bytes) -> None:
    assert read_report(content) is None


def test_a_damaged_report_is_read_or_not_but_stops_nobody() -> None:
    chance = random.Random(20261127)
    whole = [returned(OURS), returned(OURS, as_headers=False), complaint(OURS)]
    for number in range(600):
        content = bytearray(whole[number % 3])
        for _change in range(chance.randrange(1, 40)):
            content[chance.randrange(len(content))] = chance.randrange(256)
        cut = chance.randrange(len(content)) if number % 2 else len(content)

        report = read_report(bytes(content[:cut]))

        assert report is None or report.message_ids
