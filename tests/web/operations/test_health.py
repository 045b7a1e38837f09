"""What balancers and monitors are told in each bad state, and who may read how the service is."""

import tomllib
from datetime import datetime, timedelta

import pytest
import sqlalchemy as sa
from flask import Flask
from prometheus_client.parser import text_string_to_metric_families
from sqlalchemy.exc import OperationalError

from config import ROOT
from matchmaker import clock
from matchmaker.extensions import db
from matchmaker.models import (
    EpochReason,
    JobOutcome,
    MailKind,
    MailStatus,
    ServerTrouble,
    Task,
    TaskKind,
)
from matchmaker.services.operations.epochs import hold_mails
from matchmaker.services.operations.job_runs import (
    DELIVERY,
    FOLLOW_UP,
    PURGE,
    note_end,
    note_start,
)
from matchmaker.services.outbox.server import meet_server, note_trouble
from matchmaker.services.tasks.tasks import TaskFault, ask_for, fail
from matchmaker.version import VERSION
from tests.conftest import make_settings
from tests.factories import make_coordinator, make_member, owe_a_mail, the_programme

# What is told here is what the database says of itself and of what waits in it.
pytestmark = pytest.mark.both_databases


def deliver_now(app: Flask) -> None:
    note_run(app, DELIVERY, JobOutcome.IDLE, "0 mails sent")


def note_run(app: Flask, job: str, outcome: JobOutcome, line: str = "") -> None:
    with app.app_context():
        run = note_start(db.session(), job, "here")
        note_end(db.session(), run.id, outcome, line)
        db.session.commit()


def checks(app: Flask, path: str = "/status") -> tuple[int, dict[str, str]]:
    """The status, and what is not well."""
    answer = app.test_client().get(path)
    found = answer.get_json()
    assert found["ready" if path == "/readyz" else "well"] is (answer.status_code == 200)
    return answer.status_code, {
        name: word for name, word in found["checks"].items() if word != "ok"
    }


def samples_in(text: str) -> dict[tuple[str, ...], float]:
    """What /metrics tells, by name and values of labels."""
    return {
        (sample.name, *sample.labels.values()): sample.value
        for family in text_string_to_metric_families(text)
        for sample in family.samples
    }


def samples_of(app: Flask) -> dict[tuple[str, ...], float]:
    return samples_in(app.test_client().get("/metrics").text)


def serves(app: Flask) -> bool:
    """Whether a balancer is told to send people here."""
    status, faults = checks(app, "/readyz")
    assert (status == 200) is (not faults)
    return status == 200


def refuse(*_: object, **__: object) -> None:
    raise OperationalError("SELECT", {}, Exception("gone"))


