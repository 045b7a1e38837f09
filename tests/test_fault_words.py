"""What is told of an error: the system's and the database's own words, never a value."""

import errno
import smtplib
import socket
import ssl
from collections.abc import Callable

import pytest
import sqlalchemy as sa
from sqlalchemy.exc import SQLAlchemyError
from sqlalchemy.orm import Session

from matchmaker.fault_words import describe_error, describe_with_cause
from matchmaker.models import JobOutcome, JobRun
from tests.factories import make_member

SECRET = "Zora Quill"


def caught(fail: Callable[[], object]) -> str:
    with pytest.raises(Exception) as error:  # noqa: PT011 - of any kind
        fail()
    return describe_error(error.value)


@pytest.mark.parametrize(
    ("error", "told"),
    [
        (ValueError(SECRET), "ValueError"),
        (KeyError(SECRET), "KeyError"),
        (RuntimeError(SECRET), "RuntimeError"),
        (smtplib.SMTPDataError(554, SECRET.encode()), "SMTPDataError"),
        (smtplib.SMTPServerDisconnected(SECRET), "SMTPServerDisconnected"),
        (OSError(SECRET), "OSError"),
        (OSError(errno.ENOSPC, SECRET), "OSError: No space left on device"),
        (TimeoutError(), "TimeoutError"),
        (
            PermissionError(errno.EACCES, SECRET, "/srv/matchmaker/seen.json"),
            "PermissionError: Permission denied: /srv/matchmaker/seen.json",
        ),
        (
            socket.gaierror(socket.EAI_NONAME, "Name or service not known"),
            "gaierror: Name or service not known",
        ),
        (ssl.SSLError(1, SECRET), "SSLError"),
        (
            ModuleNotFoundError("No module named 'redis'"),
            "ModuleNotFoundError: No module named 'redis'",
        ),
        (
            TypeError(f"f() got an unexpected keyword argument '{SECRET}'"),
            "TypeError: f() got an unexpected keyword argument …",
        ),
    ],
)
def test_an_error_is_told_without_what_somebody_typed(error: Exception, told: str) -> None:
    assert describe_error(error) == told


def test_a_fault_of_the_program_names_its_own_parts() -> None:
    assert caught(lambda: None.email) == (  # type: ignore[attr-defined]
        "AttributeError: 'NoneType' object has no attribute 'email'"
    )


def test_the_words_of_what_it_came_of_are_told_where_it_has_none() -> None:
    error = RuntimeError(SECRET)
    error.__cause__ = ConnectionRefusedError(errno.ECONNREFUSED, "")

    assert describe_with_cause(error) == "RuntimeError: Connection refused"


def test_a_database_names_its_tables_and_never_a_value(session: Session) -> None:
    make_member(session, SECRET)
    session.commit()

    faults = [
        "INSERT INTO members (id, name) VALUES (1, :secret)",
        "SELECT * FROM nowhere WHERE name = :secret",
        "UPDATE members SET joined_at = NULL, name = NULL WHERE name = :secret",
        "SELECT CAST(:secret AS integer) / 0 FROM members WHERE name = 1 / 0",
    ]
    told = []
    for statement in faults:
        try:
            session.execute(sa.text(statement), {"secret": SECRET})
        except SQLAlchemyError as error:
            told.append(describe_error(error))
        session.rollback()

    assert len(told) >= 3
    assert not any("Zora" in line for line in told), told
    assert all(": " in line for line in told), told
    assert any("nowhere" in line for line in told), told


def test_a_state_that_is_none_names_the_constraint(session: Session) -> None:
    session.add(
        JobRun(job=SECRET, process=SECRET, started_at=sa.func.now(), outcome=JobOutcome.DONE)
    )

    told = caught(session.flush)
    session.rollback()

    assert told.startswith("IntegrityError: ")
    assert "ended_at" in told
    assert SECRET not in told
