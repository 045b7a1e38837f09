"""`flask mail retry` and what `flask mail status` says of the server."""

from datetime import timedelta

import pytest
from click.testing import Result
from flask import Flask

from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import MailKind, MailStatus, ServerTrouble
from matchmaker.services.outbox.pace import slow_down
from matchmaker.services.outbox.server import meet_server, note_trouble
from tests.factories import make_member, owe_a_mail


def run(app: Flask, *arguments: str) -> Result:
    return app.test_cli_runner().invoke(args=["mail", *arguments])


def fail_mails(app: Flask) -> None:
    """Let two welcomes and an offer have failed, one of them ten days ago."""
    with app.app_context():
        for number, kind in enumerate((MailKind.WELCOME, MailKind.WELCOME, MailKind.OFFER)):
            member = make_member(db.session(), f"Member {number}")
            row = owe_a_mail(db.session(), kind, f"member:{number}", member)
            assert row is not None
            row.status = MailStatus.FAILED
            row.created_at = clock.now() - timedelta(days=10 if number == 0 else 1)
        db.session.commit()


def two_days_ago() -> str:
    return f"{clock.now() - timedelta(days=2):%Y-%m-%d}"


@pytest.mark.parametrize(
    ("arguments", "count"),
    [
        ((), 3),
        (("--kind", "welcome"), 2),
        (("--since", "two days ago"), 2),
        (("--kind", "welcome", "--since", "two days ago"), 1),
        (("--kind", "no_match"), 0),
    ],
)
def test_what_failed_is_tried_again_and_counted(
    app: Flask, arguments: tuple[str, ...], count: int
) -> None:
    fail_mails(app)

    result = run(app, "retry", *(two_days_ago() if " " in word else word for word in arguments))
    again = run(app, "status")

    assert (result.exit_code, result.stdout) == (
        0,
        f"{count} mails are tried again by the next delivery.\n",
    )
    assert f"Waiting:   {count}\n" in again.stdout
    assert f"Failed:    {3 - count}\n" in again.stdout


def test_a_learned_pace_is_forgotten_on_request(app: Flask) -> None:
    with app.app_context():
        meet_server(db.session(), "relay.example.org:25")
        slow_down(db.session(), 0, taken=12)
        db.session.commit()
    assert "at rest until" in run(app, "status").stdout

    done = run(app, "forget-pace")

    assert done.stdout == "Pace: no limit, from the next delivery on.\n"
    status = run(app, "status").stdout
    assert "Pace:      no limit\n" in status
    assert "at rest" not in status


@pytest.mark.parametrize("arguments", [("--kind", "no such"), ("--since", "yesterday")])
def test_a_slip_is_refused_and_nothing_is_changed(app: Flask, arguments: tuple[str, str]) -> None:
    fail_mails(app)

    assert run(app, "retry", *arguments).exit_code == 2
    assert "Failed:    3" in run(app, "status").stdout


def test_the_status_tells_of_the_server(app: Flask) -> None:
    with app.app_context():
        meet_server(db.session(), "relay.example.org:25")
        note_trouble(db.session(), ServerTrouble.REFUSES_US, "it refuses us")
        db.session.commit()

    status = run(app, "status").stdout

    assert "it refuses us" in status
    assert "Pace:      no limit" in status
