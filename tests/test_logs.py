"""Logs tell what happened and nobody's name, address or token."""

import io
import json
import logging
import re
from collections.abc import Iterator

import pytest
from flask import Flask

from matchmaker import logs
from matchmaker.extensions import db
from matchmaker.services.accounts.links import request_link, token_of
from tests.conftest import SECRET_KEY, make_settings
from tests.factories import make_mentor, the_programme
from tests.web.browsing import browser_of

PRODUCTION = {"environment": "production"}


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    """What is logged, as in production."""
    root, ours = logging.getLogger(), logging.getLogger("matchmaker")
    before = (root.handlers[:], root.level, ours.level, ours.handlers[:])
    stream = io.StringIO()
    logs.configure(make_settings("", **PRODUCTION), stream)
    yield stream
    root.handlers[:], level, our_level, ours.handlers[:] = before
    root.setLevel(level)
    ours.setLevel(our_level)


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


def test_a_request_is_one_line_with_its_number(app: Flask, stream: io.StringIO) -> None:
    answer = app.test_client().get("/how-it-works")

    [line] = lines(stream)
    assert line["request_id"] == answer.headers["X-Request-ID"]
    assert (line["route"], line["method"], line["status"]) == ("/how-it-works", "GET", 200)
    assert re.fullmatch(r"[0-9a-f]{32}", answer.headers["X-Request-ID"])


def test_a_number_from_outside_is_not_believed(app: Flask, stream: io.StringIO) -> None:
    answer = app.test_client().get("/", headers={"X-Request-ID": "chosen-by-a-visitor"})

    assert answer.headers["X-Request-ID"] != "chosen-by-a-visitor"


def test_a_journey_leaves_no_name_address_or_token_in_the_log(
    app: Flask, stream: io.StringIO
) -> None:
    visitor = app.test_client()
    visitor.post("/register", data={"name": "Zora Quill", "email": "zora.quill@example.org"})
    visitor.post("/sign-in", data={"email": "zora.quill@example.org"})
    with app.app_context():
        link = request_link(
            db.session(),
            the_programme(db.session()),
            "zora.quill@example.org",
            SECRET_KEY,
            "Zora Quill",
        )
        member = make_mentor(db.session(), "Xenia Quill")
        db.session.commit()
        assert link is not None
        token, member_id = token_of(link, SECRET_KEY), member.id
    visitor.get(f"/sign-in/link/{token}")
    visitor.post(f"/sign-in/link/{token}")
    visitor.get(f"/sign-in/link/{token}/more?email=zora.quill@example.org")
    browser_of(app, member_id).get("/profile")

    text = stream.getvalue()

    assert len(lines(stream)) >= 6
    for secret in ("Zora", "Quill", "Xenia", "example.org", token):
        assert secret.lower() not in text.lower(), secret


def test_an_error_is_told_by_its_kind_and_place(app: Flask, stream: io.StringIO) -> None:
    def fail() -> None:
        raise ValueError("Zora Quill <zora@example.org>")

    try:
        fail()
    except ValueError:
        logging.getLogger("matchmaker.worker").exception("a job failed")

    [line] = lines(stream)
    assert str(line["error"]).endswith("fail > ValueError")
    assert "Zora" not in stream.getvalue()


@pytest.mark.parametrize(
    "text",
    [
        "451 <zora@example.org> try later",
        "GET /sign-in/link/Zora-1234567890 failed",
        "GET /address/Zora-1234567890 failed",
        "GET /address/stop/Zora-1234567890 failed",
        "GET /unsubscribe/Zora-1234567890 failed",
        "postgresql://matchmaker:zora@db.test/name refused",
    ],
)
def test_whoever_writes_a_line_what_is_personal_is_cut_out(stream: io.StringIO, text: str) -> None:
    logging.getLogger("somebody.else").warning("%s", text)

    assert "zora" not in stream.getvalue().lower()
    assert len(lines(stream)) == 1


def test_the_page_of_a_fault_names_the_request(
    app: Flask, stream: io.StringIO, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(*_: object) -> None:
        raise ValueError("Zora Quill")

    app.config["TESTING"] = False
    monkeypatch.setitem(app.view_functions, "home.how_it_works", fail)

    answer = app.test_client().get("/how-it-works")

    assert answer.status_code == 500
    assert answer.headers["X-Request-ID"] in answer.text
    assert "Zora" not in stream.getvalue()
    assert any(line.get("level") == "error" for line in lines(stream))


def test_elsewhere_lines_are_for_people() -> None:
    root = logging.getLogger()
    before, level = root.handlers[:], root.level
    stream = io.StringIO()
    logs.configure(make_settings(""), stream)
    try:
        logging.getLogger("matchmaker.worker").info("the worker is at work")
    finally:
        root.handlers[:] = before
        root.setLevel(level)

    assert "the worker is at work" in stream.getvalue()
    assert not stream.getvalue().startswith("{")
