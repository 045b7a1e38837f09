"""The delivery job as an operator sees it: one line, and an exit status."""

from collections.abc import Iterator

import pytest
from flask import Flask
from sqlalchemy.orm import Session

from jobs import deliver_mail
from matchmaker.models import MailKind
from tests.factories import make_member, owe_a_mail
from tests.mail.conftest import settings_for
from tests.mail.sink import Sink, find_free_port, running_sink

pytestmark = pytest.mark.parametrize("app", ["sqlite"], indirect=True)


@pytest.fixture
def sink() -> Iterator[Sink]:
    with running_sink() as sink:
        yield sink


def owe_two_welcomes(session: Session) -> None:
    for name in ("Ana", "Ben"):
        member = make_member(session, name)
        owe_a_mail(session, MailKind.WELCOME, f"member:{member.id}", member)
    session.commit()


def test_it_says_in_one_line_what_was_done(
    app: Flask, session: Session, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    owe_two_welcomes(session)
    app.config["SETTINGS"] = settings_for(app, sink)

    status = deliver_mail.main([])

    assert status == 0
    assert capsys.readouterr() == (
        "2 mails sent, 0 delayed, 0 failed, 0 cancelled, 0 wait\n",
        "",
    )


def test_it_keeps_a_limit(
    app: Flask, session: Session, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    owe_two_welcomes(session)
    app.config["SETTINGS"] = settings_for(app, sink)

    deliver_mail.main(["--limit", "1"])

    assert capsys.readouterr().out.startswith("1 mails sent")
    assert len(sink.mails) == 1


def test_without_a_server_the_mails_wait(
    app: Flask, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    owe_two_welcomes(session)

    status = deliver_mail.main([])

    assert status == 0
    assert capsys.readouterr().out == "no mail server (SMTP_HOST is not set): 2 mails wait\n"


def test_a_server_that_is_down_is_no_failure_of_the_job(
    app: Flask, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    owe_two_welcomes(session)
    app.config["SETTINGS"] = settings_for(app, Sink(port=find_free_port()))

    status = deliver_mail.main([])

    assert status == 0
    assert "0 mails sent, 1 delayed" in (output := capsys.readouterr().out)
    assert "cannot be reached" in output
    assert output.count("\n") == 1


def test_a_refused_login_is_one_clear_line_and_a_failure(
    app: Flask, session: Session, capsys: pytest.CaptureFixture[str]
) -> None:
    owe_two_welcomes(session)

    with running_sink(logins={"us": "right"}) as sink:
        wrong = {"smtp_username": "us", "smtp_password": "not this"}
        app.config["SETTINGS"] = settings_for(app, sink, **wrong)
        status = deliver_mail.main([])

    output = capsys.readouterr()
    assert status == 1
    assert output.err.startswith(f"matchmaker: 127.0.0.1:{sink.port} refuses the login of 'us'")
    assert output.err.count("\n") == 1
    assert "not this" not in output.err + output.out
    assert "2 wait" in output.out


@pytest.mark.parametrize("limit", ["0", "-3", "many"])
def test_a_limit_that_is_no_number_is_refused(app: Flask, session: Session, limit: str) -> None:
    with pytest.raises(SystemExit) as stopped:
        deliver_mail.main(["--limit", limit])

    assert stopped.value.code == 2


def test_a_server_that_refuses_everybody_is_one_clear_line_and_a_failure(
    app: Flask, session: Session, sink: Sink, capsys: pytest.CaptureFixture[str]
) -> None:
    owe_two_welcomes(session)
    sink.answer_recipient = lambda to: f"554 5.7.1 <{to}>: Relay access denied"
    app.config["SETTINGS"] = settings_for(app, sink)

    status = deliver_mail.main([])

    output = capsys.readouterr()
    assert status == 1
    assert output.err.startswith(f"matchmaker: 127.0.0.1:{sink.port} refuses us")
    assert "554 5.7.1" in output.err
    assert output.err.count("\n") == 1
    assert "@example.org>" not in output.err
    assert "0 mails sent, 2 delayed, 0 failed, 0 cancelled, 2 wait" in output.out