def test_a_living_process_says_so_without_the_database(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        engine = db.engine
    monkeypatch.setattr(engine, "connect", refuse)

    answer = app.test_client().get("/healthz")

    assert (answer.status_code, answer.text) == (200, "ok\n")


def test_an_installation_that_works_is_well(app: Flask) -> None:
    deliver_now(app)

    assert checks(app) == (200, {})
    assert serves(app)


def test_without_a_worker_it_is_not_well_and_serves(app: Flask) -> None:
    assert checks(app) == (503, {"worker": "not seen lately"})
    assert serves(app)


def test_a_worker_that_was_seen_long_ago_is_not_enough(app: Flask) -> None:
    deliver_now(app)
    with app.app_context():
        db.session.execute(sa.text("UPDATE job_runs SET started_at = '2020-01-01 00:00:00'"))
        db.session.commit()

    assert checks(app) == (503, {"worker": "not seen lately"})


def test_a_mail_that_waits_for_an_hour_is_a_fault(app: Flask) -> None:
    deliver_now(app)
    with app.app_context():
        member = make_member(db.session())
        row = owe_a_mail(db.session(), MailKind.WELCOME, "member:1", member)
        assert row is not None
        row.created_at = row.next_attempt_at = clock.now() - timedelta(minutes=61)
        db.session.commit()

    assert checks(app) == (503, {"outbox": "mails wait for more than an hour"})
    assert serves(app)


def test_a_backlog_that_moves_at_its_pace_is_well_and_is_told(app: Flask) -> None:
    deliver_now(app)
    database = app.config["SETTINGS"].database_url
    app.config["SETTINGS"] = make_settings(database, mails_a_minute=2)
    began = clock.now() - timedelta(hours=3)
    with app.app_context():
        for number in range(180 + 90):
            row = owe_a_mail(db.session(), MailKind.WELCOME, f"member:{number}", "a@example.org")
            assert row is not None
            row.created_at = row.next_attempt_at = began
            if number < 180:
                row.status, row.sent_at = MailStatus.SENT, began + timedelta(minutes=number)
        db.session.commit()

    well = checks(app)
    told = app.test_client().get("/status").get_json()["mails"]

    assert well == (200, {})
    assert (told["waiting"], told["a_minute"]) == (90, 2)
    done_in = datetime.fromisoformat(told["done_at"]) - clock.now()
    assert timedelta(minutes=89) < done_in <= timedelta(minutes=90)


def test_held_mails_are_a_fault(app: Flask) -> None:
    deliver_now(app)
    with app.app_context():
        hold_mails(db.session(), EpochReason.RESTORED)
        db.session.commit()

    assert checks(app) == (503, {"hold": "mails are held"})
    assert serves(app)


def test_a_server_that_refuses_us_is_a_fault(app: Flask) -> None:
    note_run(app, DELIVERY, JobOutcome.FAILED)

    assert checks(app) == (
        503,
        {"mail_server": "the last delivery failed; the log of the worker says why"},
    )
    assert serves(app)


def test_a_job_that_failed_is_a_fault_until_it_succeeds(app: Flask) -> None:
    deliver_now(app)
    note_run(app, PURGE, JobOutcome.FAILED)
    failed = checks(app)
    note_run(app, PURGE, JobOutcome.DONE)

    assert failed == (503, {"jobs": "purge failed"})
    assert serves(app)
    assert checks(app) == (200, {})


def test_a_job_that_was_killed_is_a_fault(app: Flask) -> None:
    deliver_now(app)
    with app.app_context():
        run = note_start(db.session(), PURGE, "here")
        run.seen_at = run.started_at = clock.now() - timedelta(minutes=4)
        db.session.commit()

    assert checks(app) == (503, {"jobs": "purge ended without a word"})


def test_mails_and_jobs_are_told_in_numbers_and_nobody_is_named(app: Flask) -> None:
    deliver_now(app)
    note_run(app, PURGE, JobOutcome.FAILED, "zora@example.org: no")
    with app.app_context():
        member = make_member(db.session(), "Zora Quill")
        owe_a_mail(db.session(), MailKind.WELCOME, "member:1", member)
        refused = owe_a_mail(db.session(), MailKind.WELCOME, "member:2", member)
        assert refused is not None
        refused.status = MailStatus.FAILED
        db.session.commit()

    answer = app.test_client().get("/status")

    told = answer.get_json()
    assert told["mails"]["oldest_seconds"] < 60
    assert told["mails"] | {"oldest_seconds": 0} == {
        "waiting": 1, "held": 0, "failed": 1, "oldest_seconds": 0, "a_minute": None, "done_at": None
    }  # fmt: skip
    assert told["jobs"][DELIVERY]["outcome"] == "idle"
    assert told["jobs"][DELIVERY]["last_success_at"] >= told["worker_seen_at"]
    assert told["jobs"][PURGE]["outcome"] == "failed"
    assert told["jobs"][PURGE]["last_success_at"] is None
    assert told["jobs"][FOLLOW_UP]["started_at"] is None
    assert "zora" not in answer.text.lower()
    assert "@" not in answer.text


def test_an_old_schema_is_a_fault(app: Flask) -> None:
    with app.app_context():
        newest = db.session.scalar(sa.text("SELECT version_num FROM alembic_version"))
        db.session.execute(sa.text("UPDATE alembic_version SET version_num = '0001'"))
        db.session.commit()
    try:
        status, found = checks(app)
        is_serving = serves(app)
    finally:
        with app.app_context():
            change = sa.text("UPDATE alembic_version SET version_num = :newest")
            db.session.execute(change, {"newest": newest})
            db.session.commit()

    assert status == 503
    assert found["migrations"] == "not current: flask db upgrade"
    assert found["worker"] == "unknown"
    assert not is_serving


def test_a_database_out_of_reach_is_a_fault_and_no_crash(
    app: Flask, monkeypatch: pytest.MonkeyPatch
) -> None:
    with app.app_context():
        engine = db.engine
    monkeypatch.setattr(engine, "connect", refuse)

    status, found = checks(app)

    assert (status, found["database"]) == (503, "cannot be used")
    assert not serves(app)


def test_the_figures_are_those_of_the_database(app: Flask) -> None:
    deliver_now(app)
    with app.app_context():
        owe_a_mail(
            db.session(),
            MailKind.WELCOME,
            "member:1",
            make_member(db.session()),
        )
        make_member(db.session(), "Leo").left_at = clock.now()
        db.session.commit()
    app.test_client().get("/")

    text = app.test_client().get("/metrics").text

    samples = samples_in(text)
    assert samples[("matchmaker_mails", "pending")] == 1
    assert samples[("matchmaker_members",)] == 1
    assert samples[("matchmaker_job_failed", DELIVERY)] == 0
    assert samples[("matchmaker_worker_seen_seconds",)] < 60
    assert samples[("matchmaker_requests_total", "GET", "200")] >= 1
    assert samples[("matchmaker_job_runs_total", DELIVERY, "idle")] == 1
    assert samples[("matchmaker_job_last_success_timestamp_seconds", DELIVERY)] > 0
    assert samples[("matchmaker_mails", "failed")] == 0
    assert samples[("matchmaker_hold",)] == 0
    assert samples[("matchmaker_open_cases", "failed_mails")] == 0
    assert samples[("matchmaker_build_info", VERSION)] == 1
    assert "@" not in text


@pytest.mark.parametrize(
    ("settings", "headers", "remote", "status"),
    [
        ({}, {}, "127.0.0.1", 200),
        ({}, {}, "::ffff:127.0.0.1", 200),
        ({}, {}, "::ffff:192.0.2.7", 404),
        ({"environment": "production"}, {}, "127.0.0.1", 404),
        ({"trusted_proxies": 1}, {}, "127.0.0.1", 404),
        ({}, {}, "192.0.2.7", 404),
        ({}, {"X-Forwarded-For": "127.0.0.1"}, "127.0.0.1", 404),
        ({"metrics_token": "a token"}, {}, "127.0.0.1", 404),
        (
            {"metrics_token": "a token", "environment": "production"},
            {"Authorization": "Bearer a token"},
            "192.0.2.7",
            200,
        ),
        ({"metrics_token": "a token"}, {"Authorization": "Bearer wrong"}, "127.0.0.1", 404),
        ({"metrics_token": "a token"}, {"Authorization": "Bearer a token"}, "192.0.2.7", 200),
    ],
)
@pytest.mark.parametrize("path", ["/metrics", "/status"])
def test_figures_and_status_are_for_monitors(
    app: Flask,
    settings: dict[str, str],
    headers: dict[str, str],
    remote: str,
    status: int,
    path: str,
) -> None:
    deliver_now(app)
    database = app.config["SETTINGS"].database_url
    app.config["SETTINGS"] = make_settings(database, **settings)

    answer = app.test_client().get(path, headers=headers, environ_overrides={"REMOTE_ADDR": remote})

    assert answer.status_code == status


def test_the_documents_list_every_figure_with_its_type(app: Flask) -> None:
    app.test_client().get("/")
    text = app.test_client().get("/metrics").text
    lines = (ROOT / "docs" / "operating.md").read_text().splitlines()
    listed = {
        name: kind
        for line in lines
        if (cells := [cell.strip(" `") for cell in line.strip("|").split("|")])
        and cells[0].startswith("matchmaker_")
        for name, kind in [(cells[0].partition("{")[0], cells[1])]
    }

    told = {
        f"{family.name}_total" if family.type == "counter" else family.name: family.type
        for family in text_string_to_metric_families(text)
    }
    assert listed == told


def test_the_version_is_that_of_the_project() -> None:
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]

    assert project["version"] == VERSION


