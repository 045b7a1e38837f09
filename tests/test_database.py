"""Rows added by the thousand are those that were given, whatever stands in them."""

import pytest
import sqlalchemy as sa
from sqlalchemy.orm import Session

from matchmaker import clock
from matchmaker.database import add_rows
from matchmaker.models import MailKind, MailStatus, OutboxMail
from tests.factories import the_programme

ODD_TEXTS = (
    "",
    "NULL",
    "null",
    "a,b",
    "{a}",
    '"a"',
    "\\",
    "it's",
    "é ✓ \N{GRINNING FACE}",
    "%(a)s",
    " a ",
)


def test_rows_hold_what_was_given_and_the_defaults(session: Session) -> None:
    programme, now = the_programme(session), clock.now()
    rows = [
        {
            "programme_id": programme.id,
            "kind": MailKind.WELCOME,
            "subject_key": f"member:{number}",
            "recipient": "ada@example.org",
            "payload": {"text": text, "several": [text, None, [1, 2]], "number": number},
            "message_id": f"<{number}@example.org>",
            "next_attempt_at": now,
            "expires_at": now if number % 2 else None,
            "is_held": number % 3 == 0,
            "last_error": text,
            "created_at": now,
        }
        for number in range(1_100)
        for text in [ODD_TEXTS[number % len(ODD_TEXTS)]]
    ]

    add_rows(session, OutboxMail, rows)

    stored = session.scalars(sa.select(OutboxMail).order_by(OutboxMail.id)).all()
    assert [{name: getattr(mail, name) for name in rows[0]} for mail in stored] == rows
    assert {(mail.status, mail.attempts, mail.is_refused_alone) for mail in stored} == {
        (MailStatus.PENDING, 0, False)
    }
    assert {mail.leased_until for mail in stored} == {None}


def test_no_rows_are_no_statement(session: Session) -> None:
    add_rows(session, OutboxMail, [])

    assert session.scalars(sa.select(OutboxMail)).all() == []


def test_postgresql_plans_a_cursor_for_all_of_its_rows(
    session: Session, is_postgresql: bool
) -> None:
    if not is_postgresql:
        pytest.skip("SQLite has no such plans")

    assert session.scalar(sa.text("SHOW cursor_tuple_fraction")) == "1"