def test_a_mail_server_that_refuses_us_is_said(app: Flask) -> None:
    deliver_now(app)
    with app.app_context():
        meet_server(db.session(), "relay.example.org:25")
        note_trouble(db.session(), ServerTrouble.REFUSES_US, "554 5.7.1 no")
        db.session.commit()

    _, found = checks(app)

    [said] = found.values()
    assert said.endswith("UTC: 554 5.7.1 no")


def test_the_figures_tell_of_pace_backlog_and_a_server_that_refuses_us(app: Flask) -> None:
    before = samples_of(app)
    database = app.config["SETTINGS"].database_url
    app.config["SETTINGS"] = make_settings(database, mails_a_minute=10)
    with app.app_context():
        meet_server(db.session(), "relay.example.org:25")
        note_trouble(db.session(), ServerTrouble.REFUSES_US, "554 5.7.1 no")
        row = owe_a_mail(db.session(), MailKind.WELCOME, "member:1", "ada@example.org")
        assert row is not None
        row.created_at = row.next_attempt_at = clock.now() - timedelta(hours=2)
        db.session.commit()

    after = samples_of(app)

    assert ("matchmaker_pace_mails_per_minute",) not in before
    assert after[("matchmaker_pace_mails_per_minute",)] == 10
    trouble = "matchmaker_mail_server_trouble"
    assert (before[(trouble, "refuses_us")], after[(trouble, "refuses_us")]) == (0, 1)
    assert (before[(trouble, "unreachable")], after[(trouble, "unreachable")]) == (0, 0)
    assert (before[("matchmaker_mails_stuck",)], after[("matchmaker_mails_stuck",)]) == (0, 1)


def test_the_figures_tell_of_tasks(app: Flask) -> None:
    before = samples_of(app)
    with app.app_context():
        session = db.session()
        coordinator = make_coordinator(session)
        ids = [
            ask_for(session, the_programme(session), kind, "round:1", coordinator)[0].id
            for kind in TaskKind
        ]
        session.get_one(Task, ids[0]).asked_at = clock.now() - timedelta(minutes=10)
        fail(session, ids[1], TaskFault.OUT_OF_DATE)
        fail(session, ids[2], TaskFault.ERROR)
        session.commit()

    after = samples_of(app)

    states = ("waiting", "running", "done", "refused", "failed")
    assert [before[("matchmaker_tasks", state)] for state in states] == [0] * 5
    assert [after[("matchmaker_tasks", state)] for state in states] == [1, 0, 0, 1, 1]
    assert ("matchmaker_oldest_task_seconds",) not in before
    assert 600 <= after[("matchmaker_oldest_task_seconds",)] < 700
